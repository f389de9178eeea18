/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that look as if they told of a person: telephone and account numbers, mail addresses, names. */
#ifndef PDZ_PERSONAL_CONTACT_H
#define PDZ_PERSONAL_CONTACT_H

#include "pdz/str.h"

/* What a part of the text looks like, in words to be told: a mail address (letters around an @ and a dot
 * behind it), an IBAN (27 characters, whose check digits fit, blanks aside), an Italian health-card number
 * (80380 and 15 digits), an Italian telephone number (from 9 to 11 digits that begin with 0 or 3, or with
 * +39 or 0039; blanks, dots, dashes and a slash may stand between, other digits not beside). NULL: none. */
const char *pdz_contact_in(struct pdz_str text);

/* Two or three words of letters alone, each of two letters or more with a capital first: "Rossi Mario". */
bool pdz_is_like_a_name(struct pdz_str text);

#endif
