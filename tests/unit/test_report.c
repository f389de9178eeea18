/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lib/report: widths, wrapping, numbers and dates in two languages, colours,
 * and the check of finished workbooks. */
#include "format/html.h"
#include "words/words.h"
#include "words/terminal.h"
#include "format/xlsx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>
#include <zip.h>

#define TEXT(...) (text.n = 0, __VA_ARGS__, pdz_buf_char(&text, '\0'), text.p)

static void widths(void **state)
{
	(void)state;
	assert_int_equal(pdz_terminal_width(PDZ_STR("")), 0);
	assert_int_equal(pdz_terminal_width(PDZ_STR("città")), 5);
	assert_int_equal(pdz_terminal_width(PDZ_STR("citta\xCC\x80")), 5); /* a combining accent */
	assert_int_equal(pdz_terminal_width(PDZ_STR("世界")), 4);
	assert_int_equal(pdz_terminal_width(PDZ_STR("\xE2\x80\x8B")), 0); /* zero width space */
	assert_int_equal(pdz_terminal_width(PDZ_STR("██░")), 3);
	assert_int_equal(pdz_terminal_width(PDZ_STR("\xE2\x80")), 2); /* cut bytes count one each */
	assert_int_equal(pdz_terminal_width(PDZ_STR("\xFF")), 1);
}

static void wrapping(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t width;
		const char *lines[6];
		/* clang-format off */
	} cases[] = {
		{"", 5, {NULL}},
		{"   ", 5, {NULL}},
		{"one two three", 7, {"one two", "three"}},
		{"one two three", 100, {"one two three"}},
		{"  one  ", 5, {"one"}},
		{"perché città", 6, {"perché", "città"}},
		{"abcdefgh", 3, {"abc", "def", "gh"}},
		{"a\nb c", 10, {"a", "b c"}},
		{"世界世界", 5, {"世界", "世界"}},
		{"世界", 1, {"世", "界"}}, /* always at least one */
		{"il\xC2\xA0" "1 due", 6, {"il\xC2\xA0" "1", "due"}}, /* no break there */
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pdz_str rest = pdz_str(cases[i].text), line;
		size_t n = 0;
		for (; pdz_terminal_wrap(&rest, cases[i].width, &line); n++) {
			assert_non_null(cases[i].lines[n]);
			assert_true(pdz_str_is(line, cases[i].lines[n]));
		}
		assert_null(cases[i].lines[n]);
	}
}

static void what_a_terminal_would_obey(void **state)
{
	(void)state;
	struct pdz_buf text = {0};
	assert_string_equal(TEXT(pdz_terminal_visible(&text, PDZ_STR("a\x1b[31mb\tc\nd"))), "a\xEF\xBF\xBD[31mb c d");
	assert_string_equal(TEXT(pdz_terminal_visible(&text, PDZ_STR("\xC2\x9B"
	                                                             "31m"))),
	                    "\xEF\xBF\xBD"
	                    "31m"); /* C1 */
	assert_string_equal(TEXT(pdz_terminal_visible(&text, PDZ_STR("a\xE2\x80\xAE"
	                                                             "b"))),
	                    "a\xEF\xBF\xBD"
	                    "b");
	assert_string_equal(TEXT(pdz_terminal_visible(&text, PDZ_STR("\xFF\xC3"))), "\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_string_equal(TEXT(pdz_terminal_visible(&text, PDZ_STR("perché"))), "perché");
	assert_string_equal(TEXT(pdz_terminal_visible(&text, PDZ_STR("a\xE2\x80\xA8"
	                                                             "b\xD8\x9C"))),
	                    "a b\xEF\xBF\xBD");
	/* many lines, as they stand in a buffer behind others */
	struct pdz_buf lines = {0};
	pdz_buf_z(&lines, "\x1b[1m before\none\a\n\ntwo\x1b");
	pdz_terminal_lines(&lines, 12);
	pdz_buf_char(&lines, '\0');
	assert_string_equal(lines.p, "\x1b[1m before\none\xEF\xBF\xBD\n\ntwo\xEF\xBF\xBD");
	pdz_buf_release(&lines);
	pdz_buf_release(&text);
}

static void numbers_and_dates(void **state)
{
	(void)state;
	struct pdz_buf text = {0};
	pdz_day day = pdz_day_from(2025, 3, 1);
	struct pdz_period p;
	assert_string_equal(TEXT(pdz_spell_number(&text, PDZ_ITALIAN, 1234.5, 1)), "1.234,5");
	assert_string_equal(TEXT(pdz_spell_number(&text, PDZ_ENGLISH, 1234.5, 1)), "1,234.5");
	assert_string_equal(TEXT(pdz_spell_number(&text, PDZ_ITALIAN, -0.125, 2)), "-0,13");
	assert_string_equal(TEXT(pdz_spell_percent(&text, PDZ_ITALIAN, 0.8333, 1)), "83,3%");
	assert_string_equal(TEXT(pdz_spell_date(&text, PDZ_ITALIAN, day)), "01/03/2025");
	assert_string_equal(TEXT(pdz_spell_date(&text, PDZ_ENGLISH, day)), "2025-03-01");
	static const struct {
		const char *period, *italian, *english;
		/* clang-format off */
	} periods[] = {
		{"2025", "2025", "2025"}, {"2025/2027", "2025–2027", "2025–2027"}, {"2025-S2", "2°\xC2\xA0sem. 2025",
		 "H2 2025"},
		{"2025-Q4", "4°\xC2\xA0trim. 2025", "Q4 2025"}, {"2025-05", "mag\xC2\xA0" "2025", "May\xC2\xA0" "2025"},
		{"2025-03/2027-02", "mar 2025 – feb 2027", "Mar 2025 – Feb 2027"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		assert_true(pdz_period_parse(pdz_str(periods[i].period), &p));
		assert_string_equal(TEXT(pdz_spell_period(&text, PDZ_ITALIAN, p)), periods[i].italian);
		assert_string_equal(TEXT(pdz_spell_period(&text, PDZ_ENGLISH, p)), periods[i].english);
	}
	assert_int_equal(pdz_fit_decimals(12), 0);
	assert_int_equal(pdz_fit_decimals(12.5), 1);
	assert_int_equal(pdz_fit_decimals(-1.5), 2);
	assert_int_equal(pdz_fit_decimals(12345.6), 0);
	pdz_buf_release(&text);
}

static void words(void **state)
{
	(void)state;
	struct pdz_buf text = {0};
	assert_string_not_equal(pdz_say(PDZ_ITALIAN, "verdict|behind"), "behind");
	assert_string_equal(pdz_say(PDZ_ENGLISH, "verdict|behind"), "behind");
	assert_string_equal(pdz_say(PDZ_ITALIAN, "no|such words"), "such words");
	assert_string_equal(TEXT(pdz_say_into(&text, PDZ_ITALIAN, "basis|{0} of {1}", PDZ_STR("{1}"), PDZ_STR("2"))),
	                    "{1} su 2");
	/* a verdict and a reason each have a word of their own, in both languages */
	for (int l = 0; l < PDZ_LANGUAGES; l++) {
		for (int a = 1; a < PDZ_REASONS; a++)
			for (int b = 1; b < a; b++)
				assert_string_not_equal(pdz_word_reason((enum pdz_language)l, (enum pdz_reason)a),
				                        pdz_word_reason((enum pdz_language)l, (enum pdz_reason)b));
		for (int a = 0; a < PDZ_VERDICTS; a++)
			for (int b = 0; b < a; b++)
				assert_string_not_equal(pdz_word_verdict((enum pdz_language)l, (enum pdz_verdict)a),
				                        pdz_word_verdict((enum pdz_language)l, (enum pdz_verdict)b));
	}
	pdz_buf_release(&text);
}

/* ---- contrast (WCAG 2.1, 1.4.3 and 1.4.11) ---- */

static double luminance(unsigned rgb)
{
	static const double weights[3] = {0.2126, 0.7152, 0.0722};
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		double c = (rgb >> (16 - 8 * i) & 0xFF) / 255.0;
		sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* The colour of a name in the scheme: 0 light, 1 dark, 2 print. */
static unsigned colour(const char *name, int scheme)
{
	char wanted[64];
	snprintf(wanted, sizeof wanted, "--%s:#", name);
	int seen = -1;
	for (const char *const *line = pdz_html_style; *line; line++) {
		seen += strstr(*line, ":root{") != NULL;
		const char *at = strstr(*line, wanted);
		if (seen == scheme && at != NULL)
			return (unsigned)strtoul(at + strlen(wanted), NULL, 16);
	}
	fail_msg("no %s in scheme %d", name, scheme);
	return 0;
}

static void check_contrast(const char *front, const char *ground, int scheme, double least)
{
	double a = luminance(colour(front, scheme)), b = luminance(colour(ground, scheme));
	double ratio = (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
	if (ratio < least)
		fail_msg("%s on %s, scheme %d: %.3f", front, ground, scheme, ratio);
}

static void contrast(void **state)
{
	(void)state;
	static const char *const texts[] = {"ink",          "soft",      "link",      "achieved",       "on-track",
	                                    "behind",       "off-track", "no-target", "not-assessable", "missed",
	                                    "achieved-late"};
	static const char *const fills[] = {"missed", "achieved-late", "achieved",  "on-track",
	                                    "behind", "off-track",     "no-target", "not-assessable"};
	static const char *const parts[] = {"s2", "s3", "strong", "ink", "soft"};
	for (int scheme = 0; scheme < 3; scheme++) {
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			check_contrast(texts[i], "bg", scheme, 4.5);
			check_contrast(texts[i], "panel", scheme, 4.5);
		}
		for (size_t i = 0; i < sizeof fills / sizeof *fills; i++)
			check_contrast("on-fill", fills[i], scheme, 4.5);
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			check_contrast(parts[i], "bg", scheme, 3.0); /* s0 and s1 have an edge of s2 */
	}
}

/* ---- finished workbooks ---- */

static void read_file(const char *path, char **data, size_t *size)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	*data = malloc(*size);
	assert_non_null(*data);
	assert_int_equal(fread(*data, 1, *size, f), *size);
	fclose(f);
}

static void damaged_workbooks_are_found(void **state)
{
	(void)state;
	static const char path[] = "/tmp/pdz-test-check.xlsx";
	struct xlsx_tally tally = {.sheets = 2, .cells = {1, 200}};
	struct pdz_error err = {0};
	char *data;
	size_t size;
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *first = workbook_add_worksheet(book, "a"), *second = workbook_add_worksheet(book, "b");
	worksheet_write_string(first, 0, 0, "text", NULL);
	for (unsigned i = 0; i < 200; i++)
		worksheet_write_number(second, i, 0, i * 1.25, NULL);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	read_file(path, &data, &size);
	assert_int_equal(pdz_xlsx_check(data, size, &tally, &err), PDZ_OK);

	tally.cells[1] = 201;
	assert_int_equal(pdz_xlsx_check(data, size, &tally, &err), PDZ_OUTPUT);
	assert_string_equal(err.text, "the workbook came out incomplete: 'xl/worksheets/sheet2.xml'");
	tally.cells[1] = 200;
	tally.sheets = 3;
	assert_int_equal(pdz_xlsx_check(data, size, &tally, NULL), PDZ_OUTPUT);
	tally.sheets = 2;
	for (size_t cut = 0; cut < size; cut += 97) /* cut anywhere */
		assert_int_equal(pdz_xlsx_check(data, cut, &tally, NULL), PDZ_OUTPUT);
	size_t damaged = 0, tried = 0;
	for (size_t at = 0; at < size; at += 31, tried++) { /* one byte wrong */
		data[at] ^= 0x20;
		damaged += pdz_xlsx_check(data, size, &tally, NULL) != PDZ_OK;
		data[at] ^= 0x20;
	}
	assert_true(damaged > tried / 2); /* the rest are dates and sizes nobody reads */
	free(data);

	/* what libxlsxwriter accepts without a word */
	book = workbook_new(path);
	first = workbook_add_worksheet(book, "a");
	second = workbook_add_worksheet(book, "b");
	worksheet_write_number(first, 0, 0, NAN, NULL);
	for (unsigned i = 0; i < 200; i++)
		worksheet_write_number(second, i, 0, i, NULL);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	read_file(path, &data, &size);
	assert_int_equal(pdz_xlsx_check(data, size, &tally, NULL), PDZ_OUTPUT);
	free(data);
	remove(path);
}

/* A workbook of parts, as a zip; what pdz_xlsx_check says of it. */
static bool passes(const char *const parts[][2], size_t count, const struct xlsx_tally *tally)
{
	static const char path[] = "/tmp/pdz-test-parts.zip";
	struct pdz_error err = {0};
	char *data;
	size_t size;
	remove(path);
	zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
	assert_non_null(zip);
	for (size_t i = 0; i < count; i++) {
		zip_source_t *source = zip_source_buffer(zip, parts[i][1], strlen(parts[i][1]), 0);
		assert_non_null(source);
		assert_true(zip_file_add(zip, parts[i][0], source, 0) >= 0);
	}
	assert_int_equal(zip_close(zip), 0);
	read_file(path, &data, &size);
	remove(path);
	const enum pdz_status status = pdz_xlsx_check(data, size, tally, &err);
	free(data);
	return status == PDZ_OK;
}

/* Numbers are numbers, there are no formulas, and every sheet has its cells. */
static void cells_are_read_back(void **state)
{
	(void)state;
	static const struct {
		const char *cell;
		bool fine;
		/* clang-format off */
	} cases[] = {
		{"<c><v>12</v></c>", true}, {"<c><v>-1.5</v></c>", true}, {"<c><v>1E5</v></c>", true},
		{"<c><v>2.5e-07</v></c>", true},
		{"<c><v>1e+300</v></c>", true}, {"<c r=\"A1\" t=\"s\"><v>0</v></c>", true},
		{"<c><v>1e</v></c>", false}, {"<c><v>1e5x</v></c>", false}, {"<c><v>1.</v></c>", false},
		{"<c><v>-</v></c>", false},
		{"<c><v>1,5</v></c>", false}, {"<c><v>nan</v></c>", false}, {"<c><v></v></c>", false},
		{"<c><f>1+1</f><v>2</v></c>", false},
		{"<c><v>2</c></v>", false}, {"<c/>", false}, {"<c><v>1</v></c><c><v>1</v></c>", false},
		{"<c><v>1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890</v"
		 "></c>", true},
	};
	/* clang-format on */
	const struct xlsx_tally tally = {.sheets = 1, .cells = {1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char sheet[300];
		snprintf(sheet, sizeof sheet, "<sheet>%s</sheet>", cases[i].cell);
		const char *const parts[][2] = {
			{"xl/workbook.xml", "<w/>"}, {"xl/worksheets/sheet1.xml", sheet}, {"xl/worksheets/sheet1.x", "<x/>"}};
		if (passes(parts, 3, &tally) != cases[i].fine)
			fail_msg("%s", cases[i].cell);
	}
	const char *const no_book[][2] = {{"xl/worksheets/sheet1.xml", "<s><c><v>1</v></c></s>"}},
					  *const more[][2] = {{"xl/workbook.xml", "<w/>"},
	                                      {"xl/worksheets/sheet1.xml", "<s><c><v>1</v></c></s>"},
	                                      {"xl/worksheets/sheet2.xml", "<s><c><v>1</v></c></s>"}};
	assert_false(passes(no_book, 1, &tally));
	assert_true(passes(more, 3, &tally)); /* what the writer does not know it does not vouch for */
}

/* Names fit and differ, texts are cut between characters, and what Excel cannot hold is a problem or a text. */
static void what_goes_into_a_workbook(void **state)
{
	(void)state;
	static const char path[] = "/tmp/pdz-test-cells.xlsx";
	static struct pdz_report rep;
	static struct xlsx_tally tally;
	static struct xlsx x;
	x = (struct xlsx){.rep = &rep, .lang = PDZ_ITALIAN, .tally = &tally, .book = workbook_new(path)};
	assert_non_null(x.book);
	pdz_xlsx_styles(&x);
	/* clang-format off */
	static const char *const names[][2] = {
		{"Area", "Area"}, {"AREA", "AREA (2)"}, {"area", "area (3)"}, {"", "-"},
		{"l'anno [1]: a/b\\c*?", "l anno  1   a b c  "},
		{"abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz01234"},
		{"abcdefghijklmnopqrstuvwxyz0123456", "abcdefghijklmnopqrstuvwxyz0 (2)"},
		{"\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8",
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"
		 "\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8\xC3\xA8"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_non_null(pdz_xlsx_sheet(&x, pdz_str(names[i][0])));
		assert_string_equal(x.sheet_name, names[i][1]);
	}
	pdz_xlsx_turn_to(&x, 0);
	assert_string_equal(x.sheet_name, "Area");
	pdz_xlsx_width(&x, 0, 10);
	pdz_xlsx_width(&x, 2000, 10); /* no column of ours */
	assert_string_equal(tally.problem, "");

	/* 40,000 bytes of two each, the first character of one: cut at 32,000 would halve one */
	struct pdz_buf b = {0};
	pdz_buf_char(&b, 'a');
	while (b.n < 40000)
		pdz_buf_z(&b, "\xC3\xA8");
	char *copy = pdz_xlsx_copy(&x, pdz_buf_view(&b));
	assert_non_null(copy);
	assert_int_equal(strlen(copy), 31999 + 3);
	assert_string_equal(copy + 31997, "\xC3\xA8…");
	free(copy);
	pdz_buf_clear(&b);
	for (int i = 0; i < 100; i++)
		pdz_buf_z(&b, "una riga\n");
	pdz_xlsx_text(&x, 3, 0, pdz_buf_view(&b), XLSX_TEXT); /* 100 lines: no row is that high */
	assert_true(x.lines >= 100);
	pdz_xlsx_end_row(&x, 3);
	assert_int_equal(x.lines, 0);
	pdz_buf_release(&b);

	const uint64_t before = tally.cells[0];
	pdz_xlsx_date(&x, 0, 0, pdz_day_from(1899, 12, 31)); /* written as text */
	pdz_xlsx_date(&x, 1, 0, pdz_day_from(2025, 3, 1));
	pdz_xlsx_date(&x, 2, 0, PDZ_NO_DAY);
	pdz_xlsx_text(&x, 4, 0, PDZ_STR(""), XLSX_TEXT); /* a blank */
	assert_int_equal(tally.cells[0], before + 2);
	assert_string_equal(tally.problem, "");
	pdz_xlsx_number(&x, 5, 0, INFINITY, XLSX_GENERAL);
	assert_string_equal(tally.problem, "a number that is not finite");
	pdz_xlsx_problem(&x, "another"); /* the first one stands */
	assert_string_equal(tally.problem, "a number that is not finite");

	tally.problem[0] = '\0';
	b = (struct pdz_buf){.failed = true};
	pdz_xlsx_release(&x, &b);
	assert_string_equal(tally.problem, "out of memory");
	tally.problem[0] = '\0';
	const uint32_t sheets = tally.sheets;
	tally.sheets = XLSX_MAX_SHEETS;
	assert_null(pdz_xlsx_sheet(&x, PDZ_STR("one more")));
	assert_string_equal(tally.problem, "too many sheets");
	tally.sheets = sheets;
	assert_int_equal(workbook_close(x.book), LXW_NO_ERROR);
	remove(path);
}

/* As many decimals as a setting has, up to four. */
static void settings(void **state)
{
	(void)state;
	static const struct {
		double v;
		const char *want;
	} all[] = {{0.8, "80%"},           {0.999, "99.9%"},          {0.875, "87.5%"}, {0.12345, "12.345%"},
	           {0.123456, "12.3456%"}, {0.123456789, "12.3457%"}, {1, "100%"}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct pdz_buf b = {0};
		pdz_spell_setting(&b, PDZ_ENGLISH, all[i].v);
		pdz_buf_char(&b, '\0');
		assert_string_equal(b.p, all[i].want);
		pdz_buf_release(&b);
	}
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings),
		cmocka_unit_test(widths),
		cmocka_unit_test(wrapping),
		cmocka_unit_test(what_a_terminal_would_obey),
		cmocka_unit_test(numbers_and_dates),
		cmocka_unit_test(words),
		cmocka_unit_test(contrast),
		cmocka_unit_test(damaged_workbooks_are_found), cmocka_unit_test(cells_are_read_back),
		cmocka_unit_test(what_goes_into_a_workbook),
	};
	/* clang-format on */
	return !!cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
