// better-sqlite3: parameters, numbers that are all REAL, blobs, iterators. node better_sqlite3.js path/to/survival.so
// NODE_PATH names the node_modules that holds the package, unless it is global.
'use strict';
const assert = require('assert');

function connect() {
  try {
    return new (require('better-sqlite3'))(':memory:');
  } catch (error) {
    console.log(`no better-sqlite3: ${error.message.split('\n')[0]}`);
    process.exit(77);
  }
}

const db = connect();
db.loadExtension(process.argv[2]);
db.exec("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')");
const curve = db.prepare('SELECT strata, time, n_risk FROM km_curve(?, ?, ?, ?) WHERE times = ?');
assert.deepStrictEqual(curve.all('p', 't', 'e', 'arm', 1), [
  {strata: 'a', time: 1, n_risk: 2}, {strata: 'b', time: 1, n_risk: 1}]);
assert.deepStrictEqual(curve.all('p', 't', 'e', null, '2,3').map((row) => row.n_risk), [2, 1]);
assert.deepStrictEqual(curve.all(null, 't', 'e', null, 1), []);
// every number of JavaScript is a REAL: flags and times too
const flags = db.prepare("SELECT count(*) AS n FROM km_curve('p', 't', 'e') WHERE extend = ? AND reverse = ?");
assert.strictEqual(flags.get(1, 0).n, 4);
assert.throws(() => curve.all('p', 'tt', 'e', null, 1), /did you mean t\?/);
const packed = db.prepare('SELECT surv(t, e) FROM p WHERE t > ?').pluck().get(1);
assert.deepStrictEqual(db.prepare('SELECT time FROM km_curve(?)').pluck().all(packed), [0, 2, 3]);
for (const row of db.prepare("SELECT time FROM km_curve('p', 't', 'e')").iterate()) {
  assert.strictEqual(row.time, 0);
  break;  // half read
}
db.close();
