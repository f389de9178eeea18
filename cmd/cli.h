/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the three programs share: options, messages, exit statuses. */
#ifndef PDZ_CLI_H
#define PDZ_CLI_H

#include "pdz/error.h"
#include "pdz/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

/* Puts a value where an option belongs. Returns what was expected if it will not do, else NULL. */
typedef const char *(*cli_take)(void *at, const char *value);

struct cli_option {
	char letter;          /* '\0': long only */
	const char *name;     /* without the dashes */
	const char *argument; /* its name in --help; NULL: the option takes none */
	cli_take take;
	size_t at;        /* where, in what cli_start is given: offsetof(...) */
	const char *help; /* further lines after \n; NULL: an old spelling of the option with the same at */
};

/* All texts of a program, in English: keys of the catalogue. Options and examples end
 * with an empty element. */
struct cli_program {
	const char *name;
	const char *synopsis; /* what follows the name */
	const char *summary;
	const struct cli_option *options; /* without the common ones */
	const char *const *examples;      /* command, explanation, command, ... */
	const char *const *repeatable;    /* options that may be given again, besides lists */
};

enum { CLI_OPTIONS_MOST = 64 };

/* From what on a run that did its work does not end with 0. */
enum cli_fail_on {
	CLI_FAIL_ON_USUAL, /* set aside, or needs a look */
	CLI_FAIL_ON_NEVER,
	CLI_FAIL_ON_SET_ASIDE,
	CLI_FAIL_ON_FILE, /* as usual, and a file that cannot be used ends the run */
	CLI_FAIL_ON_NEW,  /* set aside, and not so in the last run */
	CLI_FAIL_ON_ANY,  /* advice and warnings, too */
};

/* What a run found. */
enum cli_found {
	CLI_FOUND_WARNING = 1,
	CLI_FOUND_SET_ASIDE = 2,
	CLI_FOUND_TO_LOOK_AT = 4,
	CLI_FOUND_NEW = 8,
};

struct cli {
	const struct cli_program *program;
	bool quiet, json_log, log_time, help, version;
	struct timespec began;
	enum cli_fail_on fail_on;
	unsigned found;             /* enum cli_found */
	bool advice;                /* tell advice, too */
	enum pdz_language language; /* of messages: --lang, else PDZ_LANG, the plan's, the locale's */
	bool language_known;
	bool looks;           /* at the command line, for the language and the like; nothing is taken yet */
	const char *document; /* a plan, or results, by whose language messages go */
	const char *output;   /* NULL: standard output */
	char **operands;      /* part of argv, reordered */
	int operand_count;
	const char *given[CLI_OPTIONS_MOST]; /* values by option, of those that can be given once */
	pid_t pager;                         /* 0: none runs */
	int terminal;                        /* what standard output was before it did */
	bool reader_left;                    /* the pager was left before the end */
};

enum {
	CLI_GO_ON = -1,
	CLI_READER_LEFT = 128 + 13 /* what a shell says of a program that SIGPIPE ended */
};

/* Reads the command line. CLI_GO_ON, or the status to exit with. Options may stand
 * anywhere, "--" ends them, long names are never abbreviated; the language is that of the first message already.
 * --help, --version, -o, -q, --json-log and --lang are handled here. options: what those of the program fill. */
int cli_start(struct cli *cli, const struct cli_program *program, int argc, char **argv, void *options);

/* What most options need. */
const char *cli_take_flag(void *is_given, const char *value); /* bool */
const char *cli_take_text(void *text, const char *value);     /* const char *: the value itself */
const char *cli_take_name(void *text, const char *value);     /* the same, not empty */
const char *cli_take_count(void *count, const char *value);   /* uint64_t, from 1 */
/* struct pdz_buf, which its owner releases: what is given, with commas between; may be given again. */
const char *cli_take_list(void *list, const char *value);
/* The next of such a list, without blanks at its ends and a \ before a comma of its own; false at the end, and out of
 * memory: then word has failed. word: room for it. */
bool cli_next(const char **list, struct pdz_buf *word);
const char *cli_take_jobs(void *jobs, const char *value); /* unsigned, from 1 to 1024 */
/* A whole number, as it stands on a command line or in the environment. */
bool cli_parse_count(const char *text, uint64_t *out);
/* How many threads can run at once here, as far as one program should use them. */
unsigned cli_processors(void);

/* The language of the plan, "it" or "en", once it is known; --lang and PDZ_LANG go before it, the locale after
 * it: what is said of a plan must not change with who says it. */
void cli_language(struct cli *cli, const char *language);

/* Something was found that the exit status may tell; the status of a run that did its work. */
void cli_found(struct cli *cli, enum cli_found what, bool yes);
int cli_status(const struct cli *cli);

/* A text in the language of messages. All functions below do this with theirs; it is
 * for words that are arguments. */
const char *cli_text(const struct cli *cli, const char *english) __attribute__((format_arg(2)));

/* One line and a pointer to --help; returns PDZ_USAGE. */
int cli_usage(const struct cli *cli, const char *fmt, ...) PDZ_PRINTF(2, 3);

/* The format that the ending of an output's name stands for ("markdown" for plan.md); usual, where there is no
 * output, or its name has no ending; NULL for an ending that no format has. */
const char *cli_format_of(const char *output, const char *usual);
/* For an output that has one format only: false where the ending is that of another. */
bool cli_fits_ending(const char *output, const char *format);
/* Says so, where "-" is an operand or one of own and standard input is a terminal: somebody may wait for what waits
 * for him. by_default: without operands standard input is read. */
void cli_say_terminal(const struct cli *cli, bool by_default, const char *const *own, size_t own_count);

/* Does what is written there go to standard output, by whatever name? */
bool cli_is_standard_output(const char *name);
/* Are these one file, there or not, by whatever path? NULL and "-" are not files. */
bool cli_is_same_file(const char *a, const char *b);

/* An output must not take the place of another file of the run: PDZ_USAGE if output is one
 * of names, by whatever path; else CLI_GO_ON. NULL and "-" are not files. */
int cli_apart(const struct cli *cli, const char *output, const char *const *names, size_t count);

/* Nor may it take the place of rejected rows that somebody has corrected: the status to exit with; else CLI_GO_ON. */
int cli_may_replace(const struct cli *cli, const char *output);

/* A sink of findings: struct pdz_diag_sink sink = {cli_tell, &cli}. Silent with --quiet. */
void cli_tell(void *cli, const struct pdz_diag *diag);
/* Tells the findings that wait; what is said and what fails the run does so before. */
void cli_tell_rest(const struct cli *cli);
/* Those that wait are not told: the run begins anew. */
void cli_forget(const struct cli *cli);

/* A line for people, as printf; silent with --quiet, a "message" with its code with --json-log. */
void cli_say(const struct cli *cli, const char *code, const char *fmt, ...) PDZ_PRINTF(3, 4);

/* The same with counts: people read them in the line; for machines they are numbers under these names, beside the
 * source (NULL: all together). needs_look: somebody should. */
struct cli_count {
	const char *name;
	uint64_t count;
	const char *text; /* NULL: a count; else it stands there */
};
#define CLI_COUNT(of, n) \
	{ \
		.name = (of), .count = (n) \
	}
void cli_say_counts(const struct cli *cli, const char *code, const char *source, const struct cli_count *counts,
                    size_t count, bool needs_look, const char *fmt, ...) PDZ_PRINTF(7, 8);
/* The last line of a run for machines: program, version, status and seconds. Returns the status. */
int cli_end(const struct cli *cli, int status);

/* What is read on a terminal goes through PDZ_PAGER or PAGER (less), which leaves at once what fits the screen; until
 * cli_page_end. Nothing happens where standard output is not a terminal or the pager is "" or cat. */
void cli_page(struct cli *cli);
void cli_page_end(struct cli *cli);

/* progress.c: from now on tells how far a long run is, until the program ends: only on a
 * terminal, after a second, not with --quiet or --json-log. names: the inputs. */
void cli_progress(const struct cli *cli, const char *const *names, size_t count);
/* Around everything that is written to standard error. */
void cli_print_begin(void);
void cli_print_end(void);

/* The error that ends the run, told even with --quiet; returns its status. Where the reader of standard output has left
 * it is quiet, and the status that of SIGPIPE. */
int cli_fail(const struct cli *cli, const struct pdz_error *err);

#endif
