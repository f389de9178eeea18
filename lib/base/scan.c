/* Where the bytes that matter to CSV stand; see scan.h. Knows nothing of rows. */
#include "base/scan.h"

#include <string.h>

static size_t add_marks(uint32_t *marks, size_t count, size_t at, uint64_t mask)
{
	for (; mask; mask &= mask - 1)
		marks[count++] = (uint32_t)(at + (size_t)__builtin_ctzll(mask));
	return count;
}

/* What stands after the last byte: nothing that has a mark. */
static char filler(char delimiter)
{
	return delimiter == 'x' ? 'y' : 'x';
}

/* Bit 7 of each byte of the result: this byte of word is the one repeated in pattern.
 * Exact, unlike the shorter trick whose carry also marks the byte above a match. */
static uint64_t equal_bytes(uint64_t word, uint64_t pattern)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), x = word ^ pattern;
	return ~(((x & low) + low) | x | low);
}

size_t pdz_scan_plain(const char *text, size_t n, char delimiter, uint32_t *marks, uint8_t *high)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t patterns[] = {ones * (unsigned char)delimiter, ones * '\n', ones * '\r', ones * '"'};
	size_t count = 0;

	memset(high, 0, (n + PDZ_SCAN_BLOCK - 1) / PDZ_SCAN_BLOCK);
	for (size_t at = 0; at < n; at += 8) {
		unsigned char bytes[8];
		uint64_t word = 0, found;
		memset(bytes, filler(delimiter), sizeof bytes);
		memcpy(bytes, text + at, n - at < 8 ? n - at : 8);
		for (int i = 0; i < 8; i++) /* one load, on machines that store so */
			word |= (uint64_t)bytes[i] << (8 * i);
		found = equal_bytes(word, 0);
		for (int i = 0; i < 4; i++)
			found |= equal_bytes(word, patterns[i]);
		for (; found; found &= found - 1)
			marks[count++] = (uint32_t)(at + (size_t)__builtin_ctzll(found) / 8);
		high[at / PDZ_SCAN_BLOCK] |= (word & (ones * 0x80)) != 0;
	}
	return count;
}

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>

__attribute__((target("avx2"))) static uint64_t marks_of_half(__m256i v, __m256i delimiter)
{
	__m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(v, delimiter), _mm256_cmpeq_epi8(v, _mm256_setzero_si256()));
	found = _mm256_or_si256(found, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')));
	found = _mm256_or_si256(found, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\r')));
	found = _mm256_or_si256(found, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')));
	return (uint32_t)_mm256_movemask_epi8(found);
}

__attribute__((target("avx2"))) static size_t scan_avx2(const char *text, size_t n, char delimiter, uint32_t *marks,
                                                       uint8_t *high)
{
	const __m256i d = _mm256_set1_epi8(delimiter);
	char last[PDZ_SCAN_BLOCK];
	size_t count = 0;

	for (size_t at = 0; at < n; at += PDZ_SCAN_BLOCK) {
		const char *p = text + at;
		if (n - at < PDZ_SCAN_BLOCK) {
			memset(last, filler(delimiter), sizeof last);
			memcpy(last, p, n - at);
			p = last;
		}
		const __m256i a = _mm256_loadu_si256((const void *)p), b = _mm256_loadu_si256((const void *)(p + 32));
		high[at / PDZ_SCAN_BLOCK] = _mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0;
		count = add_marks(marks, count, at, marks_of_half(a, d) | marks_of_half(b, d) << 32);
	}
	return count;
}

pdz_scan_fn pdz_scan_best(void)
{
	return __builtin_cpu_supports("avx2") ? scan_avx2 : pdz_scan_plain;
}
#else
pdz_scan_fn pdz_scan_best(void)
{
	return pdz_scan_plain;
}
#endif
