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
		{"+33 347 1234567", NULL},
		{"a @ b.it", NULL},
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

static void names(void **state)
{
	(void)state;
	static const char *const
		names[] = {"Rossi Mario", "ROSSI MARIO", "D'Angelo Maria Pia", "Forlì Niccolò"},
		*const others[] = {
			"", "Mario", "Caso A", "C12", "rossi mario", "Rossi M.", "Rossi 12", "Nucleo Familiare Numero Tre", "A B"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!pdz_is_like_a_name(of(names[i])))
			fail_msg("'%s' is none", names[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (pdz_is_like_a_name(of(others[i])))
			fail_msg("'%s' is one", others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(contacts), cmocka_unit_test(names)};

	return !!cmocka_run_group_tests_name("contacts", tests, NULL, NULL);
}
