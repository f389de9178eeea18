/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the inputs deliver: of which sender and period, as their mappings tell. */
#ifndef PDZ_INGEST_DELIVERY_H
#define PDZ_INGEST_DELIVERY_H

#include "ingest/source.h"

struct pdz_ingest;

#define PDZ_NO_FILE SIZE_MAX

/* Zero-initialised is none. */
struct deliveries {
	struct pdz_delivery *items;
	size_t count, cap;
	struct pdz_intern texts; /* of areas, and of what was told */
};

void pdz_deliveries_release(struct deliveries *d);

/* A row was accepted, with so many records: where the rows tell the delivery, it is noted. */
PDZ_MUST_CHECK enum pdz_status pdz_delivery_of_row(struct pdz_ingest *run, size_t file, struct ingest_source *s,
                                                   const struct pdz_row *row, size_t records, struct pdz_error *err);
/* An input has been read to its end: where it tells the delivery as a whole, it is noted, and
 * where its rows do, what the input says of them. */
PDZ_MUST_CHECK enum pdz_status pdz_delivery_of_file(struct pdz_ingest *run, size_t file, struct ingest_source *s,
                                                    struct pdz_error *err);
/* What a row that is set aside does not tell of the records it owes is as its delivery says, if the input does. */
PDZ_MUST_CHECK enum pdz_status pdz_delivery_narrow(struct pdz_ingest *run, struct ingest_source *s,
                                                   const struct pdz_row *row, struct pdz_error *err);
/* First pass: of what the bound source tells at hand, or its row, the number; PDZ_NONE: nothing that is known. */
PDZ_MUST_CHECK enum pdz_status pdz_delivery_observe(struct pdz_ingest *run, size_t file, const struct ingest_bound *b,
                                                    uint32_t *number, struct pdz_error *err);
/* Was one that the input, of so many bytes, would replace longer, and whole? */
bool pdz_delivery_was_longer(const struct pdz_ingest *run, size_t file, uint64_t bytes);
/* The input is not a delivery after all: what came before it holds. */
void pdz_delivery_take_back(struct pdz_ingest *run, size_t file);
/* After it: which delivery holds where a longer one and those inside it came. */
PDZ_MUST_CHECK enum pdz_status pdz_delivery_settle(struct pdz_ingest *run, struct pdz_error *err);
/* Then: rows of deliveries that a later input replaces take no part in what comes again. */
void pdz_delivery_forget_replaced(struct pdz_ingest *run);
/* A warning for each delivery of the input that is replaced, or each stretch of rows. */
PDZ_MUST_CHECK enum pdz_status pdz_delivery_tell_replaced(struct pdz_ingest *run, size_t file, struct pdz_error *err);
/* The list as members of the quality summary. */
void pdz_deliveries_write(const struct pdz_ingest *run, struct pdz_buf *b);

#endif
