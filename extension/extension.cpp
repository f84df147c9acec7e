// Entry point: registers every function on the connection that loads the extension.
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include "declare/message.hpp"
#include "functions/functions.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/function.hpp"
#include "sqlite/relation.hpp"

namespace {

constexpr int oldest_sqlite = 3038000;  // json and PRAGMA table_list built in, INNOCUOUS, IS constraints

int register_functions(sqlite3* db) {
  const auto connection = std::make_shared<sqlite::Connection>(db);
  if (const int code = sqlite::add_read_function(connection); code != SQLITE_OK) return code;
  for (const auto& function : functions::all())
    if (const int code = std::visit([&](const auto& f) { return sqlite::add(connection, f); }, function);
        code != SQLITE_OK)
      return code;
  return SQLITE_OK;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int sqlite3_survival_init(
    sqlite3* db, char** message, [[maybe_unused]] const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  if (sqlite3_libversion_number() < oldest_sqlite) {
    if (message) *message = sqlite3_mprintf("survival: needs SQLite 3.38.0 or newer, this is %s", sqlite3_libversion());
    return SQLITE_ERROR;
  }
  int code = SQLITE_ERROR;
  const int caught = sqlite::guarded(
      "survival", [&] { code = register_functions(db); },
      [&](int, const char* text) {
        if (message && text) *message = sqlite3_mprintf("%s", text);
      });
  return caught == SQLITE_OK ? code : caught;
}
