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

/// sqlite3_is_interrupted() needs SQLite 3.41. Stepping any statement asks the same on all versions, and counts for the
/// client's progress handler as well: some 500 instructions each time. It uses nothing that an authorizer denies.
void Connection::ask_whether_to_stop() {
  constexpr std::chrono::milliseconds pause(5);
  const auto now = std::chrono::steady_clock::now();
  if (now - asked_ < pause) return;
  asked_ = now;
  static const std::string question = [] {
    std::string values = "VALUES (1)";
    for (int i = 0; i < 200; ++i) values += ",(1)";
    return values;
  }();
  if (!question_) question_ = prepare(question);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(question_.get());
  sqlite3_reset(question_.get());
  if (code == SQLITE_INTERRUPT) throw Failure(code, sqlite3_errstr(code));
}

}  // namespace sqlite
