/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text of the methods: cmd/pdz-methods.7 is what lib/words/methods.c says.
 * build/unit/test_methods --write makes the page anew. */
#include "measure/kind.h"
#include "words/methods.h"

#include "pdz/error.h"
#include "pdz/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char page_name[] = PDZ_SOURCE_DIR "/cmd/pdz-methods.7";

static const char head[] = ".Dd November 30, 2026\n"
						   ".Dt PDZ-METHODS 7\n"
						   ".Os\n"
						   ".Sh NAME\n"
						   ".Nm pdz-methods\n"
						   ".Nd how pdz computes and judges indicators\n"
						   ".Sh DESCRIPTION\n"
						   "Each formula that\n"
						   ".Xr pdz-indicators 1\n"
						   "uses, where it comes from, when it applies, and what it does not mean.\n"
						   "In brackets stand the names under which the results have it: as kind or\n"
						   "statistic of an indicator, or as method of an interval or a comparison;\n"
						   "a workbook and a page of\n"
						   ".Xr pdz-report 1\n"
						   "have the same text in Italian or English, with those methods first that they\n"
						   "rest on.\n"
						   "An entry of the results names its method; where none is named, no model of\n"
						   "chance holds and none is pretended.\n"
						   "In the formulas n is the number of items, x of events, z and t the quantiles\n"
						   "that leave half of \\[u03B1] above them, and \\[u03B1] is 1 less the\n"
						   "plan's confidence.\n";

static const char tail[] = ".Sh SEE ALSO\n"
						   ".Xr pdz-indicators 1 ,\n"
						   ".Xr pdz-report 1 ;\n"
						   ".Pa include/pdz/stat.h\n"
						   "has the formulas in full, with what they do at their edges.\n";

/* The blank at p stands after "E." of a name. */
static bool is_initial(const unsigned char *p)
{
	return p[-1] == '.' && p[-2] >= 'A' && p[-2] <= 'Z';
}

/* Letters beyond ASCII as \[uXXXX], a minus sign as itself; a line never begins with a
 * dot or an apostrophe, which would be a command. */
static void roff(struct pdz_buf *b, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t begin = b->n; /* of the line */
	for (; *p; p++) {
		if (*p == ' ' && b->n - begin > 64 && p[1] != '.' && p[1] != '\'' && !is_initial(p)) {
			pdz_buf_char(b, '\n');
			begin = b->n;
		} else if (*p < 0x80) {
			pdz_buf_char(b, (char)*p);
		} else {
			unsigned more = *p >= 0xF0 ? 3 : *p >= 0xE0 ? 2 : 1, code = *p & (0x3Fu >> more);
			while (more--)
				code = code << 6 | (*++p & 0x3F);
			pdz_buf_printf(b, "\\[u%04X]", code);
		}
		if (*p == '.' && p[1] == ' ' && p[2] >= 'A' && p[2] <= 'Z' &&
		    !is_initial(p + 1)) { /* a sentence ends its line */
			pdz_buf_char(b, '\n');
			begin = b->n;
			p++;
		}
	}
	pdz_buf_char(b, '\n');
}

static void put(struct pdz_buf *b, const char *label, const char *english)
{
	if (label)
		pdz_buf_printf(b, ".Pp\n.Em %s :\n", label);
	roff(b, pdz_say(PDZ_ENGLISH, english));
}

static void write_page(struct pdz_buf *b)
{
	pdz_buf_z(b, head);
	for (int g = 0; g < METHOD_GROUPS; g++) {
		pdz_buf_z(b, ".Sh ");
		for (const char *p = pdz_say(PDZ_ENGLISH, pdz_method_groups[g]); *p; p++)
			pdz_buf_char(b, *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
		pdz_buf_char(b, '\n');
		for (const struct pdz_method *m = pdz_methods; m->keys; m++) {
			if ((int)m->group != g)
				continue;
			pdz_buf_z(b, ".Ss ");
			pdz_buf_printf(b, "%s (%s)\n", pdz_say(PDZ_ENGLISH, m->name), m->keys);
			put(b, NULL, m->formula);
			put(b, "Source", m->source);
			put(b, "Applies", m->applies);
			put(b, "Caution", m->limit);
		}
	}
	pdz_buf_z(b, tail);
	assert_false(b->failed);
}

static void page_is_the_table(void **state)
{
	(void)state;
	struct pdz_buf want = {0};
	write_page(&want);
	FILE *f = fopen(page_name, "rb");
	char *found = malloc(want.n + 2);
	assert_non_null(f);
	assert_non_null(found);
	size_t n = fread(found, 1, want.n + 1, f);
	fclose(f);
	if (n != want.n || memcmp(found, want.p, n) != 0)
		fail_msg("cmd/pdz-methods.7 is not what lib/words/methods.c says: run build/unit/test_methods --write");
	free(found);
	pdz_buf_release(&want);
}

/* Whatever a row can name is found. */
static void every_kind_is_there(void **state)
{
	(void)state;
	for (const char *const *kind = pdz_kind_names; *kind; kind++)
		if (!pdz_method_find(pdz_str(*kind)))
			fail_msg("no method for the kind %s", *kind);
	static const char *const methods[] = {
		"wilson",       "poisson_exact",   "byar",          "student_t",    "median_order",       "kaplan_meier_log",
		"newcombe",     "poisson_ratio",   "welch",         "mann_kendall", "mann_kendall_exact", "theil_sen",
		"funnel_score", "funnel_binomial", "funnel_poisson"};
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (!pdz_method_find(pdz_str(methods[i])))
			fail_msg("no method %s", methods[i]);
	assert_null(pdz_method_find(pdz_str("wils")));
	assert_null(pdz_method_find(pdz_str("")));
}

static void keys_are_unique(void **state)
{
	(void)state;
	for (const struct pdz_method *m = pdz_methods; m->keys; m++)
		for (const char *p = m->keys; *p; p += strcspn(p, " "), p += *p == ' ')
			assert_ptr_equal(pdz_method_find((struct pdz_str){p, strcspn(p, " ")}), m);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--write") == 0) {
		struct pdz_buf b = {0};
		write_page(&b);
		FILE *f = fopen(page_name, "wb");
		bool ok = f && fwrite(b.p, 1, b.n, f) == b.n;
		ok = f && fclose(f) == 0 && ok;
		pdz_buf_release(&b);
		return ok ? 0 : 1;
	}
	const struct CMUnitTest tests[] = {cmocka_unit_test(page_is_the_table), cmocka_unit_test(every_kind_is_there),
	                                   cmocka_unit_test(keys_are_unique)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
