/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text views, growing buffers and the arena. */
#include "pdz/str.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

int pdz_str_cmp(struct pdz_str a, struct pdz_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Bytes of the blank that begins at p[0]; 0 if none does. */
static size_t blank_at(const char *p, size_t n)
{
	if (n >= 1 && (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r')))
		return 1;
	if (n >= 2 && memcmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	if (n >= 3 && memcmp(p, "\xe2\x80", 2) == 0 && ((unsigned char)p[2] <= 0x8b || (unsigned char)p[2] == 0xaf))
		return 3;                                               /* thin ones, and of no width */
	return n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0; /* a mark of byte order inside a file */
}

/* Bytes of the blank that ends at p[n - 1]; 0 if none does. */
static size_t blank_before(const char *p, size_t n)
{
	for (size_t k = 1; k <= 3 && k <= n; k++)
		if (blank_at(p + n - k, k) == k)
			return k;
	return 0;
}

struct pdz_str pdz_str_trim_blanks(struct pdz_str s)
{
	for (size_t k; (k = blank_at(s.p, s.n)) > 0;) {
		s.p += k;
		s.n -= k;
	}
	for (size_t k; (k = blank_before(s.p, s.n)) > 0;)
		s.n -= k;
	return s;
}

void pdz_buf_release(struct pdz_buf *b)
{
	free(b->p);
	*b = (struct pdz_buf){0};
}

void pdz_buf_clear(struct pdz_buf *b)
{
	b->n = 0;
}

bool pdz_buf_reserve(struct pdz_buf *b, size_t n)
{
	if (b->failed)
		return false;
	if (n <= b->cap - b->n)
		return true;
	size_t cap = b->cap < 32 ? 64 : b->cap;
	if (n > SIZE_MAX - b->n || !pdz_grow(&b->p, &b->cap, cap > b->n + n ? cap : b->n + n, 1))
		b->failed = true;
	return !b->failed;
}

void pdz_buf_add(struct pdz_buf *b, const void *p, size_t n)
{
	if (n == 0 || !pdz_buf_reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void pdz_buf_str(struct pdz_buf *b, struct pdz_str s)
{
	pdz_buf_add(b, s.p, s.n);
}

void pdz_buf_z(struct pdz_buf *b, const char *z)
{
	pdz_buf_add(b, z, strlen(z));
}

void pdz_buf_char(struct pdz_buf *b, char c)
{
	if (pdz_buf_reserve(b, 1))
		b->p[b->n++] = c;
}

void pdz_buf_printf(struct pdz_buf *b, const char *fmt, ...)
{
	/* Most texts fit into what is there, and then one pass is enough. */
	if (!pdz_buf_reserve(b, 64))
		return;
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, args);
	va_end(args);
	if (n < 0) {
		b->failed = true;
		return;
	}
	if ((size_t)n >= b->cap - b->n) {
		if (!pdz_buf_reserve(b, (size_t)n + 1))
			return;
		va_start(args, fmt);
		vsnprintf(b->p + b->n, b->cap - b->n, fmt, args);
		va_end(args);
	}
	b->n += (size_t)n;
}

bool pdz_grow(void *items, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return true;
	size_t more = *cap ? *cap : 8;
	while (more < need) {
		if (more > SIZE_MAX / 2) {
			more = need;
			break;
		}
		more *= 2;
	}
	if (more > PTRDIFF_MAX / size)
		return false;
	/* items points to a pointer of any type: copied as bytes, which every type allows. */
	void *old;
	memcpy(&old, items, sizeof old);
	void *p = realloc(old, more * size);
	if (!p)
		return false;
	memcpy(items, &p, sizeof p);
	*cap = more;
	return true;
}

/* Only the head block has room; used and cap of the arena count its bytes. */
struct pdz_arena_block {
	struct pdz_arena_block *next;
	alignas(max_align_t) unsigned char bytes[];
};

enum { ARENA_FIRST = 4096, ARENA_LAST = 1 << 20 };

void pdz_arena_release(struct pdz_arena *a)
{
	for (struct pdz_arena_block *b = a->head; b;) {
		struct pdz_arena_block *next = b->next;
		free(b);
		b = next;
	}
	*a = (struct pdz_arena){0};
}

/* calloc, because fresh pages are zero already and need not be touched. */
static struct pdz_arena_block *new_block(size_t n)
{
	if (n > PTRDIFF_MAX - sizeof(struct pdz_arena_block))
		return NULL;
	return calloc(1, sizeof(struct pdz_arena_block) + n);
}

static void *take_from_arena(struct pdz_arena *a, size_t n, size_t align)
{
	size_t at = (a->used + align - 1) & ~(align - 1);
	if (a->head && at <= a->cap && n <= a->cap - at) {
		a->used = at + n;
		return a->head->bytes + at;
	}
	size_t cap = a->cap == 0 ? ARENA_FIRST : a->cap < ARENA_LAST ? a->cap * 2 : ARENA_LAST;
	if (a->head && n > cap / 4) {
		/* A large piece gets a block of its own behind the head, whose room stays in use. */
		struct pdz_arena_block *b = new_block(n);
		if (!b)
			return NULL;
		b->next = a->head->next;
		a->head->next = b;
		return b->bytes;
	}
	if (cap < n)
		cap = n;
	struct pdz_arena_block *b = new_block(cap);
	if (!b)
		return NULL;
	b->next = a->head;
	*a = (struct pdz_arena){.head = b, .used = n, .cap = cap};
	return b->bytes;
}

void *pdz_arena_alloc(struct pdz_arena *a, size_t n)
{
	return take_from_arena(a, n ? n : 1, alignof(max_align_t));
}

char *pdz_arena_copy(struct pdz_arena *a, struct pdz_str s)
{
	if (s.n == SIZE_MAX)
		return NULL;
	char *z = take_from_arena(a, s.n + 1, 1);
	if (z && s.n)
		memcpy(z, s.p, s.n);
	return z; /* fresh memory is zeroed, so the NUL is there */
}
