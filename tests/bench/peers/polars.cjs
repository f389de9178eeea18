// SPDX-License-Identifier: GPL-3.0-or-later
// The work in Polars, through its package for Node: node polars.cjs DATA
const pl = require('nodejs-polars');

const col = pl.col;
const day = (name) => col(name).str.strptime(pl.Date, '%d/%m/%Y');
const taken = col('evento').eq(pl.lit('presa_in_carico'));

const answer = pl.scanCSV(process.argv[2], { sep: ';', inferSchemaLength: 0 })
  .select('azione', 'zona', 'evento', 'stato', 'caso',
    col('quantita').str.replace(',', '.', true).cast(pl.Float64).alias('quantita'),
    day('data_prevista').alias('prevista'), day('data_effettiva').alias('effettiva'))
  .withColumn(col('effettiva').sub(col('prevista')).cast(pl.Int64).div(86400000000).alias('giorni'))
  .withColumn(col('prevista').dt.year().alias('anno'))
  .groupBy(['azione', 'anno', 'zona'])
  .agg(
    col('quantita').filter(col('stato').eq(pl.lit('Realizzato'))).sum().alias('done'),
    col('quantita').filter(col('stato').eq(pl.lit('Previsto'))).sum().alias('planned'),
    col('caso').filter(taken).nUnique().alias('taken'),
    col('caso').filter(col('evento').eq(pl.lit('segnalazione'))).nUnique().alias('referred'),
    col('giorni').filter(taken).median().alias('median'),
    col('giorni').filter(taken).mean().alias('mean'))
  .collectSync({ streaming: process.env.STREAMING === '1' });
process.stdout.write(answer.writeCSV({ includeHeader: false }));
