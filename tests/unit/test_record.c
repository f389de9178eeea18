/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical records: what is written comes back, what is wrong is told. */
#include "pdz/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct told {
	struct pdz_buf text;
};

static void on_diag(void *ctx, const struct pdz_diag *diag)
{
	struct told *told = ctx;

	pdz_buf_printf(&told->text, "%u:%u %s %s\n", (unsigned)diag->line, (unsigned)diag->column, diag->code,
	               diag->subject ? diag->subject : "-");
}

/* A reader on a text in a pipe-sized temporary file. */
static enum pdz_status open_text(struct pdz_record_reader *r, struct pdz_input *in, struct pdz_str text,
                                 const struct pdz_str *dimensions, size_t count, struct pdz_error *err)
{
	char path[] = "/tmp/pdz-test-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.p, text.n), text.n);
	close(fd);
	assert_int_equal(pdz_input_open(in, path, err), PDZ_OK);
	in->name = "records.csv";
	unlink(path);
	return pdz_record_open(r, in, dimensions, count, NULL, err);
}

static void written_and_read_again(void **state)
{
	(void)state;
	const struct pdz_str names[] = {PDZ_STR("sex"), PDZ_STR("age band")};
	struct pdz_record r = {
		.id = PDZ_STR("s:1"),
		.action = PDZ_STR("3.2"),
		.event = PDZ_STR("team_meeting"),
		.case_id = PDZ_STR("c,1"),
		.category = PDZ_STR(" \"x\" "),
		.area = PDZ_STR("viadana"),
		.note = PDZ_STR("a\nb\r\nc\\n, \"d\""),
		.source = PDZ_STR("f.csv"),
		.date = pdz_day_from(2025, 2, 28),
		.due = PDZ_NO_DAY,
		.start = pdz_day_from(2025, 1, 1),
		.status = PDZ_DONE,
		.quantity = 1500000,
		.line = 12345678901,
		.dimensions = {PDZ_STR("f"), PDZ_STR("0-3\\")},
	};
	struct pdz_buf text = {0};

	pdz_record_write_header(&text, names, 2);
	pdz_record_write(&text, &r, 2);
	pdz_record_write_end(&text, 1);
	pdz_buf_char(&text, '\0');
	assert_string_equal(text.p,
	                    "id,date,due,start,action,event,status,quantity,case,category,area,note,source,line,sex,age "
	                    "band,pdz_records_1\n"
	                    "s:1,2025-02-28,,2025-01-01,3.2,team_meeting,done,1.5,\"c,1\",\" \"\"x\"\" \",viadana,"
	                    "\"a\\nb\\r\\nc\\\\n, \"\"d\"\"\",f.csv,12345678901,f,\"0-3\\\\\",1\n");

	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_error err = {0};
	struct pdz_record got;
	struct pdz_diag_sink sink = {0};
	bool any;
	assert_int_equal(open_text(&reader, &in, (struct pdz_str){text.p, text.n - 1}, names, 2, &err), PDZ_OK);
	assert_int_equal(pdz_record_read(&reader, &got, &any, &sink, &err), PDZ_OK);
	assert_true(any);
	assert_true(pdz_str_eq(got.id, r.id) && pdz_str_eq(got.action, r.action) && pdz_str_eq(got.event, r.event));
	assert_true(pdz_str_eq(got.case_id, r.case_id) && pdz_str_eq(got.category, r.category));
	assert_true(pdz_str_eq(got.area, r.area) && pdz_str_eq(got.note, r.note) && pdz_str_eq(got.source, r.source));
	assert_true(pdz_str_eq(got.dimensions[0], r.dimensions[0]) && pdz_str_eq(got.dimensions[1], r.dimensions[1]));
	assert_true(got.date == r.date && got.due == r.due && got.start == r.start);
	assert_true(got.status == r.status && got.quantity == r.quantity && got.line == r.line);
	assert_int_equal(pdz_record_read(&reader, &got, &any, &sink, &err), PDZ_OK);
	assert_false(any);
	assert_int_equal(reader.rows, 1);
	assert_int_equal(reader.missing, 0);
	pdz_record_close(&reader);
	pdz_input_close(&in);
	pdz_buf_release(&text);
}

static void columns_in_any_order_with_defaults(void **state)
{
	(void)state;
	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_error err = {0};
	struct pdz_record got;
	struct pdz_diag_sink sink = {0};
	bool any;

	assert_int_equal(open_text(&reader, &in,
	                           PDZ_STR("\xef\xbb\xbf"
	                                   "event,date,due\r\nx,2025-01-02,\r\n\r\ny,,2025-03-04\r\n"),
	                           NULL, 0, &err),
	                 PDZ_OK);
	assert_int_equal(pdz_record_read(&reader, &got, &any, &sink, &err), PDZ_OK);
	assert_true(any && got.status == PDZ_DONE && got.quantity == PDZ_MICRO && got.line == 2);
	assert_true(pdz_str_is(got.source, "records.csv"));
	assert_int_equal(pdz_record_read(&reader, &got, &any, &sink, &err), PDZ_OK);
	assert_true(any && got.status == PDZ_PLANNED && got.line == 4);
	assert_int_equal(pdz_record_read(&reader, &got, &any, &sink, &err), PDZ_OK);
	assert_false(any);
	assert_int_equal(reader.rows, 2);
	pdz_record_close(&reader);
	pdz_input_close(&in);
}

static void invalid_rows_are_told(void **state)
{
	(void)state;
	struct told told = {0};
	struct pdz_diag_sink sink = {on_diag, &told};
	struct pdz_record_reader reader;
	struct pdz_input in;
	struct pdz_error err = {0};
	struct pdz_record got;
	bool any;
	size_t valid = 0;

	assert_int_equal(open_text(&reader, &in,
	                           PDZ_STR("event,date,status,quantity\n"
	                                   "x,31/12/2025,done,1\n"
	                                   "x,2025-02-30,done,1\n"
	                                   "x,2025-01-01,fatto,1\n"
	                                   "x,2025-01-01,done,\"1,5\"\n"
	                                   ",2025-01-01,done,1\n"
	                                   "x,,done,1\n"
	                                   "x,2025-01-01\n"
	                                   "x,\"2025-01-01,done,1\n"
	                                   "x,2025-01-01,,\n"),
	                           NULL, 0, &err),
	                 PDZ_OK);
	for (;;) {
		assert_int_equal(pdz_record_read(&reader, &got, &any, &sink, &err), PDZ_OK);
		if (!any)
			break;
		valid++;
	}
	pdz_buf_char(&told.text, '\0');
	assert_string_equal(told.text.p, "2:3 bad_date 31/12/2025\n3:3 bad_date 2025-02-30\n4:14 bad_status fatto\n"
	                                 "5:19 bad_number 1,5\n6:1 no_event -\n7:3 done_without_date -\n8:0 wrong_cells -\n"
	                                 "9:3 unclosed_quote -\n");
	assert_int_equal(valid, 1);
	assert_int_equal(reader.rows, 9);
	assert_int_equal(reader.invalid, 8);
	pdz_buf_release(&told.text);
	pdz_record_close(&reader);
	pdz_input_close(&in);
}

static void unusable_headers(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "empty: not even a header (expected activity records)"},
		{"event,date,quantty\n", "unknown column: 'quantty' (did you mean 'quantity'?)"},
		{"event,date,event\n", "column twice in the header: 'event'"},
		{"date,due\n", "column missing: 'event'"},
		{"event,status\n", "column missing: 'date' or 'due'"},
		{"event,date,pdz_records_2\n", "records of another version: 'pdz_records_2' (expected pdz_records_1)"},
		{"event;date\n",
	     "unknown column: 'event;date' (expected records as pdz-ingest writes them; raw files need a mapping, -m)"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pdz_record_reader reader;
		struct pdz_input in;
		struct pdz_error err = {0};
		assert_int_equal(open_text(&reader, &in, pdz_str(cases[i].text), NULL, 0, &err), PDZ_INPUT);
		assert_string_equal(err.text, cases[i].want);
		pdz_input_close(&in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_and_read_again),
		cmocka_unit_test(columns_in_any_order_with_defaults),
		cmocka_unit_test(invalid_rows_are_told),
		cmocka_unit_test(unusable_headers),
	};

	return !!cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
