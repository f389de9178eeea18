/* Words and numbers in the language of the report. */
#ifndef PDZ_REPORT_WORDS_H
#define PDZ_REPORT_WORDS_H

#include "pdz/report.h"
#include "spell.h"

#endif
