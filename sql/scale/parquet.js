// Counts patients in Parquet files with DuckDB, as CSV for SQLite. Needs npm's @duckdb/node-api.
//
//   node parquet.js parquet_counts.sql east.parquet west.parquet | sqlite3 counts.db '.import --csv /dev/stdin counts'
//
// The files are named one by one: of a pattern such as *.parquet a file that is not there would be missed by nobody.
const { DuckDBInstance } = require('@duckdb/node-api');
const { readFileSync, writeSync } = require('fs');

const quoted = (text) => `'${text.replace(/'/g, "''")}'`;

async function main([query, ...files]) {
  if (!query || files.length === 0) throw new Error('usage: node parquet.js QUERY.sql FILE.parquet ...');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE VIEW patients AS SELECT * FROM read_parquet([${files.map(quoted).join(', ')}])`);
  const result = await connection.stream(readFileSync(query, 'utf8'));
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    // NULL is an empty field; the counting query leaves none
    const cell = (value) => (value === null ? '' : /[",\r\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : value);
    writeSync(1, chunk.getRows().map((row) => row.map(cell).join(',')).join('\n') + '\n');
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`parquet.js: ${error.message}\n`);
  process.exit(1);
});
