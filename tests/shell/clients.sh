#!/bin/bash
# Every client on this machine that can load an extension: the sqlite3 shell, Python, R, Node. Those that are missing
# are named and left out; without any of them the test is skipped.
#
#     clients.sh path/to/survival.so
set -u
extension=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$extension" "$dir/survival.so"
cd "$dir" || exit 1
failed=0 clients=0

fail() {
  failed=$((failed + 1))
  printf 'FAILED %s\n%s\n' "$1" "$2"
}

# same WHAT ACTUAL EXPECTED
same() { [ "$2" = "$3" ] || fail "$1" "got:      $2
expected: $3"; }

table="CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b');"

shell_client() {
  command -v sqlite3 >/dev/null || { echo "no sqlite3 shell"; return; }
  clients=$((clients + 1))
  local query="$table SELECT time, n_risk, estimate FROM km_curve('p', 't', 'e') WHERE times = 1;" expected="1|3|0.666666666666667"
  # the entry point is found from the file's name, with and without its ending, from its own directory and from another
  same ".load ./survival" "$(sqlite3 -cmd '.load ./survival' :memory: "$query" 2>&1)" "$expected"
  same ".load ./survival.so" "$(sqlite3 -cmd '.load ./survival.so' :memory: "$query" 2>&1)" "$expected"
  same ".load a full path" "$(cd / && sqlite3 -cmd ".load $dir/survival" :memory: "$query" 2>&1)" "$expected"
  same "load_extension" "$(sqlite3 :memory: "SELECT load_extension('./survival'); $query" 2>&1)" "
$expected"
  # twice is as good as once
  same ".load twice" "$(sqlite3 -cmd '.load ./survival' -cmd '.load ./survival' :memory: "$query" 2>&1)" "$expected"
  # loaded before the file is opened and after, and by two connections of one process
  same "two connections" "$(printf '%s\n' '.load ./survival' "$query" '.connection 1' '.open :memory:' '.load ./survival' "$query" \
    '.connection close 0' "SELECT count(*) FROM km_curve('p', 't', 'e');" | sqlite3 :memory: 2>&1)" "$expected
$expected
4"
  # the plan names the arguments in use
  same "EXPLAIN QUERY PLAN" "$(sqlite3 -cmd '.load ./survival' :memory: "$table EXPLAIN QUERY PLAN
    SELECT * FROM km_curve('p', 't', 'e', 'arm') WHERE conf_type = 'log' AND time > 1;" 2>&1 | tail -1)" \
    '`--SCAN km_curve VIRTUAL TABLE INDEX 0:source,time_expr,event_expr,by_expr,conf_type'
  same "the argument list alone" "$(sqlite3 -cmd '.load ./survival' :memory: "EXPLAIN QUERY PLAN SELECT * FROM km_curve;" | tail -1)" \
    '`--SCAN km_curve VIRTUAL TABLE INDEX 0:'
  # a database in UTF-16
  same "UTF-16" "$(sqlite3 -cmd '.load ./survival' utf16.db "PRAGMA encoding = 'UTF-16'; CREATE TABLE \"tę\"(\"dní\" INTEGER, e INTEGER, \"плечо\" TEXT);
    INSERT INTO \"tę\" VALUES (1, 1, 'žena'), (2, 1, '男');
    SELECT strata, time FROM km_curve('tę', 'dní', 'e', 'плечо') WHERE time > 0;
    SELECT strata, time FROM km_curve((SELECT surv(\"dní\", e, \"плечо\") FROM \"tę\")) WHERE time > 0;" 2>&1)" "žena|1
男|2
žena|1
男|2"
  same "UTF-16 in a message" "$(sqlite3 -cmd '.load ./survival' utf16.db "SELECT * FROM km_curve('tę', 'dni', 'e');" 2>&1 |
    grep -o 'did you mean.*')" "did you mean dní?"
  # a dump and a backup hold nothing of ours
  sqlite3 -cmd '.load ./survival' kept.db "$table CREATE VIEW v AS SELECT * FROM km_curve('p', 't', 'e'); SELECT count(*) FROM v;" \
    >/dev/null
  same "a file opened without the extension" "$(sqlite3 kept.db 'PRAGMA integrity_check; SELECT count(*) FROM p; SELECT name FROM sqlite_schema' 2>&1)" "ok
3
p
v"
  same "a view without the extension" "$(sqlite3 kept.db 'SELECT * FROM v' 2>&1 | grep -c 'no such table: .*km_curve')" 1
  # ALTER TABLE reads every view
  same "ALTER TABLE under a view" "$(sqlite3 -cmd '.load ./survival' kept.db "ALTER TABLE p RENAME COLUMN arm TO treatment; ALTER TABLE p ADD COLUMN x;
    SELECT count(*) FROM v" 2>&1)" 4
}

python_client() {
  local python
  for python in /usr/bin/python3 python3; do
    "$python" -c 'import sqlite3; sqlite3.Connection.enable_load_extension' 2>/dev/null && break
    python=
  done
  [ -n "$python" ] || { echo "no Python that loads extensions"; return; }
  clients=$((clients + 1))
  timeout 300 "$python" - >python.txt 2>&1 <<'PY' || fail "$python" "$(cat python.txt)"
import os, sqlite3, threading, time

def connect(name=":memory:"):
    db = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
    db.enable_load_extension(True)
    db.load_extension("./survival")
    db.enable_load_extension(False)
    return db

def error_of(call):
    try:
        call()
    except sqlite3.Error as error:
        return str(error)
    raise AssertionError("no error")

db = connect()
db.executescript("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT);"
                 "INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b'), (4, 1, 'b');")

# bound parameters as arguments and options; one statement, many values
curve = "SELECT strata, time, n_risk FROM km_curve(?, ?, ?, ?) WHERE times = ?"
assert db.execute(curve, ("p", "t", "e", None, 2)).fetchall() == [(None, 2, 3)]
assert db.execute(curve, ("p", "t", "e", "arm", 2)).fetchall() == [("a", 2, 1), ("b", 2, 2)]
assert db.execute(curve, ("p", "t", "e", "arm", "1,2")).fetchall()[1:2] == [("a", 2, 1)]
assert db.execute(curve, (None, "t", "e", "arm", 2)).fetchall() == []
assert db.execute("SELECT count(*) FROM km_curve(:s, :t, :e) WHERE conf_level = :c", {"s": "p", "t": "t", "e": "e", "c": 0.9}).fetchone() == (5,)
assert "must lie in (0, 1)" in error_of(lambda: db.execute("SELECT * FROM km_curve('p', 't', 'e') WHERE conf_level = ?", (95,)).fetchall())
# an integer option that comes as a real
assert db.execute("SELECT time, extend FROM km_curve('p', 't', 'e') WHERE times = ? AND extend = ?", (9.0, 1.0)).fetchall() == [(9, 1.0)]
# the types a client sees
row = db.execute("SELECT * FROM km_curve('p', 't', 'e', 'arm')").fetchone()
assert [type(x) for x in row] == [str, int, int, int, int, float, float, float, float], row
assert [d[0] for d in db.execute("SELECT * FROM km_curve('p', 't', 'e')").description] == [
    "strata", "time", "n_risk", "n_event", "n_censor", "estimate", "std_error", "conf_low", "conf_high"]

# a blob through the client's hands, whole and damaged
packed = db.execute("SELECT surv(t, e, arm) FROM p").fetchone()[0]
assert type(packed) is bytes and packed.startswith(b"SURV")
by_name = db.execute("SELECT * FROM km_curve('p', 't', 'e', 'arm')").fetchall()
assert db.execute("SELECT * FROM km_curve(?)", (packed,)).fetchall() == by_name
assert db.execute("SELECT * FROM km_curve(?)", (memoryview(packed),)).fetchall() == by_name
taken = []
for i in range(len(packed)):
    assert "damaged" in error_of(lambda: db.execute("SELECT * FROM km_curve(?)", (packed[:i],)).fetchall())
    for byte in {0, 1, packed[i] ^ 1, 255} - {packed[i]}:
        changed = packed[:i] + bytes([byte]) + packed[i + 1:]
        try:
            db.execute("SELECT * FROM km_curve(?)", (changed,)).fetchall()
            taken.append((i, byte))
        except sqlite3.Error as error:
            assert "damaged" in str(error), error

# two cursors at once, in step
a, b = db.execute("SELECT time FROM km_curve('p', 't', 'e')"), db.execute("SELECT strata, time FROM km_curve('p', 't', 'e', 'arm')")
pairs = []
while (x := a.fetchone()) is not None:
    pairs.append((x, b.fetchone()))
assert pairs[0] == ((0,), ("a", 0)) and pairs[4] == ((4,), ("b", 3)), pairs
b.close()
# half read and thrown away
for _ in range(50):
    db.execute("SELECT * FROM km_curve('p', 't', 'e')").fetchone()
# results are the same every time
assert len({tuple(db.execute("SELECT * FROM km_curve('p', 't', 'e', 'arm')").fetchall()) for _ in range(20)}) == 1

# rows that are not committed yet; a transaction rolled back
db.execute("BEGIN")
db.execute("INSERT INTO p VALUES (9, 1, 'c')")
assert db.execute("SELECT max(time) FROM km_curve('p', 't', 'e')").fetchone() == (9,)
db.execute("ROLLBACK")
assert db.execute("SELECT max(time) FROM km_curve('p', 't', 'e')").fetchone() == (4,)
assert db.total_changes == 5
# a new table while a curve is half read; nothing is left open that would block the rest
half = db.execute("SELECT * FROM km_curve('p', 't', 'e')")
half.fetchone()
db.execute("CREATE TABLE q(x)")
assert len(half.fetchall()) == 4
db.execute("DROP TABLE q")
db.execute("VACUUM")

# the connection's own rights: an authorizer that hides a table
db.execute("CREATE TABLE hidden(t INTEGER, e INTEGER)")
db.set_authorizer(lambda action, one, *_: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and one == "hidden" else sqlite3.SQLITE_OK)
assert "prohibited" in error_of(lambda: db.execute("SELECT * FROM km_curve('hidden', 't', 'e')").fetchall())
assert "prohibited" in error_of(lambda: db.execute("SELECT * FROM km_curve('SELECT * FROM hidden', 't', 'e')").fetchall())
assert "prohibited" in error_of(lambda: db.execute("SELECT * FROM km_curve('p', 't', '(SELECT e FROM hidden)')").fetchall())
assert db.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() == (5,)
db.set_authorizer(None)
# functions and collations of the client's own are called
db.create_function("months", 1, lambda days: days / 30, deterministic=True)
assert db.execute("SELECT max(time) FROM km_curve('p', 'months(t * 30)', 'e')").fetchone() == (4.0,)
db.create_function("broken", 1, lambda x: 1 // 0)
assert "user-defined function raised" in error_of(lambda: db.execute("SELECT * FROM km_curve('p', 'broken(t)', 'e')").fetchall())
assert db.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() == (5,)

# interrupted: in the source, in the work afterwards, in surv(); the connection goes on as before
endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i % 2 AS e FROM n"
for query in [f"SELECT * FROM km_curve('{endless}', 'i', 'e')", f"SELECT surv(i, e) FROM ({endless})",
              f"SELECT * FROM km_curve((SELECT surv(i, e) FROM ({endless})))"]:
    timer = threading.Timer(0.3, db.interrupt)
    timer.start()
    began = time.time()
    assert error_of(lambda: db.execute(query).fetchall()) == "interrupted"
    assert time.time() - began < 30
    timer.join()
    assert db.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() == (5,)
# a progress handler that says stop
calls = 0
def stop():
    global calls
    calls += 1
    return calls > 100
db.set_progress_handler(stop, 1000)
assert error_of(lambda: db.execute(f"SELECT * FROM km_curve('{endless}', 'i', 'e')").fetchall()) == "interrupted"
db.set_progress_handler(None, 0)
# and one that lets it go
db.set_progress_handler(lambda: 0, 10)
assert db.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() == (5,)
db.set_progress_handler(None, 0)
# a statement that asks for limits of the connection
if hasattr(db, "setlimit"):
    was = db.setlimit(sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 2)
    error_of(lambda: db.execute("SELECT * FROM km_curve('p', 't', 'e', 'arm')").fetchall())
    db.setlimit(sqlite3.SQLITE_LIMIT_FUNCTION_ARG, was)
    was = db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100)
    error_of(lambda: db.execute("SELECT * FROM km_curve('p', 't', 'e', ?)", ("arm || '" + "x" * 200 + "'",)).fetchall())
    db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, was)

# a copy in memory, a backup
if hasattr(db, "serialize"):
    copy = connect()
    copy.deserialize(db.serialize())
    assert copy.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() == (5,)
    copy.close()
other = connect("backup.db")
db.backup(other)
assert other.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() == (5,)
# closed while a curve is half read
half = other.execute("SELECT * FROM km_curve('p', 't', 'e')")
half.fetchone()
other.close()
del half

# many threads, each its own connection, loading and closing
failures = []
def work(seed):
    try:
        for i in range(15):
            own = connect()
            own.execute("CREATE TABLE p(t INTEGER, e INTEGER)")
            own.executemany("INSERT INTO p VALUES (?, ?)", [((seed * j) % 97, j % 2) for j in range(200)])
            n = own.execute("SELECT n_risk FROM km_curve('p', 't', 'e')").fetchone()[0]
            m = own.execute("SELECT n_risk FROM km_curve((SELECT surv(t, e) FROM p))").fetchone()[0]
            assert n == m == 200
            own.close()
    except BaseException as error:
        failures.append(repr(error))
threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 9)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not failures, failures
db.close()

# a child process opens its own
if pid := os.fork():
    assert os.waitpid(pid, 0)[1] == 0
else:
    own = connect("backup.db")
    os._exit(own.execute("SELECT count(*) FROM km_curve('p', 't', 'e')").fetchone() != (5,))
assert not taken, f"blobs with one byte changed were taken: {taken}"
PY
}

r_client() {
  Rscript -e 'library(RSQLite)' >/dev/null 2>&1 || { echo "no RSQLite"; return; }
  clients=$((clients + 1))
  timeout 120 Rscript - >r.txt 2>&1 <<'R' || fail RSQLite "$(cat r.txt)"
library(RSQLite)
db <- dbConnect(SQLite(), ":memory:", loadable.extensions = TRUE)
invisible(dbGetQuery(db, "SELECT load_extension('./survival')"))
dbWriteTable(db, "aml", data.frame(days = c(9, 13, 13, 18, 23), died = c(1L, 1L, 0L, 1L, 1L), arm = c("x", "x", "x", "y", "y")))
k <- dbGetQuery(db, "SELECT * FROM km_curve('aml', 'days', 'died')")
stopifnot(nrow(k) == 5, is.integer(k$n_risk), is.integer(k$n_event), is.double(k$time), is.double(k$estimate),
          is.double(k$conf_low), is.na(k$std_error[5]), all.equal(k$estimate[2:3], c(0.8, 0.6)))
k <- dbGetQuery(db, "SELECT * FROM km_curve(?, ?, ?, ?) WHERE times = ?", params = list("aml", "days", "died", "arm", "10,20"))
stopifnot(identical(k$strata, c("x", "x", "y", "y")), identical(k$n_risk, c(2L, 0L, 2L, 1L)))
k <- dbGetQuery(db, "SELECT time FROM km_curve((SELECT surv(days, died) FROM aml WHERE arm = ?))", params = list("y"))
stopifnot(identical(k$time, c(0, 18, 23)))
blob <- dbGetQuery(db, "SELECT surv(days, died) AS b FROM aml")$b
k <- dbGetQuery(db, "SELECT count(*) AS n FROM km_curve(?)", params = list(blob))
stopifnot(k$n == 5)
message <- tryCatch(dbGetQuery(db, "SELECT * FROM km_curve('aml', 'day', 'died')"), error = conditionMessage)
stopifnot(grepl("did you mean days?", message, fixed = TRUE))
# a logical column of R is 0 and 1
dbWriteTable(db, "flags", data.frame(days = 1:2, died = c(TRUE, FALSE)))
stopifnot(identical(dbGetQuery(db, "SELECT n_event FROM km_curve('flags', 'days', 'died')")$n_event, c(0L, 1L, 0L)))
dbDisconnect(db)
R
}

node_client() {  # NODE_PATH names the node_modules that holds better-sqlite3, unless it is global
  node -e 'new (require("better-sqlite3"))(":memory:")' >/dev/null 2>&1 || { echo "no better-sqlite3"; return; }
  clients=$((clients + 1))
  timeout 120 node - "$dir/survival.so" >node.txt 2>&1 <<'JS' || fail better-sqlite3 "$(cat node.txt)"
const assert = require('assert');
const db = new (require('better-sqlite3'))(':memory:');
db.loadExtension(process.argv[2]);
db.exec("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')");
const curve = db.prepare('SELECT strata, time, n_risk FROM km_curve(?, ?, ?, ?) WHERE times = ?');
assert.deepStrictEqual(curve.all('p', 't', 'e', 'arm', 1), [
  {strata: 'a', time: 1, n_risk: 2}, {strata: 'b', time: 1, n_risk: 1}]);
assert.deepStrictEqual(curve.all('p', 't', 'e', null, '2,3').map(r => r.n_risk), [2, 1]);
assert.deepStrictEqual(curve.all(null, 't', 'e', null, 1), []);
// every number of JavaScript is a REAL: flags and times too
assert.strictEqual(db.prepare("SELECT count(*) AS n FROM km_curve('p', 't', 'e') WHERE extend = ? AND reverse = ?").get(1, 0).n, 4);
assert.throws(() => curve.all('p', 'tt', 'e', null, 1), /did you mean t\?/);
const packed = db.prepare('SELECT surv(t, e) FROM p WHERE t > ?').pluck().get(1);
assert.deepStrictEqual(db.prepare('SELECT time FROM km_curve(?)').pluck().all(packed), [0, 2, 3]);
for (const row of db.prepare("SELECT time FROM km_curve('p', 't', 'e')").iterate()) break;
db.close();
JS
}

shell_client
python_client
r_client
node_client
[ $clients -gt 0 ] || exit 77
echo "$clients clients, $failed failures"
[ $failed -eq 0 ]
