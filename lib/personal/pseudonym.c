/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pseudonyms and their key; the forms and formulas are in the header. The only file
 * that sees a key. */
#include "pdz/ingest.h"

#include "base/fold.h"
#include "base/utf8.h"
#include "personal/taxcode.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HASH_BYTES = 16,
	HASH_DIGITS = (HASH_BYTES * 8 + 4) / 5,
	HALF = HASH_DIGITS / 2,
	KEY_ID_DIGITS = PDZ_PSEUDONYM_LENGTH - HASH_DIGITS - 3,
	FIRST_MARK = 1 + KEY_ID_DIGITS,
	SECOND_MARK = FIRST_MARK + 1 + HALF,
	HEX_KEY = 2 * PDZ_KEY_BYTES,
};

struct pdz_pseudonyms {             /* in locked memory */
	crypto_generichash_state keyed; /* with the project key, before any text */
	char key_id[KEY_ID_DIGITS];
};

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Reading and making keys */

/* All of a file that is at most size bytes; SIZE_MAX: cannot be read. */
static size_t read_all(int fd, unsigned char *room, size_t size)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, room + n, size - n);
		if (got == 0)
			break;
		if (got > 0)
			n += (size_t)got;
		else if (errno != EINTR)
			return SIZE_MAX;
	}
	return n;
}

static int value_of_hex(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The key out of the bytes of its file; false: they are not a key. */
static bool read_key(const unsigned char *bytes, size_t n, unsigned char key[PDZ_KEY_BYTES])
{
	if (n == PDZ_KEY_BYTES) {
		memcpy(key, bytes, n);
		return true;
	}
	if (n > HEX_KEY && bytes[n - 1] == '\n')
		n--;
	if (n > HEX_KEY && bytes[n - 1] == '\r')
		n--;
	if (n != HEX_KEY)
		return false;
	for (size_t i = 0; i < PDZ_KEY_BYTES; i++) {
		int high = value_of_hex(bytes[2 * i]), low = value_of_hex(bytes[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		key[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* Is it for the most part a shorter text over and over? */
static bool is_repeated(const unsigned char key[PDZ_KEY_BYTES])
{
	enum { ALIKE_AT_MOST = 7 };

	for (size_t apart = 1; apart <= PDZ_KEY_BYTES / 2; apart++) {
		size_t alike = 0;
		for (size_t i = apart; i < PDZ_KEY_BYTES; i++)
			alike += key[i] == key[i - apart];
		if (alike > ALIKE_AT_MOST)
			return true;
	}
	return false;
}

/* A key that is seen not to be random: text in UTF-8, few different bytes or hexadecimal digits, none but decimal
 * ones, what is repeated or counted. Of random keys fewer than one in 10^11 is any of these. */
static bool is_guessable(const unsigned char key[PDZ_KEY_BYTES])
{
	enum { BYTES_AT_LEAST = 12, DIGITS_AT_LEAST = 10, STEPS_AT_MOST = 9 };
	bool seen[256] = {false}, seen_digit[16] = {false}, text = true, letters = false;
	int different = 0, different_digits = 0, steps[256] = {0};
	size_t length = 1;
	uint32_t c;

	for (size_t i = 0; i < PDZ_KEY_BYTES && text; i += length) {
		length = pdz_utf8_next((const char *)key + i, PDZ_KEY_BYTES - i, &c);
		text = length > 0 && c >= 0x20 && c != 0x7f;
	}
	for (size_t i = 0; i < PDZ_KEY_BYTES; i++) {
		different += !seen[key[i]];
		seen[key[i]] = true;
		seen_digit[key[i] >> 4] = seen_digit[key[i] & 15] = true;
		if (i > 0 && ++steps[(unsigned char)(key[i] - key[i - 1])] > STEPS_AT_MOST)
			return true;
	}
	for (size_t i = 0; i < 16; i++) {
		different_digits += seen_digit[i];
		letters |= i >= 10 && seen_digit[i];
	}
	return text || !letters || different < BYTES_AT_LEAST || different_digits < DIGITS_AT_LEAST || is_repeated(key);
}

/* Bytes of the file in room, their number in *n. */
static enum pdz_status read_key_file(const char *file, unsigned char *room, size_t size, size_t *n,
                                     struct pdz_error *err)
{
	/* not to wait for a writer if it is a pipe */
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum pdz_status status = PDZ_OK;
	struct stat st;

	if (fd < 0)
		return pdz_fail_system(err, PDZ_INPUT, file, "cannot open the key", errno);
	if (fstat(fd, &st) != 0)
		status = pdz_fail_system(err, PDZ_INPUT, file, "cannot open the key", errno);
	else if (!S_ISREG(st.st_mode))
		status = pdz_fail(err, PDZ_INPUT, file, 0, 0, "the key is not in a regular file");
	else if (st.st_mode & 077)
		status = pdz_fail(err, PDZ_INPUT, file, 0, 0, "the key is not private: mode %04o (expected 0600 or 0400)",
		                  (unsigned)st.st_mode & 07777);
	else if ((*n = read_all(fd, room, size)) == SIZE_MAX)
		status = pdz_fail_system(err, PDZ_INPUT, file, "cannot read the key", errno);
	close(fd);
	return status;
}

/* Digits of base 32, the last one filled up with zeros. */
static void put_digits(const unsigned char *bytes, size_t n, char *out, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t bit = i * 5, at = bit / 8;
		unsigned two = (unsigned)bytes[at] << 8 | (at + 1 < n ? bytes[at + 1] : 0U);
		out[i] = digits[two >> (11 - bit % 8) & 31];
	}
}

static void hash(const struct pdz_pseudonyms *p, struct pdz_str text, unsigned char out[HASH_BYTES])
{
	crypto_generichash_state state = p->keyed;

	if (text.n)
		crypto_generichash_update(&state, (const unsigned char *)text.p, text.n);
	crypto_generichash_final(&state, out, HASH_BYTES);
	sodium_memzero(&state, sizeof state);
}

/* From the key of all projects to the one of this. */
static void derive(struct pdz_pseudonyms *p, const unsigned char key[PDZ_KEY_BYTES], struct pdz_str project)
{
	static const char purpose[] = "pdz pseudonym 1\n";
	crypto_generichash_state state;
	unsigned char project_key[PDZ_KEY_BYTES], id[HASH_BYTES];

	crypto_generichash_init(&state, key, PDZ_KEY_BYTES, sizeof project_key);
	crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose - 1);
	crypto_generichash_update(&state, (const unsigned char *)project.p, project.n);
	crypto_generichash_final(&state, project_key, sizeof project_key);
	crypto_generichash_init(&p->keyed, project_key, sizeof project_key, HASH_BYTES);
	sodium_memzero(project_key, sizeof project_key);
	sodium_memzero(&state, sizeof state);
	hash(p, PDZ_STR("key id"), id);
	put_digits(id, sizeof id, p->key_id, sizeof p->key_id);
}

enum pdz_status pdz_key_read(const char *file, unsigned char key[PDZ_KEY_BYTES], struct pdz_error *err)
{
	unsigned char bytes[HEX_KEY + 3]; /* with a line end, and one more to see that it is too long */
	size_t n = 0;
	enum pdz_status status = read_key_file(file, bytes, sizeof bytes, &n, err);

	if (!status && !read_key(bytes, n, key))
		status = pdz_fail(err, PDZ_INPUT, file, 0, 0, "not a key (expected 32 bytes, or 64 hexadecimal digits)");
	if (!status && is_guessable(key))
		status = pdz_fail(err, PDZ_INPUT, file, 0, 0,
		                  "not a random key (expected one that pdz-ingest --make-key made)");
	sodium_memzero(bytes, sizeof bytes);
	return status;
}

void pdz_key_fingerprint(const unsigned char key[PDZ_KEY_BYTES], char out[PDZ_FINGERPRINT_LENGTH + 1])
{
	char digest[65];

	pdz_sha256((const char *)key, PDZ_KEY_BYTES, digest);
	pdz_sha256(digest, 64, digest); /* once more: the first could be a key made by hashing */
	memcpy(out, digest, PDZ_FINGERPRINT_LENGTH);
	out[PDZ_FINGERPRINT_LENGTH] = '\0';
}

enum pdz_status pdz_pseudonyms_load(struct pdz_pseudonyms **out, const char *key_file, struct pdz_str project,
                                    struct pdz_error *err)
{
	*out = NULL;
	if (sodium_init() < 0)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "no random numbers from the system");
	unsigned char *key = sodium_malloc(PDZ_KEY_BYTES);
	struct pdz_pseudonyms *p = sodium_malloc((sizeof *p + 63) / 64 * 64); /* aligned for the state */
	enum pdz_status status = key && p ? pdz_key_read(key_file, key, err) : pdz_no_memory(err);
	if (!status) {
		derive(p, key, project);
		sodium_mprotect_readonly(p);
		*out = p;
	} else {
		sodium_free(p);
	}
	sodium_free(key); /* wipes */
	return status;
}

void pdz_pseudonyms_free(struct pdz_pseudonyms *p)
{
	sodium_free(p);
}

enum pdz_status pdz_key_make(const char *file, struct pdz_error *err)
{
	unsigned char key[PDZ_KEY_BYTES];
	char text[HEX_KEY + 1];
	enum pdz_status status = PDZ_OK;

	if (sodium_init() < 0)
		return pdz_fail(err, PDZ_OUTPUT, NULL, 0, 0, "no random numbers from the system");
	/* never over another: what it made could not be made again */
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 && errno == EEXIST)
		return pdz_fail(err, PDZ_OUTPUT, file, 0, 0, "the file is there already, and a key is never replaced");
	if (fd < 0)
		return pdz_fail_system(err, PDZ_OUTPUT, file, "cannot make the key", errno);
	randombytes_buf(key, sizeof key);
	sodium_bin2hex(text, sizeof text, key, sizeof key);
	text[HEX_KEY] = '\n';
	for (size_t done = 0; done < sizeof text && !status;) {
		ssize_t n = write(fd, text + done, sizeof text - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			status = pdz_fail_system(err, PDZ_OUTPUT, file, "cannot make the key", errno);
	}
	sodium_memzero(key, sizeof key);
	sodium_memzero(text, sizeof text);
	if (!status && fsync(fd) != 0 && errno != EINVAL)
		status = pdz_fail_system(err, PDZ_OUTPUT, file, "cannot make the key", errno);
	if (close(fd) != 0 && !status)
		status = pdz_fail_system(err, PDZ_OUTPUT, file, "cannot make the key", errno);
	if (status)
		unlink(file); /* half a key is useless */
	return status;
}

/* Pseudonyms */

void pdz_pseudonym_form(struct pdz_buf *b, struct pdz_str text)
{
	char code[PDZ_TAXCODE_LENGTH];
	size_t from = b->n;

	if (pdz_taxcode_is(text, code)) {
		pdz_buf_add(b, code, sizeof code);
		return;
	}
	pdz_fold(b, text);
	for (size_t i = from; i < b->n; i++)
		if (b->p[i] >= 'a' && b->p[i] <= 'z')
			b->p[i] = (char)(b->p[i] - 'a' + 'A');
}

void pdz_pseudonym_of(const struct pdz_pseudonyms *p, struct pdz_str form, char out[PDZ_PSEUDONYM_LENGTH])
{
	unsigned char bytes[HASH_BYTES];
	char text[HASH_DIGITS];

	hash(p, form, bytes);
	put_digits(bytes, sizeof bytes, text, sizeof text);
	out[0] = 'p';
	memcpy(out + 1, p->key_id, KEY_ID_DIGITS);
	out[FIRST_MARK] = out[SECOND_MARK] = '_';
	memcpy(out + FIRST_MARK + 1, text, HALF);
	memcpy(out + SECOND_MARK + 1, text + HALF, HASH_DIGITS - HALF);
}

bool pdz_pseudonym_shaped(struct pdz_str text)
{
	if (text.n != PDZ_PSEUDONYM_LENGTH || text.p[0] != 'p')
		return false;
	for (size_t i = 1; i < text.n; i++) {
		bool mark = i == FIRST_MARK || i == SECOND_MARK;
		if (mark ? text.p[i] != '_' : !memchr(digits, text.p[i], sizeof digits - 1))
			return false;
	}
	return true;
}

bool pdz_pseudonym_mine(const struct pdz_pseudonyms *p, struct pdz_str text)
{
	return pdz_pseudonym_shaped(text) && memcmp(text.p + 1, p->key_id, KEY_ID_DIGITS) == 0;
}
