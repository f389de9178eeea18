/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to text: which encoding a file is in, and its text as UTF-8.
 *
 * Nothing becomes mojibake in silence. What is not text in the encoding stays
 * recognisable in the output, and pdz_ingest_text_flaw finds it:
 * - UTF-8: bytes pass as they are, broken ones too;
 * - windows-1252, iso-8859-1: a byte that stands for nothing becomes U+0080..U+009F;
 * - cp850 and mac-roman: every byte stands for something; they are read only if declared,
 *   and what looks to be in one of them, or not to be, is found by its accents;
 * - UTF-16: half a pair becomes the three bytes of its surrogate, a single last byte 0xFF. */
#ifndef PDZ_SHEET_ENCODING_H
#define PDZ_SHEET_ENCODING_H

#include "pdz/record.h"
#include "sheet/contents.h"

enum ingest_encoding {
	ENCODING_UNKNOWN, /* only ASCII so far */
	ENCODING_UTF8,
	ENCODING_WINDOWS_1252,
	ENCODING_ISO_8859_1,
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_CP850,
	ENCODING_MAC_ROMAN,
};

/* "utf-8" ...; NULL-terminated, in the order of the enum from ENCODING_UTF8. */
extern const char *const pdz_ingest_encoding_names[];

struct ingest_text {
	struct pdz_input *in;
	struct pdz_contents *contents; /* what in holds, where that is not the text itself */
	enum ingest_encoding encoding;
	bool given, bom;              /* given: by the mapping, not found out */
	bool mixed;                   /* UTF-8 with broken places where it was decided */
	bool overruled;               /* given as of single bytes, and it is UTF-8 */
	enum ingest_encoding suspect; /* what its accents look like instead; or unknown */
	char *bytes;                  /* waiting to be decoded: bytes[begin .. have) */
	size_t begin, have;
	bool at_end, started, looked;
	uint32_t high;   /* UTF-16: first half of a pair, or 0 */
	char tail[1024]; /* the last of the text read so far */
	size_t tail_length;
};

/* given: ENCODING_UNKNOWN to find out. in must outlive the reader. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_text_open(struct ingest_text *t, struct pdz_input *in,
                                                    enum ingest_encoding given, struct pdz_error *err);
/* Look what the input is: a workbook or compressed text is unpacked. Of a workbook a sheet
 * must be chosen before reading. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_text_look(struct ingest_text *t, struct pdz_error *err);
/* Up to size bytes of UTF-8 (size at least 8), no byte order mark; *got 0 at the end only. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_text_read(struct ingest_text *t, char *buf, size_t size, size_t *got,
                                                    struct pdz_error *err);
void pdz_ingest_text_close(struct ingest_text *t);

/* What is wrong with a row. */
enum ingest_flaw {
	FLAW_NONE,
	FLAW_NO_TEXT, /* not text in the encoding of the file */
	FLAW_UTF8,    /* utf-8 that was read as single bytes: Ã¨ for è */
	FLAW_TWICE,   /* the same in a file of utf-8: it was decoded twice */
	FLAW_CP850,
	FLAW_MAC_ROMAN, /* accents of that encoding: Š or citt… for è and à */
	FLAW_WINDOWS_1252,
	FLAW_OTHER, /* of some other encoding: cittÓ */
	FLAW_LOST,  /* U+FFFD: its sender could not read it either */
	FLAW_CONTROL,
};

/* Where (bytes from 0) a row of this text is not what it should be; SIZE_MAX if it is fine.
 * what may be NULL. */
size_t pdz_ingest_text_flaw(const struct ingest_text *t, struct pdz_str row, enum ingest_flaw *what);

/* Is it fine, and has no sign that nobody sees? Such signs are not part of a cell; see records/csv.c. */
bool pdz_ingest_text_is_plain(const struct ingest_text *t, struct pdz_str row);

/* The byte that a character (a code) is in windows-1252; -1: none. */
int pdz_windows_1252_byte(uint32_t code);

/* Length of the valid UTF-8 sequence at p, 1..4; 0 if there is none. *cut: the text
 * ends inside what could become one. */
size_t pdz_utf8_length(const char *p, size_t n, bool *cut);

#endif
