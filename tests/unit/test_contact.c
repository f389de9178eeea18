/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looks as if it told of a person, and what does not. The IBAN is the published example of
 * the Italian banks (ABI), the telephone numbers are of the form that AGCOM's numbering plan gives. */
#include "personal/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct pdz_str of(const char *s)
{
	return (struct pdz_str){s, strlen(s)};
}

static void contacts(void **state)
{
	(void)state;
	static const struct {
		const char *text, *found;
	} cases[] = {
		{"call 0372 123456", "telephone"},
		{"+39 347 1234567", "telephone"},
		{"0039-02-12345678", "telephone"},
		{"tel.:347/1234567.", "telephone"},
		{"3471234567", "telephone"},
		{"write to a.b@c.it", "mail"},
		{"è@è.com", "mail"},
		{"IT60X0542811101000000123456", "IBAN"},
		{"iban it60 x054 2811 1010 0000 0123 456!", "IBAN"},
		{"80380000300123456789", "health-card"},
		{"8038 0000 3001 2345 6789", "health-card"},
		{"IT60X0542811101000000123457", NULL}, /* a digit wrong */
		{"IT60X054281110100000012345", NULL},
		{"01/02/2025", NULL},
		{"2025-01-02 and 2025-03-04", NULL},
		{"Delibera 12/2025 del 01/02/2025", NULL},
		{"n. 123456789", NULL}, /* telephone numbers begin with 0 or 3 */
		{"p937b_aqsd7dyq3ghv4_802wdyjkrhycm", NULL},
		{"ID_3471234567", NULL},
		{"3471234567A", NULL},
		{"034712345678901", NULL}, /* too long */
		{"+33 347 1234567", "telephone"},
		{"+12 34", NULL},
		{"a @ b.it", "mail"},
		{"mario.rossi(at)example.it", "mail"},
		{"mario.rossi [at] example (punto) it", NULL}, /* said in SECURITY.md: a dot, or what stands for one, at once */
		{"(0372) 123456", "telephone"},
		{"3471234567 - 12 visite", "telephone"},
		{"tel3471234567", "telephone"},
		{"hotel3471234567", NULL},
		{"DE89 3704 0044 0532 0130 00", "IBAN"},
		{"03, 12, 2025, 44", NULL},
		{"01/02/2025 3", NULL},
		{"2025-01-02 09:30", NULL},
		{"03:30 12:30 15", NULL},
		{"@", NULL},
		{"a@b", NULL},
		{"+", NULL},
		{"", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *found = pdz_contact_in(of(cases[i].text));
		if ((found == NULL) != (cases[i].found == NULL) || (found != NULL && strstr(found, cases[i].found) == NULL))
			fail_msg("'%s': %s", cases[i].text, found != NULL ? found : "nothing");
	}
}

/* One number, account and address in all the ways to divide and to write it. */
static void spellings(void **state)
{
	(void)state;
	static const char *const plain[] = {"3471234567", "IT60X0542811101000000123456", "80380000300123456789"},
							 *const found[] = {"telephone", "IBAN", "health-card"},
							 *const between[] = {" ",
	                                             "-",
	                                             ".",
	                                             "/",
	                                             "_",
	                                             ",",
	                                             "*",
	                                             "|",
	                                             "\\n",
	                                             " - ",
	                                             ") ",
	                                             "\xc2\xa0",
	                                             "\xc2\xad",
	                                             "\xd6\x8a",
	                                             "\xd6\xbe",
	                                             "\xe1\x9a\x80",
	                                             "\xe1\xa0\x86",
	                                             "\xe2\x80\x89",
	                                             "\xe2\x80\x8b",
	                                             "\xe2\x80\x91",
	                                             "\xe2\x80\xa8",
	                                             "\xe2\x81\xa0",
	                                             "\xe2\x88\x92",
	                                             "\xe3\x80\x80",
	                                             "\xcc\x81",
	                                             "\xef\xbb\xbf"};
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < sizeof between / sizeof *between; i++)
			for (size_t every = 1; every <= 10; every++) {
				char text[256] = "vedi: ";
				for (size_t c = 0; plain[k][c] != '\0'; c++)
					sprintf(text + strlen(text), "%s%c", c > 0 && c % every == 0 ? between[i] : "", plain[k][c]);
				strcat(text, " (sua)");
				const char *is = pdz_contact_in(of(text));
				if (is == NULL || strstr(is, found[k]) == NULL)
					fail_msg("'%s': %s", text, is != NULL ? is : "nothing");
			}
	/* full width, and digits of other scripts: each ten from its 0 on */
	static const unsigned zeros[] = {0x660, 0x6f0, 0x966, 0xe50, 0xff10, 0x1d7ce, 0x1d7ec};
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
		char text[64] = "";
		for (const char *c = plain[0]; *c != '\0'; c++) {
			const unsigned u = zeros[i] + (unsigned)(*c - '0');
			if (u < 0x800)
				sprintf(text + strlen(text), "%c%c", (char)(0xc0 | u >> 6), (char)(0x80 | (u & 63)));
			else if (u < 0x10000)
				sprintf(text + strlen(text), "%c%c%c", (char)(0xe0 | u >> 12), (char)(0x80 | (u >> 6 & 63)),
				        (char)(0x80 | (u & 63)));
			else
				sprintf(text + strlen(text), "%c%c%c%c", (char)(0xf0 | u >> 18), (char)(0x80 | (u >> 12 & 63)),
				        (char)(0x80 | (u >> 6 & 63)), (char)(0x80 | (u & 63)));
		}
		const char *is = pdz_contact_in(of(text));
		if (is == NULL || strstr(is, "telephone") == NULL)
			fail_msg("digits from U+%04X: %s", zeros[i], is != NULL ? is : "nothing");
	}
	static const char *const mails[] = {"mario.rossi @ example.it",
	                                    "mario.rossi\xef\xbc\xa0"
	                                    "example.it",
	                                    "\xef\xbd\x8d\xef\xbd\x81@example.it",
	                                    "mario.rossi(AT)example(dot)it",
	                                    "<a_b@c-d.example.com>",
	                                    "m\xe2\x80\x8b@ex\xc2\xad"
	                                    "ample.it"};
	for (size_t i = 0; i < sizeof mails / sizeof *mails; i++)
		if (pdz_contact_in(of(mails[i])) == NULL)
			fail_msg("'%s'", mails[i]);
	assert_non_null(pdz_contact_in_id(of("3331234567.csv")));
	assert_non_null(pdz_contact_in_id(of("3331234567")));
	assert_non_null(pdz_contact_in_id(of("+39 333 1234567")));
	static const char *const divided[] = {"333 1234567",      "333-1234567",     "333/123.45.67",
	                                      "0039 333 1234567", "393331234567",    "39-333-1234567",
	                                      "003933 31234567",  "333 1234567.csv", "80380001234567890123"};
	static const char *const other[] = {"320/2026/001", "35/2026/0012", "333/12345678", "333 123456",
	                                    "3310000/2025", "390001234567", "350-2025-123"};
	for (size_t i = 0; i < sizeof divided / sizeof *divided; i++)
		if ((pdz_contact_in_id(of(divided[i])) == NULL) != (i == 6)) /* no group of three: an id like others */
			fail_msg("%s", divided[i]);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (pdz_contact_in_id(of(other[i])) != NULL)
			fail_msg("%s", other[i]);
	assert_null(pdz_contact_in_id(of("0301_2025_02.csv")));
	assert_null(pdz_contact_in_id(of("0000012345")));
	assert_null(pdz_contact_in_id(of("3100000001")));
}

static void names(void **state)
{
	(void)state;
	static const char *const names[] = {"Rossi Mario",
	                                    "ROSSI MARIO",
	                                    "D'Angelo Maria Pia",
	                                    "Forlì Niccolò",
	                                    "De Luca Anna Maria",
	                                    "rossi mario",
	                                    "Rossi, Mario",
	                                    "ROSSI M.",
	                                    "Rossi Mario 1985",
	                                    "fam. Rossi",
	                                    "Мария Иванова",
	                                    "王小明",
	                                    "Mario",
	                                    "Li Wu",
	                                    "rossi85",
	                                    "1985rossi",
	                                    "Rossi_Mario",
	                                    "mario.rossi",
	                                    "RossiMario",
	                                    "ＲＯＳＳＩ",
	                                    "R\xc3\xb2ssi",
	                                    "Eva",
	                                    "nucleo Rossi"},
							 *const others[] = {"",
	                                            "Caso A",
	                                            "C12",
	                                            "A B",
	                                            "caso 12",
	                                            "Nucleo familiare n. 3",
	                                            "2025/013",
	                                            "MIN-2025-003",
	                                            "ADI 12",
	                                            "K7",
	                                            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
	                                            "Xk3dQ9",
	                                            "ID_3471234567",
	                                            "deadbeef12",
	                                            "utente-44",
	                                            "FAM/12/b"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!pdz_is_like_a_name(of(names[i])))
			fail_msg("'%s' is none", names[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (pdz_is_like_a_name(of(others[i])))
			fail_msg("'%s' is one", others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(contacts), cmocka_unit_test(spellings),
	                                   cmocka_unit_test(names)};

	return !!cmocka_run_group_tests_name("contacts", tests, NULL, NULL);
}
