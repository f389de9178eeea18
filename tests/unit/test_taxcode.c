/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tax codes: published examples, one wrong character, and where in a text they stand. */
#include "pdz/ingest.h"
#include "personal/taxcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* The example of the tax agency's own specimen card and Wikipedia's (it, en: "Codice
 * fiscale"), and the omocodia series of the package python-codicefiscale, the last of
 * which has no digit left. */
static const char *const published[] = {
	"RSSMRA85T10A562S", "RSSMRA80A01H501U", "MRTMTT91D08F205J", "MLLSNT82P65Z404U", "RSSLRA90D70L378H",
	"CCCFBA85D03L219P", "CCCFBA85D03L21VE", "CCCFBA85D03L2MVP", "CCCFBA85D03LNMVE", "CCCFBA85D0PLNMVA",
	"CCCFBA85DLPLNMVL", "CCCFBA8RDLPLNMVX", "CCCFBAURDLPLNMVU",
};
enum { PUBLISHED = sizeof published / sizeof *published };

static void published_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < PUBLISHED; i++) {
		char code[PDZ_TAXCODE_LENGTH];
		if (!pdz_taxcode_is(pdz_str(published[i]), code))
			fail_msg("not recognised: %s", published[i]);
		assert_memory_equal(code, published[i], PDZ_TAXCODE_LENGTH);
	}
}

static int digits_of(const char *code)
{
	int n = 0;
	for (; *code != '\0'; code++)
		n += *code <= '9';
	return n;
}

/* A mistyped check letter still names the person, where most digits are digits; with few of them it is
 * as likely a word. */
static void wrong_check_letter(void **state)
{
	(void)state;
	for (size_t i = 0; i < PUBLISHED; i++)
		for (char c = 'A'; c <= 'Z'; c++) {
			char text[PDZ_TAXCODE_LENGTH + 1], code[PDZ_TAXCODE_LENGTH];
			if (c == published[i][PDZ_TAXCODE_LENGTH - 1])
				continue;
			strcpy(text, published[i]);
			text[PDZ_TAXCODE_LENGTH - 1] = c;
			if (pdz_taxcode_is(pdz_str(text), code) != (digits_of(text) >= 4))
				fail_msg("%s: %s", digits_of(text) >= 4 ? "not recognised" : "recognised", text);
			if (digits_of(text) >= 4)
				assert_memory_equal(code, text, PDZ_TAXCODE_LENGTH);
		}
}

/* What divides the characters, and how each of them is written, makes no difference. */
static void every_separator(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const more[] = {
		"\xc2\xa0", "\xc2\xad", "\xc2\xb7", "\xcd\x8f", "\xe2\x80\x89", "\xe2\x80\x8b", "\xe2\x80\xa8", "\xe2\x81\xa0",
		"\xe2\x88\x92",
		"\xe3\x80\x80", "\xef\xbb\xbf", "\xef\xbc\x8d", "\xef\xbc\x8e", "\xe2\x80\xa2", "\xe2\x82\xac", "\xe2\x94\x80",
		"\xcc\x81",
		"\xe1\x9a\x80", "\xd6\xbe", "\xd6\x8a", "\xe1\xa0\x86", "\xd0\xb6", "\xe4\xba\xba", "\r\n", "\\n", " - ", "__",
		"\xf0\x9f\x99\x82", "\xff",
	};
	/* clang-format on */
	for (size_t k = 0; k < 128 + sizeof more / sizeof *more; k++) {
		char one[2] = {(char)(k < 128 ? k : 0), '\0'}, text[16 * 8] = "", code[PDZ_TAXCODE_LENGTH];
		const char *mark = k < 128 ? one : more[k - 128];
		if (k < 128 && ((k >= '0' && k <= '9') || (k >= 'A' && k <= 'Z') || (k >= 'a' && k <= 'z') || k == 0))
			continue;
		for (size_t i = 0; i < PDZ_TAXCODE_LENGTH; i++)
			sprintf(text + strlen(text), "%c%s", published[0][i], mark);
		if (!pdz_taxcode_is(pdz_str(text), code))
			fail_msg("not recognised: %s", text);
		assert_memory_equal(code, published[0], PDZ_TAXCODE_LENGTH);
	}
}

/* Appends one character in UTF-8, of three or four bytes. */
static void put_wide(char *text, uint32_t c)
{
	if (c < 0x10000)
		sprintf(text + strlen(text), "%c%c%c", (int)(0xe0 | c >> 12), (int)(0x80 | (c >> 6 & 63)),
		        (int)(0x80 | (c & 63)));
	else
		sprintf(text + strlen(text), "%c%c%c%c", (int)(0xf0 | c >> 18), (int)(0x80 | (c >> 12 & 63)),
		        (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
}

static void every_width(void **state)
{
	(void)state;
	/* where the capitals, the small letters and the digits begin; 0: as ASCII */
	/* clang-format off */
	static const uint32_t widths[][3] = {
		{0xff21, 0xff41, 0xff10}, {0x24b6, 0x24d0, 0}, {0x1d400, 0x1d41a, 0x1d7ce}, {0x1d5a0, 0x1d5ba, 0x1d7e2},
		{0x1d670, 0x1d68a, 0x1d7f6}, {0, 0, 0x966}, {0, 0, 0xe50}, {0, 0, 0x1040}, {0x1f110, 0x249c, 0},
		{0x1f130, 0x1f130, 0xa620},
	};
	/* clang-format on */
	for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
		for (int small = 0; small < 2; small++) {
			char text[16 * 4 + 1] = "", code[PDZ_TAXCODE_LENGTH];
			for (size_t i = 0; i < PDZ_TAXCODE_LENGTH; i++) {
				const char c = published[1][i];
				const uint32_t first = widths[w][c <= '9' ? 2 : small];
				if (first != 0)
					put_wide(text, first + (uint32_t)(c - (c <= '9' ? '0' : 'A')));
				else
					sprintf(text + strlen(text), "%c", c);
			}
			if (!pdz_taxcode_is(pdz_str(text), code))
				fail_msg("not recognised: %s", text);
			assert_memory_equal(code, published[1], PDZ_TAXCODE_LENGTH);
		}
}

/* Letters that look like those of the code, and digits of two bytes. */
static void look_alikes(void **state)
{
	(void)state;
	static const char *const written[] = {
		"RSSMRA\xd9\xa8\xd9\xa5T\xd9\xa1\xd9\xa0"
		"A\xd9\xa5\xd9\xa6\xd9\xa2S",         /* Arabic digits */
		"RSSMRA85T10A5\xe2\x81\xb6\xc2\xb2S", /* superscripts */
		"R\xc5\xbf\xc5\xbfMRA85T10A562S",
		"R\xd0\x85\xd0\x85MR\xd0\x90"
		"85T10A562S",
		"RSSMR\xc3\x80"
		"85T10A562S",
		"RSS\xce\x9cRA85T1\xef\xbc\x90"
		"A562S",
	};
	char code[PDZ_TAXCODE_LENGTH];
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		if (!pdz_taxcode_is(pdz_str(written[i]), code))
			fail_msg("not recognised: %s", written[i]);
		assert_memory_equal(code, "RSSMRA85T10A562S", PDZ_TAXCODE_LENGTH);
	}
}

/* Pseudonyms go through the same search, and must never be taken for a code. */
static void pseudonyms_are_none(void **state)
{
	(void)state;
	char text[] = "paaaa_rssmra85t10a5_62s4567890abc";
	size_t at, length;
	assert_true(pdz_pseudonym_shaped(pdz_str(text)));
	assert_false(pdz_taxcode_find(pdz_str(text), &at, &length));
	text[33 - 1] = '!'; /* no pseudonym */
	assert_true(pdz_taxcode_find(pdz_str(text), &at, &length));
}

static void forms(void **state)
{
	(void)state;
	char code[PDZ_TAXCODE_LENGTH];
	/* clang-format off */
	static const char *const written[] = {
		"rssmra85t10a562s", " RSS MRA 85T10 A562 S ", "RSS-MRA-85T10-A562-S", "R S S M R A 8 5 T 1 0 A 5 6 2 S",
		"RSSMRA\xc2\xa0" "85T10\xe2\x80\x93" "A562S", "RSSMRA.85T10.A562.S", "C.F. RSSMRA85T10A562S",
		"(RSSMRA85T10A562S)",
		"Cod. fiscale: RSSMRA 85T10 A562S;",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const others[] = {
		"", "RSSMRA85T10A562", "RSSMRA85T10A562SS", "RSSMRA85F10A562S", "RSSMRA85T00A562S",
		"RSSMRA85T32A562S", "RSSMRA85T10A562S x", "12345678901", "IT60X0542811101000000123456",
		"una relazione sulla famiglia e sulla casa dei nonni materni",
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		if (!pdz_taxcode_is(pdz_str(written[i]), code))
			fail_msg("not recognised: %s", written[i]);
		assert_memory_equal(code, "RSSMRA85T10A562S", PDZ_TAXCODE_LENGTH);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (pdz_taxcode_is(pdz_str(others[i]), NULL))
			fail_msg("recognised: %s", others[i]);
}

/* Around every published code, at every distance from the beginning. */
static void anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < PUBLISHED; i++)
		for (int before = 0; before < 40; before++)
			for (int after = 0; after < 3; after++) {
				char text[128];
				size_t at, length;
				int n = snprintf(text, sizeof text, "%.*s;%s%.*s", before,
				                 "a1 visita; b22 colloquio con i genitori, c3", published[i], after, "9x");
				assert_true(n > 0);
				assert_true(pdz_taxcode_find(pdz_str(text), &at, &length));
				assert_int_equal(at, (size_t)before + 1);
				assert_int_equal(length, PDZ_TAXCODE_LENGTH);
			}
	size_t at, length;
	assert_true(pdz_taxcode_find(PDZ_STR("colloquio CFRSSMRA85T10A562S."), &at, &length));
	assert_int_equal(at, 12);
	/* with blanks and no digit it is prose, not a code */
	assert_false(pdz_taxcode_find(PDZ_STR("CCC FBA UR DLP LNMVU"), &at, &length));
}

static void hidden(void **state)
{
	(void)state;
	struct pdz_buf b = {0};

	pdz_taxcode_hide(&b, PDZ_STR("da RSSMRA85T10A562S a mrt mtt 91d08 f205j."));
	assert_true(pdz_str_is(pdz_buf_view(&b), "da [...] a [...]."));
	pdz_buf_clear(&b);
	pdz_taxcode_hide(&b, PDZ_STR("niente"));
	assert_true(pdz_str_is(pdz_buf_view(&b), "niente"));
	pdz_buf_release(&b);
}

/* How often a text of the right kind but with few digits is not a code: one check letter in 26. */
static void chance(void **state)
{
	(void)state;
	uint64_t seed = 5;
	int found = 0;

	for (int i = 0; i < 26000; i++) {
		char text[17] = "ABCDEFMNA15BLLPX";
		for (int k = 0; k < 6; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[k] = (char)('A' + (seed >> 33) % 26);
		}
		found += pdz_taxcode_is(pdz_str(text), NULL);
	}
	assert_in_range(found, 850, 1150);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_codes), cmocka_unit_test(wrong_check_letter), cmocka_unit_test(every_separator),
		cmocka_unit_test(every_width), cmocka_unit_test(look_alikes),
		cmocka_unit_test(pseudonyms_are_none), cmocka_unit_test(forms),
		cmocka_unit_test(anywhere),        cmocka_unit_test(hidden),              cmocka_unit_test(chance),
	};
	/* clang-format on */

	return !!cmocka_run_group_tests_name("tax codes", tests, NULL, NULL);
}
