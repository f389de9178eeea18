/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small archives for tests, made of texts. */
#ifndef PDZ_TESTS_ZIPPED_H
#define PDZ_TESTS_ZIPPED_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

struct zipped_part {
	const char *name, *text;
	size_t n; /* 0: all of text */
};

/* The bytes of an archive of parts up to one without a name; the caller frees them. */
static inline char *zipped(const struct zipped_part *parts, size_t *size)
{
	char path[] = "/tmp/pdz-zipped-XXXXXX";
	const int fd = mkstemp(path);
	int code;
	zip_t *z = fd < 0 ? NULL : zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);

	if (!z)
		abort();
	for (; parts->name; parts++) {
		zip_source_t *s = zip_source_buffer(z, parts->text, parts->n ? parts->n : strlen(parts->text), 0);
		if (!s || zip_file_add(z, parts->name, s, ZIP_FL_ENC_UTF_8) < 0)
			abort();
	}
	if (zip_close(z) != 0)
		abort();
	close(fd);
	FILE *f = fopen(path, "rb");
	char *bytes = malloc(1 << 22);
	if (!f || !bytes)
		abort();
	*size = fread(bytes, 1, 1 << 22, f);
	fclose(f);
	unlink(path);
	return bytes;
}

#define ZIPPED_XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define ZIPPED_RELATION(id, kind, target) \
	"<Relationship Id=\"" id "\" Type=\"http://x/relationships/" kind "\" Target=\"" target "\"/>"

/* What an .xlsx has around its sheet; the sheet's rows stand between <worksheet> and its end. */
static inline char *zipped_xlsx(const char *sheet, const char *strings, const char *styles, size_t *size)
{
	/* clang-format off */
	const struct zipped_part parts[] = {
		{"[Content_Types].xml", ZIPPED_XML "<Types/>", 0},
		{"_rels/.rels", ZIPPED_XML "<Relationships>" ZIPPED_RELATION("r1", "officeDocument",
		 "xl/workbook.xml") "</Relationships>", 0},
		{"xl/workbook.xml", ZIPPED_XML "<workbook><sheets><sheet name=\"Uno\" sheetId=\"1\" r:id=\"r1\" xmlns:r=\"r\"/>"
		                    "</sheets></workbook>", 0},
		{"xl/_rels/workbook.xml.rels", ZIPPED_XML "<Relationships>" ZIPPED_RELATION("r1", "worksheet",
		 "worksheets/sheet1.xml")
		     ZIPPED_RELATION("r2", "sharedStrings", "/xl/sharedStrings.xml") ZIPPED_RELATION("r3", "styles",
		     "./styles.xml")
		     "</Relationships>", 0},
		{"xl/worksheets/sheet1.xml", sheet, 0},
		{"xl/sharedStrings.xml", strings, 0},
		{"xl/styles.xml", styles, 0},
		{NULL, NULL, 0},
	};
	/* clang-format on */
	return zipped(parts, size);
}

static inline char *zipped_ods(const char *content, const char *manifest, size_t *size)
{
	const struct zipped_part parts[] = {
		{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
		{"META-INF/manifest.xml", manifest, 0},
		{"content.xml", content, 0},
		{NULL, NULL, 0},
	};
	return zipped(parts, size);
}

#endif
