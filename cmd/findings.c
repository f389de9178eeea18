/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings that are held until they are told; see findings.h. */
#include "findings.h"

#include "pdz/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHOWN_PER_KIND = 20, /* texts of one code in one source; the others are counted */
	RANGES = 12,         /* of lines that are named */
};

/* One text, with all the places where it stands. */
struct finding {
	char *line; /* as its first place has it; NULL: it is not shown */
	uint64_t count;
	struct lines {
		uint64_t from, to;
	} ranges[RANGES];
	unsigned range_count;
	bool more; /* lines that are not named */
};

/* Of one source and code. */
struct kind {
	uint64_t shown, others; /* findings, and the places of those that are not shown */
};

static struct {
	struct pdz_intern texts, kinds;
	struct finding *items; /* by their number in texts */
	struct kind *kind;     /* by its number in kinds */
	size_t cap, kind_cap;
	size_t count, kind_count; /* of those that are set, fewer than texts where memory ran out */
	struct pdz_buf key;
} held;

/* The number of the kind, and of the text in it. PDZ_NONE: out of memory. */
static uint32_t number_of_text(const struct pdz_diag *d, uint32_t *kind)
{
	pdz_buf_clear(&held.key);
	pdz_buf_printf(&held.key, "%s\t%s", d->source ? d->source : "", d->code);
	*kind = held.key.failed ? PDZ_NONE : pdz_intern_add(&held.kinds, pdz_buf_view(&held.key));
	pdz_buf_printf(&held.key, "\t%s\t%s\t%s\t%s", d->path ? d->path : "", d->problem, d->subject ? d->subject : "",
	               d->expected ? d->expected : "");
	for (size_t i = 0; i < PDZ_WITH && !d->subject; i++) /* so many cells, and so many */
		pdz_buf_printf(&held.key, "\t%s", d->with[i] ? d->with[i] : "");
	return held.key.failed || *kind == PDZ_NONE ? PDZ_NONE : pdz_intern_add(&held.texts, pdz_buf_view(&held.key));
}

static void add_line(struct finding *f, uint64_t line)
{
	struct lines *last = f->range_count ? &f->ranges[f->range_count - 1] : NULL;

	f->count++;
	if (line == 0)
		return;
	if (last && !f->more && (line == last->to || line == last->to + 1))
		last->to = line;
	else if (f->range_count < RANGES)
		f->ranges[f->range_count++] = (struct lines){line, line};
	else
		f->more = true;
}

bool findings_hold(const struct cli *cli, const struct pdz_diag *d)
{
	char line[4096];
	uint32_t kind;

	if (!d->code)
		return false;
	const uint32_t number = number_of_text(d, &kind);
	if (number == PDZ_NONE || !pdz_grow(&held.items, &held.cap, held.texts.count, sizeof *held.items) ||
	    !pdz_grow(&held.kind, &held.kind_cap, held.kinds.count, sizeof *held.kind))
		return false;
	const bool is_new = number >= held.count;
	while (held.kind_count < held.kinds.count)
		held.kind[held.kind_count++] = (struct kind){0, 0};
	while (held.count < held.texts.count)
		held.items[held.count++] = (struct finding){.line = NULL};
	if (is_new) {
		if (held.kind[kind].shown < SHOWN_PER_KIND) {
			pdz_diag_format(d, cli->language, line, sizeof line);
			if (!(held.items[number].line = strdup(line)))
				return false;
			held.kind[kind].shown++;
		}
	}
	if (held.items[number].line)
		add_line(&held.items[number], d->line);
	else
		held.kind[kind].others++;
	return true;
}

static void tell_one(const struct finding *f, const struct cli *cli, void (*tell)(const char *line))
{
	struct pdz_buf b = {0};

	pdz_buf_z(&b, f->line);
	if (f->count > 1) {
		pdz_buf_printf(&b, cli_text(cli, f->range_count ? "; %llu times, lines " : "; %llu times"),
		               (unsigned long long)f->count);
		for (unsigned i = 0; i < f->range_count; i++) {
			pdz_buf_printf(&b, i ? ", %llu" : "%llu", (unsigned long long)f->ranges[i].from);
			if (f->ranges[i].to > f->ranges[i].from)
				pdz_buf_printf(&b, "-%llu", (unsigned long long)f->ranges[i].to);
		}
		if (f->more)
			pdz_buf_z(&b, ", ...");
	}
	pdz_buf_char(&b, '\0');
	tell(b.failed ? f->line : b.p);
	pdz_buf_release(&b);
}

void findings_tell(const struct cli *cli, void (*tell)(const char *line))
{
	for (size_t i = 0; i < held.count; i++) {
		if (held.items[i].line)
			tell_one(&held.items[i], cli, tell);
		free(held.items[i].line);
	}
	for (uint32_t i = 0; i < held.kind_count; i++) {
		const struct pdz_str key = pdz_intern_text(&held.kinds, i);
		const char *tab = memrchr(key.p, '\t', key.n);
		char text[1024];
		if (!held.kind[i].others)
			continue;
		snprintf(text, sizeof text, cli_text(cli, "%.*s: %llu more like these: %s"), (int)(tab - key.p), key.p,
		         (unsigned long long)held.kind[i].others, tab + 1);
		tell(text);
	}
	pdz_intern_release(&held.texts);
	pdz_intern_release(&held.kinds);
	pdz_buf_release(&held.key);
	free(held.items);
	free(held.kind);
	memset(&held, 0, sizeof held);
}
