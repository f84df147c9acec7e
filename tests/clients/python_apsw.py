"""apsw: parameters, blobs, types, messages. python_apsw.py path/to/survival.so"""

import sys

try:
    import apsw
except ImportError:
    print("no apsw")
    sys.exit(77)

db = apsw.Connection(":memory:")
db.enableloadextension(True)
db.loadextension(sys.argv[1])
cursor = db.cursor()
cursor.execute("CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b')")
curve = "SELECT strata, time, n_risk, estimate FROM km_curve(?, ?, ?, ?) WHERE times = ?"
assert cursor.execute(curve, ("p", "t", "e", None, 1)).fetchall() == [(None, 1, 3, 2 / 3)]
assert cursor.execute(curve, ("p", "t", "e", "arm", "1,3")).fetchall()[0] == ("a", 1, 2, 0.5)
packed = cursor.execute("SELECT surv(t, e) FROM p WHERE t > ?", (1,)).fetchone()[0]
assert isinstance(packed, bytes)
assert cursor.execute("SELECT time FROM km_curve(?)", (packed,)).fetchall() == [(0,), (2,), (3,)]
try:
    cursor.execute(curve, ("p", "tt", "e", None, 1)).fetchall()
    raise AssertionError("no error")
except apsw.SQLError as error:
    assert "did you mean t?" in str(error), error
db.close()
