/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a long run is, on a terminal: one line that comes after a second and goes when
 * anything else is written or the program ends. A thread of its own looks at what the
 * process has read, so that nothing that works needs to know of it. */
#include "cli.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 1000, NEXT_MS = 250, MEGABYTE = 1000000 };

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	const struct cli *cli;
	uint64_t total, before; /* bytes of the inputs, 0: not known; bytes read before them */
	time_t start;
	bool running, stop, shown;
} progress = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

/* Bytes this process has read so far; 0 where the system does not say. */
static uint64_t bytes_read(void)
{
	static const char name[] = "rchar: ";
	char line[64] = "";
	FILE *f = fopen("/proc/self/io", "re");

	if (f && !fgets(line, sizeof line, f))
		line[0] = '\0';
	if (f)
		fclose(f);
	return strncmp(line, name, sizeof name - 1) == 0 ? strtoull(line + sizeof name - 1, NULL, 10) : 0;
}

static time_t seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void erase(void)
{
	if (progress.shown)
		fputs("\r\033[K", stderr);
	progress.shown = false;
}

static void show_progress(void)
{
	const struct cli *cli = progress.cli;
	uint64_t now = bytes_read(), done = now > progress.before ? (now - progress.before) / MEGABYTE : 0,
			 total = progress.total / MEGABYTE;
	long passed = (long)(seconds() - progress.start);
	char text[128];

	if (total > 0 && done < total)
		snprintf(text, sizeof text, cli_text(cli, "%llu of %llu MB read, %ld s"), (unsigned long long)done,
		         (unsigned long long)total, passed);
	else if (progress.total == 0 && done > 0)
		snprintf(text, sizeof text, cli_text(cli, "%llu MB read, %ld s"), (unsigned long long)done, passed);
	else
		snprintf(text, sizeof text, cli_text(cli, "at work, %ld s"), passed);
	fprintf(stderr, "\r%s: %s\033[K", cli->program->name, text);
	fflush(stderr);
	progress.shown = true;
}

static void *run(void *unused)
{
	long wait = FIRST_MS;
	struct timespec until;

	(void)unused;
	pthread_mutex_lock(&progress.lock);
	while (!progress.stop) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += wait % 1000 * 1000000;
		until.tv_sec += wait / 1000 + until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&progress.wake, &progress.lock, &until);
		if (!progress.stop)
			show_progress();
		wait = NEXT_MS;
	}
	pthread_mutex_unlock(&progress.lock);
	return NULL;
}

static void stop(void)
{
	pthread_mutex_lock(&progress.lock);
	progress.stop = true;
	pthread_cond_signal(&progress.wake);
	pthread_mutex_unlock(&progress.lock);
	pthread_join(progress.thread, NULL);
	erase();
}

/* Their sizes together; 0 if one of them is not a plain file. */
static uint64_t size_of(const char *const *names, size_t count)
{
	uint64_t sum = 0;
	struct stat st;

	for (size_t i = 0; i < count; i++) {
		if (stat(names[i], &st) != 0 || !S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

void cli_progress(const struct cli *cli, const char *const *names, size_t count)
{
	const char *term = getenv("TERM");
	bool records_on_terminal = !cli->output && isatty(STDOUT_FILENO);

	if (progress.running || cli->quiet || cli->json_log || !isatty(STDERR_FILENO) || records_on_terminal || !term ||
	    strcmp(term, "dumb") == 0)
		return;
	progress.cli = cli;
	progress.total = size_of(names, count);
	progress.before = bytes_read();
	progress.start = seconds();
	if (pthread_create(&progress.thread, NULL, run, NULL) != 0)
		return; /* it is not needed */
	progress.running = true;
	if (atexit(stop) != 0)
		stop();
}

void cli_print_begin(void)
{
	pthread_mutex_lock(&progress.lock);
	erase();
}

void cli_print_end(void)
{
	pthread_mutex_unlock(&progress.lock);
}
