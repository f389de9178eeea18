/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The work in DuckDB, through its C API: duckdb DATA, or duckdb register DATA for the second one. The library comes
 * with its npm package; what is used of its header stands here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	void *internal;
} handle;
/* duckdb_result, with room to spare */
typedef struct {
	void *internal[16];
} answer;
int duckdb_open(const char *path, handle *out);
int duckdb_connect(handle database, handle *out);
int duckdb_query(handle connection, const char *query, answer *out);
const char *duckdb_result_error(answer *result);

static const char exports[] =
	"COPY (SELECT azione, year(data_prevista) AS anno, zona,"
	" round(coalesce(sum(quantita) FILTER (stato = 'Realizzato'), 0), 2),"
	" round(coalesce(sum(quantita) FILTER (stato = 'Previsto'), 0), 2),"
	" count(DISTINCT caso) FILTER (evento = 'presa_in_carico'),"
	" count(DISTINCT caso) FILTER (evento = 'segnalazione'),"
	" median(data_effettiva - data_prevista) FILTER (evento = 'presa_in_carico'),"
	" avg(data_effettiva - data_prevista) FILTER (evento = 'presa_in_carico')"
	" FROM read_csv('%s', delim = ';', header = true, decimal_separator = ',', dateformat = '%%d/%%m/%%Y',"
	" quote = '\"', escape = '\"', auto_detect = false, columns = {'id': 'VARCHAR', 'data': 'DATE',"
	" 'ambito': 'VARCHAR', 'zona': 'VARCHAR', 'comune': 'VARCHAR', 'obiettivo': 'VARCHAR', 'azione': 'VARCHAR',"
	" 'evento': 'VARCHAR', 'stato': 'VARCHAR', 'quantita': 'DOUBLE', 'caso': 'VARCHAR', 'tipologia': 'VARCHAR',"
	" 'data_prevista': 'DATE', 'data_effettiva': 'DATE', 'note': 'VARCHAR'})"
	" GROUP BY ALL) TO '/dev/stdout' (FORMAT csv, HEADER false)";

/* A date in either style; of a service its category. */
static const char requests[] =
	"SET preserve_insertion_order = false; CREATE TEMP TABLE r AS SELECT Comune AS area, Utente AS who, Ore AS hours, "
	"lower(Esito) AS result,"
	" CASE WHEN Servizio IN ('Assistenza domiciliare', 'SAD', 'Centro diurno, anziani', 'Buono sociale') THEN 'anziani'"
	" WHEN Servizio IN ('Servizio tutela', 'ADM - minori', 'Affido') THEN 'minori'"
	" WHEN Servizio IN ('CDD', 'SFA', 'Trasporto') THEN 'disabili' ELSE 'poverta' END AS category,"
	" year(coalesce(try_strptime(asked, '%%d/%%m/%%Y')::DATE, try_cast(asked AS DATE))) AS asked,"
	" year(coalesce(try_strptime(taken, '%%d/%%m/%%Y')::DATE, try_cast(taken AS DATE))) AS taken,"
	" year(coalesce(try_strptime(closed, '%%d/%%m/%%Y')::DATE, try_cast(closed AS DATE))) AS closed"
	" FROM read_csv('%s', delim = ',', header = true, decimal_separator = ',', quote = '\"', escape = '\"',"
	" auto_detect = false, columns = {'Protocollo': 'VARCHAR', 'Comune': 'VARCHAR', 'Servizio': 'VARCHAR',"
	" 'Utente': 'VARCHAR', 'asked': 'VARCHAR', 'taken': 'VARCHAR', 'closed': 'VARCHAR', 'Ore': 'DOUBLE',"
	" 'Esito': 'VARCHAR', 'Operatore': 'VARCHAR'});"
	"COPY (SELECT category, 'segnalazione', asked AS year, area, count(*)::DOUBLE FROM r GROUP BY category, asked, area"
	" UNION ALL SELECT category, 'presa_in_carico', taken, area, count(DISTINCT who) FROM r WHERE taken IS NOT NULL "
	"GROUP BY category, taken, area"
	" UNION ALL SELECT category, 'ore', taken, area, sum(hours) FROM r WHERE taken IS NOT NULL AND hours IS NOT NULL "
	"GROUP BY category, taken, area"
	" UNION ALL SELECT category, 'chiusura', closed, area, count(*) FROM r WHERE closed IS NOT NULL AND result = "
	"'concluso' GROUP BY category, closed, area"
	") TO '/dev/stdout' (FORMAT csv, HEADER false)";

int main(int argc, char **argv)
{
	handle database, connection;
	answer result = {{0}};
	char query[4096];

	if (argc < 2)
		return 2;
	snprintf(query, sizeof query, strcmp(argv[1], "register") == 0 ? requests : exports, argv[argc - 1]);
	if (duckdb_open(NULL, &database) != 0 || duckdb_connect(database, &connection) != 0)
		return 1;
	if (duckdb_query(connection, query, &result) != 0) {
		fprintf(stderr, "%s\n", duckdb_result_error(&result));
		return 1;
	}
	_Exit(0);
}
