/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed values of a sheet as text that needs no country's habits to be read. */
#ifndef PDZ_SHEET_TYPED_H
#define PDZ_SHEET_TYPED_H

#include "sheet/table.h"

enum { PDZ_TYPED_LONGEST = 96 };

/* A number as a file has it (-1234.5, 1.2E-3), by the way it is meant to be seen; day numbers
 * since 1899-12-30, or 1904-01-01. Fifteen digits hold, and six decimals. The length; 0: it is
 * no number, or no day. */
size_t pdz_typed_text(struct pdz_str value, enum pdz_cell_form form, bool epoch_1904, char mark,
                      char text[PDZ_TYPED_LONGEST]);

#endif
