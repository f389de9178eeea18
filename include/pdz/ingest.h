/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pseudonyms, and raw files to activity records. */
#ifndef PDZ_INGEST_H
#define PDZ_INGEST_H

#include "pdz/plan.h"
#include "pdz/record.h"
#include "pdz/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Pseudonyms of people: keyed, the same wherever and whenever they are made.
 *
 * What names a person (a code, a tax code, a name) is first brought into one form:
 *   - a tax code, however it is divided, is its sixteen capitals; a variant by omocodia
 *     stands as it is, since it is another person;
 *   - any other text is folded as headers are (pdz_fold: no case, no accents, runs of
 *     blanks, dashes, underscores, apostrophes and full stops are one blank), then put
 *     into capitals: "D'Amico  Niccolò" is "D AMICO NICCOLO".
 * Then, with BLAKE2b (RFC 7693) of 16 or 32 bytes, keyed:
 *   project key = BLAKE2b-32(key, "pdz pseudonym 1\n" project)
 *   pseudonym   = "p" base32(BLAKE2b-16(project key, "key id"))[0..4] "_"
 *                     base32(BLAKE2b-16(project key, form)), a "_" after 13 of its 26 digits
 * base32 in the digits 0..9 and letters a..z without i, l, o, u, most significant bits
 * first; its groups are too short to be taken for a tax code. So it depends on the key, the project
 * and the form alone; the same person has
 * the same one in all sources of a project, and two projects cannot be joined. The four
 * digits in front tell pseudonyms of different keys apart and say nothing of the key.
 *
 * Whoever has the key can find a person by trying: keep it apart from the records. */

enum { PDZ_PSEUDONYM_LENGTH = 33, PDZ_KEY_BYTES = 32 };

struct pdz_pseudonyms;

/* The key from a file of 32 bytes, or of 64 hexadecimal digits and at most a line end; the caller wipes it.
 * PDZ_INPUT: it cannot be read, is not a regular file, may be read or written by others than its owner, has
 * another length, or was typed rather than made at random (all of it text, or fewer than 12 different bytes);
 * no message shows any of it. */
PDZ_MUST_CHECK enum pdz_status pdz_key_read(const char *file, unsigned char key[PDZ_KEY_BYTES], struct pdz_error *err);

/* What tells one key from another without telling anything of it: not of what it hashes. */
enum { PDZ_FINGERPRINT_LENGTH = 16 };
void pdz_key_fingerprint(const unsigned char key[PDZ_KEY_BYTES], char out[PDZ_FINGERPRINT_LENGTH + 1]);

/* With the key of such a file, which is locked in memory where the system allows, and wiped; errors as
 * there. project: not empty. Free with pdz_pseudonyms_free, which takes NULL. */
PDZ_MUST_CHECK enum pdz_status pdz_pseudonyms_load(struct pdz_pseudonyms **p, const char *key_file,
                                                   struct pdz_str project, struct pdz_error *err);
void pdz_pseudonyms_free(struct pdz_pseudonyms *p);

/* The form of a text that is hashed, appended to b. Empty if only separators are in it. */
void pdz_pseudonym_form(struct pdz_buf *b, struct pdz_str text);

/* The pseudonym of a form. */
void pdz_pseudonym_of(const struct pdz_pseudonyms *p, struct pdz_str form, char out[PDZ_PSEUDONYM_LENGTH]);

/* Does a text look like a pseudonym; is it one of this key and project? */
bool pdz_pseudonym_shaped(struct pdz_str text);
bool pdz_pseudonym_mine(const struct pdz_pseudonyms *p, struct pdz_str text);

/* A new random key in a new file of mode 0600: 64 hexadecimal digits and a line feed.
 * PDZ_OUTPUT if the file is there already or cannot be written. */
PDZ_MUST_CHECK enum pdz_status pdz_key_make(const char *file, struct pdz_error *err);

/* Raw files to activity records: bytes, text, cells, typed values, records.
 *
 * Nothing is dropped: every row read is written, rejected, a duplicate, superseded
 * by a later one, or skipped for a stated reason, and the counts say so. */

struct pdz_mapping;

/* Takes records where they are made, instead of an output. Only one thread works with one of
 * the things in threads. By one thread alone records come in the order of the text; several
 * give them as they come, but those of one row together. alike: NULL, or a place that is NULL at first and that all
 * records of one input and thread share which have the same event, action, category, area,
 * source, dimensions and status: once the taker has put something there, these need no longer
 * be set. Anything but PDZ_OK ends the run. */
struct pdz_ingest_taker {
	enum pdz_status (*take)(void *thread, size_t file, const struct pdz_record *r, void **alike, struct pdz_error *err);
	void *const *threads; /* one for each of the options' jobs */
};

/* Load and check a mapping. Every mistake goes to sink; if there was an error,
 * PDZ_INPUT and NULL. plan: its events, actions, areas and dimensions are the ones
 * that may be named; NULL: any. Free with pdz_mapping_free. */
PDZ_MUST_CHECK enum pdz_status pdz_mapping_load(struct pdz_mapping **mapping, const char *path,
                                                const struct pdz_plan *plan, const struct pdz_diag_sink *sink,
                                                struct pdz_error *err);
void pdz_mapping_free(struct pdz_mapping *mapping);

/* Records of it that are left out, because a draft asked a question that nobody answered ("?"). */
size_t pdz_mapping_open_count(const struct pdz_mapping *mapping);

/* Is it for a file of this name (without folders)? */
bool pdz_mapping_fits(const struct pdz_mapping *mapping, const char *base_name);

/* Are both for the files of one of their patterns? Then a file of such a name has no mapping. */
bool pdz_mapping_is_rival(const struct pdz_mapping *mapping, const struct pdz_mapping *other);

/* The file it was loaded from; the mapping owns it. */
const char *pdz_mapping_path(const struct pdz_mapping *mapping);

/* Why rows of a file did not become records, and how many. */
struct pdz_account {
	struct pdz_tally_item {
		const char *reason; /* code of a rejection, or the words of a skip */
		uint64_t count;
	} *items;
	size_t count, cap;
};

struct pdz_ingest_counts {
	uint64_t rows;     /* all rows read, the header included */
	uint64_t accepted; /* rows that became records */
	uint64_t records;
	uint64_t rejected;  /* rows of which at least one record was set aside */
	uint64_t partly;    /* of these, rows that gave others */
	uint64_t set_aside; /* records that were set aside */
	uint64_t duplicates, superseded, skipped;
	uint64_t corrected; /* rows read as a correction has them, and not rejected */
};

/* One input as it was read. */
struct pdz_ingest_file {
	const char *name;           /* as the user gave it */
	const char *source;         /* its base name, as it stands in the records */
	const char *mapping;        /* path; NULL: canonical header */
	const char *mapping_sha256; /* of the mapping's file */
	char sha256[65];
	const char *said; /* what the mapping reads in its name; "": nothing */
	uint64_t bytes;
	const char *encoding; /* "utf-8", "ascii" ... */
	bool bom;
	char delimiter;
	const char *sheet; /* of a workbook; NULL: not a workbook */
	uint64_t header_line;
	struct pdz_ingest_counts counts;
	struct pdz_account rejected, skipped;
	uint32_t findings;    /* about it as a whole */
	uint64_t aside;       /* a digest of its rejected rows, in whatever order; 0: none, or it was not wanted */
	const char *unusable; /* why it was left out whole, in the plan's language; then only name and source are set. NULL:
	                       * it was read */
};

struct pdz_ingest_options {
	const struct pdz_plan *plan; /* NULL: codes are not checked */
	struct pdz_mapping *const *mappings;
	size_t mapping_count;
	const char *const *names; /* inputs in the order of reading; "-" is standard input */
	size_t name_count;
	const char *const
		*corrections; /* files of rejected rows, corrected: each holds while the row it corrects is there */
	size_t correction_count;
	const char *temporary_folder; /* for standard input when it must be read twice */
	/* the key of the run; NULL: inputs whose case ids are not said to be pseudonyms are
	 * refused before anything is written (PDZ_INPUT) */
	const struct pdz_pseudonyms *pseudonyms;
	bool mask; /* messages, rejects and preview show no cell of a personal or unused column */
	struct pdz_diag_sink sink;
	enum pdz_language language;           /* of the preview and of the summary as text */
	bool quality;                         /* keep what the quality summary needs */
	bool digests;                         /* of the inputs are wanted; the quality summary wants them */
	size_t jobs;                          /* threads, the caller's included, from 1. What is written is the same */
	size_t chunk;                         /* bytes that a thread takes at once; 0: chosen by the library */
	const struct pdz_ingest_taker *taker; /* of the records; NULL: they are written */
	bool stop_at_unusable;                /* an input that cannot be used ends the run; else the others are read */
	const struct pdz_error *left_out; /* by input: why it is left out; its status PDZ_OK: it is not. NULL: none is */
	int64_t settled;                  /* seconds since 1970: what was changed later is not used yet; 0: any */
	uint64_t max_rejects;             /* UINT64_MAX: any number */
	double max_rejects_share;         /* of the data rows; 1: any share */
};

struct pdz_ingest;

/* Reads everything and appends the records to out (with a taker NULL) and the rejected rows
 * to rejects (NULL: not wanted). An input that cannot be used is told, listed and left out whole; if none is
 * left, or the options say so: PDZ_INPUT. More rejects than allowed: PDZ_INPUT. The caller commits the outputs.
 * *run is set in any case but PDZ_INPUT by lack of memory; free with pdz_ingest_free. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_run(struct pdz_ingest **run, const struct pdz_ingest_options *options,
                                              struct pdz_output *out, struct pdz_output *rejects,
                                              struct pdz_error *err);
void pdz_ingest_free(struct pdz_ingest *run);

/* A run failed with err: by an input of which it was seen too late, when others had been read? Then the same run again,
 * with this one among the left out and new outputs, can do without it. */
bool pdz_ingest_failed_late(const struct pdz_ingest *run, const struct pdz_error *err, size_t *file);

/* Records that were set aside, in the order in which they came first. */
const struct pdz_owed_records *pdz_ingest_owed(const struct pdz_ingest *run, size_t *count);

const struct pdz_ingest_file *pdz_ingest_files(const struct pdz_ingest *run, size_t *count);
struct pdz_ingest_counts pdz_ingest_total(const struct pdz_ingest *run);

/* What the inputs deliver, in the order of reading; only of mappings that say so. */
const struct pdz_delivery *pdz_ingest_deliveries(const struct pdz_ingest *run, size_t *count);
/* Something needs a look: rows set aside, deliveries that tell no sender or period. */
bool pdz_ingest_has_findings(const struct pdz_ingest *run);

/* The quality summary as JSON. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_quality_json(const struct pdz_ingest *run, struct pdz_buf *out,
                                                       struct pdz_error *err);

/* A line of it for people. */
struct pdz_quality_line {
	const char *source, *code; /* missing_months, outside_plan, outliers */
	const char *text;          /* the whole line, in the language of the options */
	const char *names[2];      /* of its counts */
	uint64_t counts[2];
};
PDZ_MUST_CHECK enum pdz_status pdz_ingest_quality_lines(const struct pdz_ingest *run,
                                                        void (*tell)(void *ctx, const struct pdz_quality_line *line),
                                                        void *ctx, struct pdz_error *err);

/* Before an output takes the place of the file: PDZ_OUTPUT, where it is one of rejected rows, and somebody has
 * corrected some. What is none, or not there, may be replaced. */
PDZ_MUST_CHECK enum pdz_status pdz_rejects_may_replace(const char *file, struct pdz_error *err);

/* For people: the first rows of each input beside the records they become. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_preview(const struct pdz_ingest_options *options, uint64_t rows,
                                                  struct pdz_output *out, struct pdz_error *err);

/* A mapping to correct, for a file nobody described yet. plan may be NULL. language: of its
 * note, which says what was seen. */
PDZ_MUST_CHECK enum pdz_status pdz_ingest_propose(const char *name, const struct pdz_plan *plan,
                                                  enum pdz_language language, struct pdz_buf *out,
                                                  struct pdz_error *err);

#ifdef __cplusplus
}
#endif

#endif
