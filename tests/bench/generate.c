/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented data for the bench, the same from run to run.
 *
 *   generate data ROWS [CASES [MUNICIPALITIES]]   an office's export, as CSV
 *   generate plan INDICATORS [MUNICIPALITIES]     a plan that asks for the bench's figures;
 *                                                 0: its areas are the three sub-areas
 *   generate mapping [AREA]                       how the export's columns become records;
 *                                                 AREA: the column of the area (comune)
 *
 * About 125 bytes a row: semicolons, dd/mm/yyyy, decimal commas, 5 rows of 100 with
 * a quoted note. A case belongs to one municipality and mostly to one action, and its
 * records lie within ten months: so cases grow with the rows, and months do not. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ACTIONS = 21, SUB_AREAS = 3, DAYS = 1095, FIRST_DAY = 20089 /* 2025-01-01 */ };

static uint64_t state = 20252027;

/* splitmix64 (Vigna, public domain). */
static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static unsigned below(unsigned n)
{
	state += UINT64_C(0x9e3779b97f4a7c15);
	return (unsigned)((mix(state) >> 32) * n >> 32);
}

/* The same choice for a case whenever it comes. */
static unsigned of_case(unsigned id, unsigned salt, unsigned n)
{
	return (unsigned)((mix(id * UINT64_C(0x9e3779b97f4a7c15) + salt) >> 32) * n >> 32);
}

static char dates[DAYS][11];

static void make_dates(void)
{
	for (int i = 0; i < DAYS; i++) {
		time_t t = (time_t)(FIRST_DAY + i) * 86400;
		struct tm tm;
		gmtime_r(&t, &tm);
		strftime(dates[i], sizeof dates[i], "%d/%m/%Y", &tm);
	}
}

static int year_of(int day)
{
	return day < 365 ? 0 : day < 730 ? 1 : 2;
}

/* Moved by some days, but within the year: then every peer may group by one year. */
static int moved(int day, int by)
{
	static const int first[] = {0, 365, 730, DAYS};
	const int year = year_of(day), to = day + by;
	return to < first[year] ? first[year] : to >= first[year + 1] ? first[year + 1] - 1 : to;
}

static void row(unsigned long number, unsigned cases, unsigned municipalities)
{
	static const char *const events[] = {"incontro",     "incontro",     "incontro",        "incontro",
	                                     "segnalazione", "segnalazione", "presa_in_carico", "presa_in_carico",
	                                     "verifica",     "formazione"};
	static const char *const types[] = {"Anziani", "Minori", "Disabili", "Famiglie", "Adulti"};
	static const char *const notes[] = {"", "", "", "", "sede centrale", "Prot. 12/A", "su appuntamento", ""};
	static const char *const quoted[] = {"\"vista la delibera; in attesa\"", "\"progetto \"\"Vivere insieme\"\"\""};
	const unsigned id = below(cases), place = of_case(id, 1, municipalities);
	const unsigned action = below(5) ? of_case(id, 2, ACTIONS) : below(ACTIONS);
	const int due = (int)(of_case(id, 3, DAYS - 300) + below(300));
	const char *const event = events[below(10)];
	const int done = event[0] == 'p' || below(10) < 7, day = moved(due, (int)below(75) - 15);
	const unsigned quarters = below(8) + 1;
	const char *const note = below(20) == 0 ? quoted[below(2)] : notes[below(8)];

	printf("R%08lu;%s;Oglio Po;Zona %u;Comune %04u;%u;%u.%u;%s;%s;%u,%02u;U%07u;%s;%s;%s;%s\n", number,
	       dates[moved(due, -(int)below(20))], place % SUB_AREAS + 1, place + 1, action / 6 + 1, action / 6 + 1,
	       action % 6 + 1, event, done ? "Realizzato" : "Previsto", quarters / 4, quarters % 4 * 25, id,
	       types[of_case(id, 4, 5)], dates[due], done ? dates[day] : "", note);
}

static void data(unsigned long rows, unsigned cases, unsigned municipalities)
{
	make_dates();
	puts(
		"id;data;ambito;zona;comune;obiettivo;azione;evento;stato;quantita;caso;tipologia;data_prevista;data_effettiva;"
		"note");
	for (unsigned long i = 1; i <= rows; i++)
		row(i, cases, municipalities);
}

static void mapping(const char *area)
{
	printf(
		"{\"pdz_mapping\": 1, \"source\": \"bench\", \"files\": [\"*\"], \"delimiter\": \";\", \"encoding\": "
		"\"utf-8\", \"dates\": \"dmy\", \"case_ids\": \"pseudonyms\",\n"
		" \"records\": [{\"date\": \"{data_effettiva}\", \"due\": \"{data_prevista}\", \"action\": \"{azione}\",\n"
		"  \"event\": \"{evento}\", \"quantity\": \"{quantita}\", \"case\": \"{caso}\", \"area\": \"{%s}\",\n"
		"  \"status\": {\"from\": \"{stato}\", \"values\": {\"Realizzato\": \"done\", \"Previsto\": \"planned\"}}}]}\n",
		area);
}

static const char all_events[] = "[\"incontro\", \"segnalazione\", \"presa_in_carico\", \"verifica\", \"formazione\"]";

/* The four figures of an action. */
static void indicator(unsigned action, unsigned kind)
{
	static const char letters[] = "DPMA";
	char where[40];
	const unsigned a = action / 6 + 1, b = action % 6 + 1;

	snprintf(where, sizeof where, "\"where\": {\"action\": \"%u.%u\"}", a, b);
	printf("   {\"code\": \"%u.%u.%c\", \"level\": \"process\", \"name\": \"x\", ", a, b, letters[kind]);
	if (kind == 0)
		printf("\"kind\": \"ratio\", \"of\": {\"event\": %s, %s}}", all_events, where);
	else if (kind == 1)
		printf("\"kind\": \"ratio\", \"numerator\": {\"event\": \"presa_in_carico\", \"count\": \"cases\", %s}, "
		       "\"denominator\": {\"event\": \"segnalazione\", \"status\": \"any\", \"count\": \"cases\", %s}}",
		       where, where);
	else
		printf("\"kind\": \"timing\", \"event\": \"presa_in_carico\", %s, \"statistic\": \"%s\"}", where,
		       kind == 2 ? "median" : "mean");
}

static void areas(unsigned municipalities)
{
	printf("\"areas\": {\"code\": \"ambito\", \"name\": \"Oglio Po\", \"areas\": [\n");
	for (unsigned zone = 0; zone < SUB_AREAS; zone++) {
		printf(" %s{\"code\": \"zona%u\", \"name\": \"Zona %u\"", zone ? "," : "", zone + 1, zone + 1);
		for (unsigned i = zone; i < municipalities; i += SUB_AREAS)
			printf("%s{\"code\": \"c%04u\", \"name\": \"Comune %04u\"}", i > zone ? ", " : ", \"areas\": [", i + 1,
			       i + 1);
		printf("%s}\n", municipalities ? "]" : "");
	}
	printf("]},\n");
}

static void plan(unsigned indicators, unsigned municipalities)
{
	static const char *const events[] = {"incontro", "segnalazione", "presa_in_carico", "verifica", "formazione"};
	unsigned left = indicators;

	printf("{\"pdz_plan\": 1, \"id\": \"bench\", \"name\": \"Bench\", \"language\": \"en\",\n"
	       "\"period\": {\"from\": \"2025-01-01\", \"to\": \"2027-12-31\"},\n");
	areas(municipalities);
	printf("\"events\": {");
	for (unsigned i = 0; i < 5; i++)
		printf("%s\"%s\": {\"name\": \"%s\"}", i ? ", " : "", events[i], events[i]);
	printf("},\n\"objectives\": [{\"code\": \"1\", \"name\": \"x\", \"indicators\": [");
	for (unsigned i = 4 * ACTIONS; i < indicators; i++, left--)
		printf("%s\n   {\"code\": \"1.X%u\", \"level\": \"impact\", \"problem\": \"x\", \"name\": \"x\", \"kind\": "
		       "\"count\", \"event\": "
		       "\"%s\", \"count\": \"%s\", \"where\": {\"action\": \"%u.%u\"}}",
		       i > 4 * ACTIONS ? "," : "", i - 4 * ACTIONS + 1, events[i % 5], i % 2 ? "records" : "quantity",
		       i % ACTIONS / 6 + 1, i % 6 % 3 + 1);
	printf("], \"actions\": [");
	for (unsigned a = 0; a < ACTIONS; a++) {
		if (a && a % 6 == 0)
			printf("]},\n {\"code\": \"%u\", \"name\": \"x\", \"actions\": [", a / 6 + 1);
		printf("%s\n  {\"code\": \"%u.%u\", \"name\": \"x\", \"indicators\": [\n", a % 6 ? "," : "", a / 6 + 1,
		       a % 6 + 1);
		for (unsigned kind = 0; kind < 4 && left > 0; kind++, left--) {
			indicator(a, kind);
			printf("%s\n", kind < 3 && left > 1 ? "," : "");
		}
		printf("  ]}");
	}
	printf("]}]}\n");
}

static unsigned long number(int argc, char **argv, int i, unsigned long otherwise)
{
	return i < argc ? strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	const char *const what = argc > 1 ? argv[1] : "";
	const unsigned long n = number(argc, argv, 2, 0), more = number(argc, argv, 3, 0);

	if (strcmp(what, "data") == 0 && n > 0) {
		const unsigned long cases = more ? more : n / 25 + 1;
		data(n, (unsigned)cases, (unsigned)number(argc, argv, 4, 27));
	} else if (strcmp(what, "plan") == 0 && n > 0) {
		plan((unsigned)n, argc > 3 ? (unsigned)more : 27);
	} else if (strcmp(what, "mapping") == 0) {
		mapping(argc > 2 ? argv[2] : "comune");
	} else {
		fprintf(stderr,
		        "usage: generate data ROWS [CASES [MUNICIPALITIES]] | plan INDICATORS [MUNICIPALITIES] | mapping\n");
		return 2;
	}
	return fflush(stdout) != 0;
}
