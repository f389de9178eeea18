/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See fill.h. */
#include "format/fill.h"

void pdz_fill(struct pdz_buf *b, void (*escape)(struct pdz_buf *b, struct pdz_str s), const char *template,
              const struct pdz_str *texts, size_t count)
{
	size_t next = 0;
	for (const char *at; next < count && (at = strstr(template, "{}")) != NULL; template = at + 2) {
		pdz_buf_add(b, template, (size_t)(at - template));
		escape(b, texts[next++]);
	}
	pdz_buf_z(b, template);
}
