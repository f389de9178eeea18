/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything: the headers of pdz in the order in which the data goes.
 *
 * Threads: the library keeps nothing outside what it is given. Each object (plan, mapping,
 * ingest, run, results, report) may be used by one thread at a time, different ones by
 * different threads at once; a plan, a mapping and results that were loaded are only read and
 * may be shared. A sink is called in the thread that called the library. Where jobs or
 * threads of its own are asked for, pdz_ingest_run and pdz_run_finish begin and end them
 * inside the call. The allocator of Jansson, the handlers of signals, the locale and the
 * umask of the process are never changed; the library keeps nothing of what it is given, and of its own a random key
 * for its hash tables, chosen when it is loaded. pdz_report's format xlsx alone begins processes (fork, two, for
 * libxlsxwriter may crash) and waits for them: SIGCHLD must not be ignored meanwhile, nor every child waited for. */
#ifndef PDZ_H
#define PDZ_H

#include "pdz/error.h"
#include "pdz/str.h"
#include "pdz/value.h"
#include "pdz/record.h"
#include "pdz/plan.h"
#include "pdz/ingest.h"
#include "pdz/stat.h"
#include "pdz/results.h"
#include "pdz/run.h"
#include "pdz/publish.h"
#include "pdz/report.h"

#endif
