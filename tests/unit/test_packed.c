/* Packed records: what is written comes back, and nothing else is believed. */
#include "records/packed.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static uint64_t seed = 20270630;

static unsigned below(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % n);
}

static const struct pdz_str names[] = {{"sex", 3}, {"age", 3}};

static struct pdz_str choose(unsigned kinds, const char *from)
{
	static char rooms[16][24];
	static unsigned room;
	char *to = rooms[room++ % 16];

	snprintf(to, sizeof rooms[0], "%s%u", from, below(kinds));
	return below(5) ? pdz_str(to) : (struct pdz_str){"", 0};
}

static struct pdz_record some(unsigned kinds, struct pdz_str long_text)
{
	struct pdz_record r = {
		.id = below(3) ? (struct pdz_str){"", 0} : choose(1000000, "id"),
		.action = choose(kinds, "1."),
		.event = PDZ_STR("meeting"),
		.case_id = choose(100000, "U"),
		.category = choose(kinds, "cat"),
		.area = choose(kinds, "area "),
		.note = below(9) ? (struct pdz_str){"", 0} : PDZ_STR("a\nb,\"c\\"),
		.source = PDZ_STR("a.csv"),
		.date = pdz_day_from(2025, 1, 1) + (int)below(999),
		.due = below(2) ? PDZ_NO_DAY : -500000 + (int)below(999),
		.start = below(9) ? PDZ_NO_DAY : 1,
		.status = below(2) ? PDZ_DONE : PDZ_PLANNED,
		.quantity = (int64_t)below(1000000) * below(1000000) * (below(2) ? 1 : -1),
		.line = below(50) ? below(1000) : UINT64_MAX - below(9),
		.dimensions = {choose(kinds, "d"), choose(2, "e")},
	};
	switch (long_text.n ? below(3000) : 4) {
	case 0:
		r.case_id = long_text;
		break;
	case 1:
		r.case_id = (struct pdz_str){long_text.p, UINT16_MAX - below(2)};
		break;
	case 2:
		r.note = long_text;
		break;
	case 3:
		r.id = (struct pdz_str){long_text.p, UINT16_MAX - 6 + below(6)};
		break;
	}
	return r;
}

static enum pdz_status open_bytes(struct pdz_record_reader *r, struct pdz_input *in, const char *p, size_t n,
                                  const struct pdz_str *dimensions, size_t count, struct pdz_error *err)
{
	const int fd = memfd_create("packed", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(pdz_input_adopt(in, "records", fd, err), PDZ_OK);
	return pdz_record_open(r, in, dimensions, count, err);
}

/* All of a stream as text, and how it ended. */
static enum pdz_status read_all(struct pdz_buf *text, const char *p, size_t n, struct pdz_error *err)
{
	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_record r;
	bool got = true;
	enum pdz_status status = open_bytes(&reader, &in, p, n, names, 2, err);

	while (!status && !(status = pdz_record_read(&reader, &r, &got, NULL, err)) && got) {
		assert_true(r.shape > 0);
		pdz_record_write(text, &r, 2);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	return status;
}

static void make(struct pdz_buf *packed, struct pdz_buf *text, size_t records, unsigned kinds)
{
	struct pdz_packer packer = {0};
	struct pdz_buf long_text = {0};

	for (size_t i = 0; i < 70000; i++)
		pdz_buf_char(&long_text, (char)('a' + i % 26));
	pdz_packer_begin(&packer, packed, names, 2);
	for (size_t i = 0; i < records; i++) {
		struct pdz_record r = some(kinds, pdz_buf_view(&long_text));
		pdz_record_write(text, &r, 2);
		pdz_packer_shape(&packer, packed, &r);
		pdz_packer_add(&packer, packed, &r);
	}
	pdz_packer_end(&packer, packed);
	pdz_packer_release(&packer);
	pdz_buf_release(&long_text);
	assert_false(packed->failed || text->failed);
}

static void comes_back(void **state)
{
	(void)state;
	/* few shapes, and so many that their numbers begin anew */
	static const struct {
		size_t records;
		unsigned kinds;
	} cases[] = {{0, 1}, {1, 1}, {20000, 5}, {200000, 60}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pdz_buf packed = {0}, text = {0}, again = {0};
		struct pdz_error err = {0};
		make(&packed, &text, cases[i].records, cases[i].kinds);
		assert_int_equal(read_all(&again, packed.p, packed.n, &err), PDZ_OK);
		assert_true(pdz_str_eq(pdz_buf_view(&text), pdz_buf_view(&again)));
		pdz_buf_release(&packed);
		pdz_buf_release(&text);
		pdz_buf_release(&again);
	}
}

/* The texts of a number are those of the last record of that number that was fresh. */
static void numbers_mean_one_thing(void **state)
{
	(void)state;
	struct pdz_buf packed = {0}, text = {0};
	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_record r;
	struct pdz_error err = {0};
	uint64_t *meaning = calloc(PDZ_SHAPES_MOST + 1, sizeof *meaning);
	size_t anew = 0;
	bool got;

	assert_non_null(meaning);
	make(&packed, &text, 200000, 60);
	assert_int_equal(open_bytes(&reader, &in, packed.p, packed.n, names, 2, &err), PDZ_OK);
	while (pdz_record_read(&reader, &r, &got, NULL, &err) == PDZ_OK && got) {
		struct pdz_buf key = {0};
		pdz_buf_printf(&key, "%d|%.*s|%.*s|%.*s|%.*s|%.*s", (int)r.status, (int)r.action.n, r.action.p,
		               (int)r.category.n, r.category.p, (int)r.area.n, r.area.p, (int)r.dimensions[0].n,
		               r.dimensions[0].p, (int)r.dimensions[1].n, r.dimensions[1].p);
		const uint64_t h = pdz_hash(key.p, key.n);
		assert_true(r.shape > 0 && r.shape <= PDZ_SHAPES_MOST);
		assert_true(r.fresh || meaning[r.shape] == h);
		anew += r.fresh && meaning[r.shape];
		meaning[r.shape] = h;
		pdz_buf_release(&key);
	}
	assert_true(anew > 1000);
	pdz_record_close(&reader);
	pdz_input_close(&in);
	pdz_buf_release(&packed);
	pdz_buf_release(&text);
	free(meaning);
}

/* Cut anywhere, it is an error; so is any byte changed, wherever. */
static void damage_is_seen(void **state)
{
	(void)state;
	struct pdz_buf packed = {0}, text = {0};

	make(&packed, &text, 40, 3);
	for (size_t n = 8; n < packed.n; n++) {
		struct pdz_buf again = {0};
		struct pdz_error err = {0};
		assert_int_equal(read_all(&again, packed.p, n, &err), PDZ_INPUT);
		assert_string_equal(err.text, "packed records are cut short: the end is missing");
		pdz_buf_release(&again);
	}
	for (size_t i = 8; i < packed.n; i++) {
		struct pdz_buf again = {0};
		struct pdz_error err = {0};
		const char before = packed.p[i];
		packed.p[i] ^= (char)(1 << below(8));
		assert_int_equal(read_all(&again, packed.p, packed.n, &err), PDZ_INPUT);
		assert_true(err.text[0] == 'p');
		pdz_buf_release(&again);
		packed.p[i] = before;
	}
	pdz_buf_char(&packed, 'x');
	struct pdz_error err = {0};
	pdz_buf_clear(&text);
	assert_int_equal(read_all(&text, packed.p, packed.n, &err), PDZ_INPUT);
	pdz_buf_release(&packed);
	pdz_buf_release(&text);
}

/* Bytes that a digest vouches for may still be anything. */
static void nonsense_is_refused(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct pdz_packer packer = {0};
		struct pdz_buf stream = {0}, payload = {0}, text = {0};
		struct pdz_error err = {0};
		struct pdz_record r = some(3, (struct pdz_str){"", 0});
		const uint32_t records = 1 + below(3);

		pdz_packer_begin(&packer, &stream, names, 2);
		pdz_packer_shape(&packer, &stream, &r);
		pdz_buf_str(&payload, pdz_buf_view(&packer.declared));
		for (uint32_t i = 0; i < records; i++)
			pdz_packed_row(&payload, &r, 1);
		for (unsigned i = below(4); i > 0; i--)
			payload.p[below((unsigned)payload.n)] = (char)(below(3) ? below(256) : 255);
		if (below(4) == 0)
			payload.n -= below((unsigned)payload.n);
		pdz_packed_block(&stream, PDZ_PACKED_RECORDS, 1, records, 0, pdz_buf_view(&payload), PDZ_STR(""));
		pdz_packed_block(&stream, PDZ_PACKED_END, 0, 0, records, PDZ_STR(""), PDZ_STR(""));
		const enum pdz_status status = read_all(&text, stream.p, stream.n, &err);
		assert_true(status == PDZ_OK || status == PDZ_INPUT);
		pdz_packer_release(&packer);
		pdz_buf_release(&stream);
		pdz_buf_release(&payload);
		pdz_buf_release(&text);
	}
}

static void other_versions_are_refused(void **state)
{
	(void)state;
	struct pdz_buf packed = {0}, text = {0};
	struct pdz_error err = {0};

	make(&packed, &text, 3, 3);
	packed.p[12]++;
	assert_int_equal(read_all(&text, packed.p, packed.n, &err), PDZ_INPUT);
	assert_string_equal(err.text,
	                    "packed records of another version of pdz-ingest (expected the same version, or text)");
	err = (struct pdz_error){0};
	packed.p[8]++;
	assert_int_equal(read_all(&text, packed.p, packed.n, &err), PDZ_INPUT);
	assert_string_equal(err.text, "packed records of another kind of machine (expected those of this one, or text)");
	pdz_buf_release(&packed);
	pdz_buf_release(&text);
}

static void dimensions_by_name(void **state)
{
	(void)state;
	const struct pdz_str wanted[] = {PDZ_STR("x"), PDZ_STR("age"), PDZ_STR("sex")};
	struct pdz_buf packed = {0}, text = {0};
	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_record r = {.event = PDZ_STR("e"),
	                       .source = PDZ_STR("s"),
	                       .date = 1,
	                       .due = PDZ_NO_DAY,
	                       .start = PDZ_NO_DAY,
	                       .status = PDZ_DONE,
	                       .dimensions = {PDZ_STR("f"), PDZ_STR("30")}};
	struct pdz_packer packer = {0};
	struct pdz_error err = {0};
	bool got;

	pdz_packer_begin(&packer, &packed, names, 2);
	pdz_packer_shape(&packer, &packed, &r);
	pdz_packer_add(&packer, &packed, &r);
	pdz_packer_end(&packer, &packed);
	assert_int_equal(open_bytes(&reader, &in, packed.p, packed.n, wanted, 3, &err), PDZ_OK);
	assert_int_equal(pdz_record_read(&reader, &r, &got, NULL, &err), PDZ_OK);
	assert_true(got && r.dimensions[0].n == 0 && pdz_str_is(r.dimensions[1], "30") && pdz_str_is(r.dimensions[2], "f"));
	pdz_record_close(&reader);
	pdz_input_close(&in);
	assert_int_equal(open_bytes(&reader, &in, packed.p, packed.n, wanted, 2, &err), PDZ_INPUT);
	assert_string_equal(err.text, "unknown column: 'sex' (expected records as pdz-ingest writes them)");
	pdz_input_close(&in);
	pdz_packer_release(&packer);
	pdz_buf_release(&packed);
	pdz_buf_release(&text);
}

/* One check after the other: streams that are as they should be but for one thing. */

static const char is_damaged[] = "packed records are damaged (expected them as pdz-ingest --packed writes them)";

static void assert_damaged(const struct pdz_buf *stream)
{
	struct pdz_buf text = {0};
	struct pdz_error err = {0};
	assert_false(stream->failed);
	assert_int_equal(read_all(&text, stream->p, stream->n, &err), PDZ_INPUT);
	assert_string_equal(err.text, is_damaged);
	pdz_buf_release(&text);
}

static const struct pdz_record ordinary = {.event = {"met", 3},
                                           .source = {"a.csv", 5},
                                           .date = 20000,
                                           .due = PDZ_NO_DAY,
                                           .start = PDZ_NO_DAY,
                                           .status = PDZ_DONE,
                                           .quantity = PDZ_MICRO,
                                           .line = 2};

/* A stream whose one block of records is this; the shape of the ordinary record goes before it, or not. */
static void stream_of(struct pdz_buf *stream, bool with_shape, enum pdz_packed_kind kind, uint32_t shapes,
                      uint32_t records, struct pdz_str rest)
{
	struct pdz_packer packer = {0};
	struct pdz_buf payload = {0};
	struct pdz_record r = ordinary;

	pdz_buf_clear(stream);
	pdz_packer_begin(&packer, stream, names, 2);
	pdz_packer_shape(&packer, stream, &r);
	if (with_shape)
		pdz_buf_str(&payload, pdz_buf_view(&packer.declared));
	pdz_buf_str(&payload, rest);
	pdz_packed_block(stream, kind, shapes, records, 0, pdz_buf_view(&payload), PDZ_STR(""));
	pdz_packed_block(stream, PDZ_PACKED_END, 0, 0, records, (struct pdz_str){"", 0}, PDZ_STR(""));
	pdz_packer_release(&packer);
	pdz_buf_release(&payload);
}

static void damaged_blocks(void **state)
{
	(void)state;
	struct pdz_packer packer = {0};
	struct pdz_buf stream = {0}, row = {0}, text = {0}, twice = {0};
	struct pdz_error err = {0};
	const struct pdz_str nine[] = {PDZ_STR("a"), PDZ_STR("b"), PDZ_STR("c"), PDZ_STR("d"), PDZ_STR("e"),
	                               PDZ_STR("f"), PDZ_STR("g"), PDZ_STR("h"), PDZ_STR("i")};
	const struct pdz_str same[] = {PDZ_STR("sex"), PDZ_STR("sex")};
	struct pdz_record_reader reader;
	struct pdz_input in;

	pdz_packed_row(&row, &ordinary, 1);
	stream_of(&stream, true, PDZ_PACKED_RECORDS, 1, 1, pdz_buf_view(&row)); /* as it should be */
	assert_int_equal(read_all(&text, stream.p, stream.n, &err), PDZ_OK);
	assert_memory_equal(text.p, ",2024-10-04,,,,met,done,1,", 26);
	stream_of(&stream, true, (enum pdz_packed_kind)9, 1, 1, pdz_buf_view(&row));
	assert_damaged(&stream);
	stream_of(&stream, true, PDZ_PACKED_NAMES, 1, 1, pdz_buf_view(&row));
	assert_damaged(&stream);
	pdz_buf_str(&twice, pdz_buf_view(&row)); /* more than it says */
	pdz_buf_char(&twice, 'x');
	stream_of(&stream, true, PDZ_PACKED_RECORDS, 1, 1, pdz_buf_view(&twice));
	assert_damaged(&stream);
	stream_of(&stream, true, PDZ_PACKED_RECORDS, 1, 2, pdz_buf_view(&row)); /* less */
	assert_damaged(&stream);
	stream_of(&stream, true, PDZ_PACKED_RECORDS, 2, 1, (struct pdz_str){"xyz", 3}); /* no length of a shape */
	assert_damaged(&stream);

	pdz_buf_clear(&stream); /* an end that holds something */
	pdz_packer_begin(&packer, &stream, names, 2);
	const size_t head = stream.n;
	pdz_packed_block(&stream, PDZ_PACKED_END, 0, 0, 0, PDZ_STR("x"), PDZ_STR(""));
	assert_damaged(&stream);
	stream.n = head; /* an end after records that did not come */
	pdz_packed_block(&stream, PDZ_PACKED_END, 0, 0, 1, (struct pdz_str){"", 0}, PDZ_STR(""));
	assert_damaged(&stream);
	stream.n = head; /* longer than any */
	pdz_packed_block(&stream, PDZ_PACKED_RECORDS, 0, 0, 0, PDZ_STR("x"), PDZ_STR(""));
	memset(stream.p + head + 4, 0xff, 4);
	assert_damaged(&stream);
	stream.n = PDZ_PACKED_HEAD; /* no names in front */
	pdz_packed_block(&stream, PDZ_PACKED_END, 0, 0, 0, (struct pdz_str){"", 0}, PDZ_STR(""));
	assert_damaged(&stream);
	stream.n = PDZ_PACKED_HEAD; /* a name without its length, and one shorter than it says */
	pdz_packed_block(&stream, PDZ_PACKED_NAMES, 0, 0, 0, (struct pdz_str){"\3\0\0", 3}, PDZ_STR(""));
	assert_damaged(&stream);
	stream.n = PDZ_PACKED_HEAD;
	pdz_packed_block(&stream, PDZ_PACKED_NAMES, 0, 0, 0, (struct pdz_str){"\3\0\0\0ag", 6}, PDZ_STR(""));
	assert_damaged(&stream);
	pdz_buf_clear(&stream);
	pdz_packer_begin(&packer, &stream, same, 2);
	assert_damaged(&stream);
	pdz_buf_clear(&stream);
	pdz_packer_begin(&packer, &stream, nine, 9);
	assert_int_equal(open_bytes(&reader, &in, stream.p, stream.n, nine, 8, &err), PDZ_INPUT);
	assert_string_equal(err.text, is_damaged);
	pdz_input_close(&in);

	pdz_packer_release(&packer);
	pdz_buf_release(&stream);
	pdz_buf_release(&row);
	pdz_buf_release(&twice);
	pdz_buf_release(&text);
}

/* A shape is its length, its status, the lengths of its five texts and two dimensions, and these. */
static void damaged_shapes(void **state)
{
	(void)state;
	struct pdz_buf stream = {0}, payload = {0};
	static const struct {
		uint32_t length, status, event, source;
		const char *texts;
		bool fine;
		/* clang-format off */
	} cases[] = {
		{32 + 4, PDZ_PLANNED, 3, 1, "mets", true}, {32 + 4, PDZ_DONE, 3, 1, "mets", true},
		{32 + 4, PDZ_DONE + 1, 3, 1, "mets", false}, /* no such status */
		{32 + 4, PDZ_DONE, 0, 4, "mets", false},     /* no event */
		{32 + 4, PDZ_DONE, 3, 2, "mets", false},     /* longer together than the whole */
		{32 + 4, PDZ_DONE, 2, 1, "mets", false},     /* shorter */
		{32 + 4, PDZ_DONE, 3, 1, "m\0ts", false},
		{32 + 5, PDZ_DONE, 3, 2, "mets", false},     /* longer than the block */
		{28, PDZ_DONE, 3, 1, "mets", false},         /* no room for the lengths */
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const uint32_t head[] = {cases[i].length, cases[i].status, cases[i].event, 0, 0, 0, cases[i].source, 0, 0};
		struct pdz_buf text = {0};
		struct pdz_error err = {0};
		pdz_buf_clear(&payload);
		pdz_buf_add(&payload, head, sizeof head);
		pdz_buf_add(&payload, cases[i].texts, 4);
		stream_of(&stream, false, PDZ_PACKED_RECORDS, 1, 0, pdz_buf_view(&payload));
		if (cases[i].fine)
			assert_int_equal(read_all(&text, stream.p, stream.n, &err), PDZ_OK);
		else
			assert_damaged(&stream);
		pdz_buf_release(&text);
	}
	pdz_buf_release(&stream);
	pdz_buf_release(&payload);
}

/* A row is shape, date, due, line, quantity, lengths of the case and of the odd part, and these. */
static void damaged_rows(void **state)
{
	(void)state;
	enum { ALL = UINT16_MAX };
	static const struct {
		uint32_t shape;
		int32_t date, due;
		int64_t quantity;
		uint16_t case_n, odd_n;
		const char *rest;
		size_t n;
		bool fine;
		/* clang-format off */
	} cases[] = {
		{1, 20000, PDZ_NO_DAY, 1, 0, 0, "", 0, true},
		{0, 20000, PDZ_NO_DAY, 1, 0, 0, "", 0, false}, {2, 20000, PDZ_NO_DAY, 1, 0, 0, "", 0, false}, /* no such shape */
		{1, -719162, 2932896, 1, 0, 0, "", 0, true},                                                  /* from year 1 to 9999 */
		{1, -719163, PDZ_NO_DAY, 1, 0, 0, "", 0, false}, {1, 20000, 2932897, 1, 0, 0, "", 0, false},
		{1, PDZ_NO_DAY, 20000, 1, 0, 0, "", 0, false}, /* done, and no day of it */
		{1, 20000, PDZ_NO_DAY, INT64_MIN, 0, 0, "", 0, false},
		{1, 20000, PDZ_NO_DAY, 1, 3, 0, "U12", 3, true}, {1, 20000, PDZ_NO_DAY, 1, 3, 0, "U1", 2, false},
		{1, 20000, PDZ_NO_DAY, 1, 3, 0, "U\0" "2", 3, false}, {1, 20000, PDZ_NO_DAY, 1, 9, 0, "abcd\0fghi", 9, false},
		{1, 20000, PDZ_NO_DAY, 1, 9, 0, "abcdefgh\0", 9, false}, {1, 20000, PDZ_NO_DAY, 1, 9, 0, "abcdefghi", 9, true},
		{1, 20000, PDZ_NO_DAY, 1, 0, 1, "", 0, false}, {1, 20000, PDZ_NO_DAY, 1, 0, 1, "\0", 1, true},
		{1, 20000, PDZ_NO_DAY, 1, 0, 5, "\1\1\0\0\0", 5, true}, {1, 20000, PDZ_NO_DAY, 1, 0, 4, "\1\1\0\0", 4, false},
		{1, 20000, PDZ_NO_DAY, 1, 0, 5, "\1\377\377\377\177", 5, false}, /* no day */
		{1, 20000, PDZ_NO_DAY, 1, 0, 5, "\2\1\0\0\0", 5, true}, {1, 20000, PDZ_NO_DAY, 1, 0, 4, "\2\1\0\0", 4, false},
		{1, 20000, PDZ_NO_DAY, 1, 0, 6, "\4\1\0\0\0x", 6, true}, {1, 20000, PDZ_NO_DAY, 1, 0, 6, "\4\2\0\0\0x", 6, false},
		{1, 20000, PDZ_NO_DAY, 1, 0, 6, "\4\1\0\0\0\0", 6, false}, {1, 20000, PDZ_NO_DAY, 1, 0, 5, "\4\0\0\0\0", 5, true},
		{1, 20000, PDZ_NO_DAY, 1, 0, 6, "\10\2\0\0\0x", 6, false}, {1, 20000, PDZ_NO_DAY, 1, 0, 3, "\10\2\0", 3, false},
		{1, 20000, PDZ_NO_DAY, 1, 0, 6, "\20\2\0\0\0x", 6, false},
		{1, 20000, PDZ_NO_DAY, 1, 0, 2, "\0x", 2, false},                       /* more than it says what for */
		{1, 20000, PDZ_NO_DAY, 1, ALL, 0, "", 0, false},                         /* a long case, which is not there */
		{1, 20000, PDZ_NO_DAY, 1, ALL, 6, "\20\1\0\0\0x", 6, true},
		{1, 20000, PDZ_NO_DAY, 1, 0, ALL, "\0\0\0", 3, false},                   /* a long odd part: no length, */
		{1, 20000, PDZ_NO_DAY, 1, 0, ALL, "\2\0\0\0\0", 5, false},              /* longer than the block, */
		{1, 20000, PDZ_NO_DAY, 1, 0, ALL, "\1\0\0\0\0", 5, true},
	};
	/* clang-format on */
	struct pdz_buf stream = {0}, payload = {0};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const uint32_t line = 2;
		struct pdz_buf text = {0};
		struct pdz_error err = {0};
		pdz_buf_clear(&payload);
		pdz_buf_add(&payload, &cases[i].shape, 4);
		pdz_buf_add(&payload, &cases[i].date, 4);
		pdz_buf_add(&payload, &cases[i].due, 4);
		pdz_buf_add(&payload, &line, 4);
		pdz_buf_add(&payload, &cases[i].quantity, 8);
		pdz_buf_add(&payload, &cases[i].case_n, 2);
		pdz_buf_add(&payload, &cases[i].odd_n, 2);
		pdz_buf_add(&payload, cases[i].rest, cases[i].n);
		stream_of(&stream, true, PDZ_PACKED_RECORDS, 1, 1, pdz_buf_view(&payload));
		if (cases[i].fine)
			assert_int_equal(read_all(&text, stream.p, stream.n, &err), PDZ_OK);
		else
			assert_damaged(&stream);
		assert_true(!cases[i].fine || (text.n > 0 && memchr(text.p, '\n', text.n) == text.p + text.n - 1));
		pdz_buf_release(&text);
	}
	pdz_buf_release(&stream);
	pdz_buf_release(&payload);
}

/* Rows that another has packed are taken over with another number for their shape, long ones too. */
static void rows_are_copied(void **state)
{
	(void)state;
	static char many[70000];
	struct pdz_packer packer = {0};
	struct pdz_buf stream = {0}, rows = {0}, text = {0}, again = {0};
	struct pdz_error err = {0};
	struct pdz_record records[] = {ordinary, ordinary, ordinary, ordinary};

	memset(many, 'x', sizeof many);
	records[1].case_id = (struct pdz_str){many, 7};
	records[1].note = PDZ_STR("a note");
	records[2].case_id = (struct pdz_str){many, sizeof many};
	records[3].note = (struct pdz_str){many, sizeof many};
	records[3].case_id = (struct pdz_str){many, UINT16_MAX};
	records[3].start = 1;
	for (size_t i = 0; i < 4; i++)
		pdz_packed_row(&rows, &records[i], 77);
	pdz_packer_begin(&packer, &stream, names, 2);
	const char *at = rows.p;
	for (size_t i = 0; i < 4; i++) {
		const size_t n = pdz_packed_row_length(at);
		pdz_packer_shape(&packer, &stream, &records[i]);
		assert_int_equal(records[i].shape, 1);
		pdz_packer_copy(&packer, &stream, at, n, 1);
		pdz_record_write(&text, &records[i], 2);
		at += n;
	}
	assert_ptr_equal(at, rows.p + rows.n);
	pdz_packer_end(&packer, &stream);
	assert_int_equal(read_all(&again, stream.p, stream.n, &err), PDZ_OK);
	assert_int_equal(text.n, again.n);
	assert_memory_equal(text.p, again.p, text.n);
	pdz_packer_release(&packer);
	pdz_buf_release(&stream);
	pdz_buf_release(&rows);
	pdz_buf_release(&text);
	pdz_buf_release(&again);
}

/* A file that cannot be read any more, in the middle and at the very end. */
static void reading_fails(void **state)
{
	(void)state;
	struct pdz_buf packed = {0}, text = {0};

	make(&packed, &text, 60000, 3);
	assert_true(packed.n > 1 << 20);
	for (int small = 0; small < 2; small++) {
		struct pdz_record_reader reader;
		struct pdz_input in;
		struct pdz_record r;
		struct pdz_error err = {0};
		enum pdz_status status;
		bool got = true;
		if (small) {
			pdz_buf_clear(&packed);
			make(&packed, &text, 3, 3);
		}
		assert_int_equal(open_bytes(&reader, &in, packed.p, packed.n, names, 2, &err), PDZ_OK);
		const int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		assert_true(folder >= 0 && dup2(folder, in.fd) == in.fd);
		close(folder);
		while (!(status = pdz_record_read(&reader, &r, &got, NULL, &err)) && got)
			;
		assert_int_equal(status, PDZ_INPUT);
		assert_non_null(strstr(err.text, "s a directory"));
		pdz_record_close(&reader);
		pdz_input_close(&in);
	}
	pdz_buf_release(&packed);
	pdz_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(numbers_mean_one_thing),
		cmocka_unit_test(damage_is_seen),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(other_versions_are_refused),
		cmocka_unit_test(dimensions_by_name),
		cmocka_unit_test(damaged_blocks),
		cmocka_unit_test(damaged_shapes),
		cmocka_unit_test(damaged_rows),
		cmocka_unit_test(rows_are_copied),
		cmocka_unit_test(reading_fails),
	};

	return !!cmocka_run_group_tests_name("packed", tests, NULL, NULL);
}
