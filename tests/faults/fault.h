/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the walker (walk.c) asks of the library in between (fail.c), and what it hears back. */
#ifndef PDZ_TESTS_FAULT_H
#define PDZ_TESTS_FAULT_H

enum fault_kind {
	FAULT_NONE,
	FAULT_MEMORY, /* malloc, calloc, realloc */
	FAULT_READ,   /* read, pread */
	FAULT_WRITE,
	FAULT_OPEN,
	FAULT_CLOSE,
	FAULT_FSYNC,
	FAULT_RENAME,
	FAULT_LINK,
	FAULT_CHMOD,
	FAULT_SEEK,
	FAULT_STAT,  /* stat, fstat */
	FAULT_WAIT,  /* waitpid */
	FAULT_STDIO, /* tmpfile, fopen, fwrite, fread, fclose */
	FAULT_OTHER, /* dup, memfd_create, fork, mmap, mkostemp */
	FAULT_KINDS,
};

struct fault {
	enum fault_kind kind;
	int error;        /* errno; 0: the call does less than asked */
	int forever;      /* all later ones too */
	unsigned long at; /* the call that fails, from 1 */
	/* heard back */
	unsigned long count;
	int fired;
	long live; /* blocks not freed when main ended; -1: it did not end */
};

#endif
