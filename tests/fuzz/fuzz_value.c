/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a number, a date, a period: what is read is written and read again the
 * same, and the styles agree where they overlap. */
#include "fuzz.h"

#include "mapping/cell_value.h"

#include "base/fold.h"

#include <math.h>

static struct pdz_str micro_text(struct pdz_buf *b, pdz_micro m)
{
	pdz_buf_clear(b);
	pdz_micro_write(b, m);
	return pdz_buf_view(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pdz_str s = {(const char *)data, size};
	struct pdz_buf b = {0};
	pdz_micro m, again;
	pdz_day day, day_again;
	struct pdz_period period, period_again;
	if (size == 0)
		return 0;
	if (pdz_micro_parse(s, &m) == PDZ_PARSE_OK) {
		must(m != INT64_MIN && pdz_micro_parse(micro_text(&b, m), &again) == PDZ_PARSE_OK && again == m);
		pdz_micro english;
		must(pdz_ingest_parse_number(s, NUMBERS_EN, &english) != PDZ_PARSE_OK || english == m);
	}
	for (int style = NUMBERS_IT; style <= NUMBERS_EN; style++)
		if (pdz_ingest_parse_number(s, (enum ingest_numbers)style, &m) == PDZ_PARSE_OK)
			must(pdz_micro_parse(micro_text(&b, m), &again) == PDZ_PARSE_OK && again == m);
	for (int style = DATES_DMY; style <= DATES_EXCEL; style++)
		if (pdz_ingest_parse_date(s, (enum ingest_dates)style, &day) == PDZ_PARSE_OK) {
			pdz_buf_clear(&b);
			pdz_day_write(&b, day);
			must(pdz_day_parse(pdz_buf_view(&b), &day_again) == PDZ_PARSE_OK && day_again == day);
		}
	if (pdz_day_parse(s, &day) == PDZ_PARSE_OK) {
		int y, mo, d;
		pdz_day_split(day, &y, &mo, &d);
		must(y >= 1 && y <= 9999 && pdz_day_from(y, mo, d) == day);
		must(pdz_ingest_parse_date(s, DATES_DMY, &day_again) != PDZ_PARSE_OK || day_again == day);
	}
	if (pdz_period_parse(s, &period)) {
		pdz_buf_clear(&b);
		pdz_period_write(&b, period);
		must(pdz_period_parse(pdz_buf_view(&b), &period_again) && period_again.first == period.first &&
		     period_again.last == period.last);
	}
	(void)pdz_ingest_guess_value(s);
	pdz_buf_clear(&b);
	pdz_fold(&b, s);
	char line[200];
	must(pdz_visible(s.p, s.n, line, sizeof line) < sizeof line);
	if (size == sizeof(double)) {
		double v;
		memcpy(&v, data, sizeof v);
		if (isfinite(v)) {
			pdz_buf_clear(&b);
			pdz_double_write(&b, v);
			pdz_buf_char(&b, '\0');
			must(!b.failed && strtod(b.p, NULL) == v);
			for (int decimals = 0; decimals <= 9; decimals++)
				pdz_fixed_write(&b, v, decimals, ',', '.');
			must(!b.failed);
		}
	}
	pdz_buf_release(&b);
	return 0;
}
