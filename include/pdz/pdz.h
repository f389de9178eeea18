/* Everything: the headers of pdz in the order in which the data goes. */
#ifndef PDZ_H
#define PDZ_H

#include "pdz/error.h"
#include "pdz/str.h"
#include "pdz/intern.h"
#include "pdz/number.h"
#include "pdz/date.h"
#include "pdz/fold.h"
#include "pdz/language.h"
#include "pdz/seen.h"
#include "pdz/json.h"
#include "pdz/input.h"
#include "pdz/output.h"
#include "pdz/csv.h"
#include "pdz/record.h"
#include "pdz/ingest.h"
#include "pdz/partial.h"
#include "pdz/plan.h"
#include "pdz/value.h"
#include "pdz/entry.h"
#include "pdz/stat.h"
#include "pdz/run.h"
#include "pdz/comparison.h"
#include "pdz/explain.h"
#include "pdz/provenance.h"
#include "pdz/results_write.h"
#include "pdz/results.h"
#include "pdz/diff.h"
#include "pdz/needs.h"
#include "pdz/report.h"

#endif
