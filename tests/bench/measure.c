/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a pipeline and says what it took.
 *
 *   measure LOG COMMAND [ARGUMENT]... [ '|' COMMAND [ARGUMENT]... ]...
 *
 * Appends to LOG one line: seconds by the clock, seconds of processor time, and the sum
 * of the programs' largest resident sets in MiB. Input and output are its own. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Starts argv reading from in, and returns where its output can be read; -1 for the last. */
static int start(char **argv, int in, int last)
{
	int ends[2] = {-1, -1};
	if (!last && pipe2(ends, O_CLOEXEC) != 0)
		exit(126);
	const pid_t child = fork();
	if (child < 0)
		exit(126);
	if (child == 0) {
		dup2(in, STDIN_FILENO);
		if (!last)
			dup2(ends[1], STDOUT_FILENO);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	if (in != STDIN_FILENO)
		close(in);
	if (!last)
		close(ends[1]);
	return ends[0];
}

int main(int argc, char **argv)
{
	double cpu = 0;
	long kib = 0;
	int in = STDIN_FILENO, status, worst = 0;

	if (argc < 3)
		return 2;
	const double begin = now();
	for (int i = 2; i < argc;) {
		int end = i;
		while (end < argc && strcmp(argv[end], "|") != 0)
			end++;
		const int last = end == argc;
		argv[end] = NULL;
		in = start(argv + i, in, last);
		i = end + 1;
	}
	struct rusage use;
	while (wait4(-1, &status, 0, &use) > 0) {
		cpu += seconds(use.ru_utime) + seconds(use.ru_stime);
		kib += use.ru_maxrss;
		if (status != 0)
			worst = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
	}
	FILE *log = fopen(argv[1], "a");
	if (log == NULL)
		return 126;
	fprintf(log, "%.4f %.4f %.1f\n", now() - begin, cpu, (double)kib / 1024);
	fclose(log);
	return worst;
}
