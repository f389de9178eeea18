/* Packed records; see packed.h. Writes what pdz-ingest gives it, and believes nothing of
 * what it reads: every length is checked against the block, every block against its digest. */
#include "records/packed.h"

#include "base/bytes.h"

#include <stdlib.h>

enum {
	ENOUGH = 64 << 10, /* bytes of records that make a block */
	LONGEST = 1 << 30, /* of a block that is read */
	ROOM = 256 << 10,
	ORDER = 0x0a0b0c0d,
	AHEAD = 8,         /* rows that memory takes to come */
	LONG = UINT16_MAX, /* in place of a length: it stands in the odd part */
	TEXTS = 5,         /* of a shape, besides the dimensions; as in shapes.c */
};

static const struct pdz_str nothing = {"", 0};
static const char magic[8] = {'\xfd', 'p', 'd', 'z', 'r', 'e', 'c', '\n'};

/* What all records have. In the stream without the two bytes that follow quantity's. */
struct row {
	uint32_t shape;
	int32_t date, due;
	uint32_t line;
	int64_t quantity;
	uint16_t case_n, odd_n; /* bytes that follow: the case, the odd part */
};

struct block {
	uint32_t kind, size, shapes, records;
	uint64_t before; /* records in the blocks before */
	uint64_t digest;
};

/* What may be in the odd part, after a byte that says what is, in this order. */
enum odd { ODD_START = 1, ODD_LINE = 2, ODD_ID = 4, ODD_NOTE = 8, ODD_CASE = 16 };

/* Writing */

/* Four lanes side by side, since one alone would wait for its multiplications: each step
 * is one to one in the lane and in what comes, so that no single change is lost. */
static uint64_t digest_of(const struct block *b, const char *payload)
{
	uint64_t lanes[4] = {1, 2, 3, 4}, words[4];
	size_t at = 0;

	for (; b->size - at >= sizeof words; at += sizeof words) {
		memcpy(words, payload + at, sizeof words);
		for (int i = 0; i < 4; i++) {
			const uint64_t x = (lanes[i] ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
			lanes[i] = x << 29 | x >> 35;
		}
	}
	return pdz_hash(b, offsetof(struct block, digest)) ^ pdz_hash(lanes, sizeof lanes) * 3 ^
	       (at < b->size ? pdz_hash(payload + at, b->size - at) * 5 : 0);
}

void pdz_packed_block(struct pdz_buf *out, enum pdz_packed_kind kind, uint32_t shapes, uint32_t records,
                      uint64_t before, struct pdz_str first, struct pdz_str rest)
{
	struct block b = {
		.kind = kind, .size = (uint32_t)(first.n + rest.n), .shapes = shapes, .records = records, .before = before};
	const size_t at = out->n;

	pdz_buf_add(out, &b, sizeof b);
	pdz_buf_str(out, first);
	pdz_buf_str(out, rest);
	if (out->failed)
		return;
	b.digest = digest_of(&b, out->p + at + sizeof b);
	memcpy(out->p + at, &b, sizeof b);
}

static void put_packed_text(struct pdz_buf *b, struct pdz_str text)
{
	const uint32_t n = (uint32_t)text.n;

	pdz_buf_add(b, &n, sizeof n);
	pdz_buf_str(b, text);
}

void pdz_packer_begin(struct pdz_packer *p, struct pdz_buf *out, const struct pdz_str *dimensions, size_t count)
{
	const uint32_t head[] = {ORDER, PDZ_PACKED_VERSION};
	struct pdz_buf names = {0};

	p->dimension_count = count;
	p->generation = 1;
	for (size_t i = 0; i < count; i++)
		put_packed_text(&names, dimensions[i]);
	pdz_buf_add(out, magic, sizeof magic);
	pdz_buf_add(out, head, sizeof head);
	pdz_packed_block(out, PDZ_PACKED_NAMES, 0, 0, 0, pdz_buf_view(&names), nothing);
	out->failed |= names.failed;
	pdz_buf_release(&names);
}

static void end_block(struct pdz_packer *p, struct pdz_buf *out)
{
	out->failed |= p->declared.failed || p->rows.failed;
	if (!p->row_count && !p->declared_count)
		return;
	pdz_packed_block(out, p->anew ? PDZ_PACKED_RECORDS_ANEW : PDZ_PACKED_RECORDS, p->declared_count, p->row_count,
	                 p->total, pdz_buf_view(&p->declared), pdz_buf_view(&p->rows));
	p->total += p->row_count;
	p->anew = false;
	p->declared_count = p->row_count = 0;
	pdz_buf_clear(&p->declared);
	pdz_buf_clear(&p->rows);
}

uint32_t pdz_packer_key(struct pdz_packer *p, struct pdz_buf *out, struct pdz_str key)
{
	struct pdz_intern *keys = &p->shapes.keys;
	uint32_t number = pdz_intern_find(keys, key);

	if (number != PDZ_NONE)
		return number + 1;
	if (keys->count == PDZ_SHAPES_MOST) { /* the numbers begin anew, with a block */
		end_block(p, out);
		p->anew = true;
		p->generation++;
		pdz_intern_release(keys);
	}
	number = pdz_intern_add(keys, key);
	if (number == PDZ_NONE) {
		out->failed = true;
		return 0;
	}
	put_packed_text(&p->declared, key);
	p->declared_count++;
	return number + 1;
}

void pdz_packer_shape(struct pdz_packer *p, struct pdz_buf *out, struct pdz_record *r)
{
	struct pdz_str key;

	r->fresh = false;
	r->shape = 0;
	if (pdz_shapes_key(&p->shapes, r, p->dimension_count, &key))
		r->shape = pdz_packer_key(p, out, key);
	else
		out->failed = true;
}

static size_t odd_length(const struct pdz_record *r)
{
	size_t n = 1;

	n += r->start != PDZ_NO_DAY ? sizeof(int32_t) : 0;
	n += r->line > UINT32_MAX ? sizeof(uint32_t) : 0;
	n += r->id.n ? sizeof(uint32_t) + r->id.n : 0;
	n += r->note.n ? sizeof(uint32_t) + r->note.n : 0;
	n += r->case_id.n >= LONG ? sizeof(uint32_t) + r->case_id.n : 0;
	return n > 1 ? n : 0;
}

static void put_packed_odd(struct pdz_buf *rows, const struct pdz_record *r, size_t n)
{
	const uint32_t length = (uint32_t)n, high = (uint32_t)(r->line >> 32);

	if (n >= LONG)
		pdz_buf_add(rows, &length, sizeof length);
	pdz_buf_char(rows,
	             (char)((r->start != PDZ_NO_DAY ? ODD_START : 0) | (high ? ODD_LINE : 0) | (r->id.n ? ODD_ID : 0) |
	                    (r->note.n ? ODD_NOTE : 0) | (r->case_id.n >= LONG ? ODD_CASE : 0)));
	if (r->start != PDZ_NO_DAY)
		pdz_buf_add(rows, &r->start, sizeof r->start);
	if (high)
		pdz_buf_add(rows, &high, sizeof high);
	if (r->id.n)
		put_packed_text(rows, r->id);
	if (r->note.n)
		put_packed_text(rows, r->note);
	if (r->case_id.n >= LONG)
		put_packed_text(rows, r->case_id);
}

static inline void put_packed_row(struct pdz_buf *rows, const struct pdz_record *r, uint32_t shape)
{
	const size_t odd = r->id.n || r->note.n || r->start != PDZ_NO_DAY || r->line > UINT32_MAX || r->case_id.n >= LONG
	                       ? odd_length(r)
	                       : 0;
	const struct row row = {shape,
	                        r->date,
	                        r->due,
	                        (uint32_t)r->line,
	                        r->quantity,
	                        (uint16_t)(r->case_id.n < LONG ? r->case_id.n : LONG),
	                        (uint16_t)(odd < LONG ? odd : LONG)};

	if (rows->cap - rows->n < PDZ_PACKED_ROW + r->case_id.n && !pdz_buf_reserve(rows, PDZ_PACKED_ROW + r->case_id.n))
		return;
	memcpy(rows->p + rows->n, &row, PDZ_PACKED_ROW);
	rows->n += PDZ_PACKED_ROW;
	if (row.case_n != LONG) {
		pdz_copy_short(rows->p + rows->n, r->case_id.p, r->case_id.n);
		rows->n += r->case_id.n;
	}
	if (odd)
		put_packed_odd(rows, r, odd);
}

void pdz_packed_row(struct pdz_buf *rows, const struct pdz_record *r, uint32_t shape)
{
	put_packed_row(rows, r, shape);
}

size_t pdz_packed_row_length(const char *p)
{
	struct row row;
	uint32_t odd;

	memcpy(&row, p, PDZ_PACKED_ROW);
	const size_t n = PDZ_PACKED_ROW + (row.case_n == LONG ? 0 : row.case_n);
	if (row.odd_n != LONG)
		return n + row.odd_n;
	memcpy(&odd, p + n, sizeof odd);
	return n + sizeof odd + odd;
}

void pdz_packer_add(struct pdz_packer *p, struct pdz_buf *out, const struct pdz_record *r)
{
	put_packed_row(&p->rows, r, r->shape);
	p->row_count++;
	if (p->rows.n >= ENOUGH)
		end_block(p, out);
}

void pdz_packer_copy(struct pdz_packer *p, struct pdz_buf *out, const char *row, size_t n, uint32_t shape)
{
	if (pdz_buf_reserve(&p->rows, n)) {
		char *to = p->rows.p + p->rows.n;
		memcpy(to, &shape, sizeof shape);
		memcpy(to + sizeof shape, row + sizeof shape, n - sizeof shape);
		p->rows.n += n;
	}
	p->row_count++;
	if (p->rows.n >= ENOUGH)
		end_block(p, out);
}

void pdz_packer_end(struct pdz_packer *p, struct pdz_buf *out)
{
	end_block(p, out);
	pdz_packed_block(out, PDZ_PACKED_END, 0, 0, p->total, nothing, nothing);
}

void pdz_packer_release(struct pdz_packer *p)
{
	pdz_shapes_release(&p->shapes);
	pdz_buf_release(&p->declared);
	pdz_buf_release(&p->rows);
	*p = (struct pdz_packer){0};
}

/* Reading */

struct shape {
	const char *texts;          /* event, action, category, area, source, without gaps */
	struct pdz_str *dimensions; /* in the order wanted */
	uint32_t n[TEXTS];
	uint8_t status;
	bool fresh;
};

struct pdz_unpacker {
	struct pdz_input *in;
	char *bytes; /* bytes[begin .. have) wait to be read */
	size_t cap, begin, have;
	size_t name_count, wanted_count;
	uint32_t wanted[PDZ_MAX_DIMENSIONS]; /* place of each name of the stream among those wanted */
	struct shape *shapes;
	size_t shape_count, shape_cap;
	struct pdz_arena texts; /* of the shapes */
	const char *row, *end;  /* of the block at hand */
	const char *ahead;      /* a row some rows further on; NULL: the block has none, or an odd one */
	uint32_t rows_left;
	uint64_t total;
	bool at_end;
};

bool pdz_packed_begins(const char *p, size_t n)
{
	return n >= sizeof magic && memcmp(p, magic, sizeof magic) == 0;
}

static enum pdz_status damaged(const struct pdz_unpacker *u, struct pdz_error *err)
{
	return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0,
	                "packed records are damaged (expected them as pdz-ingest --packed writes them)");
}

/* n bytes at begin. Memory grows with what comes, not with what a length says. */
static enum pdz_status need_bytes(struct pdz_unpacker *u, size_t n, struct pdz_error *err)
{
	if (u->have - u->begin >= n)
		return PDZ_OK;
	if (u->begin) {
		memmove(u->bytes, u->bytes + u->begin, u->have - u->begin);
		u->have -= u->begin;
		u->begin = 0;
	}
	while (u->have < n) {
		size_t got;
		if (u->cap - u->have < ROOM / 4 && !pdz_grow(&u->bytes, &u->cap, u->have + ROOM, 1))
			return pdz_no_memory(err);
		enum pdz_status status = pdz_input_read(u->in, u->bytes + u->have, u->cap - u->have, &got, err);
		if (status)
			return status;
		if (got == 0)
			return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0, "packed records are cut short: the end is missing");
		u->have += got;
	}
	return PDZ_OK;
}

/* A length and as many bytes. False: they are not there. */
static bool take_text(const char **at, const char *end, struct pdz_str *text)
{
	uint32_t n;

	if ((size_t)(end - *at) < sizeof n)
		return false;
	memcpy(&n, *at, sizeof n);
	if ((size_t)(end - *at) - sizeof n < n)
		return false;
	*text = (struct pdz_str){*at + sizeof n, n};
	*at += sizeof n + n;
	return n == 0 || !memchr(text->p, '\0', n);
}

/* A shape's key: status and lengths as numbers, then the texts. */
static bool take_shape(struct pdz_unpacker *u, const char **at, const char *end, struct pdz_error *err,
                       enum pdz_status *status)
{
	uint32_t n, head[1 + TEXTS + PDZ_MAX_DIMENSIONS];
	const size_t count = TEXTS + u->name_count, head_n = (1 + count) * sizeof *head;

	if ((size_t)(end - *at) < sizeof n)
		return false;
	memcpy(&n, *at, sizeof n);
	*at += sizeof n;
	if ((size_t)(end - *at) < n || n < head_n)
		return false;
	memcpy(head, *at, head_n);
	size_t bytes = head_n;
	for (size_t i = 1; i <= count; i++)
		bytes += head[i];
	if (bytes != n || head[0] > PDZ_DONE || head[1] == 0 || u->shape_count == PDZ_SHAPES_MOST ||
	    memchr(*at + head_n, '\0', n - head_n))
		return false;
	const char *text = pdz_arena_copy(&u->texts, (struct pdz_str){*at + head_n, n - head_n});
	struct pdz_str *dimensions = pdz_arena_alloc(&u->texts, u->wanted_count * sizeof *dimensions);
	if (!text || !dimensions || !pdz_grow(&u->shapes, &u->shape_cap, u->shape_count + 1, sizeof *u->shapes)) {
		*status = pdz_no_memory(err);
		return false;
	}
	struct shape *s = &u->shapes[u->shape_count++];
	*s = (struct shape){.texts = text, .dimensions = dimensions, .status = (uint8_t)head[0], .fresh = true};
	for (size_t i = 0; i < u->wanted_count; i++)
		dimensions[i] = (struct pdz_str){"", 0};
	for (size_t i = 0; i < count; i++) {
		const struct pdz_str t = {text, head[i + 1]};
		if (i < TEXTS)
			s->n[i] = head[i + 1];
		else
			dimensions[u->wanted[i - TEXTS]] = t;
		text += t.n;
	}
	*at += n;
	return true;
}

/* The next block's payload. */
static enum pdz_status next_block(struct pdz_unpacker *u, struct block *b, struct pdz_error *err)
{
	enum pdz_status status = need_bytes(u, sizeof *b, err);

	if (status)
		return status;
	memcpy(b, u->bytes + u->begin, sizeof *b);
	if (b->size > LONGEST || b->before != u->total)
		return damaged(u, err);
	status = need_bytes(u, sizeof *b + b->size, err);
	if (status)
		return status;
	u->row = u->bytes + u->begin + sizeof *b;
	u->end = u->row + b->size;
	u->begin += sizeof *b + b->size;
	return digest_of(b, u->row) == b->digest ? PDZ_OK : damaged(u, err);
}

static enum pdz_status read_names(struct pdz_unpacker *u, const struct pdz_str *dimensions, size_t count,
                                  struct pdz_error *err)
{
	struct block b;
	enum pdz_status status = next_block(u, &b, err);

	if (status)
		return status;
	if (b.kind != PDZ_PACKED_NAMES)
		return damaged(u, err);
	u->wanted_count = count;
	while (u->row < u->end) {
		struct pdz_str name;
		uint32_t i = 0;
		if (u->name_count == PDZ_MAX_DIMENSIONS || !take_text(&u->row, u->end, &name))
			return damaged(u, err);
		while (i < count && !pdz_str_eq(name, dimensions[i]))
			i++;
		if (i == count) {
			char shown[80];
			pdz_visible(name.p, name.n, shown, sizeof shown);
			return pdz_fail(err, PDZ_INPUT, u->in->name, 0, 0,
			                "unknown column: '%s' (expected records as pdz-ingest writes them)", shown);
		}
		for (size_t k = 0; k < u->name_count; k++)
			if (u->wanted[k] == i)
				return damaged(u, err);
		u->wanted[u->name_count++] = i;
	}
	return PDZ_OK;
}

enum pdz_status pdz_unpack_open(struct pdz_unpacker **out, struct pdz_input *in, struct pdz_str begun,
                                const struct pdz_str *dimensions, size_t count, struct pdz_error *err)
{
	struct pdz_unpacker *u = calloc(1, sizeof *u);
	uint32_t head[2];

	*out = u;
	if (!u || !pdz_grow(&u->bytes, &u->cap, begun.n > ROOM ? begun.n : ROOM, 1)) {
		free(u);
		*out = NULL;
		return pdz_no_memory(err);
	}
	u->in = in;
	memcpy(u->bytes, begun.p, begun.n);
	u->have = begun.n;
	enum pdz_status status = need_bytes(u, PDZ_PACKED_HEAD, err);
	if (!status) {
		memcpy(head, u->bytes + sizeof magic, sizeof head);
		u->begin = PDZ_PACKED_HEAD;
		if (head[0] != ORDER)
			status = pdz_fail(err, PDZ_INPUT, in->name, 0, 0,
			                  "packed records of another kind of machine (expected those of this one, or text)");
		else if (head[1] != PDZ_PACKED_VERSION)
			status = pdz_fail(err, PDZ_INPUT, in->name, 0, 0,
			                  "packed records of another version of pdz-ingest (expected the same version, or text)");
	}
	if (!status)
		status = read_names(u, dimensions, count, err);
	if (status) {
		pdz_unpack_close(u);
		*out = NULL;
	}
	return status;
}

void pdz_unpack_close(struct pdz_unpacker *u)
{
	if (!u)
		return;
	pdz_arena_release(&u->texts);
	free(u->shapes);
	free(u->bytes);
	free(u);
}

/* The shape of the row some rows further on, whose memory is asked for; 0: not known. What
 * is read here decides nothing: a row is checked when its turn comes. */
static inline uint32_t look_ahead(struct pdz_unpacker *u)
{
	struct row row;

	if (!u->ahead || u->end - u->ahead < PDZ_PACKED_ROW) {
		u->ahead = NULL;
		return 0;
	}
	memcpy(&row, u->ahead, PDZ_PACKED_ROW);
	const size_t n = (size_t)PDZ_PACKED_ROW + row.case_n + row.odd_n;
	const bool known = row.shape > 0 && row.shape <= u->shape_count && row.case_n != LONG && row.odd_n != LONG;
	u->ahead = known && n <= (size_t)(u->end - u->ahead) ? u->ahead + n : NULL;
	if (!known)
		return 0;
	__builtin_prefetch(&u->shapes[row.shape - 1]);
	__builtin_prefetch((const char *)&u->shapes[row.shape] - 1);
	return row.shape;
}

/* Until there is a record, or the end. */
static enum pdz_status more_rows(struct pdz_unpacker *u, struct pdz_error *err)
{
	while (!u->rows_left && !u->at_end) {
		struct block b;
		enum pdz_status status = u->row == u->end ? next_block(u, &b, err) : damaged(u, err);
		if (status)
			return status;
		if (b.kind == PDZ_PACKED_END) {
			size_t got;
			char more;
			u->at_end = true;
			if (b.size || u->begin < u->have)
				return damaged(u, err);
			status = pdz_input_read(u->in, &more, 1, &got, err);
			return status ? status : got ? damaged(u, err) : PDZ_OK;
		}
		if (b.kind != PDZ_PACKED_RECORDS && b.kind != PDZ_PACKED_RECORDS_ANEW)
			return damaged(u, err);
		if (b.kind == PDZ_PACKED_RECORDS_ANEW) {
			u->shape_count = 0;
			pdz_arena_release(&u->texts);
		}
		for (uint32_t i = 0; i < b.shapes; i++)
			if (!take_shape(u, &u->row, u->end, err, &status))
				return status ? status : damaged(u, err);
		u->rows_left = b.records;
		u->total += b.records;
		u->ahead = u->row;
		for (int i = 0; i < AHEAD; i++)
			look_ahead(u);
	}
	return PDZ_OK;
}

/* From year 1 to 9999, or none: what a text could say. */
static inline bool is_packed_day(int32_t day)
{
	enum { FIRST = -719162, LAST = 2932896 };

	return (day >= FIRST && day <= LAST) || day == PDZ_NO_DAY;
}

static bool take_packed_odd(struct pdz_record *out, const char *at, const char *end)
{
	if (at == end)
		return false;
	const unsigned what = (unsigned char)*at++;
	if (what & ODD_START) {
		if (end - at < (ptrdiff_t)sizeof out->start)
			return false;
		memcpy(&out->start, at, sizeof out->start);
		at += sizeof out->start;
	}
	if (what & ODD_LINE) {
		uint32_t high;
		if (end - at < (ptrdiff_t)sizeof high)
			return false;
		memcpy(&high, at, sizeof high);
		out->line |= (uint64_t)high << 32;
		at += sizeof high;
	}
	return (!(what & ODD_ID) || take_text(&at, end, &out->id)) &&
	       (!(what & ODD_NOTE) || take_text(&at, end, &out->note)) &&
	       (!(what & ODD_CASE) || take_text(&at, end, &out->case_id)) && at == end && is_packed_day(out->start);
}

static inline struct pdz_str next_text(const char **at, uint32_t n)
{
	const struct pdz_str text = {*at, n};

	*at += n;
	return text;
}

/* memchr for texts too short to be worth a call. */
static inline bool has_nul(const char *p, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;

	for (; n >= sizeof word; n -= sizeof word, p += sizeof word) {
		memcpy(&word, p, sizeof word);
		if ((word - ones) & ~word & ones << 7)
			return true;
	}
	while (n > 0)
		if (p[--n] == '\0')
			return true;
	return false;
}

static inline bool take_row(struct pdz_unpacker *u, struct pdz_record *out)
{
	struct row row;

	if (u->end - u->row < PDZ_PACKED_ROW)
		return false;
	memcpy(&row, u->row, PDZ_PACKED_ROW);
	const char *at = u->row + PDZ_PACKED_ROW;
	size_t left = (size_t)(u->end - at);
	if (row.shape == 0 || row.shape > u->shape_count || !is_packed_day(row.date) || !is_packed_day(row.due) ||
	    row.quantity == INT64_MIN)
		return false;
	struct shape *s = &u->shapes[row.shape - 1];
	const char *text = s->texts;
	out->event = next_text(&text, s->n[0]);
	out->action = next_text(&text, s->n[1]);
	out->category = next_text(&text, s->n[2]);
	out->area = next_text(&text, s->n[3]);
	out->source = next_text(&text, s->n[4]);
	for (size_t i = 0; i < u->wanted_count; i++)
		out->dimensions[i] = s->dimensions[i];
	out->status = (enum pdz_event_status)s->status;
	out->shape = row.shape;
	out->fresh = s->fresh;
	s->fresh = false;
	out->date = row.date;
	out->due = row.due;
	out->start = PDZ_NO_DAY;
	out->quantity = row.quantity;
	out->line = row.line;
	out->id = nothing;
	out->note = nothing; /* not copied from id: what was just written in two halves is slow to read as one */
	const size_t case_n = row.case_n == LONG ? 0 : row.case_n;
	if (case_n > left || has_nul(at, case_n))
		return false;
	out->case_id = (struct pdz_str){at, case_n};
	at += case_n;
	left -= case_n;
	if (row.odd_n || row.case_n == LONG) {
		uint32_t n = row.odd_n;
		if (n == LONG) {
			if (left < sizeof n)
				return false;
			memcpy(&n, at, sizeof n);
			at += sizeof n;
			left -= sizeof n;
		}
		if (n > left || !take_packed_odd(out, at, at + n))
			return false;
		at += n;
	}
	u->row = at;
	out->soon = look_ahead(u);
	return out->status != PDZ_DONE || out->date != PDZ_NO_DAY;
}

enum pdz_status pdz_unpack(struct pdz_unpacker *u, struct pdz_record *out, bool *got, struct pdz_error *err)
{
	if (!u->rows_left) {
		enum pdz_status status = more_rows(u, err);
		if (status)
			return status;
	}
	*got = u->rows_left > 0;
	if (!*got)
		return PDZ_OK;
	u->rows_left--;
	return take_row(u, out) ? PDZ_OK : damaged(u, err);
}
