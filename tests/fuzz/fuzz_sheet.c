/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a workbook: as the file itself, or as one of its parts in an archive that is
 * whole (the first byte says which). It is refused by name, or its rows come out the same in
 * pieces of any size, each as wide as the first and one for each line. */
#include "../unit/zipped.h"
#include "fuzz.h"

#include "sheet/contents.h"
#include "sheet/magic.h"

static enum pdz_status read_all(struct pdz_buf *out, const char *bytes, size_t n, size_t piece, bool *sheet)
{
	struct pdz_error err = {0};
	struct pdz_input in;
	struct pdz_contents *c = NULL;
	char first[PDZ_CONTENT_LOOKS];
	size_t got = 0;

	must(pdz_input_adopt(&in, "x", dup(file_of_memory(0, bytes, n)), NULL) == PDZ_OK);
	enum pdz_status status = pdz_input_read(&in, first, sizeof first, &got, &err);
	if (!status)
		status = pdz_contents_open(&c, &in, (struct pdz_str){first, got}, &err);
	*sheet = !status && c && pdz_contents_sheets(c);
	if (*sheet) {
		const struct pdz_sheet_style style = {.delimiter = ';', .decimal = ','};
		status = pdz_contents_choose(c, pdz_contents_sheets(c) - 1, &style, &err);
	}
	for (got = 1; !status && c && got && out->n < 1 << 20;) {
		must(pdz_buf_reserve(out, piece));
		status = pdz_contents_read(c, out->p + out->n, piece, &got, &err);
		out->n += status ? 0 : got;
	}
	must_be_told(status, &err);
	pdz_contents_close(c);
	pdz_input_close(&in);
	return status;
}

/* Every line a row, all of them alike. */
static void check_rows(const struct pdz_buf *text)
{
	size_t size = text->n, cells = 0;
	uint64_t line = 0;
	struct pdz_csv *csv = pdz_csv_new(';');
	struct pdz_row row;

	must(csv != NULL);
	char *space = pdz_csv_space(csv, &size);
	must(space != NULL);
	if (text->n)
		memcpy(space, text->p, text->n);
	pdz_csv_fed(csv, text->n, true);
	while (pdz_csv_next(csv, &row)) {
		must(!row.fault && row.line == ++line && row.last_line == line && (cells == 0 || row.count == cells));
		cells = row.count;
	}
	pdz_csv_free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char strings[] = "<sst><si><t>a</t></si><si><r><t>b;</t></r></si></sst>";
	static const char styles[] =
		"<s><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"17\"/><xf numFmtId=\"46\"/></cellXfs></s>";
	static const char sheet[] = "<w><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
								"s=\"1\"><v>45689</v></c></row></sheetData></w>";
	bool is_sheet;

	if (size < 2)
		return 0;
	char *bytes, *text = malloc(size);
	size_t n = size - 1;
	must(text != NULL);
	memcpy(text, data + 1, n);
	text[n] = '\0';
	switch (data[0] % 5) {
	case 0:
		bytes = malloc(n);
		must(bytes != NULL);
		memcpy(bytes, text, n);
		break;
	case 1:
		bytes = zipped_xlsx(text, strings, styles, &n);
		break;
	case 2:
		bytes = zipped_xlsx(sheet, text, styles, &n);
		break;
	case 3:
		bytes = zipped_xlsx(sheet, strings, text, &n);
		break;
	default:
		bytes = zipped_ods(text, "<m/>", &n);
	}
	free(text);
	struct pdz_buf whole = {0}, pieces = {0};
	const enum pdz_status status = read_all(&whole, bytes, n, 1 << 16, &is_sheet);
	must(read_all(&pieces, bytes, n, 1 + size % 97, &is_sheet) == status);
	if (whole.n < 1 << 20)
		must(status || pdz_str_eq(pdz_buf_view(&whole), pdz_buf_view(&pieces)));
	if (!status && is_sheet && whole.n < 1 << 20)
		check_rows(&whole);
	pdz_buf_release(&whole);
	pdz_buf_release(&pieces);
	free(bytes);
	return 0;
}
