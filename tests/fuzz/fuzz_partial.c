/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a partial, between the head that it has under the small example's plan and an end that fits (nobody
 * guesses digests): refused, or merged into results that the report accepts. */
#include "measured.h"

#include "measure/partial.h"

#include <nettle/sha2.h>

static struct pdz_plan *plan;
static struct pdz_buf head_text;

static void begin(void)
{
	plan = plan_of("examples/piccolo-comune/plan.json");
	pdz_buf_printf(&head_text, "pdz-partial\t2\nplan\t%s\nas-of\t2026-05-27\nby\tplan,quarter\nonly\t\nkey\tplan\n",
	               plan->sha256);
}

static void add_end(struct pdz_buf *text)
{
	struct sha256_ctx sum;
	uint8_t digest[SHA256_DIGEST_SIZE];
	size_t rows = 0;
	pdz_buf_z(text, text->p[text->n - 1] == '\n' ? "" : "\n");
	for (size_t i = 0; i + 4 < text->n; i++)
		rows += text->p[i] == '\n' && memcmp(text->p + i + 1, "row\t", 4) == 0;
	sha256_init(&sum);
	sha256_update(&sum, text->n, (const uint8_t *)text->p);
	sha256_digest(&sum, sizeof digest, digest);
	pdz_buf_printf(text, "end\t%zu\t", rows);
	for (size_t i = 0; i < sizeof digest; i++)
		pdz_buf_printf(text, "%02x", digest[i]);
	pdz_buf_char(text, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pdz_run_options options = {.as_of = 20600, .levels = 1u << PDZ_PLAN | 1u << PDZ_QUARTER};
	struct pdz_partial_head head = {{0}, {0}, {0}, {0}};
	struct pdz_partial_inputs inputs = {0};
	struct pdz_buf text = {0};
	struct pdz_error err = {0};
	if (plan == NULL)
		begin();
	pdz_buf_str(&text, pdz_buf_view(&head_text));
	pdz_buf_add(&text, (const char *)data, size);
	add_end(&text);
	must(!text.failed);
	const char *name = file_of(0, text.p, text.n);
	must(pdz_partial_look(name, &head, &err) == PDZ_OK);
	struct pdz_run *run = pdz_run_new(plan, &options);
	must(run != NULL);
	lseek(file_of_memory(0, text.p, text.n), 0, SEEK_SET);
	const enum pdz_status status = pdz_partial_merge(run, plan, name, &head, &inputs, &err);
	must_be_told(status, &err);
	if (status == PDZ_OK)
		measure(run);
	pdz_run_free(run);
	pdz_partial_inputs_release(&inputs);
	pdz_partial_head_release(&head);
	pdz_buf_release(&text);
	return 0;
}
