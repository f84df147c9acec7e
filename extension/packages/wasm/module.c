/* What survival.js needs besides SQLite's own functions. Every database that the module opens has the extension. */
#include <emscripten.h>
#include <survival.h>

__attribute__((constructor)) static void add_extension(void) {
  sqlite3_auto_extension((void (*)(void))sqlite3_survival_init);
}

/* Module.progress(db) says whether to go on. */
EM_JS(int, goes_on, (sqlite3 * db), { return Module.progress(db) ? 1 : 0; });

static int stops(void *db) { return !goes_on(db); }

/* Asks Module.progress each so many steps of SQLite's virtual machine; never for 0. */
EMSCRIPTEN_KEEPALIVE void survival_progress(sqlite3 *db, int steps) {
  sqlite3_progress_handler(db, steps, steps > 0 ? stops : 0, db);
}

/* Texts and blobs that the caller may free at once: a destructor of SQLITE_TRANSIENT cannot be written in JavaScript. */
EMSCRIPTEN_KEEPALIVE int survival_bind_text(sqlite3_stmt *statement, int at, const char *text, int bytes) {
  return sqlite3_bind_text(statement, at, text, bytes, SQLITE_TRANSIENT);
}

EMSCRIPTEN_KEEPALIVE int survival_bind_blob(sqlite3_stmt *statement, int at, const void *blob, int bytes) {
  return bytes ? sqlite3_bind_blob(statement, at, blob, bytes, SQLITE_TRANSIENT) : sqlite3_bind_zeroblob(statement, at, 0);
}
