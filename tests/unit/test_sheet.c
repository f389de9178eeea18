/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks and compressed text: what is read, whatever the pieces; what is refused, by name. */
#include "sheet/contents.h"
#include "sheet/magic.h"
#include "sheet/typed.h"
#include "zipped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <zlib.h>

#include <cmocka.h>

/* What bytes hold, as text, asked for in pieces; "!" and the message if they are refused. */
static enum pdz_status text_of(struct pdz_buf *out, const char *bytes, size_t n, size_t piece, char decimal,
                               struct pdz_sheet_table *notes)
{
	char path[] = "/tmp/pdz-sheet-XXXXXX";
	const int fd = mkstemp(path);
	struct pdz_error err = {0};
	struct pdz_input in;
	struct pdz_contents *c = NULL;
	char first[PDZ_CONTENT_LOOKS];
	size_t got = 0;

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, bytes, n), n);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(pdz_input_adopt(&in, "casi", fd, &err), PDZ_OK);
	enum pdz_status status = pdz_input_read(&in, first, sizeof first, &got, &err);
	pdz_buf_clear(out);
	if (!status)
		status = pdz_contents_open(&c, &in, (struct pdz_str){first, got}, &err);
	if (!status && !c) {
		pdz_buf_z(out, "text");
	} else if (!status && pdz_contents_sheets(c)) {
		const struct pdz_sheet_style style = {.delimiter = ';', .decimal = decimal};
		status = pdz_contents_choose(c, 0, &style, &err);
	}
	for (got = 1; !status && c && got;) {
		assert_true(pdz_buf_reserve(out, piece));
		status = pdz_contents_read(c, out->p + out->n, piece, &got, &err);
		out->n += status ? 0 : got;
	}
	if (status)
		pdz_buf_printf(out, "!%s", err.text);
	pdz_buf_char(out, '\0');
	if (notes && c && pdz_contents_table(c))
		*notes = *pdz_contents_table(c); /* its counts alone are looked at */
	pdz_contents_close(c);
	pdz_input_close(&in);
	return status;
}

static void assert_holds(const char *bytes, size_t n, const char *want)
{
	struct pdz_buf out = {0};

	for (size_t piece = 1; piece < 70000; piece = piece * 7 + 1) {
		text_of(&out, bytes, n, piece, ',', NULL);
		assert_string_equal(out.p, want);
	}
	pdz_buf_release(&out);
}

static void assert_refused(const char *bytes, size_t n, const char *with)
{
	struct pdz_buf out = {0};

	assert_int_equal(text_of(&out, bytes, n, 4096, ',', NULL), PDZ_INPUT);
	if (!strstr(out.p, with))
		fail_msg("'%s' is not in '%s'", with, out.p);
	pdz_buf_release(&out);
}

static void kinds_are_told_by_their_first_bytes(void **state)
{
	static const struct {
		const char *first, *with;
		/* clang-format off */
	} refused[] = {
		{"%PDF-1.7\n", "PDF"}, {"{\"a\": 1}", "JSON"}, {"  [ {\"a\": 1}]", "JSON"}, {"\xef\xbb\xbf{\n}", "JSON"},
		{"<?xml version=\"1.0\"?><a/>", "XML"}, {"<!DOCTYPE html><html>", "HTML"}, {"\n<HTML><table>", "HTML"},
		{"<table border=1>", "HTML"}, {"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", "2003"},
		{"\x89PNG\r\n", "picture"}, {"7z\xbc\xaf\x27\x1c", "7z"}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", ".xls"},
	};
	/* clang-format on */
	static const char *const text[] = {"",     "a",      "Data;Comune\n", "[nota] elenco;x\n", "{x};y",
	                                   "PK;x", "<10;20", "[1];2",         "Data\t{",           "\"{\";1"};

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_refused(refused[i].first, strlen(refused[i].first), refused[i].with);
	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		assert_holds(text[i], strlen(text[i]), "text");
	static const char locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
	assert_refused(locked, sizeof locked - 1, "password");
}

static void typed_values_as_text(void **state)
{
	static const struct {
		const char *value;
		int form;
		const char *want;
		/* clang-format off */
	} rows[] = {
		{"12", PDZ_FORM_NUMBER, "12"}, {"-0.5", PDZ_FORM_NUMBER, "-0,5"}, {"0.125", PDZ_FORM_NUMBER, "0,125"},
		{"0.30000000000000004", PDZ_FORM_NUMBER, "0,3"}, {"1234.5", PDZ_FORM_NUMBER, "1234,5"},
		{"1E-3", PDZ_FORM_NUMBER, "0,001"},
		{"1.5E+3", PDZ_FORM_NUMBER, "1500"}, {"3.3333333333333335", PDZ_FORM_NUMBER, "3,333333"},
		{"2.9999999999999996", PDZ_FORM_NUMBER, "3"},
		{"1E-9", PDZ_FORM_NUMBER, "0"}, {"-1E-9", PDZ_FORM_NUMBER, "0"}, {"0.0000005", PDZ_FORM_NUMBER, "0,000001"},
		{"99999999999999", PDZ_FORM_NUMBER, "99999999999999"}, {"0", PDZ_FORM_NUMBER, "0"},
		{"-0", PDZ_FORM_NUMBER, "0"},
		{"00.50", PDZ_FORM_NUMBER, "0,5"}, {".5", PDZ_FORM_NUMBER, "0,5"}, {"5.", PDZ_FORM_NUMBER, "5"},
		{"", PDZ_FORM_NUMBER, ""}, {"1.2.3", PDZ_FORM_NUMBER, ""}, {"1,5", PDZ_FORM_NUMBER, ""},
		{"E5", PDZ_FORM_NUMBER, ""},
		{"1E", PDZ_FORM_NUMBER, ""}, {"1E999", PDZ_FORM_NUMBER, ""}, {"0x10", PDZ_FORM_NUMBER, ""},
		{"nan", PDZ_FORM_NUMBER, ""},
		{"0.155", PDZ_FORM_PERCENT, "15,5%"}, {"1", PDZ_FORM_PERCENT, "100%"}, {"0.0015", PDZ_FORM_PERCENT, "0,15%"},
		{"0.07", PDZ_FORM_PERCENT, "7%"}, {"0.29", PDZ_FORM_PERCENT, "29%"},
		{"28001", PDZ_FORM_PADDED + 6, "028001"}, {"1234567", PDZ_FORM_PADDED + 6, "1234567"},
		{"1.5", PDZ_FORM_PADDED + 3, "1,5"},
		{"45689", PDZ_FORM_DATE, "2025-02-01"}, {"61", PDZ_FORM_DATE, "1900-03-01"},
		{"59", PDZ_FORM_DATE, "1900-02-28"}, {"1", PDZ_FORM_DATE, "1900-01-01"},
		{"2958465", PDZ_FORM_DATE, "9999-12-31"}, {"2958466", PDZ_FORM_DATE, ""}, {"-1", PDZ_FORM_DATE, ""},
		{"45691.4375", PDZ_FORM_DATETIME, "2025-02-03T10:30:00"}, {"45691", PDZ_FORM_DATETIME, "2025-02-03"},
		{"45691.999999999", PDZ_FORM_DATETIME, "2025-02-04"}, {"45691.4375", PDZ_FORM_DATE, "2025-02-03"},
		{"45689", PDZ_FORM_MONTH, "2025-02"}, {"45689", PDZ_FORM_YEAR, "2025"},
		{"0.604166666666667", PDZ_FORM_TIME, "14:30"}, {"1.10416666666667", PDZ_FORM_DURATION, "26:30"},
		{"0.000011574074074", PDZ_FORM_DURATION, "0:00:01"},
		{"-0.5", PDZ_FORM_DURATION, "-12:00"}, {"45691.4375", PDZ_FORM_TIME, "2025-02-03T10:30:00"},
	};
	/* clang-format on */
	char text[PDZ_TYPED_LONGEST];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const size_t n = pdz_typed_text(pdz_str(rows[i].value), (enum pdz_cell_form)rows[i].form, false, ',', text);
		assert_int_equal(n, strlen(rows[i].want));
		assert_memory_equal(text, rows[i].want, n);
	}
	assert_int_equal(pdz_typed_text(PDZ_STR("44227"), PDZ_FORM_DATE, true, ',', text), 10);
	assert_memory_equal(text, "2025-02-01", 10);
	assert_int_equal(pdz_typed_text(PDZ_STR("1.5"), PDZ_FORM_NUMBER, true, '.', text), 3);
	assert_memory_equal(text, "1.5", 3);
	assert_int_equal(pdz_typed_text(PDZ_STR("2.5"), PDZ_FORM_NUMBER, true, ':', text), 4); /* 2,50 */
	assert_memory_equal(text, "2:50", 4);
	assert_int_equal(pdz_typed_text(PDZ_STR("12.25"), PDZ_FORM_NUMBER, true, ':', text), 5);
	assert_int_equal(pdz_typed_text(PDZ_STR("12"), PDZ_FORM_NUMBER, true, ':', text), 2);
}

static void formats_tell_days_from_numbers(void **state)
{
	static const struct {
		const char *code;
		int form;
		/* clang-format off */
	} rows[] = {
		{"General", PDZ_FORM_NUMBER}, {"0.00", PDZ_FORM_NUMBER}, {"#,##0.00 \"ore di mattina\"", PDZ_FORM_NUMBER},
		{"0.0%", PDZ_FORM_PERCENT},
		{"dd/mm/yyyy", PDZ_FORM_DATE}, {"[$-410]d\\ mmmm\\ yyyy;@", PDZ_FORM_DATE}, {"mmm\\-yy", PDZ_FORM_MONTH},
		{"mmmm yyyy", PDZ_FORM_MONTH},
		{"yyyy", PDZ_FORM_YEAR}, {"dd/mm/yyyy\\ hh:mm", PDZ_FORM_DATETIME}, {"h:mm", PDZ_FORM_TIME},
		{"mm:ss", PDZ_FORM_TIME}, {"[h]:mm", PDZ_FORM_DURATION},
		{"[hh]:mm:ss", PDZ_FORM_DURATION}, {"[mm]", PDZ_FORM_DURATION}, {"[Red]0", PDZ_FORM_NUMBER},
		{"[Magenta]0.0", PDZ_FORM_NUMBER}, {"[$€-410]\\ #,##0", PDZ_FORM_NUMBER},
		{"000000", PDZ_FORM_PADDED + 6}, {"0", PDZ_FORM_NUMBER}, {"00000;[Red]dd", PDZ_FORM_PADDED + 5},
		{"\"d\"0", PDZ_FORM_NUMBER}, {"0.00E+00", PDZ_FORM_NUMBER}, {"@", PDZ_FORM_NUMBER},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(pdz_cell_form_of_code(pdz_str(rows[i].code)), rows[i].form);
	assert_int_equal(pdz_cell_form_of_builtin(14), PDZ_FORM_DATE);
	assert_int_equal(pdz_cell_form_of_builtin(17), PDZ_FORM_MONTH);
	assert_int_equal(pdz_cell_form_of_builtin(2), PDZ_FORM_NUMBER);
	assert_int_equal(pdz_cell_form_of_builtin(164), PDZ_FORM_NUMBER);
}

static void cells_have_names(void **state)
{
	size_t column;
	uint64_t row;
	char name[32];

	(void)state;
	for (size_t i = 0; i < 20000; i += 17) {
		pdz_cell_name(i, i + 1, name);
		assert_true(pdz_cell_parse(name, &column, &row));
		assert_int_equal(column, i);
		assert_int_equal(row, i + 1);
	}
	pdz_cell_name(27, 0, name);
	assert_string_equal(name, "AB");
	assert_false(pdz_cell_parse("17", &column, &row));
	assert_false(pdz_cell_parse("B", &column, &row));
	assert_true(pdz_cell_parse("$C$4", &column, &row));
	assert_int_equal(column, 2);
}

static const char styles[] = ZIPPED_XML
	"<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"mmm\\-yy\"/><numFmt numFmtId=\"165\" "
	"formatCode=\"000000\"/></numFmts>"
	"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
	"numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
	"<xf numFmtId=\"10\"/></cellXfs></styleSheet>";
static const char strings[] = ZIPPED_XML
	"<sst><si><t>Data</t></si><si><r><t xml:space=\"preserve\">Citt</t></r><r><t>à; "
	"\"B\"</t></r><rPh><t>no</t></rPh></si>"
	"<si><t>riga_x000D_\nsotto</t></si><si><t/></si></sst>";

static void an_xlsx_is_read(void **state)
{
	static const char sheet[] = ZIPPED_XML
		"<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData>"
		"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"D1\" "
		"t=\"inlineStr\"><is><t>Ore</t></is></c></row>"
		"<row r=\"3\" hidden=\"1\"><c r=\"A3\" s=\"1\"><v>45689</v></c><c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"C3\" "
		"s=\"3\"><v>28001</v></c><c r=\"D3\"><v>0.125</v></c></row>"
		"<row><c s=\"2\"><v>45689</v></c><c/><c t=\"b\"><v>1</v></c><c s=\"4\"><f>1/8</f><v>0.125</v></c></row>"
		"<row r=\"5\"><c r=\"A5\" t=\"d\"><v>2025-02-03T00:00:00</v></c><c r=\"C5\" t=\"e\"><v>#N/A</v></c><c "
		"r=\"D5\"><f>SUM(A1:A3)</f></c></row>"
		"<row r=\"6\"><c r=\"A6\" t=\"s\"><v>3</v></c><c r=\"B6\" t=\"str\"><f>x</f><v>a</v></c><c r=\"F6\" "
		"s=\"1\"/></row>"
		"<row r=\"900\"/></sheetData><mergeCells><mergeCell ref=\"B3:B4\"/><mergeCell "
		"ref=\"D3:E5\"/></mergeCells></worksheet>";
	size_t n;
	char *bytes = zipped_xlsx(sheet, strings, styles, &n);
	struct pdz_buf out = {0};
	struct pdz_sheet_table notes;

	(void)state;
	assert_holds(
		bytes, n,
		"Data;\"Città; \"\"B\"\"\";;Ore\n;;;\n2025-02-01;riga  sotto;028001;0,125\n2025-02;riga  sotto;VERO;12,5%\n"
		"2025-02-03;;#N/A;=SUM(A1:A3)\n;a;;\n");
	text_of(&out, bytes, n, 100, '.', &notes);
	assert_non_null(strstr(out.p, "0.125"));
	assert_int_equal(notes.hidden_rows.count, 1);
	assert_int_equal(notes.hidden_rows.row, 3);
	assert_int_equal(notes.hidden_columns.count, 2);
	assert_int_equal(notes.merged_texts.count, 1);
	assert_int_equal(notes.merged_numbers.count, 1);
	assert_int_equal(notes.no_value.count, 1);
	/* cut anywhere, it is refused, or nothing of it is another text */
	for (size_t cut = 0; cut < n; cut += cut < 100 ? 1 : 37)
		if (cut >= 4)
			assert_int_equal(text_of(&out, bytes, cut, 4096, ',', NULL), PDZ_INPUT);
	pdz_buf_release(&out);
	free(bytes);
}

static void merged_numbers_are_not_repeated(void **state)
{
	static const char sheet[] = ZIPPED_XML
		"<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>6</x:v></x:c><x:c r=\"B1\" "
		"t=\"inlineStr\"><x:is><x:t>v</x:t></x:is></x:c></x:row>"
		"<x:row r=\"2\"><x:c r=\"A2\" s=\"1\"/><x:c r=\"B2\"><x:v>1</x:v></x:c></x:row><x:row r=\"3\"><x:c "
		"r=\"B3\"><x:v>2</x:v></x:c></x:row></x:sheetData>"
		"<x:mergeCells><x:mergeCell ref=\"A1:A3\"/></x:mergeCells></x:worksheet>";
	size_t n;
	char *bytes = zipped_xlsx(sheet, strings, styles, &n);

	(void)state;
	assert_holds(bytes, n, "6;v\n=A1;1\n=A1;2\n");
	free(bytes);
}

static void what_is_merged_sideways_names_its_number(void **state)
{
	static const char sheet[] = ZIPPED_XML
		"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>gen</t></is></c><c "
		"r=\"C1\"><v>1</v></c></row>"
		"<row r=\"2\"><c r=\"A2\"><v>6</v></c><c r=\"B2\"/><c r=\"C2\"><v>3</v></c></row>"
		"<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>7</t></is></c><c r=\"C3\"><v>3</v></c></row>"
		"<row r=\"4\"><c r=\"B4\"><v>8</v></c></row><row r=\"5\"><c r=\"A5\"><v>1</v></c></row></sheetData>"
		"<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A2:B2\"/><mergeCell ref=\"A3:B3\"/><mergeCell "
		"ref=\"B4:C5\"/></mergeCells></worksheet>";
	size_t n;
	char *bytes = zipped_xlsx(sheet, strings, styles, &n);

	(void)state;
	/* the text of a heading is not repeated, nor does it hold beside itself */
	assert_holds(bytes, n, "gen;;1\n6;=A2;3\n7;=A3;3\n;8;=B4\n1;=B4;=B4\n");
	free(bytes);
}

static void what_is_no_sheet_is_refused(void **state)
{
	static const struct {
		const char *sheet, *with;
		/* clang-format off */
	} rows[] = {
		{ZIPPED_XML "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"><c "
		            "r=\"A1\"><v>1</v></c></row></sheetData></worksheet>", "damaged"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"1\"><c r=\"A2\"><v>1</v></c></row></sheetData></worksheet>",
		 "damaged"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"><v>1</v></c><c "
		            "r=\"B1\"><v>2</v></c></row></sheetData></worksheet>", "damaged"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>4</v></c></row></sheetData></worksheet>",
		 "damaged"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\">"
		 "<v>-1</v></c></row></sheetData></worksheet>",
		 "damaged"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"1\">", "damaged"},
		{"<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>", "damaged"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"99999999999\"><c><v>1</v></c></row></sheetData></worksheet>",
		 "too many rows"},
		{ZIPPED_XML "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c></row></sheetData></worksheet>",
		 "columns"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n;
		char *bytes = zipped_xlsx(rows[i].sheet, strings, styles, &n);
		assert_refused(bytes, n, rows[i].with);
		free(bytes);
	}
}

static void what_grows_without_measure_is_refused(void **state)
{
	const size_t most = (size_t)64 << 20;
	char *zeros = malloc(most + 1);
	size_t n;

	(void)state;
	assert_non_null(zeros);
	memset(zeros, ' ', most);
	zeros[most] = '\0';
	memcpy(zeros, "<worksheet>", 11);
	char *bytes = zipped_xlsx(zeros, strings, styles, &n);
	assert_refused(bytes, n, "beyond all measure");
	free(bytes);
	const struct zipped_part one[] = {{"casi.csv", zeros, most}, {NULL, NULL, 0}};
	bytes = zipped(one, &n);
	assert_refused(bytes, n, "beyond all measure");
	free(bytes);
	free(zeros);
}

#define ODS(tables) \
	ZIPPED_XML \
	"<office:document-content><office:automatic-styles><number:date-style " \
	"style:name=\"N1\"><number:month/><number:year/></number:date-style>" \
	"<number:number-style style:name=\"N2\"><number:number number:decimal-places=\"0\" " \
	"number:min-integer-digits=\"6\"/></number:number-style>" \
	"<style:style style:name=\"m\" style:family=\"table-cell\" style:data-style-name=\"N1\"/><style:style " \
	"style:name=\"p\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>" \
	"</office:automatic-styles><office:body><office:spreadsheet>" tables \
	"</office:spreadsheet></office:body></office:document-content>"

static void an_ods_is_read(void **state)
{
	static const char content[] = ODS(
		"<table:table table:name=\"Uno\"><table:table-column/><table:table-column table:visibility=\"collapse\" "
		"table:number-columns-repeated=\"2\"/>"
		"<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Citt<text:span>à</text:span><text:s "
		"text:c=\"2\"/>A</text:p><text:p>due</text:p>"
		"<office:annotation><text:p>nota</text:p></office:annotation></table:table-cell><table:table-cell "
		"table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"1.5\"/></table:table-row>"
		"<table:table-row table:number-rows-repeated=\"2\"><table:table-cell "
		"table:number-columns-repeated=\"3\"/></table:table-row>"
		"<table:table-row table:visibility=\"collapse\"><table:table-cell table:style-name=\"m\" "
		"office:value-type=\"date\" office:date-value=\"2025-02-01\"/>"
		"<table:table-cell office:value-type=\"date\" office:date-value=\"2025-02-01T00:00:00\"/><table:table-cell "
		"office:value-type=\"percentage\" office:value=\"0.29\"/></table:table-row>"
		"<table:table-row><table:table-cell table:number-rows-spanned=\"2\" "
		"office:value-type=\"string\"><text:p>v</text:p></table:table-cell>"
		"<table:table-cell office:value-type=\"time\" office:time-value=\"PT26H30M00S\"/><table:table-cell "
		"table:style-name=\"p\" office:value-type=\"float\" office:value=\"28001\"/></table:table-row>"
		"<table:table-row><table:covered-table-cell/><table:table-cell office:value-type=\"boolean\" "
		"office:boolean-value=\"false\"/>"
		"<table:table-cell table:formula=\"of:=SUM([.A1])\"/></table:table-row>"
		"<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell "
		"table:number-columns-repeated=\"16384\"/></table:table-row></table:table>"
		"<table:table table:name=\"Due\"><table:table-row><table:table-cell "
		"office:value-type=\"string\"><text:p>altro</text:p></table:table-cell></table:table-row></table:table>");
	size_t n;
	char *bytes = zipped_ods(content, ZIPPED_XML "<m/>", &n);
	struct pdz_buf out = {0};
	struct pdz_sheet_table notes;

	(void)state;
	assert_holds(bytes, n,
	             "Città  A due;1,5;1,5\n;;\n;;\n2025-02;2025-02-01;29%\nv;26:30;028001\nv;FALSO;=SUM([.A1])\n");
	text_of(&out, bytes, n, 100, ',', &notes);
	assert_int_equal(notes.hidden_rows.count, 1);
	assert_int_equal(notes.hidden_columns.count, 2);
	assert_int_equal(notes.no_value.count, 1);
	free(bytes);
	bytes = zipped_ods(content, ZIPPED_XML "<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>",
	                   &n);
	assert_refused(bytes, n, "password");
	free(bytes);
	bytes = zipped_ods(ODS("<table:table>"), ZIPPED_XML "<m/>", &n);
	assert_refused(bytes, n, "damaged");
	free(bytes);
	pdz_buf_release(&out);
}

static void formulas_of_an_ods_have_their_values(void **state)
{
	static const char content[] = ODS(
		"<table:table table:name=\"Uno\"><table:table-row><table:table-cell table:formula=\"of:=IF(1;&quot;&quot;"
		")\"><text:p/></table:table-cell>"
		"<table:table-cell table:formula=\"of:=A1\"/><table:table-cell table:formula=\"of:=TRUE()\" "
		"office:value-type=\"float\" office:value=\"1\"/>"
		"<table:table-cell table:formula=\"of:=FALSE()\" office:value-type=\"float\" office:value=\"0\"/>"
		"<table:table-cell table:formula=\"of:=1\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
		"<table:table-row><table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"float\" "
		"office:value=\"6\"/><table:covered-table-cell/></table:table-row></table:table>");
	size_t n;
	char *bytes = zipped_ods(content, ZIPPED_XML "<m/>", &n);

	(void)state;
	assert_holds(bytes, n, ";=A1;VERO;FALSO;1\n6;=A2;;;\n");
	free(bytes);
}

static void compressed_text_is_text(void **state)
{
	const struct zipped_part one[] = {
		{"x/", "", 0}, {"x/casi.csv", "a;b\n1;2\n", 0}, {"__MACOSX/casi.csv", "z", 0}, {NULL, NULL, 0}};
	const struct zipped_part two[] = {{"a.csv", "a", 0}, {"b.csv", "b", 0}, {NULL, NULL, 0}};
	char packed[300];
	size_t n;

	(void)state;
	char *bytes = zipped(one, &n);
	assert_holds(bytes, n, "a;b\n1;2\n");
	free(bytes);
	bytes = zipped(two, &n);
	assert_refused(bytes, n, "a.csv");
	free(bytes);

	char path[] = "/tmp/pdz-gzip-XXXXXX";
	close(mkstemp(path));
	gzFile z = gzopen(path, "wb");
	gzputs(z, "a;b\n");
	gzclose(z);
	z = gzopen(path, "ab"); /* a second member */
	gzputs(z, "1;2\n");
	gzclose(z);
	FILE *f = fopen(path, "rb");
	n = fread(packed, 1, sizeof packed, f);
	fclose(f);
	unlink(path);
	assert_holds(packed, n, "a;b\n1;2\n");
	for (size_t cut = 3; cut < n; cut++) {
		struct pdz_buf out = {0};
		const enum pdz_status status = text_of(&out, packed, cut, 100, ',', NULL);
		if (status == PDZ_OK) /* between the two members nothing is missing */
			assert_string_equal(out.p, "a;b\n");
		pdz_buf_release(&out);
	}
	packed[n / 2 - 5] ^= 0x55;
	assert_refused(packed, n, "damaged");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_told_by_their_first_bytes),
		cmocka_unit_test(typed_values_as_text),
		cmocka_unit_test(formats_tell_days_from_numbers),
		cmocka_unit_test(cells_have_names),
		cmocka_unit_test(an_xlsx_is_read),
		cmocka_unit_test(merged_numbers_are_not_repeated),
		cmocka_unit_test(what_is_no_sheet_is_refused),
		cmocka_unit_test(what_grows_without_measure_is_refused),
		cmocka_unit_test(an_ods_is_read),
		cmocka_unit_test(formulas_of_an_ods_have_their_values),
		cmocka_unit_test(what_is_merged_sideways_names_its_number),
		cmocka_unit_test(compressed_text_is_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
