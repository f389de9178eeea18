/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory in large pages; see pages.h. Only asks for them: where the system has none, all
 * is as it would be without. */
#include "base/pages.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined __GLIBC__ && defined MADV_HUGEPAGE
enum { LARGE = 2 << 20, AT_ONCE = 32 << 20 };

static _Atomic uintptr_t asked; /* up to here; 0: not prepared */

void pdz_pages_prepare(void)
{
	/* tables come from the heap unless they are larger than what it grows by */
	mallopt(M_MMAP_THRESHOLD, AT_ONCE);
	mallopt(M_TOP_PAD, AT_ONCE);
	mallopt(M_TRIM_THRESHOLD, 8 * AT_ONCE); /* what is given back comes again, and is cleared each time */
	mallopt(M_ARENA_MAX, 1);
	asked = (uintptr_t)sbrk(0);
}

void pdz_pages_grown(void)
{
	const uintptr_t end = (uintptr_t)sbrk(0);
	uintptr_t before = asked;

	while (before != 0 && end > before && !atomic_compare_exchange_weak(&asked, &before, end))
		;
	if (before == 0 || end <= before)
		return;
	const uintptr_t from = (before + LARGE - 1) / LARGE * LARGE, to = end / LARGE * LARGE;
	if (from < to)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}
#else
void pdz_pages_prepare(void)
{
}

void pdz_pages_grown(void)
{
}
#endif
