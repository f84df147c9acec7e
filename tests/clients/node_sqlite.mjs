// node:sqlite, of Node.js and of Deno: parameters, blobs, messages. node node_sqlite.mjs path/to/survival.so
import assert from 'node:assert';
import process from 'node:process';

const {DatabaseSync} = await import('node:sqlite').catch(() => {
  console.log('no node:sqlite');
  process.exit(77);
});
const db = new DatabaseSync(':memory:', {allowExtension: true});
if (!db.loadExtension) {
  console.log('this node:sqlite loads no extensions');
  process.exit(77);
}
db.loadExtension(process.argv[2]);
db.exec("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')");
const curve = db.prepare('SELECT strata, time, n_risk FROM km_curve(?, ?, ?, ?) WHERE times = ?');
assert.deepEqual(curve.all('p', 't', 'e', 'arm', 1).map((row) => ({...row})), [
  {strata: 'a', time: 1, n_risk: 2}, {strata: 'b', time: 1, n_risk: 1}]);
assert.throws(() => curve.all('p', 'tt', 'e', null, 1), /did you mean t\?/);
const {packed} = db.prepare('SELECT surv(t, e) AS packed FROM p WHERE t > ?').get(1);
assert.deepEqual(db.prepare('SELECT time FROM km_curve(?)').all(packed).map((row) => row.time), [0, 2, 3]);
db.close();
