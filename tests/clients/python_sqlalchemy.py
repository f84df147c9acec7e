"""SQLAlchemy: every connection of a pool loads the extension. python_sqlalchemy.py path/to/survival.so"""

import os
import sys
import tempfile

try:
    from sqlalchemy import create_engine, event, text
    from sqlalchemy.exc import OperationalError
except ImportError:
    print("no SQLAlchemy")
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    engine = create_engine("sqlite:///" + os.path.join(folder, "registry.db"))

    @event.listens_for(engine, "connect")
    def load(connection, _):
        connection.enable_load_extension(True)
        connection.load_extension(sys.argv[1])

    with engine.begin() as first:
        first.execute(text("CREATE TABLE p(t INTEGER, e INTEGER)"))
        first.execute(text("INSERT INTO p VALUES (1, 1), (2, 0), (3, 1)"))
    curve = text("SELECT time, n_risk, estimate FROM km_curve(:source, :time, 'e') WHERE times = 1")
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            row = connection.execute(curve, {"source": "p", "time": "t"}).one()
            assert tuple(row) == (1, 3, 2 / 3), row
        try:
            one.execute(curve, {"source": "p", "time": "tt"}).all()
            raise AssertionError("no error")
        except OperationalError as error:
            assert "did you mean t?" in str(error), error
    engine.dispose()
