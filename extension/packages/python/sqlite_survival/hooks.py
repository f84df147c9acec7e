"""Plugin of sqlite-utils and Datasette: with the package installed, every connection of theirs has the functions."""

import pluggy

from sqlite_survival import load


@pluggy.HookimplMarker("datasette")
@pluggy.HookimplMarker("sqlite_utils")
def prepare_connection(conn):
    load(conn)
