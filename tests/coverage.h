/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For `make coverage`: a process that ends by _exit leaves its counts all the same; and
 * writing them is not among the calls that tests/faults makes fail (fail.c has the calm). */
#include <dlfcn.h>
#include <unistd.h>

void __gcov_dump(void);

static inline void pdz_leave_counts(void)
{
	void (*calm)(void);
	void *found = dlsym(RTLD_DEFAULT, "pdz_fault_calm");
	__builtin_memcpy(&calm, &found, sizeof calm);
	if (found)
		calm();
	__gcov_dump();
}

#define _exit(status) (pdz_leave_counts(), (_exit)(status))
