/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, reading, hashing. */
#include "pdz/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void published_hashes(void **state)
{
	(void)state;
	char hex[65];

	/* FIPS 180-4 examples */
	pdz_sha256("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	pdz_sha256("", 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void make_file(char *path, const char *text, size_t n)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
}

static void reads_in_pieces(void **state)
{
	(void)state;
	char path[] = "/tmp/pdz-test-XXXXXX", hex[65], buf[2], all[8];
	struct pdz_error err = {0};
	struct pdz_input in;
	size_t got, n = 0;

	make_file(path, "abc", 3);
	assert_int_equal(pdz_input_open(&in, path, &err), PDZ_OK);
	do {
		assert_int_equal(pdz_input_read(&in, buf, sizeof buf, &got, &err), PDZ_OK);
		memcpy(all + n, buf, got);
		n += got;
	} while (got);
	assert_true(in.at_end);
	assert_int_equal(in.bytes, 3);
	assert_memory_equal(all, "abc", 3);
	pdz_input_sha256(&in, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	pdz_input_close(&in);
	pdz_input_close(&in);
	unlink(path);
}

static void whole_file_up_to_a_limit(void **state)
{
	(void)state;
	char path[] = "/tmp/pdz-test-XXXXXX", hex[65];
	struct pdz_error err = {0};
	struct pdz_buf b = {0};

	make_file(path, "abcdef", 6);
	assert_int_equal(pdz_input_slurp(path, 6, &b, hex, &err), PDZ_OK);
	assert_int_equal(b.n, 6);
	pdz_buf_clear(&b);
	assert_int_equal(pdz_input_slurp(path, 5, &b, NULL, &err), PDZ_INPUT);
	assert_string_equal(err.text, "too large: more than 5 bytes");
	pdz_buf_release(&b);
	unlink(path);
}

static void what_cannot_be_read(void **state)
{
	(void)state;
	struct pdz_error err = {0};
	struct pdz_input in;
	struct pdz_buf b = {0};

	assert_int_equal(pdz_input_open(&in, "/nowhere/at-all.csv", &err), PDZ_INPUT);
	assert_string_equal(err.source, "/nowhere/at-all.csv");
	assert_string_equal(err.text, "cannot open: no such file or directory");
	pdz_input_close(&in);
	err = (struct pdz_error){0};
	assert_int_equal(pdz_input_slurp("/", 100, &b, NULL, &err), PDZ_INPUT);
	assert_string_equal(err.text, "cannot read: is a directory");
	pdz_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_hashes),
		cmocka_unit_test(reads_in_pieces),
		cmocka_unit_test(whole_file_up_to_a_limit),
		cmocka_unit_test(what_cannot_be_read),
	};

	return !!cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
