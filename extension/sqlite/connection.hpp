// What all functions of this extension share on one connection.
#pragma once
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "declare/rows.hpp"
#include "sqlite/api.hpp"

namespace sqlite {

/// SQLite said no: its result code, and what to tell the user.
struct Failure : std::runtime_error {
  int code;
  Failure(int result_code, const std::string& message) : runtime_error(message), code(result_code) {}
};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// Where the rows of the nested SELECT that is running now go, and what the sink threw on the way.
struct Reading {
  declare::RowSink* sink;
  std::vector<declare::Cell> cells;       ///< of the row at hand: those of the sink, then those watched
  std::vector<std::string> watched = {};  ///< what to say when such a cell is true
  std::exception_ptr thrown = {};
};

/// One for each connection; the functions registered on it own it together.
class Connection {
 public:
  explicit Connection(sqlite3* db);
  Connection(const Connection&) = delete;

  sqlite3* db() const { return db_; }

  /// Throws Failure when the user interrupted the connection or its progress handler says stop. It leaves a statement
  /// open, so that the instructions of many polls count up to what the client's progress handler waits for.
  const declare::Poll& poll() const { return poll_; }
  /// Closes it: an open statement would keep the connection from closing.
  void end_polls() { question_.reset(); }

  /// Throws Failure when `sql` does not compile.
  Statement prepare(const std::string& sql) const;

  /// The next row is there. Throws Failure on an error.
  bool step(sqlite3_stmt* statement) const;

  [[noreturn]] void fail(int code) const;

  Reading* reading = nullptr;
  int depth = 0;                        ///< table functions that are being worked out, one inside the other
  std::vector<std::string> own_tables;  ///< the table functions registered here

 private:
  void ask_whether_to_stop();

  sqlite3* db_;
  declare::Poll poll_;
  Statement question_;
  std::chrono::steady_clock::time_point asked_ = {};
};

/// Runs a callback's body; nothing is thrown into SQLite. Returns SQLITE_OK, or a code after `report(code, message)`,
/// the message null where SQLite has a standard one.
template <class Body, class Report>
int guarded(const std::string& function, Body body, Report report) {
  const auto explain = [&](int code, const char* what) {
    // A message that comes out of a nested call of the same function has its name already.
    const bool named = std::string_view(what).starts_with(function) && what[function.size()] == ':';
    char* message = named ? sqlite3_mprintf("%s", what) : sqlite3_mprintf("%s: %s", function.c_str(), what);
    report(code, message);
    sqlite3_free(message);
    return code;
  };
  try {
    body();
    return SQLITE_OK;
  } catch (const std::bad_alloc&) {
    report(SQLITE_NOMEM, nullptr);
    return SQLITE_NOMEM;
  } catch (const Failure& failure) {
    if (failure.code != SQLITE_INTERRUPT && failure.code != SQLITE_NOMEM) return explain(failure.code, failure.what());
    report(failure.code, nullptr);
    return failure.code;
  } catch (const std::exception& error) {
    return explain(SQLITE_ERROR, error.what());
  }
}

}  // namespace sqlite
