'use strict';

// What the npm package sqlite-survival-wasm promises: node api.js PACKAGE. Exit status 77 (skipped): it has not been made.
const assert = require('assert');
const {execFileSync} = require('child_process');
const fs = require('fs');
const path = require('path');

const folder = process.argv[2];
if (!folder || !fs.existsSync(path.join(folder, 'sqlite.wasm'))) {
  console.log('skipped: extension/packages/wasm/build.sh has not been run');
  process.exit(77);
}
const {init, SQLiteError} = require(path.resolve(folder));

const tests = {
  'values keep their types'(sqlite) {
    const db = sqlite.open(), bytes = new Uint8Array([0, 255, 1]);
    const values = [null, 1, 1.5, -0.25, 2n ** 62n, -(2n ** 63n), 'été 中文 \u{1f600}', '', bytes, new Uint8Array(0), Infinity];
    const {rows: [row]} = db.query(`SELECT ${values.map(() => '?').join(', ')}`, values);
    assert.deepStrictEqual(row, values);
    assert.deepStrictEqual(db.query('SELECT typeof(?), typeof(?), typeof(?)', [1, 1.5, true]).rows, [['integer', 'real', 'integer']]);
    assert.deepStrictEqual(db.query("SELECT 'a' || char(0) || 'b'").rows[0][0], 'a\0b');
    for (const wrong of [[], [1, 2]]) assert.throws(() => db.query('SELECT ?', wrong), /has 1 parameters, and \d values were given/);
    assert.throws(() => db.query('SELECT ?', [{}]), /parameter 1 must be/);
    assert.throws(() => db.query('SELECT ?', [2n ** 63n]), /64 bits/);
  },
  'the extension is in every database'(sqlite) {
    const db = sqlite.open();
    db.exec('CREATE TABLE p(days, died); INSERT INTO p VALUES (90, 1), (200, 0), (250, 1), (400, 1), (500, 0)');
    assert.strictEqual(db.changes, 5);
    const {columns, rows} = db.query("SELECT time, n_risk, estimate FROM km_curve('p', 'days', 'died') WHERE times = ?", ['100,365']);
    assert.deepStrictEqual(columns, ['time', 'n_risk', 'estimate']);
    assert.deepStrictEqual(rows, [[100, 4, 0.8], [365, 2, 0.8 * 2 / 3]]);
    assert.match(db.query('SELECT km_plot(days, died) FROM p').rows[0][0], /^<svg /);
    const commit = db.query("SELECT survival_version(), survival_version('json')").rows[0];
    assert.match(commit.join(' '), /^\d+\.\d+\.\d+ .*Clang/);
  },
  'errors are those of the extension and leave the connection usable'(sqlite) {
    const db = sqlite.open();
    db.exec('CREATE TABLE p(days, died); INSERT INTO p VALUES (-1, 1)');
    assert.throws(() => db.query("SELECT * FROM km_curve('p', 'days', 'died')"),
        error => error instanceof SQLiteError && error.code === 1 && /^km_curve: .*-1/.test(error.message));
    assert.throws(() => db.query('SELEC 1'), /syntax error/);
    assert.throws(() => db.query('SELECT 1; SELECT 2'), /takes one statement/);
    assert.deepStrictEqual(db.query('SELECT 1 AS one; -- and no more').rows, [[1]]);
    assert.deepStrictEqual(db.query('-- nothing'), {columns: [], rows: []});
  },
  'a script goes statement by statement'(sqlite) {
    const db = sqlite.open(), seen = [];
    for (const statement of db.script('-- first\nSELECT 1 AS a, 2.0 AS b; CREATE TABLE t(x); SELECT x FROM t;')) {
      const row = statement.step();
      seen.push([statement.columns, row, row && statement.types()]);
    }
    assert.deepStrictEqual(seen, [[['a', 'b'], [1, 2], ['integer', 'real']], [[], undefined, undefined], [['x'], undefined, undefined]]);
    const later = [];
    for (const statement of db.script("SELECT json('{'); SELECT 2")) {
      try {
        later.push(statement.step());
      } catch (error) {
        later.push(error.message);
      }
    }
    assert.deepStrictEqual(later, ['malformed JSON', [2]]);
  },
  'a database goes out as a file and comes back'(sqlite) {
    const first = sqlite.open();
    first.exec("CREATE TABLE t(x); INSERT INTO t VALUES ('kept')");
    const bytes = first.export();
    first.close();
    assert.strictEqual(Buffer.from(bytes.slice(0, 15)).toString(), 'SQLite format 3');
    const second = sqlite.open(bytes);
    second.exec("INSERT INTO t SELECT hex(zeroblob(5000)) FROM t");  // and may grow
    assert.deepStrictEqual(second.query('SELECT length(x) FROM t').rows, [[4], [10000]]);
    const log = bytes.slice();
    log.fill(2, 18, 20);  // as the file of a database with a write-ahead log has it
    assert.deepStrictEqual(sqlite.open(log).query('SELECT x FROM t').rows, [['kept']]);
    assert.throws(() => sqlite.open(new TextEncoder().encode('patient_id,days\n1,20\n'.repeat(50))), /not a database/);
    assert.throws(() => sqlite.open('text'), /Uint8Array/);
  },
  'long work asks whether to go on, and stops'(sqlite) {
    const db = sqlite.open();
    db.exec(`CREATE TABLE p AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 200000)
             SELECT i % 1000 + i % 7 / 10.0 AS days, i % 3 > 0 AS died, i % 11 AS x, i % 13 AS y FROM n`);
    let asked = 0;
    db.progress(() => { ++asked; }, 1000);
    db.query("SELECT count(*) FROM km_curve('p', 'days', 'died')");
    assert.ok(asked > 100, `asked ${asked} times`);
    const longest = ["SELECT * FROM cox('p', 'days', 'died', 'x, y, factor(x % 3)')",
      'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'];
    for (const sql of longest) {
      let left = 300;
      db.progress(() => --left > 0, 1000);
      assert.throws(() => db.query(sql), error => error.code === 9 && /interrupt/.test(error.message));
    }
    db.progress(() => { throw new RangeError('enough'); }, 1000);
    assert.throws(() => db.query(longest[1]), new RangeError('enough'));
    db.progress(null);
    assert.strictEqual(db.query('SELECT count(*) FROM p').rows[0][0], 200000);
  },
  'the README shows what it prints'() {
    const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
    const [, code, text] = /^```js\n(.*?)^```\n\n```text\n(.*?)^```\n/ms.exec(readme);
    const printed = execFileSync(process.execPath, ['-'],
        {input: code, encoding: 'utf8', env: {...process.env, NODE_PATH: path.resolve(folder, '..')}});
    assert.strictEqual(printed, text);
  },
  'closed is closed, and opening again takes no more memory'(sqlite) {
    const bytes = (() => {
      const db = sqlite.open();
      db.exec('CREATE TABLE t AS SELECT zeroblob(4000000) AS x');
      return db.export();
    })();
    for (let i = 0; i < 40; ++i) {
      const db = sqlite.open(bytes);
      db.query('SELECT length(x) FROM t');
      db.close();
      assert.throws(() => db.query('SELECT 1'), /closed/);
      db.close();
    }
    const size = sqlite.memory.module.HEAPU8.length;
    assert.ok(size < 100e6, `${size} bytes`);
  },
};

init().then(async sqlite => {
  assert.deepStrictEqual(Object.keys(await import(path.resolve(folder, 'index.mjs'))).sort(), ['SQLiteError', 'init']);
  const bytes = fs.readFileSync(path.join(folder, 'sqlite.wasm'));
  for (const wasm of [bytes, await WebAssembly.compile(bytes)])
    assert.deepStrictEqual((await init({wasm})).open().query('SELECT sqlite_version()').rows, [[sqlite.version]]);
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      test(sqlite);
    } catch (error) {
      ++failed;
      console.log(`${name}\n${error.stack}`);
    }
  }
  const wasm = fs.readFileSync(path.join(folder, 'sqlite.wasm'));
  const gzipped = require('zlib').gzipSync(wasm, {level: 9}).length;
  if (gzipped >= 1300000) ++failed;
  console.log(`the module has ${wasm.length} bytes, ${gzipped} gzipped`);
  console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
});
