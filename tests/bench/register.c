/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second work for the bench, of another shape than the first: a register of requests, as invented as the
 * other, the same from run to run.
 *
 *   register data ROWS     the register, as CSV
 *   register mapping       four records a row: an id, a table of values, records under conditions
 *   register plan          a plan that asks for the figures
 *
 * Commas, texts in quotes, decimal commas, dates in two styles in one column, blanks; few municipalities and
 * services have most rows, and a case comes back for years. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { AREAS = 27, DAYS = 1095, FIRST_DAY = 20089 /* 2025-01-01 */, SERVICES = 12, CATEGORIES = 4 };

static const char *const services[SERVICES] = {"Assistenza domiciliare",
                                               "SAD",
                                               "Centro diurno, anziani",
                                               "Buono sociale",
                                               "Servizio tutela",
                                               "ADM - minori",
                                               "Affido",
                                               "CDD",
                                               "SFA",
                                               "Trasporto",
                                               "REI / ADI",
                                               "Housing"};
static const char *const categories[CATEGORIES] = {"anziani", "minori", "disabili", "poverta"};
static const int category_of[SERVICES] = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3};

static uint64_t state = 30112026;

/* splitmix64 (Vigna, public domain). */
static unsigned below(unsigned n)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)(((z ^ (z >> 31)) >> 32) * n >> 32);
}

/* The first ones most often. */
static unsigned mostly_first(unsigned n)
{
	return below(below(n) + 1);
}

static char dates[2][DAYS][11];

static void make_dates(void)
{
	for (int i = 0; i < DAYS; i++) {
		time_t t = (time_t)(FIRST_DAY + i) * 86400;
		struct tm tm;
		gmtime_r(&t, &tm);
		strftime(dates[0][i], sizeof dates[0][i], "%d/%m/%Y", &tm);
		strftime(dates[1][i], sizeof dates[1][i], "%Y-%m-%d", &tm);
	}
}

/* A day of the plan, in one of the two styles; blank after its end. */
static const char *date(unsigned day)
{
	return day < DAYS ? dates[below(10) == 0][day] : "";
}

static void data(unsigned long rows)
{
	static const char *const results[] = {"concluso", "concluso", "Concluso", "annullato", "in corso", ""};
	make_dates();
	puts("Protocollo,Comune,Servizio,Utente,Segnalazione,Presa in carico,Chiusura,Ore,Esito,Operatore");
	for (unsigned long i = 1; i <= rows; i++) {
		const unsigned asked = below(DAYS), taken = asked + below(90), closed = taken + below(400), hours = below(4000);
		printf("%lu/%u,Comune %04u,\"%s\",P%06u,%s,%s,%s,", i, 2025 + asked / 366, mostly_first(AREAS) + 1,
		       services[mostly_first(SERVICES)], below((unsigned)(rows / 12 + 1)), date(asked),
		       below(4) ? date(taken) : "", below(2) ? date(closed) : "");
		if (below(5) == 0)
			printf(",");
		else
			printf("\"%u,%02u\",", hours / 100, hours % 100);
		printf("%s,Operatore n. %u\n", results[below(6)], below(200));
	}
}

static void mapping(void)
{
	static const char *const records[] = {
		"\"event\": \"segnalazione\", \"date\": \"{Segnalazione}\"",
		"\"event\": \"presa_in_carico\", \"date\": \"{Presa in carico}\", \"when\": {\"column\": \"Presa in carico\", "
		"\"filled\": true}",
		"\"event\": \"ore\", \"date\": \"{Presa in carico}\", \"quantity\": \"{Ore}\", \"when\": [{\"column\": \"Presa "
		"in carico\", \"filled\": true}, {\"column\": \"Ore\", \"filled\": true}]",
		"\"event\": \"chiusura\", \"date\": \"{Chiusura}\", \"when\": [{\"column\": \"Chiusura\", \"filled\": true}, "
		"{\"column\": \"Esito\", \"is\": [\"concluso\"]}]"};
	printf("{\"pdz_mapping\": 1, \"source\": \"register\", \"files\": [\"*\"], \"delimiter\": \",\", \"encoding\": "
	       "\"utf-8\","
	       " \"dates\": \"dmy\", \"numbers\": \"it\",\n \"case_ids\": \"pseudonyms\", \"id\": \"{Protocollo}\", "
	       "\"records\": [\n");
	for (int r = 0; r < 4; r++) {
		printf("  {%s, \"area\": \"{Comune}\", \"case\": \"{Utente}\",\n   \"category\": {\"from\": \"{Servizio}\", "
		       "\"values\": {",
		       records[r]);
		for (int s = 0; s < SERVICES; s++)
			printf("%s\"%s\": \"%s\"", s ? ", " : "", services[s], categories[category_of[s]]);
		printf("}}}%s\n", r < 3 ? "," : "]}");
	}
}

static void plan(void)
{
	static const char *const events[] = {"segnalazione", "presa_in_carico", "ore", "chiusura"};
	static const char *const counts[] = {"records", "cases", "quantity", "records"};
	printf("{\"pdz_plan\": 1, \"id\": \"register\", \"name\": \"Register\", \"language\": \"en\",\n"
	       "\"period\": {\"from\": \"2025-01-01\", \"to\": \"2027-12-31\"},\n"
	       "\"areas\": {\"code\": \"ambito\", \"name\": \"Ambito\", \"areas\": [");
	for (int i = 1; i <= AREAS; i++)
		printf("%s{\"code\": \"c%04d\", \"name\": \"Comune %04d\"}", i > 1 ? ", " : "", i, i);
	printf("]},\n\"events\": {");
	for (int e = 0; e < 4; e++)
		printf("%s\"%s\": {\"name\": \"%s\"}", e ? ", " : "", events[e], events[e]);
	printf("},\n\"objectives\": [{\"code\": \"1\", \"name\": \"x\", \"indicators\": [");
	for (int c = 0; c < CATEGORIES; c++)
		for (int e = 0; e < 4; e++)
			printf("%s\n {\"code\": \"%s.%s\", \"level\": \"impact\", \"problem\": \"x\", \"name\": \"x\", \"kind\": "
			       "\"count\", "
			       "\"event\": \"%s\", \"count\": \"%s\", \"where\": {\"category\": \"%s\"}}",
			       c + e > 0 ? "," : "", categories[c], events[e], events[e], counts[e], categories[c]);
	printf("]}]}\n");
}

int main(int argc, char **argv)
{
	const unsigned long rows = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	if (argc > 1 && strcmp(argv[1], "data") == 0 && rows > 0)
		data(rows);
	else if (argc > 1 && strcmp(argv[1], "mapping") == 0)
		mapping();
	else if (argc > 1 && strcmp(argv[1], "plan") == 0)
		plan();
	else
		return fprintf(stderr, "usage: register data ROWS | mapping | plan\n"), 2;
	return fflush(stdout) != 0;
}
