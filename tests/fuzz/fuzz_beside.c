/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside records, any bytes, by the first of them: a table of inhabitants (1: the plan is refused, or
 * it measures), a quality summary (2), a key (3: refused, or random enough; no message shows it). */
#include "measured.h"

#include "pdz/ingest.h"

#include <fcntl.h>
#include <sys/stat.h>

static char folder[] = "/tmp/pdz-fuzz-XXXXXX", plan_file[64], table_file[64];

static void remove_folder(void)
{
	unlink(plan_file);
	unlink(table_file);
	rmdir(folder);
}

static void write_file(const char *name, const void *bytes, size_t n)
{
	const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
}

/* The plan with a little of everything, in a folder where the table can be anything. */
static void begin(void)
{
	static char text[1 << 16];
	FILE *file = fopen("tests/faults/kinds.json", "re");
	must(file != NULL && mkdtemp(folder) != NULL);
	const size_t n = fread(text, 1, sizeof text, file);
	must(n < sizeof text && fclose(file) == 0);
	snprintf(plan_file, sizeof plan_file, "%s/plan.json", folder);
	snprintf(table_file, sizeof table_file, "%s/population.csv", folder);
	atexit(remove_folder);
	write_file(plan_file, text, n);
}

static void try_table(const uint8_t *data, size_t size)
{
	const struct pdz_run_options options = {.as_of = 20600, .levels = 1u << PDZ_PLAN | 1u << PDZ_QUARTER};
	struct pdz_plan *plan = NULL;
	struct pdz_error err = {0};
	if (folder[sizeof folder - 2] == 'X')
		begin();
	write_file(table_file, data, size);
	const enum pdz_status status = pdz_plan_load(&plan, plan_file, &sink, &err);
	must_be_told(status, &err);
	if (status != PDZ_OK)
		return;
	struct pdz_run *run = pdz_run_new(plan, &options);
	must(run != NULL);
	measure(run);
	pdz_run_free(run);
	pdz_plan_free(plan);
}

static void try_quality(const uint8_t *data, size_t size)
{
	struct pdz_provenance p;
	struct pdz_error err = {0};
	const enum pdz_status status = pdz_provenance_load(&p, file_of(0, data, size), PDZ_QUALITY, &sink, &err);
	must_be_told(status, &err);
	for (size_t i = 0; status == PDZ_OK && i < p.count; i++)
		must(pdz_provenance_records(&p, p.files[i].name) >= p.files[i].records);
	pdz_provenance_release(&p);
}

static void try_key(const uint8_t *data, size_t size)
{
	unsigned char key[PDZ_KEY_BYTES], seen[256] = {0};
	struct pdz_error err = {0};
	const int fd = file_of_memory(0, data, size);
	must(fchmod(fd, 0600) == 0);
	const enum pdz_status status = pdz_key_read(file_of(0, data, size), key, &err);
	must_be_told(status, &err);
	size_t different = 0;
	for (size_t i = 0; status == PDZ_OK && i < sizeof key; i++)
		different += seen[key[i]]++ == 0;
	must(status != PDZ_OK || (different >= 12 && (size == sizeof key || (size >= 64 && size <= 66))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] % 4 == 1)
		try_table(data + 1, size - 1);
	else if (data[0] % 4 == 2)
		try_quality(data + 1, size - 1);
	else
		try_key(data + 1, size - 1);
	return 0;
}
