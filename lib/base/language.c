/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts in the language of the reader. The catalogue is po/, made into a table at build
 * time: gettext itself would need an installed locale, which a cron job does not have. */
#include "pdz/error.h"

#include "pdz/str.h"

#include <stdlib.h>

static const struct phrase {
	const char *english, *italian;
} phrases[] = {
#include "catalogue.inc"
};

static const char *const names[PDZ_LANGUAGES] = {[PDZ_ENGLISH] = "en", [PDZ_ITALIAN] = "it"};

bool pdz_language_parse(const char *name, enum pdz_language *out)
{
	for (int l = 0; name && l < PDZ_LANGUAGES; l++)
		if (strcmp(name, names[l]) == 0) {
			*out = (enum pdz_language)l;
			return true;
		}
	return false;
}

const char *pdz_language_name(enum pdz_language language)
{
	return names[language];
}

static int compare_phrases(const void *key, const void *phrase)
{
	return strcmp(key, ((const struct phrase *)phrase)->english);
}

static const char *look_up_phrase(enum pdz_language language, const char *english)
{
	const struct phrase *p = language == PDZ_ITALIAN ? bsearch(english, phrases, sizeof phrases / sizeof *phrases,
	                                                           sizeof *phrases, compare_phrases)
	                                                 : NULL;
	return p ? p->italian : NULL;
}

const char *pdz_message(enum pdz_language language, const char *english)
{
	const char *found = look_up_phrase(language, english);
	return found ? found : english;
}

const char *pdz_say(enum pdz_language language, const char *english)
{
	const char *found = look_up_phrase(language, english), *bar = found ? NULL : strchr(english, '|');
	return found ? found : bar ? bar + 1 : english;
}

void pdz_say_fill(struct pdz_buf *b, enum pdz_language language, const char *english, const struct pdz_str *args,
                  size_t count)
{
	for (const char *p = pdz_say(language, english); *p; p++) {
		size_t i = p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}' ? (size_t)(p[1] - '0') : count;
		if (i < count) {
			pdz_buf_str(b, args[i]);
			p += 2;
		} else {
			pdz_buf_char(b, *p);
		}
	}
}
