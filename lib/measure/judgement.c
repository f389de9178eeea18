/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kind judgement: a value or grade the office itself states, with its evidence. The
 * latest statement since the plan began holds. */
#include "base/json_write.h"
#include "measure/columns_needed.h"
#include "measure/said.h"

/* Its own parameters: what each grade is worth; count 0: the quantity is the value. */
struct grades {
	uint32_t *words; /* in plan->words */
	double *values;
	size_t count;
};

static const struct grades *own_judgement(const struct pdz_indicator *ind)
{
	return ind->own;
}

static void load_judgement(struct pdz_loader *l, const struct pdz_json *at, struct pdz_indicator *ind)
{
	const struct pdz_json grades = pdz_json_get(at, "grades");
	struct grades *own = ind->own;
	struct pdz_selector selector;
	if (pdz_json_is_object(&grades, false)) {
		if (pdz_json_size(&grades) < 2)
			pdz_json_problem(&grades, "too few grades", NULL, "expected at least two");
		own->count = pdz_load_worded(l, &grades, &own->words, &own->values);
	}
	if (!pdz_load_items(l, at, "event", &selector))
		return;
	selector.any_status = false;
	selector.status = PDZ_DONE;
	selector.is_figure = own->count == 0;
	pdz_loader_slot(l, &selector, 0);
}

static bool grade_value(const struct grades *own, uint32_t word, double *value)
{
	for (size_t i = 0; i < own->count; i++) {
		if (own->words[i] == word) {
			*value = own->values[i];
			return true;
		}
	}
	return false;
}

static size_t enter_judgement(const struct pdz_plan *plan, const struct pdz_slot *slot, const struct pdz_fact *fact,
                              struct pdz_counter out[2], enum pdz_use *why)
{
	const struct grades *own = own_judgement(&plan->indicators[slot->indicator]);
	double value;
	*why = fact->date == PDZ_NO_DAY ? PDZ_USE_LACKS_DATE : PDZ_USE_UNKNOWN_GRADE;
	if (fact->date == PDZ_NO_DAY || (own->count > 0 && !grade_value(own, fact->category, &value)))
		return 0;
	out[0].n = 1;
	out[0].key.when = fact->date;
	out[0].key.what = fact->category;
	out[0].key.value = fact->quantity;
	if (fact->note.n > 0)
		out[0].key.who = pdz_intern_add(fact->words, fact->note);
	return 1;
}

static struct pdz_str word_of_judgement(const struct pdz_view *view, uint32_t number)
{
	return number == PDZ_NONE ? (struct pdz_str){"", 0} : pdz_intern_text(view->words, number);
}

/* Of two statements of one day the one with the later text holds: an order that does not depend on that
 * of the records. */
static bool later(const struct pdz_view *view, const struct pdz_key *a, const struct pdz_key *b)
{
	if (a->when != b->when)
		return a->when > b->when;
	const int grade = pdz_str_cmp(word_of_judgement(view, a->what), word_of_judgement(view, b->what));
	if (grade != 0)
		return grade > 0;
	return a->value != b->value ? a->value > b->value
	                            : pdz_str_cmp(word_of_judgement(view, a->who), word_of_judgement(view, b->who)) > 0;
}

/* The statements up to the end of the period, and the one that holds (NULL: none). */
static struct pdz_rows statements(const struct pdz_view *view, const struct pdz_counter **last)
{
	struct pdz_rows rows = pdz_view_until_end(view, view->indicator->first_slot);
	pdz_day begin = pdz_period_begin(view->plan->period);
	if (pdz_period_begin(view->period) < begin)
		begin = pdz_period_begin(view->period);              /* a baseline year */
	for (; rows.n > 0 && rows.p->key.when < begin; rows.n--) /* they stand in time */
		rows.p++;
	*last = NULL;
	for (size_t i = 0; i < rows.n; i++)
		if (*last == NULL || later(view, &rows.p[i].key, &(*last)->key))
			*last = &rows.p[i];
	return rows;
}

static void finish_judgement(const struct pdz_view *view, struct pdz_entry *out)
{
	const struct grades *own = own_judgement(view->indicator);
	const struct pdz_counter *last;
	const struct pdz_rows rows = statements(view, &last);
	uint64_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		n += rows.p[i].n;
	out->n = pdz_value_of((double)n);
	if (last == NULL) {
		out->reason = PDZ_NO_DATA;
		return;
	}
	out->detail.date = last->key.when;
	out->detail.evidence = word_of_judgement(view, last->key.who);
	out->detail.grade = word_of_judgement(view, last->key.what);
	double value = pdz_micro_double(last->key.value);
	if (own->count > 0)
		grade_value(own, last->key.what, &value);
	out->value = pdz_value_of(value);
}

static void use_judgement(const struct pdz_view *view, struct pdz_mark *marks)
{
	const struct pdz_counter *last;
	const struct pdz_rows rows = statements(view, &last);
	for (size_t i = 0; i < rows.n; i++)
		pdz_mark_of(view, marks, &rows.p[i].key)->use = &rows.p[i] == last ? PDZ_USE_COUNTED : PDZ_USE_REPLACED;
}

static const char *judgement_statistic(const struct pdz_plan *plan, const struct pdz_indicator *ind)
{
	(void)plan;
	return own_judgement(ind)->count > 0 ? "grade" : "stated";
}

static void define_judgement(struct pdz_said *say)
{
	const struct grades *own = own_judgement(say->ind);
	pdz_buf_z(&say->text, pdz_said_word(say, "explain|the latest statement of the office since the plan began: "));
	pdz_said_own_records(say, false);
	pdz_said_line(say, "explain|Value");
	for (size_t i = 0; i < own->count; i++) {
		pdz_buf_z(&say->text, i == 0 ? "" : "; ");
		pdz_buf_str(&say->text, pdz_intern_text(&say->plan->words, own->words[i]));
		pdz_buf_z(&say->text, " = ");
		pdz_said_number(say, &say->text, own->values[i]);
	}
	if (own->count > 0)
		pdz_said_line(say, "explain|Grades");
}

static void judgement_formula(struct pdz_said *say)
{
	const struct pdz_detail *d = &say->entry->detail;
	if (!say->entry->value.ok)
		return;
	pdz_buf_z(&say->text, pdz_said_word(say, "explain|“"));
	pdz_buf_str(&say->text, d->grade.n > 0 ? d->grade : d->evidence);
	pdz_buf_z(&say->text, pdz_said_word(say, "explain|”"));
	pdz_said_day(say, "explain|, stated on {0}", d->date);
	pdz_said_equals(say);
}

static void judgement_rule(const struct pdz_said *say, struct pdz_buf *b)
{
	const struct grades *own = own_judgement(say->ind);
	for (size_t i = 0; i < own->count; i++) {
		pdz_buf_z(b, i == 0 ? ",\"grades\":{" : ",");
		pdz_json_write_text(b, pdz_intern_text(&say->plan->words, own->words[i]));
		pdz_buf_char(b, ':');
		pdz_double_write(b, own->values[i]);
		pdz_buf_z(b, i + 1 == own->count ? "}" : "");
	}
}

static void need_of_judgement(const struct pdz_plan *plan, const struct pdz_slot *slot, struct pdz_columns_needed *out)
{
	const bool graded = own_judgement(&plan->indicators[slot->indicator])->count > 0;
	out->category |= graded;
	out->quantity |= !graded;
}

/* A figure without grades may be what one person told of themselves. */
static enum pdz_described judgement_describes(const struct pdz_indicator *ind)
{
	return own_judgement(ind)->count == 0 ? PDZ_DESCRIBES_PERSONS : PDZ_DESCRIBES_IF_SAID;
}

static bool same_judgement_items(const struct pdz_indicator *a, const struct pdz_indicator *b)
{
	return a == b;
}

static const char *const keys[] = {"event", "where", "grades", NULL};

static void columns_of_judgement(const struct pdz_plan *plan, const struct pdz_slot *slot, unsigned *who,
                                 unsigned *what)
{
	(void)plan;
	(void)slot;
	*who = PDZ_COL_NOTE;
	*what = PDZ_COL_CATEGORY;
}

const struct pdz_kind pdz_kind_judgement = {
	.name = "judgement",
	.keys = keys,
	.load = load_judgement,
	.keep_days = true,
	.enter = enter_judgement,
	.columns = columns_of_judgement,
	.finish = finish_judgement,
	.use = use_judgement,
	.own_size = sizeof(struct grades),
	.statistic = judgement_statistic,
	.define = define_judgement,
	.formula = judgement_formula,
	.rule = judgement_rule,
	.need = need_of_judgement,
	.describes = judgement_describes,
	.same_items = same_judgement_items,
	.exact = true,
	.since_plan = true,
	.n_is_records = true,
};
