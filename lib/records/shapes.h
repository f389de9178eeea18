/* Shapes of records: those with the same event, action, category, area, source,
 * dimensions and status have the same shape. Records come in thousands, shapes in
 * hundreds: what follows from these texts need be worked out once for each shape. */
#ifndef PDZ_RECORDS_SHAPES_H
#define PDZ_RECORDS_SHAPES_H

#include "pdz/intern.h"
#include "pdz/record.h"

enum { PDZ_SHAPES_MOST = 1 << 16 };

/* Zero-initialised is empty. */
struct pdz_shapes {
	struct pdz_intern keys; /* lengths, status and texts as bytes; the shape's number is one more */
	struct pdz_buf key;
};

void pdz_shapes_release(struct pdz_shapes *s);

/* What a shape is told by, until the next call on s. False: out of memory. */
bool pdz_shapes_key(struct pdz_shapes *s, const struct pdz_record *r, size_t dimension_count, struct pdz_str *key);

/* Set r->shape and r->fresh from the texts of r. With PDZ_SHAPES_MOST shapes the table
 * begins anew: memory stays bounded whatever the texts. Out of memory: no shape. */
void pdz_shapes_number(struct pdz_shapes *s, struct pdz_record *r, size_t dimension_count);

#endif
