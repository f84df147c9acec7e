'use strict';

// Every script of tests/sql and tests/hard in the WebAssembly module prints what it prints in the loadable extension:
//
//     node sql.js PACKAGE [NAME...]      PACKAGE: the folder sqlite-survival-wasm that extension/packages/wasm/build.sh made
//
// Exit status 77 (skipped): it has not been made.
const fs = require('fs');
const path = require('path');
const {runSql} = require('./run_sql.js');

// What cannot be so here, because SQLite is compiled without it: [the reason, what the test's .out has, what is printed here].
const CALLED = 'the function load_extension() may only be called directly, not in the text of an argument; pass the rows with surv(), ' +
    'where SQLite itself decides\n';
const ELSEWHERE = {
  'sql/messages.sql': ['nothing can be loaded into the module, and it has no dbstat',
    `error: km_curve: ${CALLED}error: km_curve: ${CALLED}error: km_curve: the virtual table dbstat cannot be read from the text of ` +
    'an argument; pass the rows with surv(), where SQLite itself decides\n',
    "error: km_curve: argument 'time_expr' ('load_extension('x')'): no such function: load_extension\n" +
    "error: km_curve: argument 'source': no such function: load_extension\n" +
    "error: km_curve: table 'dbstat' not found; a CTE cannot be seen from here, pass its rows with surv()\n"],
  'sql/regression/cox_curve.sql': ['nothing can be loaded into the module', `error: cox_curve: ${CALLED}`,
    "error: cox_curve: argument 'newdata': no such function: load_extension\n"],
  'sql/schemas.sql': ['it has no R-trees and no full-text search, for its size', '2.0|real\n5.0|real\n3|1\n8|0\n3|1\n',
    'error: no such module: rtree\nerror: no such table: boxes\n' +
    "error: km_curve: table 'boxes' not found; a CTE cannot be seen from here, pass its rows with surv()\n" +
    'error: no such module: fts5\nerror: no such table: notes\n' +
    "error: km_curve: table 'notes' not found; a CTE cannot be seen from here, pass its rows with surv()\n".repeat(2)],
};

const tests = path.resolve(__dirname, '..');

function scripts(folder) {
  return fs.readdirSync(path.join(tests, folder), {withFileTypes: true}).flatMap(entry => {
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? scripts(name) : entry.name.endsWith('.sql') ? [name] : [];
  });
}

/** The first lines that differ, as a reader wants to see them. */
function differences(expected, actual) {
  const [a, b] = [expected.split('\n'), actual.split('\n')];
  const at = a.map((line, i) => i).filter(i => a[i] !== b[i]);
  return at.slice(0, 3).map(i => `  line ${i + 1}\n    expected ${a[i]}\n    got      ${b[i]}`).join('\n');
}

async function main() {
  const [folder, ...names] = process.argv.slice(2);
  if (!folder || !fs.existsSync(path.join(folder, 'sqlite.wasm'))) {
    console.log('skipped: extension/packages/wasm/build.sh has not been run');
    return 77;
  }
  const sqlite = await require(path.resolve(folder)).init();
  const chosen = [...scripts('sql'), ...scripts('hard')].filter(name => !names.length || names.some(part => name.includes(part)));
  let failed = 0;
  for (const name of chosen) {
    const script = path.join(tests, name);
    const expected = fs.readFileSync(script.replace(/\.sql$/, '.out'), 'utf8');
    let actual;
    try {
      actual = runSql(sqlite, fs.readFileSync(script, 'utf8'));
    } catch (error) {
      actual = `${error.stack}\n`;
    }
    if (ELSEWHERE[name]) {
      const [reason, there, here] = ELSEWHERE[name], parts = actual.split(here);
      if (parts.length === 2) actual = parts.join(there);
      console.log(`${name}: differs where it must: ${reason}`);
    }
    if (actual === expected) continue;
    ++failed;
    console.log(`${name}\n${differences(expected, actual)}`);
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  return failed || !chosen.length ? 1 : 0;
}

main().then(code => process.exit(code));
