/* Memory in large pages; see pages.h. Only asks for them: where the system has none, all
 * is as it would be without. */
#include "base/pages.h"

#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined __GLIBC__ && defined MADV_HUGEPAGE
enum { LARGE = 2 << 20, AT_ONCE = 32 << 20 };

/* The heap grows by many pages at once, so that there are whole ones that nothing has
 * touched: those will be large. Tables come from it unless they are larger than that. */
void pdz_pages_grown(void)
{
	static uintptr_t asked; /* up to here */
	const uintptr_t end = (uintptr_t)sbrk(0);

	if (asked == 0) {
		mallopt(M_MMAP_THRESHOLD, AT_ONCE);
		mallopt(M_TOP_PAD, AT_ONCE);
		mallopt(M_TRIM_THRESHOLD, 8 * AT_ONCE); /* what is given back comes again, and is cleared each time */
		asked = end;
	}
	if (end > asked) {
		const uintptr_t from = (asked + LARGE - 1) / LARGE * LARGE, to = end / LARGE * LARGE;
		if (from < to)
			(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
	}
	asked = end;
}

void pdz_pages_shared(void)
{
	mallopt(M_ARENA_MAX, 1);
}
#else
void pdz_pages_grown(void)
{
}

void pdz_pages_shared(void)
{
}
#endif
