/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the bytes that matter to CSV stand; see scan.h. Knows nothing of rows. */
#include "records/scan.h"

#include "base/bytes.h"

#include <stdbool.h>
#include <string.h>

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

static void scan_plain(const char *text, size_t n, char delimiter, struct pdz_scan *found)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t patterns[] = {ones * (unsigned char)delimiter, ones * '\n', ones * '\r', ones * '"'};
	size_t count = 0, breaks = 0;

	memset(found->high, 0, (n + PDZ_SCAN_BLOCK - 1) / PDZ_SCAN_BLOCK);
	for (size_t at = 0; at < n; at += 8) {
		unsigned char bytes[8];
		uint64_t seen;
		memset(bytes, filler(delimiter), sizeof bytes);
		memcpy(bytes, text + at, n - at < 8 ? n - at : 8);
		const uint64_t word = pdz_load64(bytes);
		seen = equal_bytes(word, 0);
		for (int i = 0; i < 4; i++)
			seen |= equal_bytes(word, patterns[i]);
		const uint64_t seen_all = seen;
		for (; seen; seen &= seen - 1) {
			const size_t byte = (size_t)__builtin_ctzll(seen) / 8;
			if (bytes[byte] != (unsigned char)delimiter)
				found->breaks[breaks++] = (uint32_t)count;
			found->marks[count++] = (uint32_t)(at + byte);
		}
		const uint64_t low = word & (ones * 0x7f), fine = seen_all | equal_bytes(word, ones * '\t');
		found->high[at / PDZ_SCAN_BLOCK] |= ((word | ~(low + ones * 0x60) | (low + ones)) & ones * 0x80 & ~fine) != 0;
	}
	found->mark_count = count;
	found->break_count = breaks;
}

static size_t rows_plain(const char *text, size_t n)
{
	size_t rows = 0;
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		quoted ^= text[i] == '"';
		rows += text[i] == '\n';
		if ((text[i] == '\n' && quoted) || (text[i] == '\r' && (i + 1 == n || text[i + 1] != '\n')))
			return SIZE_MAX;
	}
	return n > 0 && text[n - 1] == '\n' ? rows : SIZE_MAX;
}

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>

/* Each byte that matters has a lower half of its own, so that one look-up by the lower
 * half gives the only byte that would match: one comparison for all of them. */
static bool put_in_table(unsigned char table[16], unsigned char c)
{
	if (c >= 0x80 || (table[c & 15] != 0xff && table[c & 15] != c))
		return false;
	table[c & 15] = c;
	return true;
}

static bool make_table(unsigned char table[16], char delimiter)
{
	memset(table, 0xff, 16); /* matches nothing: what is not ASCII is looked up as 0 */
	return put_in_table(table, 0) && put_in_table(table, '\n') && put_in_table(table, '\r') &&
	       put_in_table(table, '"') && put_in_table(table, (unsigned char)delimiter);
}

/* Eight at a time, wanted or not: what is written too much, the next block writes over,
 * and how many there are is rarely guessed wrong by the processor. */
__attribute__((target("avx2,bmi,popcnt"))) static inline void put_marks(uint32_t *to, uint32_t at, uint64_t mask,
                                                                        unsigned count)
{
	for (unsigned done = 0; done < count; done += 8)
		for (int i = 0; i < 8; i++) {
			to[done + (unsigned)i] = at + (uint32_t)_tzcnt_u64(mask);
			mask &= mask - 1;
		}
}

/* The block at that place, filled up in last if the text ends in it. */
static inline const char *block_at(const char *text, size_t at, size_t n, char delimiter, char last[PDZ_SCAN_BLOCK])
{
	if (n - at >= PDZ_SCAN_BLOCK)
		return text + at;
	memset(last, filler(delimiter), PDZ_SCAN_BLOCK);
	return memcpy(last, text + at, n - at);
}

__attribute__((target("avx2,bmi,popcnt"))) static void scan_avx2(const char *text, size_t n, char delimiter,
                                                                 struct pdz_scan *found)
{
	unsigned char bytes[16];
	make_table(bytes, delimiter);
	const __m256i d = _mm256_set1_epi8(delimiter), blank = _mm256_set1_epi8(' '), printed = _mm256_set1_epi8('~' - ' '),
				  tab = _mm256_set1_epi8('\t'),
				  table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)bytes));
	char last[PDZ_SCAN_BLOCK];
	uint32_t *const marks = found->marks, *const breaks = found->breaks;
	size_t count = 0, break_count = 0;

	for (size_t at = 0; at < n; at += PDZ_SCAN_BLOCK) {
		const char *p = block_at(text, at, n, delimiter, last);
		const __m256i a = _mm256_loadu_si256((const void *)p), b = _mm256_loadu_si256((const void *)(p + 32));
		const __m256i all_a = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, a), a),
					  all_b = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, b), b);
		const __m256i odd_a = _mm256_andnot_si256(_mm256_cmpeq_epi8(a, d), all_a),
					  odd_b = _mm256_andnot_si256(_mm256_cmpeq_epi8(b, d), all_b);
		const uint64_t all = (uint32_t)_mm256_movemask_epi8(all_a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(all_b)
		                                                                 << 32;
		uint64_t odd = (uint32_t)_mm256_movemask_epi8(odd_a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(odd_b) << 32;
		const __m256i up_a = _mm256_sub_epi8(a, blank), up_b = _mm256_sub_epi8(b, blank);
		const __m256i fine_a = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(up_a, printed), up_a),
		                                       _mm256_or_si256(all_a, _mm256_cmpeq_epi8(a, tab))),
					  fine_b = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(up_b, printed), up_b),
		                                       _mm256_or_si256(all_b, _mm256_cmpeq_epi8(b, tab)));
		found->high[at / PDZ_SCAN_BLOCK] = _mm256_movemask_epi8(_mm256_and_si256(fine_a, fine_b)) != -1;
		for (; odd; odd &= odd - 1) /* the marks below this one */
			breaks[break_count++] = (uint32_t)(count + (size_t)_mm_popcnt_u64(all & ((odd & -odd) - 1)));
		const unsigned more = (unsigned)_mm_popcnt_u64(all);
		put_marks(marks + count, (uint32_t)at, all, more);
		count += more;
	}
	found->mark_count = count;
	found->break_count = break_count;
}

size_t pdz_scan_ways(char delimiter, pdz_scan_fn ways[PDZ_SCAN_WAYS])
{
	unsigned char table[16];
	const bool wide = make_table(table, delimiter) && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
	size_t n = 0;

	if (wide && __builtin_cpu_supports("avx2"))
		ways[n++] = scan_avx2;
	ways[n++] = scan_plain;
	return n;
}

__attribute__((target("avx2"))) static inline uint64_t places_of(const char *p, char c)
{
	const __m256i wanted = _mm256_set1_epi8(c);
	const __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const void *)p), wanted);
	const __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const void *)(p + 32)), wanted);
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

__attribute__((target("avx2,popcnt"))) static size_t rows_avx2(const char *text, size_t n)
{
	char last[PDZ_SCAN_BLOCK];
	size_t rows = 0;
	uint64_t quoted = 0, cr_before = 0; /* all ones inside quotes; 1 after a CR */

	if (n == 0 || text[n - 1] != '\n')
		return SIZE_MAX;
	for (size_t at = 0; at < n; at += PDZ_SCAN_BLOCK) {
		const char *p = block_at(text, at, n, ';', last);
		const uint64_t feeds = places_of(p, '\n'), returns = places_of(p, '\r');
		uint64_t inside = places_of(p, '"');
		for (int by = 1; by < 64 && inside; by *= 2) /* from each quote on, up to the next */
			inside ^= inside << by;
		inside ^= quoted;
		quoted = (uint64_t)((int64_t)inside >> 63);
		if ((feeds & inside) || ((returns << 1 | cr_before) & ~feeds))
			return SIZE_MAX;
		cr_before = returns >> 63;
		rows += (size_t)_mm_popcnt_u64(feeds);
	}
	return rows;
}

size_t pdz_scan_rows(const char *text, size_t n)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") ? rows_avx2(text, n)
	                                                                          : rows_plain(text, n);
}
#else
size_t pdz_scan_rows(const char *text, size_t n)
{
	return rows_plain(text, n);
}

size_t pdz_scan_ways(char delimiter, pdz_scan_fn ways[PDZ_SCAN_WAYS])
{
	(void)delimiter;
	ways[0] = scan_plain;
	return 1;
}
#endif

pdz_scan_fn pdz_scan_best(char delimiter)
{
	pdz_scan_fn ways[PDZ_SCAN_WAYS];

	pdz_scan_ways(delimiter, ways);
	return ways[0];
}
