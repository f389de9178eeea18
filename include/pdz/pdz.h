/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything: the headers of pdz in the order in which the data goes.
 *
 * Threads: the library keeps nothing outside what it is given. Each object (plan, mapping,
 * ingest, run, results, report) may be used by one thread at a time, different ones by
 * different threads at once; a plan, a mapping and results that were loaded are only read and
 * may be shared. A sink is called in the thread that called the library. Where jobs or
 * threads of its own are asked for, pdz_ingest_run and pdz_run_finish begin and end them
 * inside the call. The allocator of Jansson, the handlers of signals, the locale and the
 * umask of the process are never changed. pdz_report's format xlsx alone begins a process
 * (fork, for libxlsxwriter may crash), and waits for it. */
#ifndef PDZ_H
#define PDZ_H

#include "pdz/error.h"
#include "pdz/str.h"
#include "pdz/intern.h"
#include "pdz/number.h"
#include "pdz/date.h"
#include "pdz/language.h"
#include "pdz/input.h"
#include "pdz/output.h"
#include "pdz/csv.h"
#include "pdz/record.h"
#include "pdz/pseudonym.h"
#include "pdz/ingest.h"
#include "pdz/value.h"
#include "pdz/schedule.h"
#include "pdz/plan.h"
#include "pdz/judge.h"
#include "pdz/entry.h"
#include "pdz/stat.h"
#include "pdz/run.h"
#include "pdz/comparison.h"
#include "pdz/provenance.h"
#include "pdz/publish.h"
#include "pdz/results_write.h"
#include "pdz/results.h"
#include "pdz/report.h"

#endif
