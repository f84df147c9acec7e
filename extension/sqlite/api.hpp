// SQLite's interface as a loadable extension sees it, through the table of routines that the entry point is given;
// with SQLITE_CORE defined, the library's own functions.
#pragma once
#include <sqlite3ext.h>

SQLITE_EXTENSION_INIT3
