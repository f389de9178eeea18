/* Everything: the headers of pdz in the order in which the data goes. */
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
#include "pdz/plan.h"
#include "pdz/value.h"
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
