/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public headers compile together, and every one of them is in pdz.h. */
#include "pdz/pdz.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#ifndef PDZ_SOURCE_DIR
#define PDZ_SOURCE_DIR "."
#endif

static void every_header_is_in_the_umbrella(void **state)
{
	(void)state;
	struct pdz_buf text = {0};
	struct pdz_error err = {0};
	assert_int_equal(pdz_input_slurp(PDZ_SOURCE_DIR "/include/pdz/pdz.h", 1 << 20, &text, NULL, &err), PDZ_OK);
	pdz_buf_char(&text, '\0');
	DIR *dir = opendir(PDZ_SOURCE_DIR "/include/pdz");
	assert_non_null(dir);
	size_t seen = 0;
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		char line[300];
		const size_t n = strlen(e->d_name);
		if (n < 3 || strcmp(e->d_name + n - 2, ".h") != 0 || strcmp(e->d_name, "pdz.h") == 0)
			continue;
		snprintf(line, sizeof line, "#include \"pdz/%s\"", e->d_name);
		if (strstr(text.p, line) == NULL)
			fail_msg("%s is not in pdz.h", e->d_name);
		seen++;
	}
	closedir(dir);
	assert_int_equal(seen, 11);
	pdz_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_header_is_in_the_umbrella)};
	return !!cmocka_run_group_tests(tests, NULL, NULL);
}
