/* Packed records: what goes through the pipe between pdz-ingest and pdz-indicators of one
 * version, where text would be made only to be taken apart again. Never a way to keep
 * records: the form may change with any version, and is that of the machine.
 *
 *   head      8 bytes that no text begins with, byte order, version
 *   blocks    32 bytes each (kind, sizes, counts, digest), then what they count:
 *             names of the dimensions; shapes and records, again and again; the end
 *
 * A shape (see shapes.h) is its key in the table of shapes, after its length. Shapes are
 * numbered from 1 as they come, before the records of their block; a block may say that
 * the numbers begin anew. A record is 28 bytes, the case, and a part for what few records
 * have: start, id, note, and what is too large for its place. So a record costs about 36
 * bytes, and reading one neither looks for anything nor converts anything.
 *
 * A stream without its end is an error, as is a block whose digest does not fit. */
#ifndef PDZ_RECORDS_PACKED_H
#define PDZ_RECORDS_PACKED_H

#include "records/shapes.h"
#include "pdz/record.h"

enum { PDZ_PACKED_VERSION = 1, PDZ_PACKED_HEAD = 16, PDZ_PACKED_BLOCK = 32, PDZ_PACKED_ROW = 28 };
enum pdz_packed_kind { PDZ_PACKED_NAMES = 1, PDZ_PACKED_RECORDS, PDZ_PACKED_RECORDS_ANEW, PDZ_PACKED_END };

/* Writing. Zero-initialised is empty. What is appended to out is the same whatever out holds. */
struct pdz_packer {
	struct pdz_shapes shapes;
	uint32_t generation; /* how often the numbers of shapes have begun anew */
	size_t dimension_count;
	bool anew;                     /* so they do with the block at hand */
	struct pdz_buf declared, rows; /* of the block at hand */
	uint32_t declared_count, row_count;
	uint64_t total;
};

void pdz_packer_begin(struct pdz_packer *p, struct pdz_buf *out, const struct pdz_str *dimensions, size_t count);
/* Number the shape of r. */
void pdz_packer_shape(struct pdz_packer *p, struct pdz_buf *out, struct pdz_record *r);
/* The same for a shape by its key in another table of shapes; 0: out of memory. */
uint32_t pdz_packer_key(struct pdz_packer *p, struct pdz_buf *out, struct pdz_str key);
/* r: with its shape. */
void pdz_packer_add(struct pdz_packer *p, struct pdz_buf *out, const struct pdz_record *r);
void pdz_packer_end(struct pdz_packer *p, struct pdz_buf *out);
void pdz_packer_release(struct pdz_packer *p);

/* The pieces of which it is made. A block around some bytes, in two parts: */
void pdz_packed_block(struct pdz_buf *out, enum pdz_packed_kind kind, uint32_t shapes, uint32_t records,
                      uint64_t before, struct pdz_str first, struct pdz_str rest);
/* One record with a number for its shape; its length among bytes that pdz_packed_row has
 * written; and such bytes, with another number, as one more record of a stream. */
void pdz_packed_row(struct pdz_buf *rows, const struct pdz_record *r, uint32_t shape);
size_t pdz_packed_row_length(const char *row);
void pdz_packer_copy(struct pdz_packer *p, struct pdz_buf *out, const char *row, size_t n, uint32_t shape);

/* Reading */
struct pdz_unpacker;

/* Do the first n bytes of an input begin packed records? At least 8 must be known to say yes. */
bool pdz_packed_begins(const char *p, size_t n);

/* begun: the bytes of in that have been read already. dimensions: the names wanted; one the
 * stream lacks reads as empty, one more is an error. */
PDZ_MUST_CHECK enum pdz_status pdz_unpack_open(struct pdz_unpacker **u, struct pdz_input *in, struct pdz_str begun,
                                               const struct pdz_str *dimensions, size_t count, struct pdz_error *err);
/* The next record with its shape, valid until the next call; *got false at the end. */
PDZ_MUST_CHECK enum pdz_status pdz_unpack(struct pdz_unpacker *u, struct pdz_record *out, bool *got,
                                          struct pdz_error *err);
void pdz_unpack_close(struct pdz_unpacker *u);

#endif
