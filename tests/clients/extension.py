"""What the Python tests share: connections with the extension loaded, and errors as values."""

import sqlite3
import sys

try:
    sqlite3.Connection.enable_load_extension
except AttributeError:
    print("this Python cannot load extensions")
    sys.exit(77)

LIBRARY = sys.argv[1]


def connect(name=":memory:", timeout=30.0):
    db = sqlite3.connect(name, isolation_level=None, timeout=timeout, check_same_thread=False)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    db.enable_load_extension(False)
    return db


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def error_of(call, *arguments):
    """The message of the error that the call must end in."""
    try:
        call(*arguments)
    except sqlite3.Error as error:
        return str(error)
    raise AssertionError("no error")
