/* Tax codes: published examples, one wrong character, and where in a text they stand. */
#include "pdz/taxcode.h"

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

/* The check letter notices every change of one letter or digit into another of its kind. */
static void one_character_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < PUBLISHED; i++)
		for (size_t at = 0; at < PDZ_TAXCODE_LENGTH; at++)
			for (char c = '0'; c <= 'Z'; c++) {
				char text[PDZ_TAXCODE_LENGTH + 1];
				bool digit = published[i][at] <= '9', same = digit ? c <= '9' : c >= 'A';
				if (!same || c == published[i][at])
					continue;
				strcpy(text, published[i]);
				text[at] = c;
				if (pdz_taxcode_is(pdz_str(text), NULL))
					fail_msg("recognised: %s", text);
			}
}

static void forms(void **state)
{
	(void)state;
	char code[PDZ_TAXCODE_LENGTH];
	static const char *const written[] = {
		"rssmra85t10a562s", " RSS MRA 85T10 A562 S ", "RSS-MRA-85T10-A562-S", "R S S M R A 8 5 T 1 0 A 5 6 2 S",
		"RSSMRA\xc2\xa0" "85T10\xe2\x80\x93" "A562S", "RSSMRA.85T10.A562.S",
	};
	static const char *const others[] = {
		"", "RSSMRA85T10A562", "RSSMRA85T10A562SS", "RSSMRA85T10A562T", "RSSMRA85F10A562S", "RSSMRA85T00A562S",
		"RSSMRA85T32A562S", "RSSMRA85T10A562S x", "12345678901", "IT60X0542811101000000123456",
		"una relazione sulla famiglia e sulla casa dei nonni materni",
	};

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
				int n = snprintf(text, sizeof text, "%.*s;%s%.*s", before, "a1 visita; b22 colloquio con i genitori, c3",
				                 published[i], after, "9x");
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

/* How often a text of the right kind is no code: one check letter in 26. */
static void chance(void **state)
{
	(void)state;
	uint64_t seed = 5;
	int found = 0;

	for (int i = 0; i < 26000; i++) {
		char text[17] = "ABCDEF12A15B123X";
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_codes), cmocka_unit_test(one_character_wrong), cmocka_unit_test(forms),
		cmocka_unit_test(anywhere),        cmocka_unit_test(hidden),              cmocka_unit_test(chance),
	};

	return !!cmocka_run_group_tests_name("tax codes", tests, NULL, NULL);
}
