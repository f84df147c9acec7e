// A connection with the extension, for tests.
#pragma once
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>

#include "declare/message.hpp"
#include "survival.h"

/// The rows of the last statement, "1|a; 2|b", or what went wrong, "error 1: message"; of the first `limit` rows alone,
/// if it is given.
inline std::string run(sqlite3* db, const std::string& sql, int limit = -1) {
  std::string rows;
  for (const char* rest = sql.c_str(); *rest;) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, rest, -1, &statement, &rest);
    rows.clear();
    while (code == SQLITE_OK && limit-- != 0 && (code = sqlite3_step(statement)) == SQLITE_ROW) {
      rows += rows.empty() ? "" : "; ";
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        rows += declare::cat(i ? "|" : "", text ? text : "NULL");
      }
      code = SQLITE_OK;
    }
    const bool failed = code != SQLITE_OK && code != SQLITE_DONE;
    if (failed) rows = declare::cat("error ", code, ": ", sqlite3_errmsg(db));
    sqlite3_finalize(statement);
    if (failed) break;
  }
  return rows;
}

/// When it is closed, no statement may be left.
struct Database {
  sqlite3* db = nullptr;

  explicit Database(const std::string& file = ":memory:", int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    REQUIRE(sqlite3_open_v2(file.c_str(), &db, flags, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_survival_init(db, nullptr, nullptr) == SQLITE_OK);
  }
  Database(const Database&) = delete;
  ~Database() {
    CHECK(sqlite3_next_stmt(db, nullptr) == nullptr);
    CHECK(sqlite3_close(db) == SQLITE_OK);
  }

  std::string operator()(const std::string& sql, int limit = -1) const { return run(db, sql, limit); }
};
