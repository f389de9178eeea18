/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw files and mappings on a command line: what pdz-ingest and pdz-indicators share. */
#ifndef PDZ_RAW_H
#define PDZ_RAW_H

#include "cli.h"

#include "pdz/ingest.h"

struct raw {
	const char *rejects, *key_file, *project, *last;
	bool mask, no_mask;
	uint64_t max_rejects, settle; /* settle: minutes; 0: files may still be changing */
	double max_share;
	struct raw_list {
		const char **items;
		size_t count, cap;
	} paths, corrections; /* mappings and corrections, as given */

	struct pdz_mapping **mappings;
	size_t mapping_count, mapping_cap;
	struct pdz_pseudonyms *pseudonyms;
	struct pdz_error *left_out; /* by operand, once one was */
	bool no_memory;             /* for the lists: raw_options says so */
};

/* Their options, for the list of a program whose arguments hold them as raw. */
/* clang-format off */
#define RAW_OPTIONS(type) \
	{'m', "mapping", "MAPPING", raw_take_mapping, offsetof(type, raw), \
	 "how columns become records; a folder stands for its\n*.json files; may be given again. Each FILE takes the\n" \
	 "mapping whose \"files\" fit its name"}, \
	{'\0', "rejects", "FILE", cli_take_text, offsetof(type, raw.rejects), \
	 "write rejected rows to FILE, to be corrected and read again"}, \
	{'\0', "corrections", "FILE", raw_take_corrections, offsetof(type, raw), \
	 "read the rows of FILE, rejects that were corrected, in the\n" \
	 "place of those that they correct; may be given again"}, \
	{'\0', "settle", "MINUTES", raw_take_settle, offsetof(type, raw), \
	 "leave files for the next run that were changed in the last MINUTES"}, \
	{'\0', "last", "FILE", cli_take_name, offsetof(type, raw.last), \
	 "the quality summary, or the results, of the last run, for --fail-on new"}, \
	{'\0', "max-rejects", "N|N%", raw_take_max, offsetof(type, raw), \
	 "write nothing if more rows than this are rejected"}, \
	{'\0', "key-file", "FILE", cli_take_text, offsetof(type, raw.key_file), \
	 "make pseudonyms of case ids with the key in FILE (32 bytes or\n" \
	 "64 hexadecimal digits, readable by its owner only)"}, \
	{'\0', "project", "NAME", cli_take_name, offsetof(type, raw.project), \
	 "pseudonyms are the same within NAME; else within the plan"}, \
	{'\0', "mask", NULL, cli_take_flag, offsetof(type, raw.mask), \
	 "show nothing of personal or unused columns in rejects,\nmessages and preview; so it is with --key-file"}, \
	{'\0', "no-mask", NULL, cli_take_flag, offsetof(type, raw.no_mask), \
	 "with --key-file too: rejects and messages as the files have them"}
/* clang-format on */

/* Those of them that may be given again. */
#define RAW_REPEATABLE "mapping", "corrections"

/* Nothing asked for yet. */
void raw_init(struct raw *raw);
void raw_release(struct raw *raw);

const char *raw_take_mapping(void *raw, const char *value);
const char *raw_take_corrections(void *raw, const char *value);
const char *raw_take_settle(void *raw, const char *value);
const char *raw_take_max(void *raw, const char *value); /* of --max-rejects */
/* Is any of them given? */
bool raw_given(const struct raw *raw);
/* --last is for --fail-on new: a usage error, or CLI_GO_ON. */
int raw_check_last(const struct cli *cli, const struct raw *raw);
/* A usage error in what was given, or CLI_GO_ON. outputs: all files that are written, the quality summary the third;
 * own: others that are read, besides those that raw knows of and the operands. */
int raw_check(const struct cli *cli, const struct raw *raw, bool has_plan, const char *const *outputs,
              size_t output_count, const char *const *own, size_t own_count);

/* Load key and mappings; what a run over the operands is made with, as far as it is said here.
 * Folder for temporary files, and chunks of tests: from the environment. */
PDZ_MUST_CHECK enum pdz_status raw_options(struct raw *raw, struct cli *cli, const struct pdz_plan *plan,
                                           const struct pdz_diag_sink *sink, struct pdz_ingest_options *o,
                                           struct pdz_error *err);

/* No output takes the place of a mapping, or of a file that the plan (NULL: none) names. */
PDZ_MUST_CHECK enum pdz_status raw_check_named(const struct raw *raw, const struct pdz_plan *plan,
                                               const char *const *outputs, size_t output_count, struct pdz_error *err);

/* Has a mapping a record that is left out, because nobody answered what its draft asked? */
bool raw_left_open(const struct raw *raw);

/* Tells each two mappings that are for files of one name; is there any? */
bool raw_tell_rivals(const struct raw *raw, struct cli *cli);

/* Was anything set aside that was not so in the run of --last? What a file has set aside is new unless the file and its
 * mapping are those of then, or it was as much then. */
PDZ_MUST_CHECK enum pdz_status raw_find_new(struct raw *raw, struct cli *cli, const struct pdz_ingest *run,
                                            struct pdz_error *err);

/* The run has failed: can it be made again without one of its files? Then o says so, and what was found is
 * forgotten. */
bool raw_leave_out(struct raw *raw, const struct cli *cli, const struct pdz_ingest *run, struct pdz_ingest_options *o,
                   struct pdz_error *err);

/* What was read and what became of it. */
void raw_say_all(struct cli *cli, const struct pdz_ingest *run, bool quality);

/* The digest of a file's rejected rows as results and quality summaries have it. */
enum { RAW_ASIDE = 17 };
void raw_put_aside(const struct pdz_ingest_file *f, char text[RAW_ASIDE]);

#endif
