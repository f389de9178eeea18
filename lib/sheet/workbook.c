/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses parts of a workbook piece by piece, and hands out what its format makes of them. */
#include "sheet/workbook.h"

#include <stdlib.h>

enum { PIECE = 64 << 10, SHEETS_MOST = 1024, ELEMENT_MOST = 1 << 20 };

static const char damaged[] = "damaged: the workbook cannot be read (open it, save it anew, or ask for it again)";

const char *pdz_xml_local(const char *name)
{
	for (const char *p = name; *p; p++)
		if (*p == ':')
			return p + 1;
	return name;
}

const char *pdz_xml_attribute(const char **attributes, const char *name)
{
	for (; attributes[0]; attributes += 2)
		if (strcmp(pdz_xml_local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

uint64_t pdz_xml_count(const char *text, uint64_t otherwise, uint64_t limit)
{
	uint64_t n = 0;

	if (!text || *text < '0' || *text > '9')
		return otherwise;
	for (; *text >= '0' && *text <= '9' && n <= limit; text++)
		n = n * 10 + (uint64_t)(*text - '0');
	return n < limit ? n : limit;
}

void pdz_workbook_refuse(struct pdz_workbook *w, const char *why)
{
	if (!w->refused)
		w->refused = why;
	XML_StopParser(w->parser, XML_FALSE);
}

void pdz_workbook_end_row(struct pdz_workbook *w, uint64_t number, uint64_t times)
{
	enum { BYTES_OF_A_BYTE = 32, BYTES_OF_ANY = 1 << 26 };

	w->table.most = BYTES_OF_ANY + BYTES_OF_A_BYTE * (uint64_t)XML_GetCurrentByteIndex(w->parser);
	if (!pdz_table_end_row(&w->table, number, times))
		pdz_workbook_refuse(w, "a few cells that fill far too many rows or columns");
}

void pdz_workbook_stop(struct pdz_workbook *w)
{
	w->over = true;
	XML_StopParser(w->parser, XML_FALSE);
}

void pdz_workbook_add_sheet(struct pdz_workbook *w, const char *name, const char *part, bool hidden)
{
	if (w->sheet_count == SHEETS_MOST) {
		pdz_workbook_refuse(w, "too many sheets");
		return;
	}
	if (!pdz_grow(&w->sheets, &w->sheet_cap, w->sheet_count + 1, sizeof *w->sheets)) {
		w->failed = true;
		return;
	}
	const char *copy = pdz_arena_copy(&w->arena, pdz_str(name));
	const char *part_copy = part ? pdz_arena_copy(&w->arena, pdz_str(part)) : NULL;
	w->failed |= !copy || (part && !part_copy);
	if (!w->failed)
		w->sheets[w->sheet_count++] = (struct pdz_workbook_sheet){.name = copy, .part = part_copy, .hidden = hidden};
}

/* Workbooks have none; what has one may grow without end. */
static void on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	pdz_workbook_refuse(ctx, damaged);
}

static void end_part(struct pdz_workbook *w)
{
	if (w->parser)
		XML_ParserFree(w->parser);
	w->parser = NULL;
	pdz_part_close(w->part);
	w->part = NULL;
}

static enum pdz_status begin_part(struct pdz_workbook *w, const char *part, struct pdz_error *err)
{
	end_part(w);
	w->over = false;
	enum pdz_status status = pdz_part_open(&w->part, w->archive, part, err);
	if (status || !w->part)
		return status;
	w->parser = XML_ParserCreate(NULL);
	if (!w->parser)
		return pdz_no_memory(err);
	XML_SetUserData(w->parser, w);
	XML_SetStartDoctypeDeclHandler(w->parser, on_doctype);
	return PDZ_OK;
}

/* One piece more of the part; at its end it is closed. */
static enum pdz_status parse_piece(struct pdz_workbook *w, struct pdz_error *err)
{
	void *room = XML_GetBuffer(w->parser, PIECE);
	size_t got = 0;

	if (!room)
		return pdz_no_memory(err);
	enum pdz_status status = pdz_part_read(w->part, room, PIECE, &got, err);
	if (status)
		return status;
	const enum XML_Status parsed = XML_ParseBuffer(w->parser, (int)got, got == 0);
	const enum XML_Error code = parsed == XML_STATUS_ERROR ? XML_GetErrorCode(w->parser) : XML_ERROR_NONE;
	if (w->failed || w->table.failed || code == XML_ERROR_NO_MEMORY)
		return pdz_no_memory(err);
	if (w->refused || (code != XML_ERROR_NONE && !w->over))
		return pdz_fail_why(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0, "cannot read the workbook",
		                    w->refused ? w->refused : damaged, NULL);
	if (got == 0 || w->over)
		end_part(w);
	return PDZ_OK;
}

enum pdz_status pdz_workbook_parse(struct pdz_workbook *w, const char *part, void (*ready)(struct pdz_workbook *w),
                                   struct pdz_error *err)
{
	enum pdz_status status = begin_part(w, part, err);

	if (!status && w->parser)
		ready(w);
	while (!status && w->parser)
		status = parse_piece(w, err);
	return status;
}

/* How wide a sheet is, and what is merged, stands at its end: looked for without parsing. */
static enum pdz_status measure_sheet(struct pdz_workbook *w, size_t sheet, struct pdz_error *err)
{
	const struct pdz_workbook_sheet *s = &w->sheets[sheet];
	struct pdz_archive_part *part = NULL;
	struct pdz_buf room = {0};
	size_t got = 1;

	if (s->measured)
		return pdz_table_measured(&w->table, s->width, s->merges, s->merge_count) ? PDZ_OK : pdz_no_memory(err);
	pdz_table_begin(&w->table, true);
	enum pdz_status status = pdz_part_open(&part, w->archive, s->part, err);
	while (!status && part && got) {
		if (!pdz_buf_reserve(&room, PIECE)) {
			status = pdz_no_memory(err);
			break;
		}
		status = pdz_part_read(part, room.p + room.n, PIECE, &got, err);
		room.n += got;
		const size_t done = w->format->measure(w, room.p, room.n);
		memmove(room.p, room.p + done, room.n - done);
		room.n -= done;
		if (!status && room.n > ELEMENT_MOST) /* a tag without an end; parsing tells */
			break;
	}
	pdz_part_close(part);
	pdz_buf_release(&room);
	return !status && w->table.failed ? pdz_no_memory(err) : status;
}

static enum pdz_status start_sheet(struct pdz_workbook *w, size_t sheet, struct pdz_error *err)
{
	pdz_table_begin(&w->table, false);
	const char *part = w->sheets[sheet].part ? w->sheets[sheet].part : "content.xml";
	enum pdz_status status = begin_part(w, part, err);
	if (!status && !w->part)
		status = pdz_fail_why(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0, "cannot read the workbook", damaged,
		                      NULL);
	if (!status)
		w->format->start(w, sheet);
	return status;
}

enum pdz_status pdz_workbook_start(struct pdz_workbook *w, size_t sheet, struct pdz_error *err)
{
	enum pdz_status status = measure_sheet(w, sheet, err);

	if (!status && w->table.width > PDZ_TABLE_COLUMNS_MOST)
		status = pdz_fail(err, PDZ_INPUT, pdz_archive_name(w->archive), 0, 0, "more than %d columns",
		                  (int)PDZ_TABLE_COLUMNS_MOST);
	return status ? status : start_sheet(w, sheet, err);
}

enum pdz_status pdz_workbook_read(struct pdz_workbook *w, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	struct pdz_buf *out = &w->table.out;

	*got = 0;
	while (out->n == 0 && w->parser) {
		enum pdz_status status = parse_piece(w, err);
		if (status)
			return status;
	}
	*got = out->n < size ? out->n : size;
	if (*got) {
		memcpy(buf, out->p, *got);
		memmove(out->p, out->p + *got, out->n - *got);
		out->n -= *got;
	}
	return PDZ_OK;
}

enum pdz_status pdz_workbook_open(struct pdz_workbook **out, struct pdz_archive *archive, struct pdz_error *err)
{
	const bool ods = pdz_archive_has(archive, "content.xml") && pdz_archive_has(archive, "mimetype");

	*out = NULL;
	if (!ods && !pdz_archive_has(archive, "[Content_Types].xml"))
		return PDZ_OK;
	struct pdz_workbook *w = calloc(1, sizeof *w);
	if (!w)
		return pdz_no_memory(err);
	w->format = ods ? &pdz_workbook_ods : &pdz_workbook_xlsx;
	w->archive = archive;
	enum pdz_status status = w->format->open(w, err);
	if (!status && w->failed)
		status = pdz_no_memory(err);
	if (!status && w->sheet_count == 0)
		status = pdz_fail(err, PDZ_INPUT, pdz_archive_name(archive), 0, 0, "no sheet with a table in it");
	if (status) {
		w->archive = NULL; /* still the caller's */
		pdz_workbook_close(w);
		return status;
	}
	*out = w;
	return PDZ_OK;
}

void pdz_workbook_close(struct pdz_workbook *w)
{
	if (!w)
		return;
	end_part(w);
	w->format->close(w);
	pdz_table_release(&w->table);
	pdz_arena_release(&w->arena);
	pdz_archive_close(w->archive);
	free(w->sheets);
	free(w);
}
