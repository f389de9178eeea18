/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes again, and which of it holds; see identity.h. */
#include "records/identity.h"

#include <sodium.h>
#include <stdlib.h>

enum { ORDER_BITS = 16, FEW = 32, BITS = 8 };
static const uint64_t order_mask = (UINT64_C(1) << ORDER_BITS) - 1;

void pdz_identity_begin(struct pdz_identity *d)
{
	*d = (struct pdz_identity){0};
	randombytes_buf(d->key, sizeof d->key);
}

void pdz_identity_release(struct pdz_identity *d)
{
	free(d->items);
	free(d->doubts);
	free(d->repeats);
	*d = (struct pdz_identity){0};
}

/* Digests */

uint64_t pdz_identity_digest(const struct pdz_identity *d, const void *bytes, size_t n)
{
	uint64_t digest;

	_Static_assert(crypto_shorthash_BYTES == sizeof digest && crypto_shorthash_KEYBYTES == sizeof d->key,
	               "SipHash-2-4");
	crypto_shorthash((unsigned char *)&digest, bytes, n, d->key);
	return digest;
}

uint64_t pdz_identity_content(const struct pdz_identity *d, const struct pdz_record *r, size_t dimension_count,
                              struct pdz_buf *scratch)
{
	const struct pdz_str texts[] = {
		pdz_id_split(r->id).part, r->action, r->event, r->case_id, r->category, r->area, r->note};
	const int64_t numbers[] = {r->date, r->due, r->start, r->status, r->quantity};

	pdz_buf_clear(scratch);
	pdz_buf_add(scratch, (const char *)numbers, sizeof numbers);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		pdz_buf_str(scratch, texts[i]);
		pdz_buf_char(scratch, '\0');
	}
	for (size_t i = 0; i < dimension_count; i++) {
		pdz_buf_str(scratch, r->dimensions[i]);
		pdz_buf_char(scratch, '\0');
	}
	return pdz_identity_digest(d, scratch->p, scratch->n);
}

/* Ids */

/* 2025, 2025-S1, 2025-Q1, 2025-01 or nothing as a number that grows with it, from 1. */
static unsigned order_of(struct pdz_str text)
{
	struct pdz_period period;
	const bool known = text.n && pdz_period_parse(text, &period);

	return known && period.last > 0 && period.last < PDZ_BY_LINE ? (unsigned)period.last : 1;
}

struct pdz_id_pieces pdz_id_split(struct pdz_str id)
{
	struct pdz_id_pieces p = {.sender = {"", 0}, .row = id, .part = {"", 0}};
	const char *colon = id.n ? memchr(id.p, ':', id.n) : NULL;

	if (!colon) /* it is nobody's: all of it is the row */
		return p;
	p.sender = (struct pdz_str){id.p, (size_t)(colon - id.p)};
	p.row = (struct pdz_str){colon + 1, id.n - p.sender.n - 1};
	const char *hash = memrchr(p.row.p, '#', p.row.n), *at = memrchr(p.sender.p, '@', p.sender.n);
	if (hash) {
		p.part = (struct pdz_str){hash + 1, p.row.n - (size_t)(hash + 1 - p.row.p)};
		p.row.n = (size_t)(hash - p.row.p);
	}
	if (at) {
		p.order = order_of((struct pdz_str){at + 1, p.sender.n - (size_t)(at + 1 - p.sender.p)});
		p.sender.n = (size_t)(at - p.sender.p);
	}
	for (; p.sender.n && p.sender.p[p.sender.n - 1] == '+'; p.sender.n--) {
		p.order |= p.order & PDZ_BY_LINE && !(p.order & ~(unsigned)PDZ_BY_LINE); /* the second */
		p.order |= PDZ_BY_LINE;
	}
	return p;
}

bool pdz_id_is_spoilt(struct pdz_str row)
{
	size_t i = 1;

	if (row.n < 5 || row.p[0] < '0' || row.p[0] > '9' || (row.p[1] >= '0' && row.p[1] <= '9'))
		return false;
	const bool decimals = row.p[1] == ',' || row.p[1] == '.';
	if (decimals)
		for (i++; i < row.n && row.p[i] >= '0' && row.p[i] <= '9';)
			i++;
	if (i + 2 >= row.n || (row.p[i] | 0x20) != 'e')
		return false;
	i++;
	if (row.p[i] == '+' || (decimals && row.p[i] == ' '))
		i++;
	else if (!decimals) /* 1E10 may be a code */
		return false;
	for (; i < row.n; i++)
		if (row.p[i] < '0' || row.p[i] > '9')
			return false;
	return true;
}

/* Seeing */

struct pdz_sighting pdz_identity_sighting(const struct pdz_identity *d, const struct pdz_id_pieces *id,
                                          struct pdz_str source, uint64_t line, uint64_t content,
                                          struct pdz_buf *scratch)
{
	pdz_buf_clear(scratch);
	pdz_buf_str(scratch, id->sender.n ? id->sender : source);
	pdz_buf_char(scratch, '\0');
	pdz_buf_str(scratch, id->row);
	return (struct pdz_sighting){.row = pdz_identity_digest(d, scratch->p, scratch->n),
	                             .content = (content & ~order_mask) | id->order,
	                             .line = (uint32_t)line,
	                             .source = pdz_intern_hash(source),
	                             .part = pdz_intern_hash(id->part)};
}

bool pdz_identity_add(struct pdz_identity *d, const struct pdz_sighting *s, size_t n)
{
	if (d->cap - d->count < n) {
		/* by an eighth, not by doubling: this is the one thing that grows with the rows */
		const size_t cap = d->cap + d->cap / 8 + n + 1024;
		struct pdz_sighting *items = realloc(d->items, cap * sizeof *items);
		if (!items)
			return false;
		d->items = items;
		d->cap = cap;
	}
	if (n)
		memcpy(d->items + d->count, s, n * sizeof *s);
	d->count += n;
	return true;
}

/* Sorting */

static int by_row(const struct pdz_sighting *x, const struct pdz_sighting *y)
{
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int compare_by_row(const void *a, const void *b)
{
	return by_row(a, b);
}

static void insert_sightings(struct pdz_sighting *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct pdz_sighting x = v[i];
		size_t k = i;
		for (; k > 0 && by_row(&x, &v[k - 1]) < 0; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

/* By the bits of the row from shift on, then those below: in place, without the memory that
 * qsort would take for as much again. Digests are spread evenly, so the heaps are alike. */
static void sort_sightings(struct pdz_sighting *v, size_t n, int shift)
{
	size_t begin[1 << BITS], end[1 << BITS] = {0};

	if (n <= FEW) {
		insert_sightings(v, n);
		return;
	}
	if (shift < 0) { /* one row: by number, and many of them are still in order */
		qsort(v, n, sizeof *v, compare_by_row);
		return;
	}
#define HEAP(s) ((s).row >> shift & ((1 << BITS) - 1))
	for (size_t i = 0; i < n; i++)
		end[HEAP(v[i])]++;
	for (size_t h = 0, at = 0; h < 1 << BITS; h++) {
		begin[h] = at;
		end[h] = at += end[h];
	}
	for (size_t h = 0; h < 1 << BITS; h++) {
		while (begin[h] < end[h]) {
			const struct pdz_sighting x = v[begin[h]];
			const size_t home = HEAP(x);
			if (home == h) {
				begin[h]++;
				continue;
			}
			v[begin[h]] = v[begin[home]];
			v[begin[home]++] = x;
		}
	}
#undef HEAP
	for (size_t h = 0, from = 0; h < 1 << BITS; from = end[h], h++)
		if (end[h] - from > 1)
			sort_sightings(v + from, end[h] - from, shift - BITS);
}

static size_t end_of_row(const struct pdz_identity *d, size_t from)
{
	size_t to = from + 1;

	while (to < d->count && d->items[to].row == d->items[from].row)
		to++;
	return to;
}

static int compare_doubts(const void *a, const void *b, void *ctx)
{
	const struct pdz_identity *d = ctx;
	const uint32_t x = d->items[*(const uint32_t *)a].number, y = d->items[*(const uint32_t *)b].number;

	return x < y ? -1 : x > y;
}

static bool same_delivery(const struct pdz_sighting *a, const struct pdz_sighting *b)
{
	return (a->content & order_mask) == (b->content & order_mask) && a->source == b->source;
}

static bool same_version(const struct pdz_sighting *a, const struct pdz_sighting *b)
{
	return same_delivery(a, b) && a->line == b->line;
}

/* Are these nothing but the parts of one row, each once? (Too many to look are taken for more.) */
static bool is_one_row(const struct pdz_sighting *v, size_t n)
{
	if (n > FEW * 4)
		return false;
	for (size_t i = 1; i < n; i++) {
		if (!same_version(&v[i], &v[0]))
			return false;
		for (size_t k = 0; k < i; k++)
			if (v[k].part == v[i].part)
				return false;
	}
	return true;
}

/* Most rows come once: those that share none of their digest's first bits with another need no sorting. Without
 * memory for it they all stay. */
static void drop_single(struct pdz_identity *d)
{
	int bits = 10;
	size_t kept = 0;

	while (bits < 40 && (size_t)1 << bits < 8 * d->count)
		bits++;
	uint64_t *const met = calloc((size_t)1 << (bits - 5), sizeof *met);
	if (!met)
		return;
	uint64_t *const again = met + ((size_t)1 << (bits - 6));
	for (size_t i = 0; i < d->count; i++) {
		const uint64_t at = d->items[i].row >> (64 - bits), bit = UINT64_C(1) << at % 64;
		again[at / 64] |= met[at / 64] & bit;
		met[at / 64] |= bit;
	}
	for (size_t i = 0; i < d->count; i++) {
		const uint64_t at = d->items[i].row >> (64 - bits);
		if (again[at / 64] >> at % 64 & 1)
			d->items[kept++] = d->items[i];
	}
	d->count = kept;
	free(met);
}

bool pdz_identity_sort(struct pdz_identity *d)
{
	size_t kept = 0;

	drop_single(d);
	sort_sightings(d->items, d->count, 64 - BITS);
	for (size_t from = 0, to; from < d->count; from = to) {
		bool differs = false;
		to = end_of_row(d, from);
		if (to - from == 1 || is_one_row(d->items + from, to - from))
			continue;
		for (size_t i = from + 1; i < to; i++)
			differs |= (d->items[i].content ^ d->items[from].content) >> ORDER_BITS != 0;
		for (size_t i = from; i < to; i++) {
			d->items[kept] = d->items[i];
			if (differs && !pdz_grow(&d->doubts, &d->doubt_cap, d->doubt_count + 1, sizeof *d->doubts))
				return false;
			if (differs)
				d->doubts[d->doubt_count++] = (uint32_t)kept;
			kept++;
		}
	}
	d->count = kept;
	if (d->doubt_count)
		qsort_r(d->doubts, d->doubt_count, sizeof *d->doubts, compare_doubts, d);
	return true;
}

void pdz_identity_judge(struct pdz_identity *d, size_t i, uint64_t content)
{
	uint64_t *old = &d->items[d->doubts[i]].content;

	*old = content == 0 ? *old & order_mask : (content & ~order_mask) | UINT64_C(1) << ORDER_BITS | (*old & order_mask);
}

/* Deciding. The sightings of one row lie together, those of a version, and of a part of it, too. */

static int compare_versions(const void *a, const void *b)
{
	const struct pdz_sighting *x = a, *y = b;
	const uint64_t order[] = {x->content & order_mask, y->content & order_mask};

	if (order[0] != order[1])
		return order[0] < order[1] ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->content != y->content)
		return x->content < y->content ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static bool add_repeat(struct pdz_identity *d, const struct pdz_sighting *s, enum pdz_recurrence what,
                       const struct pdz_sighting *other)
{
	if (what == PDZ_HOLDS)
		return true;
	if (!pdz_grow(&d->repeats, &d->repeat_cap, d->repeat_count + 1, sizeof *d->repeats))
		return false;
	d->repeats[d->repeat_count++] = (struct pdz_repeat){s->number, what, other->number, other->line};
	return true;
}

/* One version of a row: what it says, all its parts together, and when it came first and last. */
struct version {
	size_t from, to;
	uint64_t digest;
	uint32_t first, last;
	bool contradicts_itself;
};

static struct version measure_version(const struct pdz_sighting *v, size_t from, size_t n)
{
	struct version a = {.from = from, .to = from, .first = v[from].number, .last = v[from].number};

	for (; a.to < n && same_version(&v[a.to], &v[from]); a.to++) {
		const struct pdz_sighting *s = &v[a.to], *before = a.to > from ? s - 1 : NULL;
		const bool same_part = before && before->part == s->part;
		a.first = s->number < a.first ? s->number : a.first;
		a.last = s->number > a.last ? s->number : a.last;
		a.contradicts_itself |= same_part && before->content != s->content;
		if (!same_part || before->content != s->content)
			a.digest =
				(a.digest ^ (s->content >> ORDER_BITS) ^ (uint64_t)s->part << 32) * UINT64_C(0x9E3779B97F4A7C15) + 1;
	}
	return a;
}

/* Parts of the version that holds: what is there twice counts once, what contradicts itself not at all. */
static bool keep_version(struct pdz_identity *d, const struct pdz_sighting *v, const struct version *a)
{
	for (size_t from = a->from, to; from < a->to; from = to) {
		bool differs = false;
		for (to = from + 1; to < a->to && v[to].part == v[from].part; to++)
			differs |= v[to].content != v[from].content;
		for (size_t i = from; i < to; i++) {
			const enum pdz_recurrence what = differs ? PDZ_CONTRADICTS : i > from ? PDZ_IS_DUPLICATE : PDZ_HOLDS;
			if (!add_repeat(d, &v[i], what, &v[i == from && to - from > 1 ? from + 1 : from]))
				return false;
		}
	}
	return true;
}

static bool set_version(struct pdz_identity *d, const struct pdz_sighting *v, const struct version *a,
                        enum pdz_recurrence what, const struct pdz_sighting *other)
{
	for (size_t i = a->from; i < a->to; i++)
		if (!add_repeat(d, &v[i], what, other))
			return false;
	return true;
}

static unsigned order_of_sighting(const struct pdz_sighting *s)
{
	return (unsigned)(s->content & order_mask & ~(uint64_t)PDZ_BY_LINE);
}

static unsigned order_of_version(const struct pdz_sighting *v, const struct version *a)
{
	return order_of_sighting(&v[a->from]);
}

/* Does nothing say which of two versions is later? */
static bool is_undecided(const struct pdz_sighting *v, const struct version *a, const struct version *b)
{
	if (a->digest == b->digest)
		return false;
	return same_delivery(&v[a->from], &v[b->from]) ? !(v[a->from].content & PDZ_BY_LINE)
	                                               : !order_of_version(v, a) || !order_of_version(v, b);
}

static bool decide_row(struct pdz_identity *d, const struct pdz_sighting *v, size_t n, struct version *all)
{
	size_t count = 0;
	bool same = true, fine = true;
	const struct version *holder = all, *undecided = NULL;

	for (size_t from = 0; from < n; from = all[count++].to)
		all[count] = measure_version(v, from, n);
	for (size_t i = 1; i < count; i++) {
		const unsigned order = order_of_version(v, &all[i]), best = order_of_version(v, holder);
		same &= all[i].digest == all[0].digest;
		holder = order > best || (order == best && all[i].last > holder->last) ? &all[i] : holder;
	}
	for (size_t i = 0; i < count && same; i++)
		holder = all[i].first < holder->first ? &all[i] : holder;
	for (size_t i = 0; i < count; i++)
		undecided = is_undecided(v, &all[i], holder) ? &all[i] : undecided;
	for (size_t i = 0; i < count && fine; i++) {
		const struct version *a = &all[i];
		if (undecided && (a == holder || is_undecided(v, a, holder) || a->digest == holder->digest))
			fine = set_version(d, v, a, PDZ_CONTRADICTS, &v[a == holder ? undecided->from : holder->from]);
		else if (a == holder)
			fine = keep_version(d, v, a);
		else
			fine = set_version(d, v, a, a->digest == holder->digest ? PDZ_IS_DUPLICATE : PDZ_IS_SUPERSEDED,
			                   &v[holder->from]);
	}
	return fine;
}

/* Is one of a row's versions later than what gave nothing, and something says so? */
static bool is_later(const struct pdz_sighting *s, const struct pdz_sighting *nothing)
{
	const unsigned order = order_of_sighting(s), before = order_of_sighting(nothing);

	if (same_delivery(s, nothing))
		return nothing->content & PDZ_BY_LINE && s->number > nothing->number;
	return order && before && (order > before || (order == before && s->number > nothing->number));
}

/* What gave nothing is rejected for itself, but where the row was sent anew. v[0 .. n) gave something. */
static bool replace_nothings(struct pdz_identity *d, const struct pdz_sighting *v, size_t n, size_t all)
{
	for (size_t i = n; i < all; i++)
		for (size_t k = 0; k < n; k++)
			if (is_later(&v[k], &v[i])) {
				if (!add_repeat(d, &v[i], PDZ_IS_SUPERSEDED, &v[k]))
					return false;
				break;
			}
	return true;
}

static int compare_repeats(const void *a, const void *b)
{
	const struct pdz_repeat *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

bool pdz_identity_decide(struct pdz_identity *d)
{
	struct version *versions = NULL;
	size_t cap = 0;
	bool fine = true;

	for (size_t from = 0, to; from < d->count && fine; from = to) {
		struct pdz_sighting *v = &d->items[from];
		size_t n = 0;
		to = end_of_row(d, from);
		for (size_t i = 0; i < to - from; i++)
			if (v[i].content >> ORDER_BITS) {
				const struct pdz_sighting one = v[i];
				v[i] = v[n];
				v[n++] = one;
			}
		fine = replace_nothings(d, v, n, to - from);
		if (n < 2 || !fine)
			continue;
		qsort(v, n, sizeof *v, compare_versions);
		fine = pdz_grow(&versions, &cap, n, sizeof *versions) && decide_row(d, v, n, versions);
	}
	free(versions);
	free(d->items);
	d->items = NULL;
	d->count = d->cap = 0;
	if (d->repeat_count)
		qsort(d->repeats, d->repeat_count, sizeof *d->repeats, compare_repeats);
	return fine;
}

/* Asking */

size_t pdz_identity_find(const struct pdz_identity *d, uint32_t number)
{
	size_t from = 0, to = d->repeat_count;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (d->repeats[middle].number < number)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct pdz_repeat *pdz_identity_repeat(const struct pdz_identity *d, uint32_t number, size_t *next)
{
	while (*next < d->repeat_count && d->repeats[*next].number < number)
		++*next;
	return *next < d->repeat_count && d->repeats[*next].number == number ? &d->repeats[*next] : NULL;
}

size_t pdz_identity_undisturbed(const struct pdz_identity *d, uint32_t number, size_t *next)
{
	while (*next < d->repeat_count && d->repeats[*next].number < number)
		++*next;
	return *next < d->repeat_count ? d->repeats[*next].number - number : SIZE_MAX;
}
