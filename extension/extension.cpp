// Entry point: registers every function on the connection that loads the extension.
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include "declare/message.hpp"
#include "functions/about/host.hpp"
#include "functions/functions.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/function.hpp"
#include "sqlite/relation.hpp"
#include "survival_commit.hpp"  // written by commit.cmake

namespace {

constexpr int oldest_sqlite = 3038000;  // json and PRAGMA table_list built in, INNOCUOUS, IS constraints

bool is_loaded(sqlite3* db) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(db, "SELECT survival_version()", -1, &statement, nullptr);
  sqlite3_finalize(statement);
  // As an automatic extension we are called by sqlite3_open(), which takes an error left on the connection for its own.
  if (code != SQLITE_OK) sqlite3_exec(db, "SELECT 1", nullptr, nullptr, nullptr);
  return code == SQLITE_OK;
}

void register_functions(sqlite3* db) {
  const auto connection = std::make_shared<sqlite::Connection>(db);
  const auto check = [&](int code) {
    if (code != SQLITE_OK) connection->fail(code);
  };
  check(sqlite::add_read_function(connection));
  for (const auto& function : functions::all())
    std::visit([&](const auto& f) { check(sqlite::add(connection, f)); }, function);
}

/// After a failed load SQLite unmaps this library: nothing of it may stay registered.
void unregister_functions(sqlite3* db) {
  sqlite3_create_function_v2(db, sqlite::read_function, -1, SQLITE_UTF8, nullptr, nullptr, nullptr, nullptr, nullptr);
  for (const auto& function : functions::all()) std::visit([&](const auto& f) { sqlite::remove(db, f); }, function);
}

}  // namespace

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

extern "C" EXPORTED int sqlite3_survival_init(sqlite3* db, char** message,
                                              [[maybe_unused]] const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  if (sqlite3_libversion_number() < oldest_sqlite) {
    if (message) *message = sqlite3_mprintf("survival: needs SQLite 3.38.0 or newer, this is %s", sqlite3_libversion());
    return SQLITE_ERROR;
  }
  if (is_loaded(db)) return SQLITE_OK;
  functions::host.commit = SURVIVAL_COMMIT;
  functions::host.sqlite_at_build = SQLITE_VERSION;
  functions::host.sqlite_at_run = sqlite3_libversion();
  const auto report = [&](int, const char* text) {
    if (message && text) *message = sqlite3_mprintf("%s", text);
  };
  // The declarations first: without them nothing is registered that would have to be taken back.
  if (const int code = sqlite::guarded(
          "survival", [] { functions::all(); }, report);
      code != SQLITE_OK)
    return code;
  const int code = sqlite::guarded(
      "survival", [&] { register_functions(db); }, report);
  if (code != SQLITE_OK) unregister_functions(db);
  return code;
}

#ifndef SQLITE_CORE
/// The name that SQLite tries first, before the one that it makes of the file's: a renamed file loads as well. An
/// application that links us may have an extension under this name, so it is not in the static library.
extern "C" EXPORTED int sqlite3_extension_init(sqlite3* db, char** message, const sqlite3_api_routines* api) {
  return sqlite3_survival_init(db, message, api);
}
#endif
