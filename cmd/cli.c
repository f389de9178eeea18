/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the three programs share. The only place that prints to standard error. */
#include "findings.h"

#include "pdz/ingest.h"
#include "pdz/record.h"

#include "base/fold.h"
#include "base/json.h"
#include "personal/taxcode.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_version.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *take_output(void *output, const char *value)
{
	*(const char **)output = strcmp(value, "-") == 0 ? NULL : value;
	return *value != '\0' ? NULL : "a name";
}

static const char *take_language(void *language, const char *value)
{
	return pdz_language_parse(value, language) ? NULL : "it or en";
}

static const char *take_fail_on(void *fail_on, const char *value)
{
	static const char *const names[] = {"", "never", "set-aside", "file", "new", "any"};
	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		if (strcmp(value, names[i]) == 0) {
			*(enum cli_fail_on *)fail_on = (enum cli_fail_on)i;
			return NULL;
		}
	return "never, set-aside, file, new or any";
}

/* Of struct cli. */
static const struct cli_option common_options[] = {
	{'o', "output", "FILE", take_output, offsetof(struct cli, output),
     "write to FILE instead of standard output; - is standard output"},
	{'q', "quiet", NULL, cli_take_flag, offsetof(struct cli, quiet), "no messages but the error that ends the run"},
	{'\0', "fail-on", "WHAT", take_fail_on, offsetof(struct cli, fail_on),
     "what ends with 1 (default: set aside, or needs a look):\nnever: nothing that was found;\n"
     "set-aside: rows, records or files that were set aside;\nfile: ends at the first file that cannot be used;\n"
     "new: what was not set aside in the run of --last;\nany: advice and warnings, too"},
	{'\0', "strict", NULL, take_fail_on, offsetof(struct cli, fail_on), "the same as --fail-on any"},
	{'\0', "json-log", NULL, cli_take_flag, offsetof(struct cli, json_log), "messages as JSON, one object a line"},
	{'\0', "log-time", NULL, cli_take_flag, offsetof(struct cli, log_time),
     "with --json-log, when each message was written"},
	{'\0', "lang", "it|en", take_language, offsetof(struct cli, language),
     "language of messages and texts (default: PDZ_LANG, else\nthe plan's, else the locale's)"},
	{'h', "help", NULL, cli_take_flag, offsetof(struct cli, help), "show this help"},
	{'V', "version", NULL, cli_take_flag, offsetof(struct cli, version), "show the version"},
	{0},
};

static const char exit_statuses[] = "Exit status:\n"
									"  0  done\n"
									"  1  done, but some input was set aside or needs a look\n"
									"  2  wrong usage\n"
									"  3  input, mapping or plan cannot be used; nothing written\n"
									"  4  could not write\n"
									"  141  who read the output has left\n";

void cli_found(struct cli *cli, enum cli_found what, bool yes)
{
	cli->found |= yes ? (unsigned)what : 0;
}

int cli_status(const struct cli *cli)
{
	static const unsigned telling[] = {
		[CLI_FAIL_ON_USUAL] = CLI_FOUND_SET_ASIDE | CLI_FOUND_TO_LOOK_AT,
		[CLI_FAIL_ON_SET_ASIDE] = CLI_FOUND_SET_ASIDE,
		[CLI_FAIL_ON_FILE] = CLI_FOUND_SET_ASIDE | CLI_FOUND_TO_LOOK_AT,
		[CLI_FAIL_ON_NEW] = CLI_FOUND_NEW,
		[CLI_FAIL_ON_ANY] = ~0u,
	};
	cli_tell_rest(cli);
	return (cli->found & telling[cli->fail_on]) != 0 ? PDZ_FINDINGS : PDZ_OK;
}

const char *cli_text(const struct cli *cli, const char *english)
{
	return pdz_message(cli->language, english);
}

const char *cli_take_flag(void *is_given, const char *value)
{
	(void)value;
	*(bool *)is_given = true;
	return NULL;
}

const char *cli_take_text(void *text, const char *value)
{
	*(const char **)text = value;
	return NULL;
}

const char *cli_take_name(void *text, const char *value)
{
	*(const char **)text = value;
	return *value != '\0' ? NULL : "a name";
}

bool cli_parse_count(const char *text, uint64_t *out)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return !errno && *end == '\0';
}

const char *cli_take_count(void *count, const char *value)
{
	return cli_parse_count(value, count) && *(uint64_t *)count > 0 ? NULL : "a whole number above 0";
}

static const char no_memory[] = "memory"; /* what an option wants that is not to be had */

const char *cli_take_list(void *list, const char *value)
{
	struct pdz_buf *b = list;
	if (b->n > 0)
		pdz_buf_char(b, ',');
	pdz_buf_z(b, value);
	pdz_buf_char(b, '\0');
	b->n -= !b->failed;
	return *value == '\0' ? "a list" : b->failed ? no_memory : NULL;
}

bool cli_next(const char **list, struct pdz_buf *word)
{
	const char *p = *list;
	if (p == NULL || *p == '\0')
		return false;
	pdz_buf_clear(word);
	while (*p == ' ')
		p++;
	for (; *p != '\0' && *p != ','; p++)
		pdz_buf_char(word, p[0] == '\\' && p[1] == ',' ? *++p : *p);
	while (word->n > 0 && word->p[word->n - 1] == ' ')
		word->n--;
	pdz_buf_char(word, '\0');
	word->n -= !word->failed;
	*list = *p == ',' ? p + 1 : p;
	return !word->failed;
}

const char *cli_take_jobs(void *jobs, const char *value)
{
	uint64_t n = 0;
	const char *expected = cli_take_count(&n, value);
	*(unsigned *)jobs = n < 1024 ? (unsigned)n : 1024;
	return expected;
}

unsigned cli_processors(void)
{
	enum { MOST = 8 }; /* more would wait for each other */
	cpu_set_t set;
	const int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
	return n < 1 ? 1 : n > MOST ? MOST : (unsigned)n;
}

void cli_language(struct cli *cli, const char *language)
{
	if (!cli->language_known)
		cli->language_known = pdz_language_parse(language, &cli->language);
}

enum { HELP_WIDTH = 80, HELP_INDENT = 26 };

/* Words from column at on, further lines indented and, where they continue a command, after a backslash. A line
 * that ends with ; or : or . ends there; the other line ends of the text are blanks. */
static void print_flowing(const char *text, size_t at, size_t indent, bool command)
{
	const size_t width = command ? HELP_WIDTH - 2 : HELP_WIDTH;
	bool first = true, ends = false;
	while (*text != '\0') {
		const size_t n = strcspn(text, " \n");
		size_t letters = 0;
		for (size_t i = 0; i < n; i++)
			letters += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (!first && (ends || at + 1 + letters > width)) {
			printf("%s\n%*s", command ? " \\" : "", (int)indent, "");
			at = indent;
		} else if (!first) {
			putchar(' ');
			at++;
		}
		printf("%.*s", (int)n, text);
		at += letters;
		ends = n > 0 && text[n] == '\n' && strchr(";:.", text[n - 1]) != NULL;
		text += n + (text[n] != '\0');
		first = false;
	}
	putchar('\n');
}

static void print_option(const struct cli *cli, const struct cli_option *o)
{
	char left[64];

	if (o->help == NULL)
		return;
	snprintf(left, sizeof left, "  %c%c%s --%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
	         o->letter ? "," : " ", o->name, o->argument ? " " : "", o->argument ? cli_text(cli, o->argument) : "");
	if (strlen(left) >= HELP_INDENT)
		printf("%s\n%*s", left, HELP_INDENT, "");
	else
		printf("%-*s", HELP_INDENT, left);
	print_flowing(cli_text(cli, o->help), HELP_INDENT, HELP_INDENT, false);
}

/* Command and explanation, count of them or all. */
static const char *const *print_examples(const struct cli *cli, const char *const *e, size_t count)
{
	if (e != NULL && *e != NULL)
		printf("\n%s:\n", cli_text(cli, "Examples"));
	for (; e != NULL && *e != NULL && count > 0; e += 2, count--) {
		printf("  ");
		print_flowing(e[0], 2, 4, true);
		printf("      ");
		print_flowing(cli_text(cli, e[1]), 6, 6, false);
	}
	return e;
}

/* Has the reader of standard output gone? Then nothing went wrong: it has had enough, as head(1) has. */
static bool reader_left(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

static void run_pager(const char *pager, const int in[2])
{
	static const char show[] = "eval \"$1\"; [ $? != 127 ] || exec cat"; /* 127: there is no such program */

	if (dup2(in[0], STDIN_FILENO) < 0)
		_exit(127);
	close(in[0]);
	close(in[1]);
	signal(SIGPIPE, SIG_DFL);
	setenv("LESS", "FRX", 0); /* as git has it: leave what fits the screen, colours, keep the screen */
	setenv("LV", "-c", 0);
	execl("/bin/sh", "sh", "-c", show, "pdz", pager, (char *)NULL);
	_exit(127);
}

void cli_page(struct cli *cli)
{
	const char *pager = getenv("PDZ_PAGER");
	int ends[2];
	if (pager == NULL && (pager = getenv("PAGER")) == NULL)
		pager = "command -v less >/dev/null && exec less || exec cat";
	if (cli->output != NULL || *pager == '\0' || strcmp(pager, "cat") == 0 || !isatty(STDOUT_FILENO) ||
	    fflush(stdout) != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return;
	cli->terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	cli->pager = cli->terminal < 0 ? -1 : fork();
	if (cli->pager == 0)
		run_pager(pager, ends);
	if (cli->pager < 0 || dup2(ends[1], STDOUT_FILENO) < 0) { /* then without */
		cli->pager = 0;
		if (cli->terminal >= 0)
			close(cli->terminal);
	}
	close(ends[0]);
	close(ends[1]);
}

void cli_page_end(struct cli *cli)
{
	if (cli->pager == 0)
		return;
	fflush(stdout);
	cli->reader_left = reader_left();
	dup2(cli->terminal, STDOUT_FILENO);
	close(cli->terminal);
	while (waitpid(cli->pager, NULL, 0) < 0 && errno == EINTR)
		;
	cli->pager = 0;
}

static int end_output(const struct cli *cli)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return PDZ_OK;
	if (reader_left())
		return CLI_READER_LEFT;
	fprintf(stderr, "%s: %s\n", cli->program->name, cli_text(cli, "cannot write to standard output"));
	return PDZ_OUTPUT;
}

static int print_help(struct cli *cli)
{
	const struct cli_program *p = cli->program;

	cli_page(cli);

	printf("%s: %s %s\n", cli_text(cli, "Usage"), p->name, cli_text(cli, p->synopsis));
	const char *const *more = print_examples(cli, p->examples, 2);
	putchar('\n');
	print_flowing(cli_text(cli, p->summary), 0, 0, false);
	printf("\n%s:\n", cli_text(cli, "Options"));
	for (const struct cli_option *o = p->options; o->name; o++)
		print_option(cli, o);
	for (const struct cli_option *o = common_options; o->name; o++)
		print_option(cli, o);
	printf("\n%s", cli_text(cli, exit_statuses));
	print_examples(cli, more, SIZE_MAX);
	printf("\n%s: man %s\n", cli_text(cli, "Manual"), p->name);
	const int status = end_output(cli);
	cli_page_end(cli);
	return status;
}

static int print_version(const struct cli *cli)
{
	printf(
		"%s %s\nformats: plan 1, mapping 1, records 1, quality 2, results 2, partial 2\nlibcsv %d.%d.%d, jansson %s, "
		"gsl %s\n",
		cli->program->name, PDZ_VERSION, CSV_MAJOR, CSV_MINOR, CSV_RELEASE, jansson_version_str(), gsl_version);
	return end_output(cli);
}

/* A line that a terminal only shows: names of files come from strangers too. */
static void print_line(const char *text)
{
	char visible[4096];

	pdz_visible(text, strlen(text), visible, sizeof visible);
	fprintf(stderr, "%s\n", visible);
}

/* Whatever is printed about an input, a tax code is not: a misplaced file can bring one
 * into any message, as the name of a column or of a file. */
static void hide_tax_codes(char *text)
{
	size_t at, length;

	for (struct pdz_str rest = pdz_str(text); pdz_taxcode_find(rest, &at, &length);) {
		char *code = text + (rest.p - text) + at;
		memset(code, '*', length);
		rest = pdz_str(code + length);
	}
}

static void print_json_text(const char *key, const char *text)
{
	char visible[2048];

	if (!text || !*text)
		return;
	pdz_visible(text, strlen(text), visible, sizeof visible);
	hide_tax_codes(visible);
	fprintf(stderr, ",\"%s\":\"", key);
	for (const char *p = visible; *p; p++) {
		if (*p == '"' || *p == '\\')
			fputc('\\', stderr);
		fputc(*p, stderr);
	}
	fputc('"', stderr);
}

/* {"severity":"note", and the time where it is asked for. */
static void begin_json(const struct cli *cli, const char *severity)
{
	struct timespec now;
	struct tm tm;
	char text[32];
	fprintf(stderr, "{\"severity\":\"%s\"", severity);
	if (!cli->log_time || clock_gettime(CLOCK_REALTIME, &now) != 0 || gmtime_r(&now.tv_sec, &tm) == NULL)
		return;
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
	fprintf(stderr, ",\"time\":\"%s.%03ldZ\"", text, now.tv_nsec / 1000000);
}

static void print_json(const struct cli *cli, const struct pdz_diag *d)
{
	static const char *const severities[] = {"note", "warning", "error"};
	char code[PDZ_CODE_MAX], problem[1024], expected[1024];

	pdz_message_fill(cli->language, d->problem, d->with, problem, sizeof problem);
	pdz_message_fill(cli->language, d->expected, d->with, expected, sizeof expected);
	begin_json(cli, severities[d->severity]);
	print_json_text("source", d->source);
	if (d->line)
		fprintf(stderr, ",\"line\":%llu", (unsigned long long)d->line);
	if (d->column)
		fprintf(stderr, ",\"column\":%llu", (unsigned long long)d->column);
	print_json_text("path", d->path);
	print_json_text("code", d->code ? d->code : d->problem ? pdz_message_code(d->problem, code) : NULL);
	print_json_text("problem", problem);
	print_json_text("subject", d->subject);
	print_json_text("expected", d->because ? pdz_error_text(d->because, cli->language) : expected);
	fputs("}\n", stderr);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list args;
	char text[2048], code[PDZ_CODE_MAX];

	if (cli->looks)
		return CLI_GO_ON;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, cli_text(cli, fmt), args);
	va_end(args);
	cli_print_begin();
	if (cli->json_log) {
		struct pdz_diag d = {
			.severity = PDZ_ERROR, .source = cli->program->name, .code = pdz_message_code(fmt, code), .problem = text};
		if (!*code)
			d.code = "usage";
		print_json(cli, &d);
	} else {
		fprintf(stderr, "%s: ", cli->program->name);
		print_line(text);
		fprintf(stderr, cli_text(cli, "Try '%s --help'."), cli->program->name);
		fputc('\n', stderr);
	}
	cli_print_end();
	return PDZ_USAGE;
}

const char *cli_format_of(const char *output, const char *usual)
{
	static const char *const endings[][2] = {{"json", "json"}, {"csv", "csv"},  {"txt", "text"}, {"md", "markdown"},
	                                         {"html", "html"}, {"htm", "html"}, {"xlsx", "xlsx"}};
	const char *slash = output != NULL ? strrchr(output, '/') : NULL, *name = slash != NULL ? slash + 1 : output;
	const char *dot = name != NULL ? strrchr(name, '.') : NULL;
	if (dot == NULL || dot == name || dot[1] == '\0')
		return usual;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (strcasecmp(dot + 1, endings[i][0]) == 0)
			return endings[i][1];
	return NULL;
}

bool cli_fits_ending(const char *output, const char *format)
{
	static const char *const others[] = {".pdf", ".xls", ".ods", ".doc", ".docx",
	                                     ".odt", ".xml", ".gz",  ".zip", ".tsv"};
	const char *found = output != NULL ? cli_format_of(output, format) : format;
	const char *dot = output != NULL ? strrchr(output, '.') : NULL;
	for (size_t i = 0; found == NULL && i < sizeof others / sizeof *others; i++)
		if (strcasecmp(dot, others[i]) == 0)
			return false;
	return found == NULL || strcmp(found, format) == 0; /* "records.new" is fine */
}

void cli_say_terminal(const struct cli *cli, bool by_default, const char *const *own, size_t own_count)
{
	bool reads = by_default && cli->operand_count == 0;
	for (int i = 0; i < cli->operand_count; i++)
		reads |= strcmp(cli->operands[i], "-") == 0;
	for (size_t i = 0; i < own_count; i++)
		reads |= own[i] != NULL && strcmp(own[i], "-") == 0;
	if (reads && isatty(STDIN_FILENO))
		cli_say(cli, "terminal", "%s: reading standard input from the terminal; Ctrl-D ends it", cli->program->name);
}

/* The folder that a file is in or will be in, links resolved, and its name there. NULL: there is none. */
static const char *place_of(const char *path, struct stat *folder)
{
	char room[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const size_t n = slash ? (size_t)(slash - path) + 1 : 0;

	snprintf(room, sizeof room, "%.*s", (int)n, path);
	if (n >= sizeof room || stat(n > 0 ? room : ".", folder) != 0)
		return NULL;
	return path + n;
}

/* Not two that both swallow everything: /dev/null. */
static bool is_one_place(const struct stat *a, const struct stat *b)
{
	return (S_ISREG(a->st_mode) || S_ISFIFO(a->st_mode) || S_ISSOCK(a->st_mode)) && a->st_dev == b->st_dev &&
	       a->st_ino == b->st_ino;
}

bool cli_is_standard_output(const char *name)
{
	struct stat x, y;

	return name == NULL || strcmp(name, "-") == 0 || strcmp(name, "/dev/stdout") == 0 ||
	       (stat(name, &x) == 0 && fstat(STDOUT_FILENO, &y) == 0 && is_one_place(&x, &y));
}

bool cli_is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (!a || !b || strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
		return false;
	const bool a_stands = stat(a, &x) == 0, b_stands = stat(b, &y) == 0;
	if (a_stands && b_stands)
		return is_one_place(&x, &y);
	const char *name = place_of(a, &x), *other = place_of(b, &y);
	return !a_stands && !b_stands && name && other
	           ? x.st_dev == y.st_dev && x.st_ino == y.st_ino && strcmp(name, other) == 0
	           : strcmp(a, b) == 0;
}

int cli_apart(const struct cli *cli, const char *output, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cli_is_same_file(output, names[i]))
			return cli_usage(cli, "one file for two things: '%s'", output);
	return CLI_GO_ON;
}

int cli_may_replace(const struct cli *cli, const char *output)
{
	struct pdz_error err = {0};

	return output != NULL && pdz_rejects_may_replace(output, &err) != PDZ_OK ? cli_fail(cli, &err) : CLI_GO_ON;
}

static const struct cli_option *find_option(const struct cli *cli, char letter, const char *name, size_t length)
{
	const struct cli_option *const lists[] = {cli->program->options, common_options};

	for (size_t i = 0; i < 2; i++)
		for (const struct cli_option *o = lists[i]; o->name; o++)
			if (name ? strlen(o->name) == length && memcmp(o->name, name, length) == 0
			         : o->letter && o->letter == letter)
				return o;
	return NULL;
}

static int unknown_option(const struct cli *cli, const char *name, size_t length)
{
	const struct cli_option *const lists[] = {cli->program->options, common_options};
	struct pdz_nearest near = {0};

	for (size_t i = 0; i < 2; i++)
		for (const struct cli_option *o = lists[i]; o->name; o++)
			pdz_nearest_offer(&near, (struct pdz_str){name, length}, pdz_str(o->name));
	if (near.best.p)
		return cli_usage(cli, "unknown option: '--%.*s' (did you mean '--%.*s'?)", (int)length, name, (int)near.best.n,
		                 near.best.p);
	return cli_usage(cli, "unknown option: '--%.*s'", (int)length, name);
}

/* An old spelling works, and says how it is spelled now. */
static void say_old(const struct cli *cli, const struct cli_option *old)
{
	for (const struct cli_option *o = cli->program->options; o->name != NULL; o++)
		if (o->help != NULL && o->at == old->at && o->take == old->take)
			cli_say(cli, "old_option", "--%s is called --%s now", old->name, o->name);
}

/* Of an option that takes one value the last holds: nothing is dropped in silence. */
static void say_again(struct cli *cli, const struct cli_option *o, size_t number, const char *value)
{
	if (o->argument == NULL || o->take == cli_take_list || number >= CLI_OPTIONS_MOST)
		return;
	for (const char *const *name = cli->program->repeatable; name != NULL && *name != NULL; name++)
		if (strcmp(*name, o->name) == 0)
			return;
	const char *before = cli->given[number];
	cli->given[number] = value;
	if (before != NULL && strcmp(before, value) != 0)
		cli_say(cli, "option_again", "--%s was given twice: '%s' holds, not '%s'", o->name, value, before);
}

/* What the language of messages rests on, and whether they are JSON: they may stand behind the mistake that is told
 * so. */
static int look_at_option(struct cli *cli, const struct cli_option *o, const char *value)
{
	enum pdz_language language;
	if (o->take == take_language && pdz_language_parse(value, &language)) {
		cli->language = language;
		cli->language_known = true;
	} else if (strcmp(o->name, "plan") == 0) {
		cli->document = value;
	}
	cli->json_log |= strcmp(o->name, "json-log") == 0;
	return CLI_GO_ON;
}

static int take_option(struct cli *cli, const struct cli_option *o, const char *value, void *options)
{
	const size_t common = sizeof common_options / sizeof *common_options;
	const bool is_common = o >= common_options && o < common_options + common;
	const size_t number = is_common ? (size_t)(o - common_options) : (size_t)(o - cli->program->options) + common;

	if (o->argument && !value)
		return cli_usage(cli, "option '--%s' needs a value (%s)", o->name, cli_text(cli, o->argument));
	if (o->take == take_fail_on && !value) /* --strict */
		return take_option(cli, find_option(cli, '\0', "fail-on", strlen("fail-on")), "any", options);
	if (cli->looks)
		return look_at_option(cli, o, value);
	say_again(cli, o, number, value);
	if (o->help == NULL)
		say_old(cli, o);
	const char *expected = o->take((char *)(is_common ? (void *)cli : options) + o->at, value);
	if (expected == no_memory) {
		struct pdz_error err = {0};
		(void)pdz_no_memory(&err);
		return cli_fail(cli, &err);
	}
	if (expected && value)
		return cli_usage(cli, "cannot use --%s: '%s' (expected %s)", o->name, value, cli_text(cli, expected));
	if (expected)
		return cli_usage(cli, "cannot use --%s (expected %s)", o->name, cli_text(cli, expected));
	return cli->help ? print_help(cli) : cli->version ? print_version(cli) : CLI_GO_ON;
}

/* argv[*i] begins with "--". */
static int take_long(struct cli *cli, char **argv, int *i, void *options)
{
	const char *name = argv[*i] + 2, *value = strchr(name, '=');
	size_t length = value ? (size_t)(value - name) : strlen(name);
	const struct cli_option *o = find_option(cli, '\0', name, length);

	if (!o)
		return unknown_option(cli, name, length);
	if (value && !o->argument)
		return cli_usage(cli, "option '--%s' takes no value: '%s'", o->name, value + 1);
	if (value)
		value++;
	else if (o->argument)
		value = argv[++*i];
	return take_option(cli, o, value, options);
}

/* argv[*i] is one or more letters after "-". */
static int take_letters(struct cli *cli, char **argv, int *i, void *options)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const struct cli_option *o = find_option(cli, *p, NULL, 0);
		const char *value = NULL;
		if (!o)
			return cli_usage(cli, "unknown option: '-%c'", *p);
		if (o->argument && !(value = p[1] ? p + 1 : argv[++*i]))
			return cli_usage(cli, "option '-%c' needs a value (%s)", *p, cli_text(cli, o->argument));
		int status = take_option(cli, o, value, options);
		if (status != CLI_GO_ON || value)
			return status;
	}
	return CLI_GO_ON;
}

/* A file opened under the number of a closed standard stream would get its output. */
static void fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) != fd)
			abort();
}

/* "it", and as a locale has it: it_IT.UTF-8. */
static bool is_language(const char *value, enum pdz_language *language)
{
	char name[3];
	snprintf(name, sizeof name, "%s", value);
	return strchr("_.@-", value[strlen(name)]) != NULL && pdz_language_parse(name, language);
}

/* Of the first of these that is set: as gettext asks them. */
static void language_of_locale(struct cli *cli)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value == NULL || *value == '\0')
			continue;
		if (!is_language(value, &cli->language))
			cli->language = PDZ_ENGLISH;
		return;
	}
}

/* Of a plan or of results, whether or not the rest of them can be read. */
static void language_of_document(struct cli *cli)
{
	enum { HEAD = 1 << 16 };
	struct pdz_buf head = {0};
	struct stat st;
	const int fd = cli->document != NULL ? open(cli->document, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && pdz_buf_reserve(&head, HEAD)) {
		const ssize_t got = read(fd, head.p, HEAD - 1);
		static const char key[] = "\"language\"";
		char name[3] = "";
		const char *at = got > 0 ? memmem(head.p, (size_t)got, key, sizeof key - 1) : NULL;
		head.p[got > 0 ? got : 0] = '\0';
		if (at != NULL && sscanf(at + sizeof key - 1, " : \"%2[a-z]\"", name) == 1)
			cli_language(cli, name);
		else if (got > 0 && memmem(head.p, (size_t)got, "\"pdz_plan\"", sizeof "\"pdz_plan\"" - 1) != NULL)
			cli_language(cli, "it"); /* as the schema has it */
	}
	if (fd >= 0)
		close(fd);
	pdz_buf_release(&head);
}

/* Takes what stands on the command line, or looks at it; the status to exit with. */
static int take_arguments(struct cli *cli, int argc, char **argv, void *options)
{
	bool operands_only = false;
	int status = CLI_GO_ON;

	for (int i = 1; i < argc && status == CLI_GO_ON; i++) {
		const bool operand = operands_only || argv[i][0] != '-' || argv[i][1] == '\0';
		if (operand && !cli->looks)
			cli->operands[cli->operand_count++] = argv[i];
		else if (operand && cli->document == NULL)
			cli->document = argv[i];
		else if (!operand && strcmp(argv[i], "--") == 0)
			operands_only = true;
		else if (!operand)
			status = argv[i][1] == '-' ? take_long(cli, argv, &i, options) : take_letters(cli, argv, &i, options);
	}
	return status;
}

/* --lang, PDZ_LANG, the plan's, the locale's: from the first message on. */
static void find_language(struct cli *cli, int argc, char **argv)
{
	const char *wanted = getenv("PDZ_LANG");
	language_of_locale(cli);
	cli->language_known = wanted != NULL && is_language(wanted, &cli->language);
	cli->looks = true;
	(void)take_arguments(cli, argc, argv, NULL);
	cli->looks = false;
	if (!cli->language_known)
		language_of_document(cli);
}

/* In the folders of the inputs, each once where they stand one after the other. */
static int finish_killed_runs(const struct cli *cli)
{
	const char *before = NULL;
	struct pdz_error err = {0};

	for (int i = 0; i < cli->operand_count; i++) {
		const char *name = cli->operands[i], *slash = strrchr(name, '/');
		const size_t n = slash ? (size_t)(slash - name) + 1 : 0;
		const char *before_slash = before ? strrchr(before, '/') : NULL;
		if (before && (before_slash ? (size_t)(before_slash - before) + 1 : 0) == n && strncmp(before, name, n) == 0)
			continue;
		if (pdz_output_finish(name, &err) != PDZ_OK)
			return cli_fail(cli, &err);
		before = name;
	}
	return CLI_GO_ON;
}

int cli_start(struct cli *cli, const struct cli_program *program, int argc, char **argv, void *options)
{
	memset(cli, 0, sizeof *cli);
	clock_gettime(CLOCK_MONOTONIC, &cli->began);
	cli->program = program;
	fill_standard_streams();
	signal(SIGPIPE, SIG_IGN); /* a closed pipe and a limit of size are write errors like others */
	signal(SIGXFSZ, SIG_IGN);
	pdz_json_guard_memory();
	if (argc == 0)
		return PDZ_USAGE;
	cli->operands = argv + 1;
	find_language(cli, argc, argv);
	const int status = take_arguments(cli, argc, argv, options);
	const char *lang = getenv("PDZ_LANG");
	if (status != CLI_GO_ON)
		return status;
	if (cli->log_time && !cli->json_log)
		return cli_usage(cli, "--log-time is for --json-log");
	if (lang != NULL && *lang != '\0' && !is_language(lang, &(enum pdz_language){0}))
		cli_say(cli, "language", "PDZ_LANG: no language of messages: '%s' (expected it or en)", lang);
	return finish_killed_runs(cli);
}

static void tell_finding(const struct cli *cli, const struct pdz_diag *d)
{
	char line[4096];

	cli_print_begin();
	if (cli->json_log) {
		print_json(cli, d);
	} else {
		pdz_diag_format(d, cli->language, line, sizeof line);
		hide_tax_codes(line);
		fprintf(stderr, "%s\n", line);
	}
	cli_print_end();
}

void cli_tell(void *ctx, const struct pdz_diag *d)
{
	struct cli *cli = ctx;

	cli_language(cli, d->language);
	if (d->advice && !cli->advice)
		return;
	cli_found(cli, CLI_FOUND_WARNING, d->advice || d->severity != PDZ_NOTE);
	if (!cli->quiet && (cli->json_log || !findings_hold(cli, d)))
		tell_finding(cli, d);
}

static void tell_held(const char *line)
{
	char text[4096];

	snprintf(text, sizeof text, "%s", line);
	hide_tax_codes(text);
	cli_print_begin();
	print_line(text);
	cli_print_end();
}

void cli_tell_rest(const struct cli *cli)
{
	findings_tell(cli, tell_held);
}

static void tell_nobody(const char *line)
{
	(void)line;
}

void cli_forget(const struct cli *cli)
{
	findings_tell(cli, tell_nobody);
}

/* The line of both below. */
static void PDZ_PRINTF(7, 0) say(const struct cli *cli, const char *severity, const char *code, const char *source,
                                 const struct cli_count *counts, size_t count, const char *fmt, va_list args)
{
	char text[2048];

	if (cli->quiet)
		return;
	cli_tell_rest(cli); /* what was found stands before what is said of it */
	vsnprintf(text, sizeof text, cli_text(cli, fmt), args);
	hide_tax_codes(text);
	cli_print_begin();
	if (!cli->json_log) {
		print_line(text);
	} else {
		begin_json(cli, severity);
		print_json_text("code", code);
		print_json_text("source", source);
		for (size_t i = 0; i < count; i++)
			if (counts[i].text != NULL)
				print_json_text(counts[i].name, counts[i].text);
			else
				fprintf(stderr, ",\"%s\":%llu", counts[i].name, (unsigned long long)counts[i].count);
		print_json_text("message", text);
		fputs("}\n", stderr);
	}
	cli_print_end();
}

void cli_say(const struct cli *cli, const char *code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(cli, "note", code, NULL, NULL, 0, fmt, args);
	va_end(args);
}

void cli_say_counts(const struct cli *cli, const char *code, const char *source, const struct cli_count *counts,
                    size_t count, bool needs_look, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(cli, needs_look ? "warning" : "note", code, source, counts, count, fmt, args);
	va_end(args);
}

int cli_end(const struct cli *cli, int status)
{
	struct timespec now;

	if (!cli->json_log || cli->help || cli->version)
		return status;
	begin_json(cli, status > PDZ_FINDINGS ? "error" : status == PDZ_FINDINGS ? "warning" : "note");
	fprintf(stderr, ",\"code\":\"run\",\"program\":\"%s\",\"version\":\"%s\",\"status\":%d", cli->program->name,
	        PDZ_VERSION, status);
	if (cli->log_time && clock_gettime(CLOCK_MONOTONIC, &now) == 0)
		fprintf(stderr, ",\"seconds\":%.3f",
		        (double)(now.tv_sec - cli->began.tv_sec) + (double)(now.tv_nsec - cli->began.tv_nsec) / 1e9);
	fputs("}\n", stderr);
	return status;
}

int cli_fail(const struct cli *cli, const struct pdz_error *err)
{
	char code[PDZ_CODE_MAX];
	struct pdz_diag d = {.severity = PDZ_ERROR,
	                     .source = err->source,
	                     .line = err->line,
	                     .column = err->column,
	                     .code = *err->code ? err->code : pdz_message_code(err->text, code),
	                     .problem = pdz_error_text(err, cli->language)};

	const bool to_reader = cli->output == NULL &&
	                       strcmp(err->source, "standard output") == 0; /* it alone was asked for */
	if (err->status == PDZ_OUTPUT && to_reader && (cli->reader_left || reader_left()))
		return CLI_READER_LEFT;
	if (!*err->source)
		d.source = cli->program->name;
	else if (strcmp(err->source, "standard output") == 0)
		d.source = cli_text(cli, "standard output");
	cli_tell_rest(cli);
	tell_finding(cli, &d);
	return (int)err->status;
}
