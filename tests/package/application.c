/* Links the extension and asks it for its version. */
#include <stdio.h>
#include <survival.h>

int main(void) {
  sqlite3 *db;
  sqlite3_stmt *statement;
  sqlite3_auto_extension((void (*)(void))sqlite3_survival_init);
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) return 1;
  if (sqlite3_prepare_v2(db, "SELECT survival_version()", -1, &statement, NULL) != SQLITE_OK) return 1;
  if (sqlite3_step(statement) != SQLITE_ROW) return 1;
  printf("linked: survival %s\n", sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return sqlite3_close(db);
}
