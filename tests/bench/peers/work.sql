-- SPDX-License-Identifier: GPL-3.0-or-later
-- The work in SQLite: import, then query. sqlite3 -cmd '.param ...' is no help for .import,
-- so the data come on standard input.
.mode csv
.separator ;
.import /dev/stdin raw
.separator ,
CREATE TEMP TABLE item AS
SELECT azione, substr(data_prevista, 7) AS anno, zona, evento, stato, caso, replace(quantita, ',', '.') + 0.0 AS quantita,
       julianday(substr(data_effettiva, 7) || '-' || substr(data_effettiva, 4, 2) || '-' || substr(data_effettiva, 1, 2)) -
       julianday(substr(data_prevista, 7) || '-' || substr(data_prevista, 4, 2) || '-' || substr(data_prevista, 1, 2)) AS giorni
FROM raw;
CREATE TEMP TABLE middle AS
SELECT azione, anno, zona, avg(giorni) AS mediana FROM (
  SELECT azione, anno, zona, giorni, row_number() OVER g AS k, count(*) OVER (PARTITION BY azione, anno, zona) AS n
  FROM item WHERE evento = 'presa_in_carico' WINDOW g AS (PARTITION BY azione, anno, zona ORDER BY giorni))
WHERE k IN ((n + 1) / 2, n / 2 + 1) GROUP BY azione, anno, zona;
SELECT azione, anno, zona,
       coalesce(sum(quantita) FILTER (WHERE stato = 'Realizzato'), 0), coalesce(sum(quantita) FILTER (WHERE stato = 'Previsto'), 0),
       count(DISTINCT caso) FILTER (WHERE evento = 'presa_in_carico'), count(DISTINCT caso) FILTER (WHERE evento = 'segnalazione'),
       mediana, avg(giorni) FILTER (WHERE evento = 'presa_in_carico')
FROM item LEFT JOIN middle USING (azione, anno, zona) GROUP BY azione, anno, zona;
