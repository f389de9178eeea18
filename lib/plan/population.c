/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inhabitants: from the areas themselves, or from the table the plan names
 * (area, year, groups such as age bands, inhabitants). */
#include "plan/loader.h"

#include "pdz/record.h"
#include "base/fold.h"

#include <sys/stat.h>

enum { TABLE_MAX = 64 << 20 };

/* What stands in which cell of the table. */
struct table {
	struct pdz_loader *l;
	const struct pdz_json *at; /* where the plan names it */
	const char *name;
	uint32_t area, year, inhabitants;    /* cells */
	uint32_t groups[PDZ_MAX_DIMENSIONS]; /* cells of plan->people.columns */
	size_t cells, cap;
};

static void tell_of_row(const struct table *t, uint64_t line, const char *problem, struct pdz_str subject,
                        const char *expected)
{
	char text[256];
	pdz_visible(subject.p, subject.n, text, sizeof text);
	t->at->doc->errors++;
	pdz_tell(&t->at->doc->sink, &(struct pdz_diag){.severity = PDZ_ERROR,
	                                               .source = t->name,
	                                               .line = line,
	                                               .problem = problem,
	                                               .subject = subject.n > 0 ? text : NULL,
	                                               .expected = expected,
	                                               .language = t->at->doc->language});
}

/* Which of the names a header cell is; -1: none. */
static int known_column(struct pdz_loader *l, struct pdz_str cell)
{
	static const char *const names[] = {"area",        "territorio", "comune",     "year",       "anno",
	                                    "inhabitants", "abitanti",   "population", "popolazione"};
	static const int meaning[] = {0, 0, 0, 1, 1, 2, 2, 2, 2};
	struct pdz_buf folded = {0};
	int found = -1;
	pdz_fold(&folded, cell);
	for (size_t i = 0; i < sizeof names / sizeof *names && !folded.failed; i++)
		if (pdz_str_is(pdz_buf_view(&folded), names[i]))
			found = meaning[i];
	l->no_memory |= folded.failed;
	pdz_buf_release(&folded);
	return found;
}

static bool read_population_header(struct table *t, const struct pdz_row *row)
{
	struct pdz_people *people = &t->l->plan->people;
	uint32_t *const places[] = {&t->area, &t->year, &t->inhabitants};
	t->area = t->year = t->inhabitants = PDZ_NONE;
	t->cells = row->count;
	for (uint32_t i = 0; i < row->count; i++) {
		const int column = known_column(t->l, row->cells[i]);
		if (column >= 0) {
			*places[column] = i;
		} else if (people->column_count == PDZ_MAX_DIMENSIONS) {
			tell_of_row(t, row->line, "too many columns", row->cells[i],
			            "expected at most 32 besides area, year and inhabitants");
			return false;
		} else {
			t->groups[people->column_count] = i;
			people->columns[people->column_count++] = pdz_loader_copy(t->l, pdz_str_trim(row->cells[i]));
		}
	}
	if (t->area != PDZ_NONE && t->year != PDZ_NONE && t->inhabitants != PDZ_NONE)
		return true;
	tell_of_row(t, row->line, "not a table of inhabitants", (struct pdz_str){"", 0},
	            "expected the columns area, year and inhabitants");
	return false;
}

static void read_population_row(struct table *t, const struct pdz_row *row)
{
	struct pdz_people *people = &t->l->plan->people;
	struct pdz_people_row out = {.area = PDZ_NONE, .line = row->line};
	pdz_micro year, inhabitants;
	if (row->count == 1 && pdz_str_trim(row->cells[0]).n == 0)
		return;
	if (row->fault != PDZ_CSV_FINE || row->count != t->cells) {
		tell_of_row(t, row->line, "not as many cells as the header", (struct pdz_str){"", 0}, NULL);
		return;
	}
	const struct pdz_str area = row->cells[t->area], y = pdz_str_trim(row->cells[t->year]),
						 n = pdz_str_trim(row->cells[t->inhabitants]);
	out.area = pdz_plan_area(t->l->plan, area);
	if (out.area == PDZ_NONE)
		tell_of_row(t, row->line, "unknown area", area, "expected an area of the plan");
	else if (y.n != 4 || pdz_micro_parse(y, &year) != PDZ_PARSE_OK || year < 1000 * (pdz_micro)PDZ_MICRO)
		tell_of_row(t, row->line, "not a year", y, "expected four digits");
	else if (n.n == 0 || pdz_str_is(n, "n.d.") || pdz_str_is(n, "-"))
		return; /* not known, as if the row were missing */
	else if (pdz_micro_parse(n, &inhabitants) != PDZ_PARSE_OK || inhabitants < 0)
		tell_of_row(t, row->line, "not a number of inhabitants", n, "expected digits without marks, such as 20110");
	else if (!pdz_grow(&people->rows, &t->cap, people->row_count + 1, sizeof *people->rows))
		t->l->no_memory = true;
	else {
		out.year = (int)(year / PDZ_MICRO);
		out.inhabitants = pdz_micro_double(inhabitants);
		for (size_t i = 0; i < people->column_count; i++) {
			out.groups[i] = pdz_intern_add(&t->l->plan->words, pdz_str_trim(row->cells[t->groups[i]]));
			t->l->no_memory |= out.groups[i] == PDZ_NONE;
		}
		people->rows[people->row_count++] = out;
	}
}

static void read_table(struct table *t, struct pdz_str text)
{
	const char *end = memchr(text.p, '\n', text.n);
	const size_t first = end != NULL ? (size_t)(end - text.p) : text.n;
	struct pdz_csv *csv = pdz_csv_new(memchr(text.p, ';', first) != NULL ? ';' : ',');
	struct pdz_row row;
	bool header = false, fine = csv != NULL;
	while (fine && text.n > 0) {
		size_t n = text.n < 64 << 10 ? text.n : 64 << 10;
		char *space = pdz_csv_space(csv, &n);
		if (space == NULL)
			break;
		memcpy(space, text.p, n);
		text = (struct pdz_str){text.p + n, text.n - n};
		pdz_csv_fed(csv, n, text.n == 0);
		while (fine && pdz_csv_next(csv, &row)) {
			if (header)
				read_population_row(t, &row);
			else
				fine = header = read_population_header(t, &row);
		}
	}
	t->l->no_memory |= csv == NULL || pdz_csv_failed(csv);
	pdz_csv_free(csv);
}

/* Which groups there are, and that none is told twice. */
static void number_groups(struct table *t)
{
	struct pdz_people *people = &t->l->plan->people;
	struct pdz_intern groups = {0}, rows = {0};
	people->groups = pdz_loader_alloc(t->l, people->row_count, sizeof *people->groups);
	for (size_t i = 0; people->groups != NULL && i < people->row_count; i++) {
		struct pdz_people_row *row = &people->rows[i];
		const struct pdz_str bytes = {(const char *)row->groups, people->column_count * sizeof *row->groups};
		row->group = pdz_intern_add(&groups, bytes);
		const uint32_t key[] = {row->area, (uint32_t)row->year, row->group};
		const size_t before = rows.count;
		if (row->group == PDZ_NONE ||
		    pdz_intern_add(&rows, (struct pdz_str){(const char *)key, sizeof key}) == PDZ_NONE) {
			t->l->no_memory = true;
			break;
		}
		if (groups.count > people->group_count)
			people->groups[people->group_count++] = i;
		if (rows.count == before)
			tell_of_row(t, row->line, "inhabitants of one area, year and group told twice",
			            t->l->plan->areas[row->area].code, NULL);
	}
	pdz_intern_release(&groups);
	pdz_intern_release(&rows);
}

/* Inside the folder of the plan: a plan from elsewhere does not reach other files. */
static bool is_inside(struct pdz_str file)
{
	if (file.p[0] == '/')
		return false;
	for (size_t i = 0; i + 1 < file.n; i++)
		if (file.p[i] == '.' && file.p[i + 1] == '.' && (i == 0 || file.p[i - 1] == '/') &&
		    (i + 2 == file.n || file.p[i + 2] == '/'))
			return false;
	return true;
}

/* A pipe would be waited for until somebody writes into it. What is not there at all is told by opening it. */
static bool is_plain_file(const char *path)
{
	struct stat st;
	return stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

void pdz_load_people(struct pdz_loader *l, const struct pdz_json *at)
{
	static const char *const keys[] = {"file", NULL};
	const struct pdz_json file = pdz_json_get(at, "file");
	struct pdz_buf path = {0}, text = {0};
	struct pdz_error err = {0};
	struct pdz_str name;
	if (!pdz_json_is_object(at, false))
		return;
	pdz_json_closed_to(at, keys);
	if (!pdz_json_text(&file, true, &name))
		return;
	if (!is_inside(name)) {
		pdz_json_problem(&file, "not a file beside the plan", name.p,
		                 "expected a path without / in front and without ..");
		return;
	}
	const char *slash = strrchr(at->doc->name, '/');
	if (slash != NULL)
		pdz_buf_add(&path, at->doc->name, (size_t)(slash - at->doc->name) + 1);
	pdz_buf_str(&path, name);
	pdz_buf_char(&path, '\0');
	if (path.failed) {
		l->no_memory = true;
	} else if (!is_plain_file(path.p)) {
		pdz_json_problem(&file, "not a file beside the plan", name.p, "expected a plain file, no pipe or folder");
	} else if (pdz_input_slurp(path.p, TABLE_MAX, &text, l->plan->people.sha256, &err) != PDZ_OK) {
		pdz_json_problem_because(&file, "cannot be read", name.p, &err);
	} else {
		struct table t = {.l = l, .at = &file, .name = path.p};
		struct pdz_str body = pdz_buf_view(&text);
		if (body.n >= 3 && memcmp(body.p, "\xEF\xBB\xBF", 3) == 0)
			body = (struct pdz_str){body.p + 3, body.n - 3};
		l->plan->people.path = pdz_loader_copy(l, pdz_buf_view(&path));
		read_table(&t, body);
		number_groups(&t);
		if (l->plan->people.row_count == 0 && !l->no_memory)
			pdz_json_problem(&file, "no inhabitants in it", name.p,
			                 "expected a header and a row for each area and year");
	}
	pdz_buf_release(&path);
	pdz_buf_release(&text);
}

/* The column of that header; column_count if there is none (told, with the nearest). */
static size_t filter_column(const struct pdz_people *people, const struct pdz_json *at)
{
	const struct pdz_str name = pdz_str(at->key);
	for (size_t i = 0; i < people->column_count; i++)
		if (pdz_str_eq(people->columns[i], name))
			return i;
	pdz_json_unknown_among(at, "the table of inhabitants has no such column", name,
	                       PDZ_TEXTS(people->columns, people->column_count), "expected one of its headers");
	return people->column_count;
}

static bool has_group(const struct pdz_people *people, size_t column, uint32_t group)
{
	for (size_t i = 0; i < people->row_count; i++)
		if (people->rows[i].groups[column] == group)
			return true;
	return false;
}

static bool load_groups(struct pdz_loader *l, const struct pdz_json *at, struct pdz_people_filter *f)
{
	const struct pdz_people *people = &l->plan->people;
	const size_t n = pdz_list_size(at);
	f->column = filter_column(people, at);
	f->values = pdz_loader_alloc(l, n, sizeof *f->values);
	if (f->column == people->column_count || f->values == NULL)
		return false;
	if (n == 0)
		pdz_json_problem(at, "empty list", NULL, "expected at least one value");
	for (size_t i = 0; i < n; i++) {
		const struct pdz_json item = pdz_list_item(at, i);
		struct pdz_str s;
		if (!pdz_json_text(&item, true, &s))
			continue;
		const uint32_t group = pdz_intern_find(&l->plan->words, s);
		if (group != PDZ_NONE && has_group(people, f->column, group))
			f->values[f->count++] = group;
		else
			pdz_json_problem(&item, "the table of inhabitants has no such value", s.p, NULL);
	}
	return n > 0 && f->count == n;
}

bool pdz_load_people_filter(struct pdz_loader *l, const struct pdz_json *at, struct pdz_people_filter **filters,
                            size_t *count)
{
	if (!pdz_json_is_object(at, true))
		return false;
	*filters = pdz_loader_alloc(l, pdz_json_size(at), sizeof **filters);
	if (*filters == NULL)
		return false;
	if (pdz_json_size(at) == 0)
		pdz_json_problem(at, "no groups", NULL, "expected a column of the table of inhabitants, or true");
	bool fine = pdz_json_size(at) > 0;
	struct pdz_json member;
	for (void *i = NULL; pdz_json_next(at, &i, &member);)
		fine &= load_groups(l, &member, &(*filters)[(*count)++]);
	return fine;
}

static bool is_wanted_row(const struct pdz_people_row *row, const struct pdz_people_filter *filters, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool found = false;
		for (size_t k = 0; k < filters[i].count && !found; k++)
			found = row->groups[filters[i].column] == filters[i].values[k];
		if (!found)
			return false;
	}
	return true;
}

/* The area's own rows of the latest year not after this one. A group that other areas have and this one lacks is not
 * 0: then nobody knows how many there are. */
static struct pdz_value from_table(const struct pdz_people *people, uint32_t area, int year,
                                   const struct pdz_people_filter *filters, size_t count)
{
	struct pdz_value found = {0};
	int latest = 0;
	size_t wanted = 0, there = 0;
	for (size_t i = 0; i < people->group_count; i++)
		wanted += is_wanted_row(&people->rows[people->groups[i]], filters, count);
	for (size_t i = 0; i < people->row_count; i++) {
		const struct pdz_people_row *row = &people->rows[i];
		if (row->area != area || row->year > year || row->year < latest)
			continue;
		if (row->year > latest) {
			found = pdz_value_of(0);
			there = 0;
		}
		latest = row->year;
		if (is_wanted_row(row, filters, count)) {
			found.number += row->inhabitants;
			there++;
		}
	}
	return there == wanted ? found : (struct pdz_value){0};
}

static struct pdz_value from_series(const struct pdz_series *s, int year)
{
	struct pdz_value found = {0};
	for (size_t i = 0; i < s->count; i++)
		if (s->items[i].period.first <= year * 12)
			found = pdz_value_of(s->items[i].value);
	return found;
}

struct pdz_value pdz_plan_population(const struct pdz_plan *plan, uint32_t area, int year,
                                     const struct pdz_people_filter *filters, size_t count)
{
	const struct pdz_area *a = &plan->areas[area];
	const struct pdz_value found = plan->people.row_count > 0 ? from_table(&plan->people, area, year, filters, count)
	                                                          : from_series(&a->population, year);
	if (found.ok || a->last == area)
		return found;
	double sum = 0;
	for (uint32_t part = area + 1; part <= a->last; part = plan->areas[part].last + 1) {
		const struct pdz_value p = pdz_plan_population(plan, part, year, filters, count);
		if (!p.ok)
			return p;
		sum += p.number;
	}
	return pdz_value_of(sum);
}
