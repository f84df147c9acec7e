"""The wheel's module, and its hook of sqlite-utils and Datasette where pluggy is there: wheel.py QUERY"""

import importlib.metadata
import sqlite3
import sys

import sqlite_survival

db = sqlite3.connect(":memory:")
sqlite_survival.load(db)
try:
    db.load_extension(sqlite_survival.loadable_path())
    raise AssertionError("loading was left allowed")
except sqlite3.OperationalError as error:
    assert "not authorized" in str(error), error

try:
    import pluggy
except ImportError:
    print("no pluggy: hooks not tested", file=sys.stderr)
else:
    entries = importlib.metadata.distribution("sqlite-survival").entry_points
    assert {entry.group for entry in entries} == {"datasette", "sqlite_utils"}, entries
    for host, extra in (("sqlite_utils", {}), ("datasette", {"database": "registry", "datasette": None})):
        specification = pluggy.HookspecMarker(host)

        class Hooks:
            if extra:

                @specification
                def prepare_connection(self, conn, database, datasette):
                    pass

            else:

                @specification
                def prepare_connection(self, conn):
                    pass

        manager = pluggy.PluginManager(host)
        manager.add_hookspecs(Hooks)
        assert manager.load_setuptools_entrypoints(host) == 1
        hooked = sqlite3.connect(":memory:")
        manager.hook.prepare_connection(conn=hooked, **extra)
        assert hooked.execute("SELECT survival_version()").fetchone() == db.execute("SELECT survival_version()").fetchone()
print("|".join(map(str, db.execute(sys.argv[1]).fetchone())))
