/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes below a table. */
#include "ingest/footnotes.h"

#include "base/fold.h"

#include <stdlib.h>

static bool begins_like_note(struct pdz_str text, bool *failed)
{
	static const char *const beginnings[] = {"nota",   "note",   "fonte", "n b ", "nb ", "dati aggiornati",
	                                         "source", "legenda"};
	struct pdz_buf folded = {0};
	bool found = text.p[0] == '*' || (text.n > 1 && text.p[0] == '(' && text.p[1] == '*');

	pdz_fold(&folded, text);
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings && !found; i++) {
		size_t n = strlen(beginnings[i]);
		found = folded.n > n && memcmp(folded.p, beginnings[i], n) == 0;
	}
	*failed |= folded.failed;
	pdz_buf_release(&folded);
	return found;
}

/* Two columns and a comma are a sentence, too. */
static bool is_divided_otherwise(struct pdz_str line, size_t columns)
{
	for (const char *mark = ";\t|,"; *mark; mark++) {
		size_t n = 1;
		for (size_t i = 0; i < line.n; i++)
			n += line.p[i] == *mark;
		if (n == columns && n > (*mark == ',' ? 2 : 1))
			return true;
	}
	return false;
}

bool pdz_footnotes_could_be(struct notes *notes, const struct pdz_row *row, size_t columns, bool in_pieces)
{
	if (row->fault || row->count == 0 || notes->count == NOTES_MOST)
		return false;
	struct pdz_str first = pdz_str_trim(row->cells[0]);
	if (first.n == 0 || is_divided_otherwise(first, columns))
		return false;
	for (size_t i = 1; i < row->count; i++)
		if (pdz_str_trim(row->cells[i]).n)
			return in_pieces && notes->after_gap && begins_like_note(first, &notes->failed);
	return notes->after_gap || begins_like_note(first, &notes->failed);
}

bool pdz_footnotes_hold(struct notes *notes, const struct pdz_row *row)
{
	char *copy = malloc(row->raw.n + 1);

	if (!copy || !pdz_grow(&notes->items, &notes->cap, notes->count + 1, sizeof *notes->items)) {
		free(copy);
		return false;
	}
	memcpy(copy, row->raw.p, row->raw.n);
	struct note *note = &notes->items[notes->count++];
	note->raw = copy;
	note->n = row->raw.n;
	note->line = row->line;
	notes->after_gap = true;
	return true;
}

void pdz_footnotes_clear(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free(notes->items[i].raw);
	notes->count = 0;
	notes->after_gap = false;
}

void pdz_footnotes_release(struct notes *notes)
{
	pdz_footnotes_clear(notes);
	free(notes->items);
	*notes = (struct notes){0};
}
