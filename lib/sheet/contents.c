/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks, and text compressed with gzip or zip, behind one reading function. */
#include "sheet/contents.h"

#include "sheet/magic.h"
#include "sheet/workbook.h"

#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 64 << 10, GZIP_RATIO_FROM = PDZ_ARCHIVE_RATIO_FROM };
#define HELD_MOST ((size_t)1 << 30) /* of an archive that comes through a pipe */

struct pdz_contents {
	struct pdz_input *in;
	struct pdz_buf held; /* an archive that cannot be read twice, as a whole */

	struct pdz_workbook *book;

	struct pdz_archive *archive; /* of one text */
	struct pdz_archive_part *part;

	bool gzip, in_member, begun;
	z_stream z;
	unsigned char *room;
	uint64_t inflated;
};

static const char damaged_gzip[] = "damaged: cannot be unpacked (ask for the file again)";

/* gzip: one member after the other */

static enum pdz_status open_gzip(struct pdz_contents *u, struct pdz_str first, struct pdz_error *err)
{
	u->room = malloc(first.n > PIECE ? first.n : PIECE);
	if (!u->room || inflateInit2(&u->z, 16 + MAX_WBITS) != Z_OK)
		return pdz_no_memory(err);
	u->gzip = u->in_member = true;
	memcpy(u->room, first.p, first.n);
	u->z.next_in = u->room;
	u->z.avail_in = (uInt)first.n;
	return PDZ_OK;
}

static enum pdz_status more_gzip(struct pdz_contents *u, struct pdz_error *err)
{
	size_t got;
	enum pdz_status status = pdz_input_read(u->in, (char *)u->room, PIECE, &got, err);

	u->z.next_in = u->room;
	u->z.avail_in = (uInt)got;
	return status;
}

static enum pdz_status read_gzip(struct pdz_contents *u, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	u->z.next_out = (unsigned char *)buf;
	u->z.avail_out = (uInt)(size < 1 << 30 ? size : 1 << 30);
	const uInt room = u->z.avail_out;
	while (u->z.avail_out == room) {
		if (u->z.avail_in == 0) {
			enum pdz_status status = more_gzip(u, err);
			if (status)
				return status;
			if (u->z.avail_in == 0 && u->in_member)
				return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0,
				                "the file is cut off: the end of what is compressed is missing");
			if (u->z.avail_in == 0)
				break;
		}
		if (!u->in_member) {
			for (; u->z.avail_in > 0 && *u->z.next_in == 0; u->z.next_in++)
				u->z.avail_in--; /* padding */
			if (u->z.avail_in == 0)
				continue;
			if (*u->z.next_in != 0x1f || inflateReset(&u->z) != Z_OK)
				return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, damaged_gzip);
			u->in_member = true;
		}
		const int code = inflate(&u->z, Z_NO_FLUSH);
		if (code == Z_MEM_ERROR)
			return pdz_no_memory(err);
		if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
			return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, damaged_gzip);
		u->in_member = code != Z_STREAM_END;
	}
	*got = room - u->z.avail_out;
	u->inflated += *got;
	if (u->inflated > GZIP_RATIO_FROM && u->inflated / PDZ_ARCHIVE_RATIO_MOST > u->in->bytes)
		return pdz_fail(
			err, PDZ_INPUT, u->in->name, 0, 0,
			"it grows beyond all measure when it is unpacked (more than 4 GiB, or more than %d times its size)",
			(int)PDZ_ARCHIVE_RATIO_MOST);
	return PDZ_OK;
}

/* Archives */

/* All of the input: for its digest, and held where it cannot be read again. */
static enum pdz_status read_all(struct pdz_contents *u, struct pdz_str first, bool hold, struct pdz_error *err)
{
	size_t got = 1;

	if (hold)
		pdz_buf_str(&u->held, first);
	char *room = malloc(PIECE);
	enum pdz_status status = room ? PDZ_OK : pdz_no_memory(err);
	while (!status && got) {
		status = pdz_input_read(u->in, room, PIECE, &got, err);
		if (hold)
			pdz_buf_add(&u->held, room, got);
		if (!status && u->held.n > HELD_MOST)
			status = pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, "too large: more than %zu bytes", HELD_MOST);
	}
	free(room);
	return !status && u->held.failed ? pdz_no_memory(err) : status;
}

static bool is_hidden_part(const char *name)
{
	const size_t n = strlen(name);

	return n == 0 || name[n - 1] == '/' || strncmp(name, "__MACOSX/", 9) == 0;
}

static enum pdz_status open_one_text(struct pdz_contents *u, struct pdz_archive *a, struct pdz_error *err)
{
	const char *one = NULL, *two = NULL;

	u->archive = a;
	for (size_t i = 0; i < pdz_archive_count(a); i++) {
		const char *name = pdz_archive_part_name(a, i);
		if (!is_hidden_part(name))
			*(one ? &two : &one) = name;
	}
	if (!one)
		return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, "an archive with nothing in it");
	if (two)
		return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0,
		                "an archive of several files: '%.80s', '%.80s' ... (unpack it first)", one, two);
	return pdz_part_open(&u->part, a, one, err);
}

static enum pdz_status open_archive(struct pdz_contents *u, struct pdz_str first, struct pdz_error *err)
{
	struct pdz_archive *a = NULL;
	const bool again = lseek(u->in->fd, 0, SEEK_CUR) >= 0;
	enum pdz_status status = read_all(u, first, !again, err);

	if (status)
		return status;
	const int fd = again ? dup(u->in->fd) : -1;
	if (again && (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)) {
		if (fd >= 0)
			close(fd);
		return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, "cannot read a second time");
	}
	status = pdz_archive_open(&a, u->in->name, fd, pdz_buf_view(&u->held), err);
	if (!status)
		status = pdz_workbook_open(&u->book, a, err);
	if (!status && !u->book)
		return open_one_text(u, a, err);
	if (status)
		pdz_archive_close(a);
	return status;
}

/* .xls and workbooks under a password are the same kind of container. */
static enum pdz_status refuse_ole(struct pdz_contents *u, struct pdz_str first, struct pdz_error *err)
{
	static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	static const char word[] = "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t";
	enum pdz_status status = read_all(u, first, true, err);

	if (status)
		return status;
	if (memmem(u->held.p, u->held.n, encrypted, sizeof encrypted))
		return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, "protected by a password (save it without one)");
	if (memmem(u->held.p, u->held.n, word, sizeof word))
		return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0,
		                "a text document or slides, not a workbook (save the table as CSV or .xlsx)");
	return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0,
	                "a workbook of the old kind, .xls (open it and save it as .xlsx, or: soffice --convert-to xlsx %s)",
	                u->in->name);
}

enum pdz_status pdz_contents_open(struct pdz_contents **out, struct pdz_input *in, struct pdz_str first,
                                  struct pdz_error *err)
{
	const enum pdz_content content = pdz_content_of(first);

	*out = NULL;
	if (content == PDZ_CONTENT_TEXT)
		return PDZ_OK;
	if (content == PDZ_CONTENT_OTHER)
		return pdz_fail_why(err, PDZ_INPUT, in->name, 0, 0, "cannot read this file", pdz_content_refusal(first), NULL);
	struct pdz_contents *u = calloc(1, sizeof *u);
	if (!u)
		return pdz_no_memory(err);
	u->in = in;
	enum pdz_status status = content == PDZ_CONTENT_GZIP  ? open_gzip(u, first, err)
	                         : content == PDZ_CONTENT_OLE ? refuse_ole(u, first, err)
	                                                      : open_archive(u, first, err);
	if (status)
		pdz_contents_close(u);
	else
		*out = u;
	return status;
}

void pdz_contents_close(struct pdz_contents *u)
{
	if (!u)
		return;
	pdz_workbook_close(u->book);
	pdz_part_close(u->part);
	pdz_archive_close(u->archive);
	if (u->gzip)
		inflateEnd(&u->z);
	free(u->room);
	pdz_buf_release(&u->held);
	free(u);
}

enum pdz_status pdz_contents_read(struct pdz_contents *u, char *buf, size_t size, size_t *got, struct pdz_error *err)
{
	*got = 0;
	if (u->book)
		return pdz_workbook_read(u->book, buf, size, got, err);
	enum pdz_status status = u->gzip ? read_gzip(u, buf, size, got, err) : pdz_part_read(u->part, buf, size, got, err);
	const struct pdz_str text = {buf, status ? 0 : *got};
	if (u->begun || pdz_content_of(text) == PDZ_CONTENT_TEXT)
		u->begun = true;
	else
		status = pdz_fail_why(err, PDZ_INPUT, u->in->name, 0, 0, "what is packed in it cannot be read",
		                      pdz_content_refusal(text) ? pdz_content_refusal(text)
		                                                : "a workbook, or packed once more (unpack it first)",
		                      NULL);
	return status;
}

size_t pdz_contents_sheets(const struct pdz_contents *u)
{
	return u->book ? u->book->sheet_count : 0;
}

const char *pdz_contents_sheet_name(const struct pdz_contents *u, size_t sheet)
{
	return u->book->sheets[sheet].name;
}

bool pdz_contents_sheet_hidden(const struct pdz_contents *u, size_t sheet)
{
	return u->book->sheets[sheet].hidden;
}

enum pdz_status pdz_contents_choose(struct pdz_contents *u, size_t sheet, const struct pdz_sheet_style *style,
                                    struct pdz_error *err)
{
	struct pdz_sheet_table *t = &u->book->table;

	t->delimiter = style->delimiter;
	t->decimal = style->decimal;
	t->mark_of = style->mark_of;
	t->mark_ctx = style->mark_ctx;
	return pdz_workbook_start(u->book, sheet, err);
}

const struct pdz_sheet_table *pdz_contents_table(const struct pdz_contents *u)
{
	return u->book ? &u->book->table : NULL;
}
