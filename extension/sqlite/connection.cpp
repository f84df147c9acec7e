#include "sqlite/connection.hpp"

namespace sqlite {

Connection::Connection(sqlite3* db) : db_(db), poll_([this] { ask_whether_to_stop(); }) {}

Statement Connection::prepare(const std::string& sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(db_, sql.c_str(), int(sql.size() + 1), &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return Statement(statement);
}

bool Connection::step(sqlite3_stmt* statement) const {
  const int code = sqlite3_step(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(code);
  return code == SQLITE_ROW;
}

void Connection::fail(int code) const { throw Failure(code, sqlite3_errmsg(db_)); }

/// sqlite3_is_interrupted() needs SQLite 3.41. Stepping any statement asks the same on all versions, and one of some
/// thousand instructions fires the client's progress handler as well.
void Connection::ask_whether_to_stop() {
  constexpr std::chrono::milliseconds pause(5);
  const auto now = std::chrono::steady_clock::now();
  if (now - asked_ < pause) return;
  asked_ = now;
  step(prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT count(*) FROM n")
           .get());
}

}  // namespace sqlite
