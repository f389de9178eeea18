/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of a page with texts in them. */
#ifndef PDZ_FORMAT_FILL_H
#define PDZ_FORMAT_FILL_H

#include "pdz/str.h"

/* The template, in which each {} stands for the next of the texts, as escape writes it. */
void pdz_fill(struct pdz_buf *b, void (*escape)(struct pdz_buf *b, struct pdz_str s), const char *template,
              const struct pdz_str *texts, size_t count);
#define PDZ_FILL(b, escape, template, ...) \
	pdz_fill(b, escape, template, (const struct pdz_str[]){__VA_ARGS__}, \
	         sizeof((const struct pdz_str[]){__VA_ARGS__}) / sizeof(struct pdz_str))

#endif
