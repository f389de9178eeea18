/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the finished workbook back. With a full temporary folder libxlsxwriter
 * leaves a cut file and reports success; so every part must be there, whole and
 * well-formed, every number a number, and every sheet must have its cells. */
#include "format/xlsx.h"

#include <expat.h>
#include <stdlib.h>
#include <zip.h>

enum { CHUNK = 64 << 10 };

struct part {
	const char *name;
	uint64_t values; /* <v> inside cells */
	bool in_value, is_text_cell, bad_number;
	char number[64];
	size_t length;
};

static void on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct part *p = ctx;
	if (strcmp(name, "c") == 0) {
		p->is_text_cell = false;
		for (; attributes[0]; attributes += 2)
			if (strcmp(attributes[0], "t") == 0)
				p->is_text_cell = true; /* s: number of a shared text */
	} else if (strcmp(name, "v") == 0) {
		p->values++;
		p->in_value = true;
		p->length = 0;
	} else if (strcmp(name, "f") == 0) {
		p->bad_number = true; /* no formulas: nothing is ever computed by the reader's program */
	}
}

static void on_text(void *ctx, const XML_Char *s, int n)
{
	struct part *p = ctx;
	for (int i = 0; p->in_value && i < n; i++)
		if (p->length < sizeof p->number - 1)
			p->number[p->length++] = s[i];
}

/* -?digits(.digits)?(E[+-]?digits)? */
static bool is_number(const char *s)
{
	static const char digits[] = "0123456789";
	s += *s == '-';
	size_t n = strspn(s, digits);
	if (n == 0)
		return false;
	s += n;
	if (*s == '.') {
		n = strspn(++s, digits);
		if (n == 0)
			return false;
		s += n;
	}
	if (*s == 'E' || *s == 'e') {
		s++;
		s += *s == '-' || *s == '+';
		n = strspn(s, digits);
		return n > 0 && s[n] == '\0';
	}
	return *s == '\0';
}

static void on_end(void *ctx, const XML_Char *name)
{
	struct part *p = ctx;
	if (strcmp(name, "v") != 0)
		return;
	p->in_value = false;
	p->number[p->length] = '\0';
	if (!is_number(p->number))
		p->bad_number = true;
}

static bool parse_sheet_part(zip_t *zip, zip_uint64_t index, struct part *p)
{
	zip_file_t *file = zip_fopen_index(zip, index, 0);
	XML_Parser parser = XML_ParserCreate("UTF-8");
	bool ok = file && parser;
	if (ok) {
		XML_SetUserData(parser, p);
		XML_SetElementHandler(parser, on_start, on_end);
		XML_SetCharacterDataHandler(parser, on_text);
	}
	for (bool end = false; ok && !end;) {
		void *space = XML_GetBuffer(parser, CHUNK);
		zip_int64_t n = space ? zip_fread(file, space, CHUNK) : -1;
		end = n == 0;
		ok = n >= 0 && XML_ParseBuffer(parser, (int)n, end) == XML_STATUS_OK;
	}
	if (parser)
		XML_ParserFree(parser);
	if (file && zip_fclose(file) != 0) /* the checksum */
		ok = false;
	return ok && !p->bad_number;
}

/* Of "xl/worksheets/sheet12.xml", 12; of other parts 0. */
static unsigned long sheet_number(const char *name)
{
	static const char folder[] = "xl/worksheets/sheet";
	char *end;
	if (strncmp(name, folder, sizeof folder - 1) != 0)
		return 0;
	unsigned long number = strtoul(name + sizeof folder - 1, &end, 10);
	return strcmp(end, ".xml") == 0 ? number : 0;
}

static enum pdz_status check_parts(zip_t *zip, const struct xlsx_tally *tally, struct pdz_error *err)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	uint32_t sheets = 0;
	bool workbook = false;
	for (zip_int64_t i = 0; i < count; i++) {
		struct part p = {.name = zip_get_name(zip, (zip_uint64_t)i, 0)};
		if (!p.name || !parse_sheet_part(zip, (zip_uint64_t)i, &p))
			return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out damaged: '%s'", p.name ? p.name : "?");
		workbook |= strcmp(p.name, "xl/workbook.xml") == 0;
		unsigned long sheet = sheet_number(p.name);
		if (sheet == 0 || sheet > tally->sheets)
			continue;
		sheets++;
		if (p.values != tally->cells[sheet - 1])
			return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out incomplete: '%s'", p.name);
	}
	if (!workbook || sheets != tally->sheets)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out incomplete");
	return PDZ_OK;
}

enum pdz_status pdz_xlsx_check(const void *file, size_t size, const struct xlsx_tally *tally, struct pdz_error *err)
{
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(file, size, 0, &error);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
	enum pdz_status status;
	if (zip) {
		status = check_parts(zip, tally, err);
		zip_discard(zip);
	} else {
		if (source)
			zip_source_free(source);
		status = pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "the workbook came out damaged");
	}
	zip_error_fini(&error);
	return status;
}
