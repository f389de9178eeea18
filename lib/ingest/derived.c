/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values computed from cells of the row at hand. What they are computed from goes no further. */
#include "ingest/derived.h"

#include "ingest/row_values.h"
#include "personal/taxcode.h"

#include <stdio.h>

static bool cannot(struct ingest_bound *b, struct ingest_mistake *m, const struct map_value *v,
                   const struct ingest_match *match, enum ingest_reason reason, const char *problem,
                   const char *expected, struct pdz_str text)
{
	pdz_row_wrong(m, reason, problem, expected, text, pdz_row_value_cell(b, v, match));
	m->personal = true;
	m->secret = v->tax_code || v->age_at.count;
	return false;
}

static struct pdz_str kept(struct ingest_bound *b, const char *text, size_t n)
{
	return pdz_row_scratch_text(b, (struct pdz_str){text, n});
}

/* A digit of a tax code, also as the letter that may stand for it; -1. */
static int code_digit(char c)
{
	static const char letters[] = "LMNPQRSTUV";
	const char *at = strchr(letters, c);

	return c >= '0' && c <= '9' ? c - '0' : c && at ? (int)(at - letters) : -1;
}

/* Year of two digits, month and day of birth; day above 40: a woman. */
static bool parts_of_code(const char code[PDZ_TAXCODE_LENGTH], int *year, int *month, int *day, bool *woman)
{
	static const char months[] = "ABCDEHLMPRST";
	const char *at = strchr(months, code[8]);
	const int tens = code_digit(code[9]), ones = code_digit(code[10]);

	*year = code_digit(code[6]) * 10 + code_digit(code[7]);
	*month = code[8] && at ? (int)(at - months) + 1 : 0;
	*day = tens * 10 + ones;
	*woman = *day > 40;
	*day -= *woman ? 40 : 0;
	return code_digit(code[6]) >= 0 && code_digit(code[7]) >= 0 && tens >= 0 && ones >= 0 && *month && *day >= 1 &&
	       *day <= 31;
}

/* last: born on this day at the latest. */
static bool by_tax_code(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                        pdz_day last, struct pdz_str *text, struct ingest_mistake *m)
{
	static const char problem[] = "not a tax code";
	char code[PDZ_TAXCODE_LENGTH], out[32];
	int year, month, day, last_year, unused;
	bool woman;

	if (!pdz_taxcode_is(*text, code))
		return cannot(b, m, v, match, REASON_UNKNOWN_VALUE, problem, "expected sixteen characters", *text);
	if (!pdz_taxcode_is_checked(code))
		return cannot(b, m, v, match, REASON_UNKNOWN_VALUE, problem, "its last letter does not follow from the others",
		              *text);
	pdz_day_split(last, &last_year, &unused, &unused);
	if (!parts_of_code(code, &year, &month, &day, &woman))
		return cannot(b, m, v, match, REASON_UNKNOWN_VALUE, problem, "its day of birth cannot be", *text);
	year += last_year - last_year % 100;
	pdz_day birth = pdz_day_from(year, month, day);
	if (birth == PDZ_NO_DAY || birth > last) {
		year -= 100;
		birth = pdz_day_from(year, month, day);
	}
	if (birth == PDZ_NO_DAY)
		return cannot(b, m, v, match, REASON_UNKNOWN_VALUE, problem, "its day of birth cannot be", *text);
	const int n = v->tax_code == CODE_SEX          ? snprintf(out, sizeof out, "%c", woman ? 'F' : 'M')
	              : v->tax_code == CODE_BIRTH_YEAR ? snprintf(out, sizeof out, "%04d", year)
	                                               : snprintf(out, sizeof out, "%04d-%02d-%02d", year, month, day);
	*text = kept(b, out, (size_t)n);
	return true;
}

static bool put_band(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                     pdz_micro number, struct pdz_str *text, struct ingest_mistake *m)
{
	for (size_t i = 0; i < v->band_count; i++)
		if (number >= v->bands[i].low && number < v->bands[i].end) {
			*text = v->bands[i].text;
			return true;
		}
	return cannot(b, m, v, match, REASON_UNKNOWN_VALUE, "in none of the bands of the mapping", NULL,
	              (struct pdz_str){"", 0});
}

static bool find_band(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                      struct pdz_str *text, bool plain, struct ingest_mistake *m)
{
	pdz_micro number;
	const struct ingest_styled is = plain ? (struct ingest_styled){.result = pdz_micro_parse(*text, &number)}
	                                      : pdz_row_number(b, &v->from, match, *text, v->numbers, &number, m);

	if (is.either)
		return false;
	if (is.result != PDZ_PARSE_OK)
		return cannot(b, m, v, match, REASON_BAD_NUMBER, "not a number",
		              "expected one that falls into a band of the mapping", *text);
	return put_band(b, v, match, number, text, m);
}

bool pdz_row_derive(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                    struct pdz_str *text, struct ingest_mistake *m)
{
	pdz_day birth, on = PDZ_NO_DAY;
	char digits[16];

	if (text->n == 0)
		return true;
	if (v->age_at.count) {
		const struct pdz_str at = pdz_row_template_text(b, &v->age_at, match);
		struct ingest_styled is = {.result = PDZ_PARSE_EMPTY};
		if (at.n)
			is = pdz_row_day(b, &v->age_at, match, at, v->age_dates, false, &on, m);
		if (is.either)
			return false;
		if (is.result != PDZ_PARSE_OK && at.n) /* that cell is wrong, not the date of birth */
			return pdz_row_wrong(m, REASON_BAD_DATE,
			                     is.result == PDZ_PARSE_RANGE ? "there is no such day" : "not a date", NULL, at,
			                     pdz_row_template_cell(b, &v->age_at, match));
		if (is.result != PDZ_PARSE_OK)
			return cannot(b, m, v, match, REASON_BAD_DATE, "no day to count the age at", NULL, (struct pdz_str){"", 0});
	}
	/* nobody is born after the day of the record */
	const pdz_day last = on != PDZ_NO_DAY       ? on
	                     : b->day != PDZ_NO_DAY ? b->day
	                     : b->plan              ? pdz_period_end(b->plan->period)
	                                            : pdz_day_from(2029, 12, 31);
	if (v->tax_code && !by_tax_code(b, v, match, last, text, m))
		return false;
	if (v->age_at.count) {
		const struct ingest_styled is = pdz_row_day(b, &v->from, match, *text, v->tax_code ? DATES_YMD : v->dates,
		                                            false, &birth, m);
		m->personal = m->secret = is.either;
		if (is.either)
			return false;
		if (is.result != PDZ_PARSE_OK)
			return cannot(b, m, v, match, REASON_BAD_DATE, "not a date of birth", NULL, *text);
		if (birth > on)
			return cannot(b, m, v, match, REASON_BAD_DATE, "born after the day that the age is wanted at", NULL,
			              (struct pdz_str){"", 0});
		const int years = pdz_full_years(birth, on);
		if (v->band_count)
			return put_band(b, v, match, years * PDZ_MICRO, text, m);
		*text = kept(b, digits, (size_t)snprintf(digits, sizeof digits, "%d", years));
	}
	return v->band_count == 0 || find_band(b, v, match, text, v->tax_code, m);
}

__extension__ typedef __int128 wide; /* products of two quantities */

static wide rounded_product(pdz_micro a, pdz_micro b)
{
	const wide exact = (wide)a * b;

	return (exact + (exact < 0 ? -PDZ_MICRO / 2 : PDZ_MICRO / 2)) / PDZ_MICRO;
}

bool pdz_row_compute(struct ingest_bound *b, const struct map_value *v, const struct ingest_match *match,
                     pdz_micro *out, bool *empty, struct ingest_mistake *m)
{
	pdz_micro result = v->product ? PDZ_MICRO : 0, term;
	size_t filled = 0;

	for (size_t i = 0; i < v->term_count; i++) {
		const struct pdz_str text = pdz_row_template_text(b, &v->terms[i], match);
		if (text.n == 0 && pdz_row_says_unknown(b, pdz_row_template_cell(b, &v->terms[i], match)))
			return pdz_row_wrong(m, REASON_MISSING_NUMBER, "a term that is not known", NULL, text,
			                     pdz_row_template_cell(b, &v->terms[i], match));
		if (text.n == 0)
			continue;
		filled++;
		const bool literal = v->terms[i].count == 1 && v->terms[i].pieces[0].kind == PIECE_LITERAL;
		const struct ingest_styled is = literal ? (struct ingest_styled){.result = pdz_micro_parse(text, &term)}
		                                        : pdz_row_number(b, &v->terms[i], match, text, v->term_numbers[i],
		                                                         &term, m);
		if (is.either)
			return false;
		if (is.result != PDZ_PARSE_OK) {
			pdz_row_wrong(m, REASON_BAD_NUMBER, "not a number", NULL, text,
			              pdz_row_template_cell(b, &v->terms[i], match));
			m->contrary = is.contrary;
			return false;
		}
		const wide next = v->product ? rounded_product(result, term) : (wide)result + term;
		if (next > INT64_MAX || next < -INT64_MAX)
			return pdz_row_wrong(m, REASON_BAD_NUMBER, "number out of range", NULL, text,
			                     pdz_row_template_cell(b, &v->terms[i], match));
		result = (pdz_micro)next;
	}
	*empty = filled == 0;
	*out = result;
	if (v->product && filled && filled < v->term_count)
		return pdz_row_wrong(m, REASON_BAD_NUMBER, "a factor of the product is missing", NULL, (struct pdz_str){"", 0},
		                     PDZ_NONE);
	return true;
}
