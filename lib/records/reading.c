/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of several files; see reading.h. */
#include "records/reading.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What one sender sent for one period, as the ids of the records say. */
struct sent {
	uint32_t source;              /* hash of the raw file that holds: the last that came */
	uint32_t records, superseded; /* of that; by other periods, with other content */
	bool is_told;
};

struct reading {
	struct pdz_identity identity;
	struct pdz_buf scratch;
	struct pdz_intern sent_texts; /* SENDER@PERIOD */
	struct sent *sent;
	size_t sent_cap;
	uint32_t *sent_of; /* by record; PDZ_NONE: of nothing that names a period. Those behind have none either */
	size_t sent_of_count, sent_of_cap;
	bool any_replaced;
	const struct pdz_str *dimensions;
	size_t dimension_count;
	bool digests, again; /* again: it is known what came again */
	bool spoilt;         /* of a file of which records were taken the rest cannot be read */
	bool can_return;     /* standard input can be read once more, or is none of them */
	uint32_t number;     /* of the next record */
	size_t next;         /* repeat */
	const struct pdz_record_taker *taker;
	const struct pdz_diag_sink *sink;
};

/* Which delivery the record is of. Another file of the same sender and period replaces it whole. */
static bool note_sent(struct reading *a, const struct pdz_record *r, const struct pdz_id_pieces *id, uint32_t number,
                      uint32_t source)
{
	const struct pdz_str text = {r->id.p, (size_t)(id->row.p - r->id.p)};
	if ((id->order & ~(unsigned)PDZ_BY_LINE) <= 1) /* without a period */
		return true;
	const size_t before = a->sent_texts.count;
	const uint32_t last = a->sent_of_count > 0 ? a->sent_of[a->sent_of_count - 1] : PDZ_NONE;
	const bool is_same = last != PDZ_NONE && pdz_str_eq(pdz_intern_text(&a->sent_texts, last), text);
	const uint32_t sent = is_same ? last : pdz_intern_add(&a->sent_texts, text);
	if (sent == PDZ_NONE || !pdz_grow(&a->sent, &a->sent_cap, a->sent_texts.count, sizeof *a->sent) ||
	    !pdz_grow(&a->sent_of, &a->sent_of_cap, (size_t)number + 1, sizeof *a->sent_of))
		return false;
	while (a->sent_of_count < number)
		a->sent_of[a->sent_of_count++] = PDZ_NONE;
	a->sent_of[a->sent_of_count++] = sent;
	const bool is_new = a->sent_texts.count > before;
	if (is_new || a->sent[sent].source != source) {
		a->any_replaced |= !is_new;
		a->sent[sent] = (struct sent){.source = source};
	}
	a->sent[sent].records++;
	return true;
}

static struct sent *sent_of(const struct reading *a, uint32_t number)
{
	return number < a->sent_of_count && a->sent_of[number] != PDZ_NONE ? &a->sent[a->sent_of[number]] : NULL;
}

static bool is_replaced(const struct reading *a, uint32_t number, uint32_t source)
{
	const struct sent *s = a->any_replaced ? sent_of(a, number) : NULL;
	return s != NULL && s->source != source;
}

/* What is replaced is not a version of what holds. */
static void forget_replaced(struct reading *a)
{
	struct pdz_identity *d = &a->identity;
	size_t kept = 0;
	for (size_t i = 0; i < d->count && a->any_replaced; i++)
		if (!is_replaced(a, d->items[i].number, d->items[i].source))
			d->items[kept++] = d->items[i];
	d->count = a->any_replaced ? kept : d->count;
}

static void count_superseded(struct reading *a)
{
	for (size_t i = 0; i < a->identity.repeat_count; i++) {
		const struct pdz_repeat *r = &a->identity.repeats[i];
		struct sent *s = sent_of(a, r->number);
		if (s != NULL && r->what == PDZ_IS_SUPERSEDED && sent_of(a, r->other) != s)
			s->superseded++;
	}
}

/* Most of a month is not corrected by the next: its ids begin anew, and what was superseded is missing. */
static bool begins_anew(const struct sent *s)
{
	enum { FEW = 3 };
	return s != NULL && s->superseded >= FEW && s->superseded > s->records / 2;
}

static void tell_anew(const struct reading *a, const struct pdz_record *r, struct sent *s)
{
	char source[200];
	pdz_visible(r->source.p, r->source.n, source, sizeof source);
	if (!s->is_told)
		pdz_tell(a->sink,
		         &(struct pdz_diag){.severity = PDZ_ERROR,
		                            .source = source,
		                            .code = "ids_again",
		                            .problem = "deliveries of other periods have most of its ids, with other content",
		                            .expected = "if each begins anew, take the period into the id of the mapping"});
	s->is_told = true;
}

static void release_sent(struct reading *a)
{
	pdz_intern_release(&a->sent_texts);
	free(a->sent);
	free(a->sent_of);
	a->sent = NULL;
	a->sent_of = NULL;
	a->sent_cap = a->sent_of_count = a->sent_of_cap = 0;
	a->any_replaced = false;
}

/* What the record's id makes of it; in the first reading it is only noted. */
static enum pdz_status ask_identity(struct reading *a, const struct pdz_record *r, const struct pdz_repeat **repeat,
                                    struct pdz_error *err)
{
	const uint32_t number = a->number++;

	*repeat = NULL;
	if (a->number == 0)
		return pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "too many records in one run");
	if (r->id.n == 0)
		return PDZ_OK;
	if (a->again) {
		*repeat = pdz_identity_repeat(&a->identity, number, &a->next);
		return PDZ_OK;
	}
	const struct pdz_id_pieces pieces = pdz_id_split(r->id);
	const uint64_t content = pdz_identity_content(&a->identity, r, a->dimension_count, &a->scratch);
	struct pdz_sighting seen = pdz_identity_sighting(&a->identity, &pieces, r->source, r->line, content, &a->scratch);
	seen.number = number;
	return !a->scratch.failed && pdz_identity_add(&a->identity, &seen, 1) &&
	               note_sent(a, r, &pieces, number, seen.source)
	           ? PDZ_OK
	           : pdz_no_memory(err);
}

static void tell_contradiction(const struct reading *a, const struct pdz_record *r)
{
	char source[200], id[120];
	const struct pdz_diag diag = {.severity = PDZ_ERROR,
	                              .source = source,
	                              .line = r->line,
	                              .code = "contradiction",
	                              .problem = "the same id with other content",
	                              .subject = id,
	                              .expected = "neither counts"};

	pdz_visible(r->source.p, r->source.n, source, sizeof source);
	pdz_visible(r->id.p, r->id.n, id, sizeof id);
	pdz_tell(a->sink, &diag);
}

/* Of two that contradict each other, and of a delivery that another one's ids have wiped out, it is lost. */
static enum pdz_status take_or_lose(struct reading *a, const struct pdz_record_file *f, size_t file,
                                    const struct pdz_record *r, const struct pdz_repeat *repeat, uint64_t *lost,
                                    struct pdz_error *err)
{
	const struct pdz_record_taker *t = a->taker;
	const uint32_t number = a->number - 1;
	enum pdz_recurrence what = repeat != NULL ? repeat->what : PDZ_HOLDS;
	if (a->again && is_replaced(a, number, pdz_intern_hash(r->source)))
		what = PDZ_IS_SUPERSEDED;
	if (f->is_copy)
		what = PDZ_IS_DUPLICATE;
	const bool anew = what == PDZ_IS_SUPERSEDED && repeat != NULL && begins_anew(sent_of(a, number)) &&
	                  sent_of(a, repeat->other) != sent_of(a, number);
	if (what != PDZ_CONTRADICTS && !anew)
		return t->take(t->ctx, file, r, what, f->is_told, err);
	if (anew)
		tell_anew(a, r, sent_of(a, number));
	else
		tell_contradiction(a, r);
	++*lost;
	return t->lose(t->ctx, r) ? PDZ_OK : pdz_no_memory(err);
}

enum pdz_status pdz_records_refuse_part(const char *name, struct pdz_error *err)
{
	return pdz_fail(
		err, PDZ_INPUT, name, 0, 0,
		"not whole: not as many records as the last of them says (cut off, or lines were taken out; without "
		"its last column, %s, any part is read)",
		pdz_records_version);
}

static enum pdz_status read_record_file(struct reading *a, struct pdz_record_file *files, size_t file,
                                        struct pdz_error *err)
{
	struct pdz_record_file *f = &files[file];
	struct pdz_input in;
	struct pdz_record_reader reader;
	struct pdz_record r;
	uint64_t lost = 0;
	bool got;
	enum pdz_status status = pdz_input_open(&in, f->name, err);

	if (status != PDZ_OK)
		return status;
	if (!a->digests && !f->may_be_copy)
		pdz_input_forget_hash(&in);
	const struct pdz_diag_sink *sink = f->is_told ? NULL : a->sink;
	status = pdz_record_open(&reader, &in, a->dimensions, a->dimension_count, sink, err);
	reader.lose = f->is_copy ? NULL : a->taker->lose;
	reader.lose_ctx = a->taker->ctx;
	while (status == PDZ_OK && (status = pdz_record_read(&reader, &r, &got, sink, err)) == PDZ_OK && got) {
		const struct pdz_repeat *repeat;
		status = ask_identity(a, &r, &repeat, err);
		if (status == PDZ_OK)
			status = take_or_lose(a, f, file, &r, repeat, &lost, err);
	}
	if (status == PDZ_OK && reader.missing != 0 && !a->taker->takes_parts)
		status = pdz_records_refuse_part(f->name, err);
	if (status == PDZ_OK) {
		f->missing = reader.missing;
		f->invalid = reader.invalid + lost;
		f->bytes = in.bytes;
		f->is_told = true;
		pdz_input_sha256(&in, f->sha256);
	}
	pdz_record_close(&reader);
	pdz_input_close(&in);
	return status;
}

static enum pdz_status read_all_once(struct reading *a, struct pdz_record_file *files, size_t count,
                                     struct pdz_error *err)
{
	enum pdz_status status = a->taker->begin(a->taker->ctx, err);

	const bool goes_on = count > 1 && !a->taker->stop_at_unusable;
	size_t usable = 0;

	a->number = 0;
	a->next = 0;
	a->spoilt = false;
	for (size_t i = 0; i < count && status == PDZ_OK && !a->spoilt; i++) {
		struct pdz_error why = {0};
		const uint32_t before = a->number;
		if (files[i].unusable.status != PDZ_OK)
			continue;
		status = read_record_file(a, files, i, &why);
		usable += status == PDZ_OK;
		if (status == PDZ_INPUT && goes_on && (a->number == before || a->can_return) &&
		    pdz_error_is_about(&why, files[i].name)) {
			pdz_tell_unusable(a->sink, files[i].name, &why);
			files[i].unusable = why;
			a->spoilt = a->number != before;
			status = PDZ_OK;
		} else if (status != PDZ_OK) {
			*err = why;
		}
	}
	return status == PDZ_OK && usable == 0 && !a->spoilt
	           ? pdz_fail(err, PDZ_INPUT, NULL, 0, 0, "none of the files can be used: %zu", count)
	           : status;
}

/* Only files of one size can be copies, so that most need no digest for it. */
static void find_sizes(struct pdz_record_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct stat st;
		files[i].bytes = stat(files[i].name, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
		for (size_t k = 0; k < i && files[i].bytes != 0; k++)
			if (files[k].bytes == files[i].bytes)
				files[k].may_be_copy = files[i].may_be_copy = true;
	}
}

/* The same file twice, under whatever names: the later adds nothing. */
static bool find_copies(const struct reading *a, struct pdz_record_file *files, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i && !files[i].is_copy; k++) {
			if (!files[i].may_be_copy || !files[k].may_be_copy || strcmp(files[k].sha256, files[i].sha256) != 0)
				continue;
			any = files[i].is_copy = true;
			pdz_tell(a->sink, &(struct pdz_diag){.severity = PDZ_WARNING,
			                                     .source = files[i].name,
			                                     .code = "same_content",
			                                     .problem = "the same content as '{0}': it adds nothing",
			                                     .with = {files[k].name}});
		}
	return any;
}

enum pdz_status pdz_records_read(struct pdz_record_file *files, size_t file_count, bool digests,
                                 const struct pdz_str *dimensions, size_t dimension_count,
                                 const struct pdz_record_taker *taker, const struct pdz_diag_sink *sink,
                                 struct pdz_error *err)
{
	struct reading a = {
		.dimensions = dimensions, .dimension_count = dimension_count, .digests = digests, .taker = taker, .sink = sink};

	const off_t start = lseek(STDIN_FILENO, 0, SEEK_CUR); /* of a pipe there is none */
	bool has_stdin = false;
	for (size_t i = 0; i < file_count; i++)
		has_stdin |= strcmp(files[i].name, "-") == 0;
	a.can_return = !has_stdin || start >= 0;
	find_sizes(files, file_count);
	enum pdz_status status = PDZ_OK;
	do {
		pdz_identity_release(&a.identity);
		pdz_identity_begin(&a.identity);
		release_sent(&a);
		if (has_stdin && a.spoilt)
			(void)lseek(STDIN_FILENO, start, SEEK_SET);
		status = read_all_once(&a, files, file_count, err);
	} while (status == PDZ_OK && a.spoilt);
	forget_replaced(&a);
	if (status == PDZ_OK && !(pdz_identity_sort(&a.identity) && pdz_identity_decide(&a.identity)))
		status = pdz_no_memory(err);
	count_superseded(&a);
	a.again = status == PDZ_OK && (find_copies(&a, files, file_count) || a.identity.repeat_count > 0 || a.any_replaced);
	if (a.again && has_stdin && (start < 0 || lseek(STDIN_FILENO, start, SEEK_SET) != start))
		status = pdz_fail(err, PDZ_INPUT, "-", 0, 0,
		                  "ids come again in the records, and standard input cannot be read once more; pass the "
		                  "records as a file, or through pdz-ingest");
	if (status == PDZ_OK && a.again)
		status = read_all_once(&a, files, file_count, err);
	pdz_identity_release(&a.identity);
	pdz_buf_release(&a.scratch);
	release_sent(&a);
	return status;
}
