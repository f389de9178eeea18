/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The work in DuckDB, through its C API: duckdb DATA. The library comes with its npm
 * package; what is used of its header stands here. */
#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char **argv)
{
	static const char work[] =
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
	handle database, connection;
	answer result = {{0}};
	char query[4096];

	if (argc != 2)
		return 2;
	snprintf(query, sizeof query, work, argv[1]);
	if (duckdb_open(NULL, &database) != 0 || duckdb_connect(database, &connection) != 0)
		return 1;
	if (duckdb_query(connection, query, &result) != 0) {
		fprintf(stderr, "%s\n", duckdb_result_error(&result));
		return 1;
	}
	_Exit(0);
}
