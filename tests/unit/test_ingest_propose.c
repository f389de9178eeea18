/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts of mappings: for whatever table, the draft is a mapping that loads without a
 * mistake, fits the file it was made for, and is the same when made again. What it says of
 * some tables stands here. */
#include "pdz/ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "material.h"

static char folder[] = "/tmp/pdz-test-XXXXXX", draft_file[64];
static uint64_t seed = 20261123;

static void say(void *ctx, const struct pdz_diag *d)
{
	(void)ctx;
	if (d->severity == PDZ_ERROR)
		print_error("%s: %s %s (%s)\n", d->path ? d->path : "", d->problem, d->subject ? d->subject : "",
		            d->expected ? d->expected : "");
}

/* The draft for a table under that name, which must load and fit. */
static void propose(const char *name, struct pdz_str table, const struct pdz_plan *plan, struct pdz_buf *draft)
{
	char path[256];
	struct pdz_mapping *m = NULL;
	struct pdz_buf again = {0};
	struct pdz_error err = {0};

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path); /* a new file is not flushed */
	write_file(path, table);
	pdz_buf_clear(draft);
	assert_int_equal(pdz_ingest_propose(path, plan, PDZ_ENGLISH, draft, &err), PDZ_OK);
	assert_int_equal(pdz_ingest_propose(path, plan, PDZ_ENGLISH, &again, &err), PDZ_OK);
	assert_int_equal(draft->n, again.n);
	assert_memory_equal(draft->p, again.p, again.n);
	unlink(draft_file);
	write_file(draft_file, pdz_buf_view(draft));
	const enum pdz_status status = pdz_mapping_load(&m, draft_file, plan, &(struct pdz_diag_sink){say, NULL}, &err);
	if (status)
		print_error("%.*s\n%.*s\n", (int)table.n, table.p, (int)draft->n, draft->p);
	assert_int_equal(status, PDZ_OK);
	assert_true(pdz_mapping_fits(m, name));
	pdz_mapping_free(m);
	pdz_buf_release(&again);
	unlink(path);
}

static void any_table(void **state)
{
	static const char *const headers[] = {"Data",
	                                      "Data prevista",
	                                      "Scadenza",
	                                      "Il giorno",
	                                      "Comune",
	                                      "Tipo",
	                                      "Azione",
	                                      "Ore",
	                                      "Importo",
	                                      "Numero di persone",
	                                      "Note",
	                                      "Codice",
	                                      "N.",
	                                      "previsto 2025",
	                                      "previsto 2026",
	                                      "previsto 1999",
	                                      "al 31/03/2025",
	                                      "al 30/06/2025",
	                                      "fatto 2025",
	                                      "fatto 2026",
	                                      "fatto 123",
	                                      "Cognome",
	                                      "Codice fiscale",
	                                      "",
	                                      "***",
	                                      "ID",
	                                      "Prot.",
	                                      "x_",
	                                      "Et\xc3\xa0",
	                                      "{a}",
	                                      "a\\b",
	                                      "data_",
	                                      "una colonna dal nome molto lungo, con segni: e senza fine",
	                                      "A1 _ B2",
	                                      "Evento",
	                                      "telefono"};
	/* clang-format off */
	static const char *const kinds[][6] = {
		{"01/02/2025", "31/12/2025", "5/6/25", "28/02/2026", "", "13/01/2025"}, {"12/31/2025", "1/13/2025", "6/5/25",
		 "", "2/28/2026", "3/3/2026"},
		{"2025-01-02", "2025-12-31", "2026-02-28", "", "2025-03-04", "2025-05-06"}, {"45300", "45301", "45999", "46000",
		 "", "45302"},
		{"1.234,5", "2,5", "8.000", "", "3", "7,25"}, {"1,234.5", "2.5", "8,000", "", "3", "7.25"},
		{"1", "2", "3", "4", "5", "6"}, {"x", "y", "x", "", "y", "x"},
		{"", "", "", "", "", ""}, {"Rossi Mario", "Verdi Ugo", "Bianchi Ada", "", "Neri Eva", "Gialli Ivo"},
		{"RSSMRA85T10A562S", "MRTMTT91D08F205J", "MLLSNT82P65Z404U", "", "RSSMRA80A01H501U", ""},
		{"a@b.it", "c@d.it", "", "e@f.it", "", ""},
		{"0375 12345", "333 1234567", "", "", "+39 0375 1", ""}, {"\"tra; virgolette\"", "\"a capo\n qui\"", "",
		 "\xc3\xa8", "\"\"\"\"", "-"},
		{"1.1", "1.2", "2.1", "1.1", "", "9.9"}, {"Borgo", "borgo", "Valle", "", "Altrove", "VALLE"},
		{"n.d.", "12", "x 13", "14", "15", "-"},
	};
	/* clang-format on */
	static const char *const names[] = {
		"a.csv",    "2025 - dati (1).csv",
		"senza",    ".csv",
		"---",      "\xc3\xa8.csv",
		"a\"b.csv", "un-nome-molto-lungo-che-non-finisce-mai-davvero-e-va-oltre-i-sessantaquattro-caratteri.csv"};
	struct pdz_plan *plan = NULL;
	struct pdz_error err = {0};
	struct pdz_buf table = {0}, draft = {0};

	(void)state;
	assert_int_equal(pdz_plan_load(&plan, PDZ_SOURCE_DIR "/examples/piccolo-comune/plan.json", NULL, &err), PDZ_OK);
	for (int i = 0; i < 1500; i++) {
		size_t column_count = 1 + below(&seed, 7), of[7], rows = below(&seed, 40);
		pdz_buf_clear(&table);
		for (size_t c = 0; c < column_count; c++) {
			pdz_buf_printf(&table, "%s%s", c ? ";" : "", headers[below(&seed, sizeof headers / sizeof *headers)]);
			of[c] = below(&seed, sizeof kinds / sizeof *kinds);
		}
		for (size_t r = 0; r < rows; r++) {
			pdz_buf_char(&table, '\n');
			for (size_t c = 0; c < column_count; c++)
				pdz_buf_printf(&table, "%s%s", c ? ";" : "", kinds[below(&seed, 12) ? of[c] : 7][below(&seed, 6)]);
		}
		pdz_buf_char(&table, '\n');
		propose(names[below(&seed, sizeof names / sizeof *names)], pdz_buf_view(&table), below(&seed, 2) ? plan : NULL,
		        &draft);
	}
	pdz_plan_free(plan);
	pdz_buf_release(&table);
	pdz_buf_release(&draft);
}

static void what_it_says(void **state)
{
	(void)state;
	static const struct {
		const char *table, *says, *not ;
		/* clang-format off */
	} cases[] = {
		/* a day of birth is the day of no record, and says nothing of the other days */
		{"Data di nascita;Data accesso\n13/01/1980;2025-01-02\n14/01/1980;2025-01-03\n", "\"date\": \"{data_accesso}\"",
		 "\"date\": \"{data_di"},
		{"Data di nascita;Data accesso\n13/01/1980;2025-01-02\n14/01/1980;2025-01-03\n", "\"dates\": \"ymd\"", "dmy"},
		{"Data;x\n12/31/2025;a\n1/13/2025;b\n", "\"dates\": \"mdy\"", NULL},
		{"Serie;x\n31/12/2025;a\n1/13/2025;b\n13/1/2025;c\n", "\"date\": \"?\"", "\"{serie}\""},
		/* days of both orders: none */
		{"Data;x\n45300;a\n45301;b\n", "\"dates\": \"excel\"", NULL},
		{"Serie;x\n45300;a\n45301;b\n", "\"date\": \"?\"", "excel"},
		{"Data;Ore\n2025-01-02;1,234.5\n2025-01-03;2.5\n", "\"numbers\": \"en\"", NULL},
		{"Data;Ore\n2025-01-02;1.234,5\n2025-01-03;2,5\n", "\"numbers\": \"it\"", "\"en\""},
		/* a column of another style than the others says so */
		{"Data;Ore;Km\n01/02/2025;1,5;0.770\n02/02/2025;2,5;0.500\n03/02/2025;2,75;\n", "{\"header\": \"Km\", "
		 "\"numbers\": \"en\"}", NULL},
		{"Data;Fine lavori\n31/12/2025;2025-12-31\n30/12/2025;2025-12-30\n29/12/2025;2025-12-29\n", "{\"header\": "
		 "\"Fine lavori\", \"dates\": \"ymd\"}", NULL},
		{"Comune;previsto 2025;previsto 2026\nBorgo;1;2\n",
		 "\"for_each\": \"previsto {anno}\", \"status\": \"planned\", \"due\": \"{anno}-12-31\", \"quantity\": "
		 "\"{cell}\"}", "done"},
		{"Comune;al 31/03/2025;al 30/06/2025\nBorgo;1;2\n", "\"for_each\": \"al {giorno}\", \"status\": \"done\", "
		                                                    "\"date\": \"{giorno}\"", NULL},
		{"Comune;previsto 2025;previsto altro\nBorgo;1;2\n", "\"date\": \"?\"", "for_each"},
		/* alone it is not a pattern */
		{"tel 2025;tel 2026\n1;2\n", "\"date\": \"?\"", "for_each"},
		/* months without a year have no day; a column, the title or the file's name may have it */
		{"Sede;gen;feb;mar;Totale\nA;1;2;3;6\n", "\"for_each\": \"{mese}\", \"status\": \"done\", \"date\": \"?\"",
		 NULL},
		{"Sede;Anno;gen;feb;mar\nA;2025;1;2;3\n", "\"date\": \"{mese} {anno_}\"", NULL},
		{"Ore del 2025\nSede;gen;feb;mar\nA;1;2;3\n", "\"date\": \"{mese} 2025\"", NULL},
		{"Sede;gen 25;feb 25;mar 25\nA;1;2;3\n", "\"for_each\": \"{mese}\"", "\"?\", \"q"},
		{"Data;Scadenza\n2025-01-02;2025-02-02\n2025-01-03;2025-02-03\n", "\"due\": \"{scadenza}\", \"date\": "
		                                                                  "\"{data}\"", "when"},
		{"Data;Data fine\n2025-01-02;2025-02-02\n2025-01-03;2025-02-03\n", "\"when\": \"data_fine\"", "due"},
		{"Data;Azione;Segnalazione\n2025-01-02;1.1;x\n2025-01-03;1.2;y\n", "\"common\": {\"action\": \"{azione}\"}",
		 "\"{segnalazione}\", \"e"},
		/* what tells rows apart is not a measure, and what several rows have tells none apart */
		{"Numero utenti;Data\n1;01/02/2025\n2;02/02/2025\n3;03/02/2025\n", "\"common\"", "\"id\""},
		{"N.;Data\n1;01/02/2025\n2;02/02/2025\n3;03/02/2025\n", "\"id\": \"{n}\"", NULL},
		{"Codice;Data\nA;01/02/2025\nA;02/02/2025\nA;03/02/2025\n", "\"common\"", "\"id\""},
		/* people, by header and by content; free text goes nowhere */
		{"Data;Rif\n01/02/2025;IT60X0542811101000000123456\n02/02/2025;IT60 X054 2811 1010 0000 0123 456\n",
		 "\"personal\": true", "IT60"},
		{"Data;Contatto\n01/02/2025;333 1234567\n02/02/2025;0375/12345678\n", "\"personal\": true", "333"},
		{"Data;Contatto\n01/02/2025;ada@esempio.it\n02/02/2025;-\n", "\"personal\": true", "ada"},
		{"Data;Chi\n01/02/2025;Bianchi Ada\n02/02/2025;Verdi Ugo\n", "\"personal\": true", "Verdi"},
		{"Data;Chi\n1/2/2025;Xhafa Ardian\n2/2/2025;Diop Awa\n3/2/2025;Wang Wei\n4/2/2025;Popescu Ion\n"
		 "5/2/2025;Singh Jaspreet\n", "\"personal\": true", "Diop"},
		{"Data;Osservazioni\n01/02/2025;chiama il figlio\n02/02/2025;torna\n", "\"common\": {}", "\"{osservazioni}\""},
		{"Codice caso;Data\nA1;01/02/2025\nA2;02/02/2025\n", "{\"header\": \"Codice caso\", \"personal\": true}", NULL},
		{"Codice caso;Data\nA1;01/02/2025\nA2;02/02/2025\n", "\"case\": \"{codice_caso}\"", NULL},
		{"Assistito;Data\nA1;01/02/2025\nA2;02/02/2025\nA1;03/02/2025\n", "\"case\": \"{assistito}\"", "\"id\""},
		/* totals, and what was called off */
		{"Data;Stato\n01/02/2025;fatto\n02/02/2025;annullato\n03/02/2025;fatto\n04/02/2025;fatto\n",
		 "{\"why\": \"cancelled\", \"when\": {\"column\": \"stato\", \"is\": [\"annullato\"]}}", NULL},
		{"Sede;Data\nA;01/02/2025\nB;02/02/2025\nTotale sedi;2\n", "\"starts\": [\"totale\"", NULL},
	};
	/* clang-format on */
	struct pdz_buf draft = {0};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		propose("a.csv", pdz_str(cases[i].table), NULL, &draft);
		pdz_buf_char(&draft, '\0');
		const char *rest = strstr(draft.p, "\"dates\""); /* behind the note */
		assert_non_null(rest);
		if (!strstr(rest, cases[i].says) || (cases[i].not &&strstr(rest, cases[i].not ))) {
			print_error("%s gives\n%s", cases[i].table, rest);
			wrong++;
		}
	}
	pdz_buf_release(&draft);
	assert_int_equal(wrong, 0);
}

/* What a plan's words find, and what stays a question: never another event. */
static void with_a_plan(void **state)
{
	(void)state;
	static const char text[] =
		"{\"pdz_plan\": 1, \"id\": \"p\", \"name\": \"P\", \"language\": \"it\", \"period\": {\"from\": "
		"\"2025-01-01\", \"to\": \"2027-12-31\"},"
		"\"areas\": {\"code\": \"a\", \"name\": \"Ambito\", \"areas\": [{\"code\": \"c\", \"name\": "
		"\"Casalmaggiore\"}]},"
		"\"events\": {\"segnalazione\": {\"name\": \"Segnalazione\"}, \"segnalazione_minori\": {\"name\": "
		"\"Segnalazione di minori\"},"
		"\"colloquio\": {\"name\": \"Colloquio\"}, \"colloquio_telefonico\": {\"name\": \"Colloquio telefonico\"}, "
		"\"ore_sad\": {\"name\": \"Ore di SAD\", \"unit\": \"ore\"},"
		"\"contributo\": {\"name\": \"Contributo erogato\", \"unit\": \"euro\"}, \"visita\": {\"name\": \"Visita "
		"domiciliare\"}},"
		"\"objectives\": [{\"code\": \"1\", \"name\": \"O\", \"actions\": [{\"code\": \"1.1\", \"name\": \"A\", "
		"\"indicators\":"
		"[{\"code\": \"I\", \"name\": \"I\", \"level\": \"process\", \"kind\": \"count\", \"event\": "
		"\"colloquio\"}]}]}]}";
	/* clang-format off */
	static const struct {
		const char *file, *table, *says, *not ;
	} cases[] = {
		/* the day of a row is that of the event its header names, the longest that fits */
		{"storia.csv", "Codice caso;Data segnalazione;Data colloquio telefonico\nC1;01/02/2025;02/02/2025\n"
		               "C2;01/02/2025;02/02/2025\n", "{\"event\": \"colloquio_telefonico\", \"date\": "
		                                             "\"{data_colloquio_telefonico}\"", "\"colloquio\", \"d"},
		{"storia.csv", "Codice caso;Segnalato il;Data chiusura\nC1;01/02/2025;02/02/2025\nC2;01/02/2025;02/02/2025\n",
		 "{\"event\": \"segnalazione\", \"date\": \"{segnalato_il}\"", "\"event\": \"visita\""},
		/* of minors, the file's name says; or a column may, and then it is not sure */
		{"minori.csv", "Codice caso;Data segnalazione;Data visita\nC1;01/02/2025;02/02/2025\n"
		 "C2;01/02/2025;02/02/2025\n",
		 "\"event\": \"segnalazione_minori\"", "\"segnalazione\", \"d"},
		{"casi.csv", "Codice caso;Data segnalazione;Tipo\nC1;01/02/2025;minori\nC2;01/02/2025;adulti\n"
		             "C3;01/02/2025;minori\nC4;01/02/2025;adulti\n", "\"?\"", "\"event\": \"segnalazione\""},
		/* texts that are events, and those that are none */
		{"a.csv", "Data;Cosa\n01/02/2025;Colloquio\n02/02/2025;Visita domiciliare\n03/02/2025;altro\n",
		 "\"altro\": \"?\"", NULL},
		{"a.csv", "Data;Cosa\n01/02/2025;Colloquio\n02/02/2025;colloquio TELEFONICO\n03/02/2025;Colloquio\n",
		 "\"colloquio TELEFONICO\": \"colloquio_telefonico\"", "\"?\""},
		{"a.csv", "Data;Serve\n01/02/2025;si\n02/02/2025;no\n03/02/2025;si\n", "\"event\": \"?\"", "\"values\""},
		/* an amount without a figure is not a record; with one it is */
		{"a.csv", "Data;Cosa\n01/02/2025;Ore di SAD\n02/02/2025;Colloquio\n", "\"Ore di SAD\": \"?\"", NULL},
		{"a.csv", "Data;Cosa;Quantit\xc3\xa0\n01/02/2025;Ore di SAD;2\n02/02/2025;Colloquio;1\n", "\"quantity\": "
		 "\"{quantita}\"", "\"?\""},
		{"contributi.csv", "Data erogazione;Importo\n01/02/2025;10,00\n02/02/2025;20,00\n",
		 "\"event\": \"contributo\", \"date\": \"{data_erogazione}\", \"quantity\": \"{importo}\"", "\"?\""},
		{"ore sad 2025.csv", "Comune;gen;feb;mar;Totale\nCasal Maggiore;1;2;3;6\n", "{\"event\": \"ore_sad\", "
		 "\"for_each\": \"{mese}\", \"status\": \"done\", \"date\": \"{mese} 2025\"", "\"?\""},
		{"ore sad 2025.csv", "Comune;gen;feb;mar;Totale\nCasal Maggiore;1;2;3;6\n", "\"area\": \"{comune}\"", NULL},
		{"dati.csv", "Data;Comune\n01/02/2025;Casalmaggiore\n", "{\"event\": \"?\", \"choices\": [", "\"event\": \"s"},
	};
	/* clang-format on */
	struct pdz_plan *plan = NULL;
	struct pdz_error err = {0};
	struct pdz_buf draft = {0};
	char path[64];
	size_t wrong = 0;

	snprintf(path, sizeof path, "%s/plan.json", folder);
	write_file(path, pdz_str(text));
	assert_int_equal(pdz_plan_load(&plan, path, &(struct pdz_diag_sink){say, NULL}, &err), PDZ_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		propose(cases[i].file, pdz_str(cases[i].table), plan, &draft);
		pdz_buf_char(&draft, '\0');
		const char *rest = strstr(draft.p, "\"dates\""); /* behind the note */
		assert_non_null(rest);
		if (!strstr(rest, cases[i].says) || (cases[i].not &&strstr(rest, cases[i].not ))) {
			print_error("%s: %s gives\n%s", cases[i].file, cases[i].table, rest);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	unlink(path);
	pdz_plan_free(plan);
	pdz_buf_release(&draft);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_says),
		cmocka_unit_test(with_a_plan),
		cmocka_unit_test(any_table),
	};
	if (!mkdtemp(folder))
		return 1;
	snprintf(draft_file, sizeof draft_file, "%s/draft.json", folder);
	const int failed = cmocka_run_group_tests_name("ingest propose", tests, NULL, NULL);
	unlink(draft_file);
	rmdir(folder);
	return failed;
}
