"""Another process writes while a curve is read: the curve is of one moment, the writer is not held up by what is done
with the rows afterwards, and a locked database is an error that says so.

    concurrency.py path/to/survival.so
"""

import os
import sqlite3
import sys
import tempfile
import time

from extension import connect, error_of, rows

RISK = "SELECT max(n_risk) FROM km_curve('p', 't', 'e')"


def make(name, mode):
    db = connect(name)
    db.execute(f"PRAGMA journal_mode = {mode}")
    db.execute("CREATE TABLE p(t INTEGER, e INTEGER, batch INTEGER)")
    db.execute(
        "INSERT INTO p WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
        "SELECT i, i % 2, 0 FROM n"
    )
    db.close()


def write(name, seconds):
    """Batches of 10 rows, old ones taken out again."""
    db = connect(name)
    end, batch = time.time() + seconds, 0
    while time.time() < end:
        batch += 1
        try:
            db.execute("BEGIN IMMEDIATE")
            for i in range(10):
                db.execute("INSERT INTO p VALUES (?, ?, ?)", (i + 1, i % 2, batch))
            db.execute("COMMIT")
        except sqlite3.OperationalError as error:  # a busy COMMIT in rollback mode
            assert "locked" in str(error), error
            if db.in_transaction:
                db.execute("ROLLBACK")
        if batch % 20 == 0:
            db.execute("DELETE FROM p WHERE batch BETWEEN 1 AND ?", (batch - 10,))
    db.close()


def writing_process(name, seconds):
    child = os.fork()
    if child:
        return child
    try:
        write(name, seconds)
        os._exit(0)
    except BaseException as error:
        print("writer:", repr(error), file=sys.stderr)
        os._exit(1)


def check_one_moment(mode):
    name = mode + ".db"
    make(name, mode)
    child = writing_process(name, 3)
    db = connect(name)
    seen, end = set(), time.time() + 3
    while time.time() < end:
        # a batch is there as a whole or not at all
        n = db.execute("SELECT n_risk FROM km_curve('p', 't', 'e') LIMIT 1").fetchone()[0]
        assert n % 10 == 0, n
        seen.add(n)
        # all calls of one statement, and its other tables, see one moment
        one = rows(
            db,
            "SELECT a.n_risk, b.n_risk, c.n_risk, (SELECT count(*) FROM p) FROM km_curve('p', 't', 'e') a, "
            "km_curve('SELECT * FROM p', 't', 'e') b, km_curve((SELECT surv(t, e) FROM p)) c "
            "WHERE a.time = 0 AND b.time = 0 AND c.time = 0",
        )
        assert len(set(one[0])) == 1, one
        time.sleep(0.01)  # without WAL a writer needs a moment without readers
    assert len(seen) > 1 or mode == "delete", f"{mode}: the writer never came in between: {seen}"
    assert os.waitpid(child, 0)[1] == 0
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def check_attached():
    """One moment in an attached database too, whatever is written between two calls."""
    make("main.db", "wal")
    make("other.db", "wal")
    reader, writer = connect("main.db"), connect("other.db")
    reader.execute("ATTACH 'other.db' AS other")

    def write_now(x):
        writer.execute("INSERT INTO p VALUES (1, 1, 99)")
        return x

    reader.create_function("write_now", 1, write_now)
    row = reader.execute(
        "SELECT a.n_risk, b.n_risk FROM km_curve('other.p', 't', 'e') a, "
        "km_curve(iif(write_now(a.time) = 0, 'other.p', NULL), 't', 'e') b WHERE a.time = 0 AND b.time = 0"
    ).fetchone()
    assert row == (1000, 1000), row
    assert reader.execute(RISK.replace("'p'", "'other.p'")).fetchone() == (1001,)
    # once the curve is worked out, its rows hold nobody up but by the statement's own read lock: a WAL writer goes on
    half = reader.execute("SELECT * FROM km_curve('p', 't', 'e')")
    half.fetchone()
    connect("main.db", timeout=0).execute("INSERT INTO p VALUES (1, 1, 99)")
    half.close()


def check_locked():
    """The error says so, and waits as long as the connection waits."""
    make("locked.db", "delete")
    holder, reader = connect("locked.db"), connect("locked.db", timeout=0)
    reader.execute(RISK).fetchone()
    holder.execute("BEGIN EXCLUSIVE")
    assert "locked" in error_of(rows, reader, RISK)
    holder.execute("COMMIT")
    assert reader.execute(RISK).fetchone() == (1000,)
    # the schema changes under a connection that has read before
    holder.execute("ALTER TABLE p ADD COLUMN arm DEFAULT 'x'")
    assert rows(reader, "SELECT DISTINCT strata FROM km_curve('p', 't', 'e', 'arm')") == [("x",)]
    holder.execute("DROP TABLE p")
    gone = error_of(rows, reader, RISK)
    assert "p" in gone and "not found" in gone, gone


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for mode in ("wal", "delete"):
            check_one_moment(mode)
        check_attached()
        check_locked()
        os.chdir("/")
    print("ok")


main()
