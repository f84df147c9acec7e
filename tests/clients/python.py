"""Python's sqlite3: parameters, types, blobs, cursors, transactions, rights, interrupts, limits, threads, processes.

    python.py path/to/survival.so
"""

import os
import sqlite3
import tempfile
import threading
import time

from extension import connect, error_of, rows

BY_NAME = "SELECT * FROM km_curve('p', 't', 'e', 'arm')"
COUNT = "SELECT count(*) FROM km_curve('p', 't', 'e')"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i % 2 AS e FROM n"


def check_parameters(db):
    """Bound parameters as arguments and options; one statement, many values."""
    curve = "SELECT strata, time, n_risk FROM km_curve(?, ?, ?, ?) WHERE times = ?"
    assert rows(db, curve, "p", "t", "e", None, 2) == [(None, 2, 3)]
    assert rows(db, curve, "p", "t", "e", "arm", 2) == [("a", 2, 1), ("b", 2, 2)]
    assert rows(db, curve, "p", "t", "e", "arm", "1,2")[1:2] == [("a", 2, 1)]
    assert rows(db, curve, None, "t", "e", "arm", 2) == []
    named = {"s": "p", "t": "t", "e": "e", "c": 0.9}
    assert db.execute("SELECT count(*) FROM km_curve(:s, :t, :e) WHERE conf_level = :c", named).fetchone() == (5,)
    level = "SELECT * FROM km_curve('p', 't', 'e') WHERE conf_level = ?"
    assert "must lie in (0, 1)" in error_of(rows, db, level, 95)
    # an integer option that comes as a real
    extended = "SELECT time, extend FROM km_curve('p', 't', 'e') WHERE times = ? AND extend = ?"
    assert rows(db, extended, 9.0, 1.0) == [(9, 1.0)]


def check_types(db):
    row = db.execute(BY_NAME).fetchone()
    assert [type(x) for x in row] == [str, int, int, int, int, int, float, float, float, float, type(None), type(None)], row
    names = [d[0] for d in db.execute("SELECT * FROM km_curve('p', 't', 'e')").description]
    assert names == ["strata", "time", "n_risk", "n_enter", "n_event", "n_censor", "estimate", "std_error", "conf_low",
                     "conf_high", "band_low", "band_high"]


def check_blobs(db):
    """A blob through the client's hands, whole and damaged: every byte counts."""
    packed = db.execute("SELECT surv(t, e, arm) FROM p").fetchone()[0]
    assert type(packed) is bytes and packed.startswith(b"SURV")
    by_name, from_blob = rows(db, BY_NAME), "SELECT * FROM km_curve(?)"
    assert rows(db, from_blob, packed) == by_name
    assert rows(db, from_blob, memoryview(packed)) == by_name
    taken = []
    for i in range(len(packed)):
        assert "damaged" in error_of(rows, db, from_blob, packed[:i])
        for byte in {0, 1, packed[i] ^ 1, 255} - {packed[i]}:
            try:
                rows(db, from_blob, packed[:i] + bytes([byte]) + packed[i + 1 :])
                taken.append((i, byte))
            except sqlite3.Error as error:
                assert "damaged" in str(error), error
    assert not taken, f"blobs with one byte changed were taken: {taken}"


def check_cursors(db):
    # two at once, in step
    a = db.execute("SELECT time FROM km_curve('p', 't', 'e')")
    b = db.execute("SELECT strata, time FROM km_curve('p', 't', 'e', 'arm')")
    pairs = []
    while (x := a.fetchone()) is not None:
        pairs.append((x, b.fetchone()))
    assert pairs[0] == ((0,), ("a", 0)) and pairs[4] == ((4,), ("b", 3)), pairs
    b.close()
    # half read and thrown away
    for _ in range(50):
        db.execute("SELECT * FROM km_curve('p', 't', 'e')").fetchone()
    # results are the same every time
    assert len({tuple(rows(db, BY_NAME)) for _ in range(20)}) == 1


def check_transactions(db):
    """Rows that are not committed yet count; nothing is left open that would block the rest."""
    last, before = "SELECT max(time) FROM km_curve('p', 't', 'e')", db.total_changes
    db.execute("BEGIN")
    db.execute("INSERT INTO p VALUES (9, 1, 'c')")
    assert db.execute(last).fetchone() == (9,)
    db.execute("ROLLBACK")
    assert db.execute(last).fetchone() == (4,)
    assert db.total_changes == before + 1
    # a new table while a curve is half read
    half = db.execute("SELECT * FROM km_curve('p', 't', 'e')")
    half.fetchone()
    db.execute("CREATE TABLE q(x)")
    assert len(half.fetchall()) == 4
    db.execute("DROP TABLE q")
    db.execute("VACUUM")


def check_rights(db):
    """An authorizer that hides a table hides it from texts too."""
    db.execute("CREATE TABLE hidden(t INTEGER, e INTEGER)")

    def hide(action, one, *_):
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and one == "hidden" else sqlite3.SQLITE_OK

    db.set_authorizer(hide)
    for arguments in (
        ("hidden", "t", "e"),
        ("SELECT * FROM hidden", "t", "e"),
        ("p", "t", "(SELECT e FROM hidden)"),
    ):
        assert "prohibited" in error_of(rows, db, "SELECT * FROM km_curve(?, ?, ?)", *arguments), arguments
    assert db.execute(COUNT).fetchone() == (5,)
    db.set_authorizer(None)
    # functions of the client's own are called
    db.create_function("months", 1, lambda days: days / 30, deterministic=True)
    assert db.execute("SELECT max(time) FROM km_curve('p', 'months(t * 30)', 'e')").fetchone() == (4.0,)
    db.create_function("broken", 1, lambda x: 1 // 0)
    assert "user-defined function raised" in error_of(rows, db, "SELECT * FROM km_curve('p', 'broken(t)', 'e')")
    assert db.execute(COUNT).fetchone() == (5,)


def check_interrupts(db):
    """In the source, in surv(), in both; the connection goes on as before."""
    for query in (
        f"SELECT * FROM km_curve('{ENDLESS}', 'i', 'e')",
        f"SELECT surv(i, e) FROM ({ENDLESS})",
        f"SELECT * FROM km_curve((SELECT surv(i, e) FROM ({ENDLESS})))",
    ):
        timer = threading.Timer(0.3, db.interrupt)
        timer.start()
        began = time.time()
        assert error_of(rows, db, query) == "interrupted"
        assert time.time() - began < 30
        timer.join()
        assert db.execute(COUNT).fetchone() == (5,)
    # a progress handler that says stop
    calls = iter(range(100))
    db.set_progress_handler(lambda: next(calls, None) is None, 1000)
    assert error_of(rows, db, f"SELECT * FROM km_curve('{ENDLESS}', 'i', 'e')") == "interrupted"
    # and one that lets it go
    db.set_progress_handler(lambda: 0, 10)
    assert db.execute(COUNT).fetchone() == (5,)
    db.set_progress_handler(None, 0)


def check_limits(db):
    """Limits of the connection that are too narrow: an error, and afterwards all is well."""
    if not hasattr(db, "setlimit"):
        return
    was = db.setlimit(sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 2)
    error_of(rows, db, BY_NAME)
    db.setlimit(sqlite3.SQLITE_LIMIT_FUNCTION_ARG, was)
    was = db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100)
    error_of(rows, db, "SELECT * FROM km_curve('p', 't', 'e', ?)", "arm || '" + "x" * 200 + "'")
    db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, was)
    assert db.execute(COUNT).fetchone() == (5,)


def check_copies(db, folder):
    if hasattr(db, "serialize"):
        copy = connect()
        copy.deserialize(db.serialize())
        assert copy.execute(COUNT).fetchone() == (5,)
        copy.close()
    name = os.path.join(folder, "backup.db")
    other = connect(name)
    db.backup(other)
    assert other.execute(COUNT).fetchone() == (5,)
    # closed while a curve is half read
    half = other.execute("SELECT * FROM km_curve('p', 't', 'e')")
    half.fetchone()
    other.close()
    del half
    # a child process opens its own
    if pid := os.fork():
        assert os.waitpid(pid, 0)[1] == 0
    else:
        os._exit(connect(name).execute(COUNT).fetchone() != (5,))


def check_threads():
    """Each its own connection, loading and closing."""
    failures = []

    def work(seed):
        try:
            for _ in range(15):
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
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def main():
    db = connect()
    db.executescript(
        "CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT);"
        "INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b'), (4, 1, 'b');"
    )
    checks = (check_parameters, check_types, check_blobs, check_cursors, check_transactions, check_rights, check_interrupts)
    for check in (*checks, check_limits):
        check(db)
    with tempfile.TemporaryDirectory() as folder:
        check_copies(db, folder)
    check_threads()
    db.close()
    print("ok")


main()
