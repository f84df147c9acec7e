// Runs one statement of DuckDB in this folder and prints its rows, a value a line.
const { DuckDBInstance } = require('@duckdb/node-api');

async function main(sql) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const row of await (await connection.runAndReadAll(sql)).getRows()) console.log(row.join('\n'));
}

main(process.argv[2]).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
