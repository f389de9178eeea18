/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between a program and the system (LD_PRELOAD) and makes the n-th call of one
 * kind fail; tests/faults/walk says which. Counting begins at main, so that the loader
 * and the constructors of libraries are left alone, and goes on in child processes: the
 * counter lies in memory that the walker shares. getrandom is left alone: Linux promises
 * it for what keys need, and libsodium aborts when it breaks off, which is as it should be.
 *
 *   PDZ_FAULT_SHARED  file with a struct pdz_fault (fault.h) in it */
#include "fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* The allocator behind the names. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static struct fault *shared;
static int active;
static long live; /* blocks of this process, allocated since main began */

static int hit(enum fault_kind kind)
{
	if (!active || shared->kind != kind)
		return 0;
	const unsigned long n = __atomic_add_fetch(&shared->count, 1, __ATOMIC_RELAXED); /* children run side by side */
	if (n != shared->at && !(shared->forever && n > shared->at))
		return 0;
	shared->fired = 1;
	return 1;
}

/* A call that fails as told; short counts are the caller's affair. */
static int hit_errno(enum fault_kind kind)
{
	if (!hit(kind))
		return 0;
	errno = shared->error;
	return 1;
}

/* ---- memory ---- */

void *malloc(size_t n)
{
	if (hit(FAULT_MEMORY)) {
		errno = ENOMEM;
		return NULL;
	}
	void *p = __libc_malloc(n);
	live += active && p;
	return p;
}

void *calloc(size_t n, size_t size)
{
	if (hit(FAULT_MEMORY)) {
		errno = ENOMEM;
		return NULL;
	}
	void *p = __libc_calloc(n, size);
	live += active && p;
	return p;
}

void *realloc(void *old, size_t n)
{
	if (hit(FAULT_MEMORY)) {
		errno = ENOMEM;
		return NULL;
	}
	void *p = __libc_realloc(old, n);
	if (active)
		live += !old && p ? 1 : old && !p && n == 0 ? -1 : 0;
	return p;
}

void free(void *p)
{
	live -= active && p;
	__libc_free(p);
}

/* ---- calls ---- */

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *buf, size_t n)
{
	static __typeof__(&read) real;
	if (!real)
		real = REAL(read);
	if (hit(FAULT_READ)) {
		if (shared->error)
			return errno = shared->error, -1;
		n = n > 1 ? n / 3 + 1 : n;
	}
	return real(fd, buf, n);
}

ssize_t pread(int fd, void *buf, size_t n, off_t at)
{
	static __typeof__(&pread) real;
	if (!real)
		real = REAL(pread);
	if (hit(FAULT_READ)) {
		if (shared->error)
			return errno = shared->error, -1;
		n = n > 1 ? n / 3 + 1 : n;
	}
	return real(fd, buf, n, at);
}

ssize_t write(int fd, const void *buf, size_t n)
{
	static __typeof__(&write) real;
	if (!real)
		real = REAL(write);
	if (hit(FAULT_WRITE)) {
		if (shared->error)
			return errno = shared->error, -1;
		n = n > 1 ? n / 3 + 1 : n;
	}
	return real(fd, buf, n);
}

int open(const char *name, int flags, ...)
{
	static int (*real)(const char *, int, ...);
	va_list args;
	va_start(args, flags);
	const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (!real)
		real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	return hit_errno(FAULT_OPEN) ? -1 : real(name, flags, mode);
}

#define CALL(kind, bad, type, name, parameters, arguments) \
	type name parameters \
	{ \
		static __typeof__(&name) real; \
		if (!real) \
			real = REAL(name); \
		return hit_errno(kind) ? (bad) : real arguments; \
	}

CALL(FAULT_FSYNC, -1, int, fsync, (int fd), (fd))
CALL(FAULT_RENAME, -1, int, rename, (const char *from, const char *to), (from, to))
CALL(FAULT_RENAME, -1, int, renameat2, (int fd, const char *from, int to_fd, const char *to, unsigned flags),
     (fd, from, to_fd, to, flags))
CALL(FAULT_LINK, -1, int, linkat, (int fd, const char *from, int to_fd, const char *to, int flags),
     (fd, from, to_fd, to, flags))
CALL(FAULT_CHMOD, -1, int, fchmod, (int fd, mode_t mode), (fd, mode))
CALL(FAULT_SEEK, -1, off_t, lseek, (int fd, off_t at, int how), (fd, at, how))
CALL(FAULT_OTHER, -1, int, dup, (int fd), (fd))
CALL(FAULT_OTHER, -1, int, memfd_create, (const char *name, unsigned flags), (name, flags))
CALL(FAULT_OTHER, -1, pid_t, fork, (void), ())
CALL(FAULT_OTHER, -1, int, mkostemp, (char *name, int flags), (name, flags))
CALL(FAULT_OTHER, MAP_FAILED, void *, mmap, (void *p, size_t n, int prot, int flags, int fd, off_t at),
     (p, n, prot, flags, fd, at))
CALL(FAULT_STAT, -1, int, stat, (const char *name, struct stat *st), (name, st))
CALL(FAULT_STAT, -1, int, fstat, (int fd, struct stat *st), (fd, st))

/* The file is closed, but what the system had not written yet is lost. */
int close(int fd)
{
	static int (*real)(int);
	if (!real)
		real = REAL(close);
	const int failed = hit(FAULT_CLOSE), status = real(fd);
	if (failed)
		errno = shared->error;
	return failed ? -1 : status;
}

pid_t waitpid(pid_t child, int *how, int options)
{
	static __typeof__(&waitpid) real;
	if (!real)
		real = REAL(waitpid);
	if (hit(FAULT_WAIT)) /* only a signal can come between */
		return errno = EINTR, -1;
	return real(child, how, options);
}

/* ---- stdio of the workbook's library ---- */

CALL(FAULT_STDIO, NULL, FILE *, tmpfile, (void), ())
CALL(FAULT_STDIO, NULL, FILE *, fopen, (const char *name, const char *mode), (name, mode))

size_t fwrite(const void *p, size_t size, size_t n, FILE *f)
{
	static __typeof__(&fwrite) real;
	if (!real)
		real = REAL(fwrite);
	if (f != stderr && f != stdout && hit_errno(FAULT_STDIO))
		return 0;
	return real(p, size, n, f);
}

size_t fread(void *p, size_t size, size_t n, FILE *f)
{
	static __typeof__(&fread) real;
	if (!real)
		real = REAL(fread);
	return hit_errno(FAULT_STDIO) ? 0 : real(p, size, n, f);
}

int fclose(FILE *f)
{
	static int (*real)(FILE *);
	if (!real)
		real = REAL(fclose);
	const int failed = hit_errno(FAULT_STDIO), status = real(f);
	return failed ? EOF : status;
}

/* ---- from main to its end ---- */

static int (*real_main)(int, char **, char **);

/* Nothing fails any more: for the counts of coverage, which a child leaves at its end. */
void pdz_fault_calm(void);
void pdz_fault_calm(void)
{
	active = 0;
}

static int main_between(int argc, char **argv, char **env)
{
	active = shared != NULL;
	const int status = real_main(argc, argv, env);
	active = 0; /* what is written at exit, such as counts of coverage, is not the program's */
	if (shared)
		shared->live = live;
	return status;
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end)
{
	const __typeof__(&__libc_start_main) real = REAL(__libc_start_main);
	const char *name = getenv("PDZ_FAULT_SHARED");
	const int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
	if (fd >= 0) {
		void *p = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
		shared = p == MAP_FAILED ? NULL : p;
	}
	real_main = main;
	return real(main_between, argc, argv, init, fini, rtld_fini, stack_end);
}
