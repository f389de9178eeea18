/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to text: decided alike and decoded alike whatever the pieces. */
#include "sheet/encoding.h"
#include "ingest/rejects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* The text of some bytes, asked for in pieces of the given size. */
static enum ingest_encoding decode(struct pdz_buf *out, const char *bytes, size_t n, size_t piece,
                                   enum ingest_encoding given)
{
	char path[] = "/tmp/pdz-test-XXXXXX";
	int fd = mkstemp(path);
	struct pdz_error err = {0};
	struct pdz_input in;
	struct ingest_text t;
	size_t got;

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, bytes, n), n);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(pdz_input_adopt(&in, "x", fd, &err), PDZ_OK);
	assert_int_equal(pdz_ingest_text_open(&t, &in, given, &err), PDZ_OK);
	pdz_buf_clear(out);
	do {
		assert_true(pdz_buf_reserve(out, piece));
		assert_int_equal(pdz_ingest_text_read(&t, out->p + out->n, piece, &got, &err), PDZ_OK);
		assert_true(got <= piece);
		out->n += got;
	} while (got);
	enum ingest_encoding encoding = t.encoding;
	pdz_ingest_text_close(&t);
	pdz_input_close(&in);
	return encoding;
}

static void check(const char *bytes, size_t n, enum ingest_encoding encoding, const char *want)
{
	struct pdz_buf out = {0};

	for (size_t piece = 8; piece < n + 20; piece++) {
		assert_int_equal(decode(&out, bytes, n, piece, ENCODING_UNKNOWN), encoding);
		pdz_buf_char(&out, '\0');
		assert_string_equal(out.p, want);
	}
	pdz_buf_release(&out);
}

#define CHECK(bytes, encoding, want) check(bytes, sizeof(bytes) - 1, encoding, want)

static void what_is_found_out(void **state)
{
	(void)state;
	CHECK("", ENCODING_UNKNOWN, "");
	CHECK("abc", ENCODING_UNKNOWN, "abc");
	CHECK("Comune;Attivit\xc3\xa0", ENCODING_UTF8, "Comune;Attivit\xc3\xa0");
	CHECK("\xef\xbb\xbf"
	      "abc",
	      ENCODING_UTF8, "abc");
	CHECK("x;\xc3\xa8", ENCODING_UTF8, "x;\xc3\xa8");
	CHECK("Comune;Attivit\xe0", ENCODING_WINDOWS_1252, "Comune;Attivit\xc3\xa0");
	CHECK("\x80 5", ENCODING_WINDOWS_1252, "\xe2\x82\xac 5");
	CHECK("citt\xe0 \x93virgolette\x94", ENCODING_WINDOWS_1252, "citt\xc3\xa0 \xe2\x80\x9cvirgolette\xe2\x80\x9d");
	/* one broken letter among good ones does not make it windows-1252 */
	CHECK("\xc3\xa8\xc3\xa8\xe0 ", ENCODING_UTF8, "\xc3\xa8\xc3\xa8\xe0 ");
	CHECK("a\xc3", ENCODING_WINDOWS_1252, "a\xc3\x83");
	CHECK("\xff\xfe"
	      "a\0;\0\xe0\0",
	      ENCODING_UTF16LE, "a;\xc3\xa0");
	CHECK("\xfe\xff\0a\0;\0\xe0", ENCODING_UTF16BE, "a;\xc3\xa0");
	CHECK("a\0b\0c\0", ENCODING_UTF16LE, "abc");
	CHECK("\0a\0b\0c", ENCODING_UTF16BE, "abc");
	CHECK("\xff\xfe\x3d\xd8\x42\xde", ENCODING_UTF16LE, "\xf0\x9f\x99\x82");
	CHECK("\xff\xfe\x3d\xd8"
	      "a\0",
	      ENCODING_UTF16LE,
	      "\xed\xa0\xbd"
	      "a"); /* half a pair */
	CHECK("\xff\xfe"
	      "a\0b",
	      ENCODING_UTF16LE, "a\xff"); /* an odd byte */
	CHECK("\xff\xfe", ENCODING_UTF16LE, "");
}

static void what_is_given(void **state)
{
	(void)state;
	struct pdz_buf out = {0};

	decode(&out, "\x80\xe0", 2, 8, ENCODING_ISO_8859_1);
	assert_int_equal(out.n, 4);
	assert_memory_equal(out.p, "\xc2\x80\xc3\xa0", 4);
	decode(&out,
	       "\xef\xbb\xbf"
	       "a",
	       4, 8, ENCODING_UTF8);
	assert_int_equal(out.n, 1);
	decode(&out, "a\0", 2, 8, ENCODING_UTF16LE);
	assert_int_equal(out.n, 1);
	pdz_buf_release(&out);
}

/* Blocks of 256 KiB: letters across their edges, and the first accent far behind. */
static void large_texts(void **state)
{
	(void)state;
	struct pdz_buf bytes = {0}, out = {0};

	for (size_t shift = 0; shift < 4; shift++) {
		pdz_buf_clear(&bytes);
		for (size_t i = 0; i < (256 << 10) - 2 + shift; i++)
			pdz_buf_char(&bytes, 'a');
		for (size_t i = 0; i < 100000; i++)
			pdz_buf_z(&bytes, "\xe2\x82\xac\xc3\xa8");
		assert_int_equal(decode(&out, bytes.p, bytes.n, 1000, ENCODING_UNKNOWN), ENCODING_UTF8);
		assert_int_equal(out.n, bytes.n);
		assert_memory_equal(out.p, bytes.p, out.n);
	}
	pdz_buf_clear(&bytes);
	for (size_t i = 0; i < 700000; i++)
		pdz_buf_char(&bytes, 'a');
	pdz_buf_char(&bytes, '\xe0');
	assert_int_equal(decode(&out, bytes.p, bytes.n, 4096, ENCODING_UNKNOWN), ENCODING_WINDOWS_1252);
	assert_int_equal(out.n, 700002);
	pdz_buf_release(&bytes);
	pdz_buf_release(&out);
}

static void any_bytes_at_every_piece(void **state)
{
	(void)state;
	static const char letters[] = "a;\n\xc3\xa8\xe0\xff\xfe\xef\xbb\xbf\x80\x81\0\0";
	uint64_t seed = 7;
	struct pdz_buf whole = {0}, parts = {0};

	for (int i = 0; i < 400; i++) {
		char bytes[30];
		size_t n = 0;
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		size_t size = (seed >> 33) % sizeof bytes;
		for (; n < size; n++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			bytes[n] = letters[(seed >> 33) % (sizeof letters - 1)];
		}
		enum ingest_encoding encoding = decode(&whole, bytes, n, 1000, ENCODING_UNKNOWN);
		for (size_t piece = 8; piece < 14; piece++) {
			assert_int_equal(decode(&parts, bytes, n, piece, ENCODING_UNKNOWN), encoding);
			assert_int_equal(parts.n, whole.n);
			if (parts.n)
				assert_memory_equal(parts.p, whole.p, whole.n);
		}
	}
	pdz_buf_release(&whole);
	pdz_buf_release(&parts);
}

static void flaws(void **state)
{
	(void)state;
	struct ingest_text utf8 = {.encoding = ENCODING_UTF8}, western = {.encoding = ENCODING_WINDOWS_1252};
	struct ingest_text given = {.encoding = ENCODING_WINDOWS_1252, .given = true};
	enum ingest_flaw what;

	assert_int_equal(pdz_ingest_text_flaw(&utf8, PDZ_STR("a\xc3\xa8"), NULL), SIZE_MAX);
	assert_int_equal(pdz_ingest_text_flaw(&utf8,
	                                      PDZ_STR("ab\xe0"
	                                              "c"),
	                                      NULL),
	                 2);
	assert_int_equal(pdz_ingest_text_flaw(&utf8, PDZ_STR("a\xc3"), NULL), 1);
	assert_int_equal(pdz_ingest_text_flaw(&utf8, PDZ_STR("\xc2\x81"), &what), 0);
	assert_int_equal(what, FLAW_CONTROL);
	assert_int_equal(pdz_ingest_text_flaw(&western, PDZ_STR("\xc2\x81"), NULL), 0);
	/* read as windows-1252, or decoded twice */
	static const struct {
		const char *text;
		int at, what_western, what_utf8;
		/* clang-format off */
	} cases[] = {
		{"citt\u00c3\u00a0", 4, FLAW_UTF8, FLAW_TWICE}, {"citt\u00c3\u00a0 \u00e8", 4, FLAW_UTF8, FLAW_TWICE},
		{"l\u00e2\u20ac\u2122anziano", 1, FLAW_UTF8, FLAW_TWICE},
		{"N\u00b0 5 \u00e2\u20ac\u201c \u00e2\u201a\u00ac", 6, FLAW_UTF8, FLAW_TWICE},
		{"N\u00c2\u00b0", 1, FLAW_UTF8, FLAW_TWICE}, {"\u00c5\u00a0ari\u00c4\u2021", 0, FLAW_UTF8, FLAW_TWICE},
		{"\u00ef\u00bb\u00bfx", 0, FLAW_UTF8, FLAW_TWICE}, {"per\u0160", 3, FLAW_CP850, FLAW_OTHER},
		{"citt\u02c6", 4, FLAW_MAC_ROMAN, FLAW_NONE},
		/* what people write */
		{"\u00abCOM\u2019\u00c8\u00bb \u00ab\u00e0 la carte\u00bb", -1, FLAW_NONE, FLAW_NONE},
		{"Citt\u00e0, perch\u00e9\u2026 \u20ac 5 \u2013 \u00b0 \u201cx\u201d", -1, FLAW_NONE, FLAW_NONE},
		{"\u0160kofja Loka, \u00c5rhus, \u00c4\u00bbx", -1, FLAW_NONE, FLAW_NONE}, {"ecc\u2026 \u2022 \u2014 \u00c3o",
		 -1, FLAW_NONE, FLAW_NONE},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const size_t where = cases[i].at < 0 ? SIZE_MAX : (size_t)cases[i].at;
		assert_int_equal(pdz_ingest_text_flaw(&western, pdz_str(cases[i].text), &what), where);
		assert_int_equal(what, cases[i].what_western);
		assert_int_equal(pdz_ingest_text_flaw(&given, pdz_str(cases[i].text), NULL), where);
		assert_int_equal(pdz_ingest_text_flaw(&utf8, pdz_str(cases[i].text), &what),
		                 cases[i].what_utf8 ? where : SIZE_MAX);
		assert_int_equal(what, cases[i].what_utf8);
	}
	assert_int_equal(pdz_windows_1252_byte(0x20ac), 0x80);
	assert_int_equal(pdz_windows_1252_byte(0xe0), 0xe0);
	assert_int_equal(pdz_windows_1252_byte(0x1f642), -1);
}

/* Every byte as rejects show it comes back as it was; a backslash is shown as two. */
static void rejects_come_back(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		struct pdz_buf shown = {0}, back = {0};
		pdz_buf_printf(&shown, "a\\x%02x\\\\z", byte);
		pdz_rejects_restore(&back, PDZ_STR("bad_encoding"), pdz_buf_view(&shown));
		const char want[] = {'a', (char)byte, '\\', 'z'};
		assert_true(pdz_str_eq(pdz_buf_view(&back), (struct pdz_str){want, sizeof want}));
		pdz_buf_clear(&back);
		pdz_rejects_restore(&back, PDZ_STR("bad_date"), pdz_buf_view(&shown)); /* of other reasons nothing is escaped */
		assert_true(pdz_str_eq(pdz_buf_view(&back), pdz_buf_view(&shown)));
		pdz_buf_release(&shown);
		pdz_buf_release(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found_out),
		cmocka_unit_test(what_is_given),
		cmocka_unit_test(large_texts),
		cmocka_unit_test(rejects_come_back),
		cmocka_unit_test(any_bytes_at_every_piece),
		cmocka_unit_test(flaws),
	};

	return !!cmocka_run_group_tests_name("ingest encoding", tests, NULL, NULL);
}
