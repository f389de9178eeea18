/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/fold.h: what counts as the same text, and how far two texts are apart. */
#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void folds(const char *text, const char *expected)
{
	struct pdz_buf b = {0};
	pdz_buf_z(&b, "= ");
	pdz_fold(&b, pdz_str(text));
	assert_false(b.failed);
	struct pdz_str got = {b.p + 2, b.n - 2};
	if (!pdz_str_is(got, expected))
		fail_msg("'%s' gives '%.*s', not '%s'", text, (int)got.n, got.p, expected);
	assert_memory_equal(b.p, "= ", 2); /* what was there stays */
	pdz_buf_release(&b);
}

static void test_separators(void **state)
{
	(void)state;
	folds("", "");
	folds("  Città_di  S. Martino", "citta di s martino");
	folds(" - . _ ", "");
	folds("a", "a");
	folds("DATA-NASCITA", "data nascita");
	folds("data_nascita\r\n", "data nascita");
	folds("N.ro utenti", "n ro utenti");
	folds("Sant'Angelo", "sant angelo");
	folds("Sant’Angelo", "sant angelo");
	folds("Sant‘Angelo", "sant angelo");
	folds("Sant`Angelo", "sant angelo");
	folds("Sant´Angelo", "sant angelo");
	folds("Sant′Angelo", "sant angelo");
	folds("Santʼ Angelo", "sant angelo");
	folds("Citta'", "citta");
	folds("2025–2027", "2025 2027");
	folds("2025—2027", "2025 2027");
	folds("2025‑2027", "2025 2027"); /* no-break hyphen */
	folds("2025−2027", "2025 2027"); /* minus */
	folds("e così via…", "e cosi via");
	folds("a\xc2\xa0"
	      "b\xe2\x80\xaf"
	      "c\xe2\x80\x83"
	      "d",
	      "a b c d");
	/* What means something stays. */
	folds("età (anni), 50%", "eta (anni), 50%");
	folds("a/b:c;d+e=f", "a/b:c;d+e=f");
	folds("2 × 3", "2 × 3");
}

static void test_letters(void **state)
{
	(void)state;
	folds("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "abcdefghijklmnopqrstuvwxyz0123456789");
	folds("àáâãäåāăąǎ", "aaaaaaaaaa");
	folds("ÀÁÂÃÄÅĀĂĄǍ", "aaaaaaaaaa");
	folds("çćĉċčÇĆĈĊČ", "cccccccccc");
	folds("ďđðĎĐÐ", "dddddd");
	folds("èéêëēĕėęěẽÈÉÊËĒĔĖĘĚẼ", "eeeeeeeeeeeeeeeeeeee");
	folds("ĝğġģĜĞĠĢĥħĤĦ", "gggggggghhhh");
	folds("ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ", "iiiiiiiiiiiiiiiiii");
	folds("ĵĴķĶĸĺļľłŀĹĻĽŁĿ", "jjkkkllllllllll");
	folds("ñńņňŋŉÑŃŅŇŊ", "nnnnnnnnnnn");
	folds("òóôõöøōŏőơÒÓÔÕÖØŌŎŐƠ", "oooooooooooooooooooo");
	folds("ŕŗřŔŖŘśŝşšșŚŜŞŠȘſ", "rrrrrrsssssssssss");
	folds("ţťŧțŢŤŦȚ", "tttttttt");
	folds("ùúûüũūŭůűųưÙÚÛÜŨŪŬŮŰŲƯ", "uuuuuuuuuuuuuuuuuuuuuu");
	folds("ŵŴẁẃẅýÿŷÝŸŶỳźżžŹŻŽ", "wwwwwyyyyyyyzzzzzz");
	folds("æÆœŒßẞþÞĳĲ", "aeaeoeoessssththijij");
	folds("ﬁnanziamento ﬂussi aﬀidi", "finanziamento flussi affidi");
	folds("N° civico, nº, 1ª fascia", "no civico, no, 1a fascia");
	folds("Nguyễn Văn Đức", "nguyen van duc");
	folds("Șerban Țăran, Łukasz, Müller, Şahin", "serban taran, lukasz, muller, sahin");
	/* Other scripts pass unchanged. */
	folds("Δ ж 中 \xf0\x9f\x98\x80", "Δ ж 中 \xf0\x9f\x98\x80");
}

static void is_seen_as(const char *text, const char *seen)
{
	struct pdz_buf b = {0};
	pdz_put_seen(&b, (struct pdz_str){text, strlen(text)});
	assert_true(pdz_str_is(pdz_buf_view(&b), seen));
	pdz_buf_release(&b);
}

static void test_seen(void **state)
{
	(void)state;
	is_seen_as("Citta\xcc\x80", "Città");
	is_seen_as("E\xcc\x80 cosi\xcc\x80", "È così");
	is_seen_as("\xef\xbb\xbfT\xcc\xa6"
	           "ara\xcc\x86 Mu\xcc\x88ller N\xcc\x83 c\xcc\xa7",
	           "Țară Müller Ñ ç");
	is_seen_as("x\xcc\x80 \xcc\x80", "x\xcc\x80 \xcc\x80"); /* no such letter */
	is_seen_as("e\xcc", "e\xcc");
	is_seen_as("so\xc2\xadno\xe2\x80\x8b", "sono");
}

static void test_marks(void **state)
{
	(void)state;
	folds("Citta\xcc\x80", "citta"); /* a letter and a combining grave, as macOS writes */
	folds("e\xcc\x81\xcc\xa3", "e");
	folds("\xef\xbb\xbf"
	      "ID",
	      "id"); /* byte order mark */
	folds("co\xc2\xad"
	      "mune",
	      "comune"); /* soft hyphen */
	folds("co\xe2\x80\x8bmu\xe2\x81\xa0ne\xe2\x80\x8f", "comune");
	folds("a \xe2\x80\x8b b", "a b"); /* blanks on both sides of nothing are one run */
	folds("\xcc\x80", "");
	/* Not UTF-8: the bytes stay. */
	folds("citt\xe0 Bella", "citt\xe0 bella");
	folds("\xc3", "\xc3");
	folds("\xe2\x80 X", "\xe2\x80 x");
	struct pdz_buf b = {0};
	pdz_fold(&b, (struct pdz_str){"\xc3\xa0", 1}); /* cut inside a letter by its length */
	assert_true(pdz_str_is(pdz_buf_view(&b), "\xc3"));
	pdz_buf_clear(&b);
	pdz_fold(&b, (struct pdz_str){NULL, 0});
	assert_int_equal(b.n, 0);
	pdz_fold(&b, (struct pdz_str){"A\0B", 3});
	assert_true(pdz_str_eq(pdz_buf_view(&b), (struct pdz_str){"a\0b", 3}));
	pdz_buf_release(&b);
}

/* Every character between letters: folding again changes nothing, nothing gets longer. */
static void test_every_character(void **state)
{
	(void)state;
	struct pdz_buf once = {0}, twice = {0};
	for (unsigned c = 1; c <= 0x10ffff; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		char text[8] = "x";
		size_t n = 1;
		if (c < 0x80) {
			text[n++] = (char)c;
		} else {
			int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
			text[n++] = (char)((0xf00 >> more & 0xff) | c >> 6 * more);
			while (more-- > 0)
				text[n++] = (char)(0x80 | (c >> 6 * more & 0x3f));
		}
		text[n++] = 'y';
		pdz_buf_clear(&once);
		pdz_fold(&once, (struct pdz_str){text, n});
		assert_true(once.n <= n && once.n >= 2);
		assert_int_equal(once.p[0], 'x');
		assert_int_equal(once.p[once.n - 1], 'y');
		pdz_buf_clear(&twice);
		pdz_fold(&twice, pdz_buf_view(&once));
		if (!pdz_str_eq(pdz_buf_view(&once), pdz_buf_view(&twice)))
			fail_msg("U+%04X is folded differently the second time", c);
	}
	pdz_buf_release(&once);
	pdz_buf_release(&twice);
}

static size_t distance(const char *a, const char *b, size_t limit)
{
	return pdz_distance(pdz_str(a), pdz_str(b), limit);
}

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(distance("", "", 9), 0);
	assert_int_equal(distance("abc", "", 9), 3);
	assert_int_equal(distance("", "abc", 9), 3);
	assert_int_equal(distance("comune", "comune", 9), 0);
	assert_int_equal(distance("comune", "comne", 9), 1);
	assert_int_equal(distance("comune", "comuune", 9), 1);
	assert_int_equal(distance("comune", "cumune", 9), 1);
	assert_int_equal(distance("comune", "comuen", 9), 1); /* a swap is one edit */
	assert_int_equal(distance("kitten", "sitting", 9), 3);
	assert_int_equal(distance("Città di nascita", "citta_di_nascita", 9), 0);
	/* No letter is edited twice: ca -> ac -> abc would be two. */
	assert_int_equal(distance("ca", "abc", 9), 3);

	assert_int_equal(distance("kitten", "sitting", 3), 3);
	assert_int_equal(distance("kitten", "sitting", 2), 3); /* above the limit: limit + 1 */
	assert_int_equal(distance("kitten", "sitting", 0), 1);
	assert_int_equal(distance("a", "abcdefgh", 3), 4);
	assert_int_equal(distance("kitten", "sitting", SIZE_MAX), 3);
	assert_int_equal(distance("same", "same", 0), 0);

	/* Longer than what fits on the stack. */
	char a[301], b[301];
	memset(a, 'a', 300);
	memset(b, 'a', 300);
	a[300] = b[300] = '\0';
	b[10] = 'x';
	b[150] = 'y';
	b[299] = 'z';
	assert_int_equal(distance(a, b, 10), 3);
	assert_int_equal(distance(a, b, SIZE_MAX), 3);
	assert_int_equal(distance(a, b + 64, 100), 64 + 2);
}

/* The definition, by recursion over the last letters. */
static size_t by_definition(const char *a, size_t n, const char *b, size_t m)
{
	if (n == 0 || m == 0)
		return n + m;
	size_t best = by_definition(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
	size_t shorter = by_definition(a, n - 1, b, m) + 1;
	best = shorter < best ? shorter : best;
	shorter = by_definition(a, n, b, m - 1) + 1;
	best = shorter < best ? shorter : best;
	if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
		shorter = by_definition(a, n - 2, b, m - 2) + 1;
		best = shorter < best ? shorter : best;
	}
	return best;
}

/* All pairs of texts of up to four letters out of a, b, c, at every limit. */
static void test_distance_by_definition(void **state)
{
	(void)state;
	enum { TEXTS = 1 + 3 + 9 + 27 + 81 };
	static char texts[TEXTS][5];
	for (size_t i = 1; i < TEXTS; i++) {
		/* each text is an earlier one and a letter more */
		strcpy(texts[i], texts[(i - 1) / 3]);
		texts[i][strlen(texts[i])] = (char)('a' + (i - 1) % 3);
	}
	for (size_t i = 0; i < TEXTS; i++)
		for (size_t k = 0; k < TEXTS; k++) {
			size_t expected = by_definition(texts[i], strlen(texts[i]), texts[k], strlen(texts[k]));
			for (size_t limit = 0; limit <= 5; limit++)
				if (distance(texts[i], texts[k], limit) != (expected <= limit ? expected : limit + 1))
					fail_msg("%s, %s, limit %zu", texts[i], texts[k], limit);
		}
}

static struct pdz_nearest nearest(const char *wanted, const char *const *names, size_t n)
{
	struct pdz_nearest best = {0};
	for (size_t i = 0; i < n; i++)
		pdz_nearest_offer(&best, pdz_str(wanted), pdz_str(names[i]));
	return best;
}

static void test_nearest(void **state)
{
	(void)state;
	static const char *const names[] = {"numerator", "denominator", "baseline", "target", "unit", "", "id", "x"};
	enum { N = sizeof names / sizeof *names };
	assert_true(pdz_str_is(nearest("numertor", names, N).best, "numerator"));
	assert_true(pdz_str_is(nearest("Denominatore", names, N).best, "denominator"));
	assert_int_equal(nearest("Denominatore", names, N).distance, 1);
	assert_true(pdz_str_is(nearest("basline", names, N).best, "baseline"));
	assert_true(pdz_str_is(nearest("TARGET", names, N).best, "target"));
	assert_int_equal(nearest("TARGET", names, N).distance, 0);
	/* A third of 6 letters is 2: "trgat" would do, three wrong would not. */
	assert_true(pdz_str_is(nearest("tarxxt", names, N).best, "target"));
	assert_null(nearest("taxxxt", names, N).best.p);
	assert_true(pdz_str_is(nearest("ix", names, N).best, "id")); /* at least one may be wrong */
	assert_null(nearest("y", names, N).best.p);                  /* but not all of them */
	assert_null(nearest("", names, N).best.p);
	assert_null(nearest("...", names, N).best.p);

	/* The first of equals, and the better one wherever it stands. */
	static const char *const equals[] = {"coxune", "comuna", "comun", "comune2"};
	assert_true(pdz_str_is(nearest("comune", equals, 4).best, "coxune"));
	static const char *const better[] = {"coxuna", "comuna", "comune"};
	assert_true(pdz_str_is(nearest("comune", better, 3).best, "comune"));
	assert_int_equal(nearest("comune", better, 3).distance, 0);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_separators),      cmocka_unit_test(test_letters),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_seen),           cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_distance),        cmocka_unit_test(test_distance_by_definition),
		cmocka_unit_test(test_nearest),
	};
	/* clang-format on */
	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
