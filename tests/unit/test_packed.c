/* Packed records: what is written comes back, and nothing else is believed. */
#include "base/packed.h"

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
		.id = below(3) ? (struct pdz_str){"", 0} : choose(1000000, "id"), .action = choose(kinds, "1."), .event = PDZ_STR("meeting"),
		.case_id = choose(100000, "U"), .category = choose(kinds, "cat"), .area = choose(kinds, "area "), .note = below(9) ? (struct pdz_str){"", 0} : PDZ_STR("a\nb,\"c\\"),
		.source = PDZ_STR("a.csv"), .date = pdz_day_from(2025, 1, 1) + (int)below(999), .due = below(2) ? PDZ_NO_DAY : -500000 + (int)below(999),
		.start = below(9) ? PDZ_NO_DAY : 1, .status = below(2) ? PDZ_DONE : PDZ_PLANNED,
		.quantity = (int64_t)below(1000000) * below(1000000) * (below(2) ? 1 : -1), .line = below(50) ? below(1000) : UINT64_MAX - below(9),
		.dimensions = {choose(kinds, "d"), choose(2, "e")},
	};
	switch (long_text.n ? below(3000) : 4) {
	case 0: r.case_id = long_text; break;
	case 1: r.case_id = (struct pdz_str){long_text.p, UINT16_MAX - below(2)}; break;
	case 2: r.note = long_text; break;
	case 3: r.id = (struct pdz_str){long_text.p, UINT16_MAX - 6 + below(6)}; break;
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
		pdz_buf_printf(&key, "%d|%.*s|%.*s|%.*s|%.*s|%.*s", (int)r.status, (int)r.action.n, r.action.p, (int)r.category.n, r.category.p,
		               (int)r.area.n, r.area.p, (int)r.dimensions[0].n, r.dimensions[0].p, (int)r.dimensions[1].n, r.dimensions[1].p);
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
	assert_string_equal(err.text, "packed records of another version of pdz-ingest (expected the same version, or text)");
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
	struct pdz_record r = {.event = PDZ_STR("e"), .source = PDZ_STR("s"), .date = 1, .due = PDZ_NO_DAY, .start = PDZ_NO_DAY, .status = PDZ_DONE,
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(numbers_mean_one_thing),
		cmocka_unit_test(damage_is_seen),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(other_versions_are_refused),
		cmocka_unit_test(dimensions_by_name),
	};

	return !!cmocka_run_group_tests_name("packed", tests, NULL, NULL);
}
