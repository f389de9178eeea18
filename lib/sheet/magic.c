/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises kinds of files by their first bytes. Reads nothing. */
#include "sheet/magic.h"

static const struct {
	const char *mark;
	size_t n;
	enum pdz_content content;
	const char *refusal;
} kinds[] = {
	{"PK\3\4", 4, PDZ_CONTENT_ZIP, NULL},
	{"PK\5\6", 4, PDZ_CONTENT_ZIP, NULL},
	{"\x1f\x8b", 2, PDZ_CONTENT_GZIP, NULL},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, PDZ_CONTENT_OLE, NULL},
	/* .xls before 1997: a bare stream */
	{"\x09\x08\x10\0\0\6\5\0", 8, PDZ_CONTENT_OLE, NULL},
	{"\x09\4\6\0\0\0\x10\0", 8, PDZ_CONTENT_OLE, NULL},
	{"\x09\0\4\0\2\0\x10\0", 8, PDZ_CONTENT_OLE, NULL},
	{"%PDF-", 5, PDZ_CONTENT_OTHER, "a PDF, not a table (ask for the spreadsheet or the CSV that it was made from)"},
	{"{\\rtf", 5, PDZ_CONTENT_OTHER, "a text document (RTF), not a table (save the table as CSV or .xlsx)"},
	{"SQLite\x20"
     "format\x20"
     "3",
     16, PDZ_CONTENT_OTHER, "an SQLite database, not a table (export the table as CSV)"},
	{"\0\1\0\0Standard ", 13, PDZ_CONTENT_OTHER,
     "a database of Access, not a table (export the table as .xlsx or CSV)"},
	{"\xff\xfe\0\0", 4, PDZ_CONTENT_OTHER, "text in UTF-32 (save it as UTF-8)"},
	{"\0\0\xfe\xff", 4, PDZ_CONTENT_OTHER, "text in UTF-32 (save it as UTF-8)"},
	{"$FL2@(#)", 8, PDZ_CONTENT_OTHER, "a data file of SPSS (export the table as CSV)"},
	{"PAR1", 4, PDZ_CONTENT_OTHER, "a Parquet file (export the table as CSV)"},
	{"\x89PNG", 4, PDZ_CONTENT_OTHER,
     "a picture, not a table (ask for the spreadsheet or the CSV that it was made from)"},
	{"\xff\xd8\xff", 3, PDZ_CONTENT_OTHER,
     "a picture, not a table (ask for the spreadsheet or the CSV that it was made from)"},
	{"7z\xbc\xaf\x27\x1c", 6, PDZ_CONTENT_OTHER, "a 7z archive (unpack it first)"},
	{"Rar!\x1a\7", 6, PDZ_CONTENT_OTHER, "a RAR archive (unpack it first)"},
	{"BZh", 3, PDZ_CONTENT_OTHER, "compressed with bzip2 (unpack it first)"},
	{"\xfd"
     "7zXZ",
     6, PDZ_CONTENT_OTHER, "compressed with xz (unpack it first)"},
	{"\x28\xb5\x2f\xfd", 4, PDZ_CONTENT_OTHER, "compressed with zstd (unpack it first)"},
};

/* Whatever stands before the first letter of a text. */
static struct pdz_str after_blanks(struct pdz_str s)
{
	size_t i = s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (i < s.n && memchr(" \t\r\n", s.p[i], 4))
		i++;
	return (struct pdz_str){s.p + i, s.n - i};
}

static bool begins(struct pdz_str s, const char *with)
{
	const size_t n = strlen(with);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i]) != with[i])
			return false;
	return true;
}

/* By its date, the length of its header and what is left free there. */
static bool is_dbase(struct pdz_str s)
{
	const unsigned char *b = (const unsigned char *)s.p;

	return s.n >= 32 && memchr("\3\x83\x8b\xf5\x30", b[0], 5) && b[2] >= 1 && b[2] <= 12 && b[3] >= 1 && b[3] <= 31 &&
	       (b[8] | b[9] << 8) > 64 && b[12] == 0 && b[13] == 0;
}

static const char *refused_binary(struct pdz_str first)
{
	static const char signed_data[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

	if (is_dbase(first))
		return "a table of dBase, .dbf (open it in a spreadsheet program and save it as .xlsx or CSV)";
	if (first.n > 32 && first.p[0] == '0' && memmem(first.p, 32, signed_data, sizeof signed_data - 1))
		return "a file with a digital signature around it, .p7m (save what was signed by itself)";
	return NULL;
}

/* "ID;P" begins many a header; a record of a cell or of its form on a line of its own does not. */
static bool is_sylk(struct pdz_str s)
{
	static const char *const records[] = {"\nP;P", "\nF;P", "\nF;W", "\nB;X", "\nB;Y", "\nC;X", "\nC;Y"};

	if (!begins(s, "id;p"))
		return false;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		if (memmem(s.p, s.n, records[i], 4))
			return true;
	return false;
}

/* Markup and data of programs are text too; a table does not begin like that. */
static const char *refused_text(struct pdz_str first)
{
	const struct pdz_str s = after_blanks(first);

	if (begins(s, "<!doctype") || begins(s, "<html") || begins(s, "<table") || begins(s, "<head"))
		return "a web page (HTML), whatever its name says (open it in a spreadsheet program and save it as CSV or "
			   ".xlsx)";
	const bool element = s.n > 2 && s.p[0] == '<' && (s.p[1] | 32) >= 'a' && (s.p[1] | 32) <= 'z' &&
	                     (memmem(s.p, s.n, "</", 2) || memmem(s.p, s.n, "/>", 2));
	if (begins(s, "<?xml") || element)
		return s.n && memmem(s.p, s.n, "mso-application", 15)
		           ? "a workbook in XML of 2003 (open it in a spreadsheet program and save it as CSV or .xlsx)"
		           : "XML, not a table (export the table as CSV or .xlsx)";
	if (begins(s, "pdz-partial\t") || begins(s, "indicator,level,kind,period,"))
		return "results of pdz-indicators, not a table that an office sends";
	if (is_sylk(s))
		return "a table in the old form SYLK (save it as CSV or .xlsx)";
	if (s.n < 2 || (s.p[0] != '{' && s.p[0] != '['))
		return NULL;
	const struct pdz_str inside = after_blanks((struct pdz_str){s.p + 1, s.n - 1});
	const char next = inside.n ? inside.p[0] : '\0';
	if (s.p[0] == '{' ? next == '"' || next == '}' : next == '{' || next == '[' || next == '"')
		return "JSON, not a table (export the table as CSV)";
	return NULL;
}

enum pdz_content pdz_content_of(struct pdz_str first)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (first.n >= kinds[i].n && memcmp(first.p, kinds[i].mark, kinds[i].n) == 0)
			return kinds[i].content;
	return pdz_content_refusal(first) ? PDZ_CONTENT_OTHER : PDZ_CONTENT_TEXT;
}

const char *pdz_content_refusal(struct pdz_str first)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (first.n >= kinds[i].n && memcmp(first.p, kinds[i].mark, kinds[i].n) == 0)
			return kinds[i].refusal;
	const char *binary = refused_binary(first);
	return binary ? binary : refused_text(first);
}
