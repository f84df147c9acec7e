"""Survival analysis inside SQLite: a loadable extension.

    import sqlite3, sqlite_survival
    db = sqlite3.connect("registry.db")
    sqlite_survival.load(db)
    db.execute("SELECT * FROM km_curve('patients', 'days', 'died')")
"""

from pathlib import Path


def loadable_path():
    """The path of the extension, for load_extension() of any SQLite library."""
    for ending in ("so", "dll", "dylib"):
        path = Path(__file__).with_name(f"survival.{ending}")
        if path.exists():
            return str(path)
    raise FileNotFoundError("sqlite_survival: the extension is missing from the package; install it again")


def load(connection):
    """Loads the extension into a connection of sqlite3 or apsw; loading of others is forbidden again afterwards."""
    camel = hasattr(connection, "enableloadextension")  # apsw
    try:
        enable = connection.enableloadextension if camel else connection.enable_load_extension
    except AttributeError:
        raise RuntimeError(
            "sqlite_survival: this Python was built without loadable extensions; use that of your system, or apsw"
        ) from None
    enable(True)
    try:
        (connection.loadextension if camel else connection.load_extension)(loadable_path())
    finally:
        enable(False)
