// Runs an SQL script against the extension: prints its comments, rows and errors, one per line.
//
//     run_sql EXTENSION < NAME.sql > actual.out
//
// The environment variable DIGITS, 6 if unset, says how many digits of a REAL are printed: 17 are all that it has.
// The sqlite3 shell would do, but its wording of errors and its digits change with its version.
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

namespace {

std::string shown(sqlite3_stmt* row, int column) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
      return "NULL";
    case SQLITE_FLOAT: {  // with a point, so that REAL and INTEGER can be told apart
      static const char* const asked = std::getenv("DIGITS");
      static const int precision = asked ? std::atoi(asked) : 6;
      char digits[32];
      std::snprintf(digits, sizeof digits, "%.*g", precision, sqlite3_column_double(row, column));
      std::string text = digits;
      return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
    }
    case SQLITE_BLOB:
      return "blob of " + std::to_string(sqlite3_column_bytes(row, column)) + " bytes";
    default:
      return reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  }
}

/// Runs the statements of a line or more; an error ends only its own statement.
void run(sqlite3* db, const std::string& sql) {
  for (const char* rest = sql.c_str(); *rest;) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, rest, -1, &statement, &rest);
    if (code == SQLITE_OK && !statement) return;  // blank or comment
    while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i) std::cout << (i ? "|" : "") << shown(statement, i);
      std::cout << '\n';
    }
    if (code != SQLITE_OK && code != SQLITE_DONE) std::cout << "error: " << sqlite3_errmsg(db) << '\n';
    if (!statement) return;  // SQLite could not read it: nothing after it can be trusted
    sqlite3_finalize(statement);
  }
}

}  // namespace

int main(int count, char** arguments) {
  sqlite3* db = nullptr;
  char* message = nullptr;
  if (count != 2 || sqlite3_open(":memory:", &db) != SQLITE_OK) return 2;
  sqlite3_enable_load_extension(db, 1);
  if (sqlite3_load_extension(db, arguments[1], nullptr, &message) != SQLITE_OK) {
    std::cerr << message << '\n';
    return 2;
  }
  std::string sql;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.starts_with("--")) std::cout << line << '\n';
    sql += line + '\n';
    if (sqlite3_complete(sql.c_str())) run(db, std::exchange(sql, {}));
  }
  if (sql.find_first_not_of(" \n") != std::string::npos && !sql.starts_with("--")) {
    std::cerr << "the script ends inside a statement: " << sql;
    return 2;
  }
  return sqlite3_close(db) == SQLITE_OK ? 0 : 2;
}
