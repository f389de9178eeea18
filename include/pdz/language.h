/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The languages in which texts are written for people, and the catalogue: English
 * texts are the keys, po/ holds the others. */
#ifndef PDZ_LANGUAGE_H
#define PDZ_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pdz_buf;
struct pdz_str;

enum pdz_language { PDZ_ENGLISH, PDZ_ITALIAN, PDZ_LANGUAGES };

/* "en" or "it"; false for anything else, NULL too. */
bool pdz_language_parse(const char *name, enum pdz_language *out);
const char *pdz_language_name(enum pdz_language language);

/* A message of a program: the whole English text is the key, and is shown where the
 * catalogue lacks it. For format strings too: the translation takes the same arguments. */
const char *pdz_message(enum pdz_language language, const char *english) __attribute__((format_arg(2)));

/* A word or sentence of a report. "context|text" tells homonyms apart; without a
 * translation the text after the bar is shown. */
const char *pdz_say(enum pdz_language language, const char *english);

/* Append it with {0}, {1} ... replaced. */
void pdz_say_fill(struct pdz_buf *b, enum pdz_language language, const char *english, const struct pdz_str *args,
                  size_t count);
#define pdz_say_into(b, language, english, ...) \
	pdz_say_fill(b, language, english, (const struct pdz_str[]){__VA_ARGS__}, \
	             sizeof((const struct pdz_str[]){__VA_ARGS__}) / sizeof(struct pdz_str))

#ifdef __cplusplus
}
#endif

#endif
