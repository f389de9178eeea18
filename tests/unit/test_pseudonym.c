/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pseudonyms: values computed by another program, forms, key files. */
#include "pdz/ingest.h"
#include "personal/taxcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

static char folder[] = "/tmp/pdz-key-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/key", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void write_key(const void *bytes, size_t n, mode_t mode)
{
	unlink(path);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static const char hex_key[] = "7bd8e98e8fd943977809e2710e1ecfd6d9340291ded6cda1d228f6f60a53526D";

static void assert_pseudonym(const struct pdz_pseudonyms *p, const char *form, const char *expected)
{
	char out[PDZ_PSEUDONYM_LENGTH];

	pdz_pseudonym_of(p, pdz_str(form), out);
	if (memcmp(out, expected, sizeof out) != 0)
		fail_msg("%s: %.33s, expected %s", form, out, expected);
	assert_true(pdz_pseudonym_mine(p, (struct pdz_str){out, sizeof out}));
}

/* Expected: hashlib.blake2b of Python 3.11, as tests/cases/pdz-ingest/pseudonyms-by-another-program
 * computes them, with the key
 * SHA-256 of "a key of tests", and the last with that of "another key of tests". */
static void values(void **state)
{
	(void)state;
	struct pdz_pseudonyms *p;
	struct pdz_error err = {0};
	unsigned char key[PDZ_KEY_BYTES];

	for (int raw = 0; raw < 2; raw++) {
		assert_int_equal(sodium_hex2bin(key, sizeof key, hex_key, 64, NULL, NULL, NULL), 0);
		if (raw)
			write_key(key, sizeof key, 0600);
		else
			write_key(hex_key, sizeof hex_key - 1, 0400);
		assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("oglio-po"), &err), PDZ_OK);
		assert_pseudonym(p, "RSSMRA85T10A562S", "pwfa7_227d7nt9se550_jrdgn5jev3xs8");
		assert_pseudonym(p, "D AMICO NICCOLO", "pwfa7_8ycdtdg7avp6s_kykptzpm600mw");
		assert_pseudonym(p, "CAS 24 0001", "pwfa7_ndjf82bxkkhvy_g435bpkgeas98");
		assert_false(pdz_pseudonym_mine(p, PDZ_STR("png58_gks59ay1kdg2s_rn40a6wn8fsgw")));
		pdz_pseudonyms_free(p);
	}
	assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("mantova"), &err), PDZ_OK);
	assert_pseudonym(p, "RSSMRA85T10A562S", "png58_gks59ay1kdg2s_rn40a6wn8fsgw");
	pdz_pseudonyms_free(p);
	write_key("6ffbc642335d40e04feefb823a1e79317c52630cf0c8050a4e00f36e9ad9ee6c", 64, 0600);
	assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("oglio-po"), &err), PDZ_OK);
	assert_pseudonym(p, "RSSMRA85T10A562S", "p8tf6_80vj569ywdhhd_ev2ekwrecn568");
	pdz_pseudonyms_free(p);
	pdz_pseudonyms_free(NULL);
}

static void forms(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const pairs[][2] = {
		{"D'Amico  Niccol\xc3\xb2", "D AMICO NICCOLO"}, {" d\xe2\x80\x99" "amico niccolo'", "D AMICO NICCOLO"},
		{"cas-24-0001", "CAS 24 0001"}, {"CAS_24.0001", "CAS 24 0001"}, {"0001", "0001"}, {"1", "1"},
		{"rss mra 85t10 a562 s", "RSSMRA85T10A562S"}, {"RSSMRA85T10A562S", "RSSMRA85T10A562S"},
		{"CCCFBA85D03L21VE", "CCCFBA85D03L21VE"}, /* omocodia: not the code of CCCFBA85D03L219P */
		{"V/24/0001", "V/24/0001"}, {" -- ", ""}, {"", ""},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct pdz_buf b = {0};
		pdz_buf_z(&b, "=");
		pdz_pseudonym_form(&b, pdz_str(pairs[i][0]));
		if (b.n != strlen(pairs[i][1]) + 1 || memcmp(b.p + 1, pairs[i][1], b.n - 1) != 0)
			fail_msg("%s: %.*s", pairs[i][0], (int)b.n, b.p);
		pdz_buf_release(&b);
	}
}

static void shapes(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const others[] = {
		"", "p6g3x", "P6g3x_ejxx0wnq72hmt_3jmdq9d6x7saw", "p6g3xxejxx0wnq72hmt3jmdq9d6x7saw",
		"p6g3x-ejxx0wnq72hmt3jmdq9d6x7sa",
		"pwfa7_227d7nt9se550_jrdgn5jev3xs8w", "p6g3x_ejxx0wnq72hmt_3jmdq9d6x7sai", "p6g3x-ejxx0wnq72hmt3jmdq9d6x7s w",
	};
	/* clang-format on */

	assert_true(pdz_pseudonym_shaped(PDZ_STR("pwfa7_227d7nt9se550_jrdgn5jev3xs8")));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(pdz_pseudonym_shaped(pdz_str(others[i])));
}

/* What we wrote is never refused as a tax code when it is read again. */
static void never_a_tax_code(void **state)
{
	(void)state;
	struct pdz_pseudonyms *p;
	struct pdz_error err = {0};
	size_t at, length;

	write_key(hex_key, 64, 0600);
	assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("x"), &err), PDZ_OK);
	for (int i = 0; i < 200000; i++) {
		char text[64];
		int n = snprintf(text, sizeof text, "%d", i);
		memcpy(text + 20, "casi:", 5);
		pdz_pseudonym_of(p, (struct pdz_str){text, (size_t)n}, text + 25);
		assert_false(pdz_taxcode_find((struct pdz_str){text + 20, 5 + PDZ_PSEUDONYM_LENGTH}, &at, &length));
	}
	pdz_pseudonyms_free(p);
}

static void refuse(const void *bytes, size_t n, mode_t mode, const char *why)
{
	struct pdz_pseudonyms *p;
	struct pdz_error err = {0};

	write_key(bytes, n, mode);
	assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("x"), &err), PDZ_INPUT);
	assert_null(p);
	if (!strstr(err.text, why))
		fail_msg("%s", err.text);
	assert_null(strstr(err.text, "0405"));
}

/* What was typed, in each of the two forms; what is random never is refused. */
static void keys_that_somebody_typed(void **state)
{
	(void)state;
	static const char *const typed[] = {
		"correct horse battery staple 123",
		"00000000000000000000000000000000",
		"Ambito.Oglio-Po!2025/2027 chiave",
	};
	unsigned char key[PDZ_KEY_BYTES] = {0};

	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		char hex[2 * PDZ_KEY_BYTES + 1];
		assert_int_equal(strlen(typed[i]), PDZ_KEY_BYTES);
		refuse(typed[i], PDZ_KEY_BYTES, 0600, "not a random key");
		for (size_t k = 0; k < PDZ_KEY_BYTES; k++)
			snprintf(hex + 2 * k, 3, "%02x", (unsigned)typed[i][k]);
		refuse(hex, 2 * PDZ_KEY_BYTES, 0600, "not a random key");
	}
	refuse("perch\303\251 la citt\303\240 \303\250 cos\303\254 blu ogg", PDZ_KEY_BYTES, 0600, "not a random key");
	static const char *const spelled[] = {
		"3141592653589793238462643383279502884197169399375105820974944592",
		"bedbadcafe00deadbeeff00dfacade00c0ffee00b0bafeedbaddeedfeedface0",
		"8f3a91c27d04e6b58f3a91c27d04e6b58f3a91c27d04e6b58f3a91c27d04e6b5",
	};
	for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++)
		refuse(spelled[i], 2 * PDZ_KEY_BYTES, 0600, "not a random key");
	for (unsigned step = 0; step < 256; step++) { /* counted up and down */
		for (size_t k = 0; k < PDZ_KEY_BYTES; k++)
			key[k] = (unsigned char)(k * step + 77);
		refuse((const char *)key, sizeof key, 0600, "not a random key");
	}
	for (unsigned length = 1; length <= PDZ_KEY_BYTES / 2; length++) { /* repeated */
		for (size_t k = 0; k < PDZ_KEY_BYTES; k++)
			key[k] = k < length ? (unsigned char)(k * k * 91 + 13) : key[k - length];
		refuse((const char *)key, sizeof key, 0600, "not a random key");
	}
	/* what is hashed looks random, though a word is behind it */
	struct pdz_error err = {0};
	char digest[65];
	pdz_sha256("password", 8, digest);
	write_key(digest, 64, 0600);
	assert_int_equal(pdz_key_read(path, key, &err), PDZ_OK);
	for (int i = 0; i < 200; i++) {
		unlink(path);
		assert_int_equal(pdz_key_make(path, &err), PDZ_OK);
		assert_int_equal(pdz_key_read(path, key, &err), PDZ_OK);
	}
}

static void key_files(void **state)
{
	(void)state;
	static const mode_t modes[] = {0604, 0640, 0644, 0601, 0610, 0602, 0620, 0666, 0777};
	struct pdz_pseudonyms *p;
	struct pdz_error err = {0};
	char text[80];

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		refuse(hex_key, 64, modes[i], "not private");
	for (size_t n = 0; n < 64; n++)
		if (n != 32)
			refuse(hex_key, n, 0600, "not a key");
	static const char *const wrong[] = {"\n\n", "\nx", "00", " ", "\n\r"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		int n = snprintf(text, sizeof text, "%s%s", hex_key, wrong[i]);
		refuse(text, (size_t)n, 0600, "not a key");
	}
	snprintf(text, sizeof text, "%s", hex_key);
	text[10] = 'g';
	refuse(text, 64, 0600, "not a key");
	static const char *const right[] = {"", "\n", "\r", "\r\n"};
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		int n = snprintf(text, sizeof text, "%s%s", hex_key, right[i]);
		write_key(text, (size_t)n, 0600);
		assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("x"), &err), PDZ_OK);
		pdz_pseudonyms_free(p);
	}
	unlink(path);
	assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("x"), &err), PDZ_INPUT);
	assert_non_null(strstr(err.text, "cannot open the key"));
	err = (struct pdz_error){0};
	assert_int_equal(pdz_pseudonyms_load(&p, folder, PDZ_STR("x"), &err), PDZ_INPUT);
	assert_string_equal(err.text, "the key is not in a regular file");
	err = (struct pdz_error){0};
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("x"), &err), PDZ_INPUT);
	assert_string_equal(err.text, "the key is not in a regular file");
}

static void made_keys(void **state)
{
	(void)state;
	struct pdz_pseudonyms *p;
	struct pdz_error err = {0};
	struct stat st;
	char first[PDZ_PSEUDONYM_LENGTH], second[PDZ_PSEUDONYM_LENGTH];

	for (int i = 0; i < 2; i++) {
		unlink(path);
		mode_t before = umask(0);
		assert_int_equal(pdz_key_make(path, &err), PDZ_OK);
		umask(before);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
		assert_int_equal(st.st_size, 65);
		assert_int_equal(pdz_pseudonyms_load(&p, path, PDZ_STR("x"), &err), PDZ_OK);
		pdz_pseudonym_of(p, PDZ_STR("A"), i ? second : first);
		pdz_pseudonyms_free(p);
	}
	assert_memory_not_equal(first, second, sizeof first);
	assert_int_equal(pdz_key_make(path, &err), PDZ_OUTPUT);
	err = (struct pdz_error){0};
	assert_int_equal(pdz_key_make("/nowhere/key", &err), PDZ_OUTPUT);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),    cmocka_unit_test(forms),     cmocka_unit_test(shapes),
		cmocka_unit_test(never_a_tax_code),
		cmocka_unit_test(key_files), cmocka_unit_test(keys_that_somebody_typed), cmocka_unit_test(made_keys),
	};
	/* clang-format on */

	return !!cmocka_run_group_tests_name("pseudonyms", tests, set_up, tear_down);
}
