// A connection with the extension, values read back, and the end of a program that found a fault: what the fuzz
// targets, the failing allocations and the threads share.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace robust {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;
using Row = std::vector<Value>;

struct Answer {
  int code = SQLITE_OK;  ///< SQLITE_OK where all rows came, or as many as were wanted
  std::string message = {};
  std::vector<std::string> columns = {};
  std::vector<Row> rows = {};
};

inline bool is_null(const Value& value) { return value.index() == 0; }
inline bool is_number(const Value& value) { return value.index() == 1 || value.index() == 2; }
/// NaN for what is no number.
double number(const Value& value);

std::string shown(const Value& value);
std::string shown(const Row& row);
/// The code, the message and the first rows.
std::string shown(const Answer& answer);
/// As an SQL literal that gives the same value again.
std::string literal(const Value& value);

/// Says what is wrong, with all that is needed to see it again, and aborts: a fuzzer then keeps the input.
[[noreturn]] void violation(const std::string& what);

/// CPU time of this thread: a busy machine breaks no law.
double cpu_seconds();

/// CPU time that no query over a few dozen patients may take; sanitizers make it several times slower.
inline constexpr double longest_query = SANITIZED ? 8 : 2;

/// A connection that ends a statement after some seconds of CPU time. Closing it checks that no statement is left open.
class Database {
 public:
  explicit Database(double seconds = longest_query, const std::string& file = ":memory:");
  Database(const Database&) = delete;
  ~Database();

  sqlite3* handle() const { return db_; }

  /// Statements that must work.
  void execute(const std::string& sql);

  /// The first statement of `sql`, with values for its parameters ?1, ?2, ... Its code is SQLITE_INTERRUPT when it took
  /// too long. With SHOW in the environment it is printed before it runs.
  Answer ask(const std::string& sql, const std::vector<Value>& values = {}, std::size_t most_rows = 20000);

  /// From now on; ask() and execute() do so themselves.
  void start_clock(double seconds);

 private:
  sqlite3* db_ = nullptr;
  double seconds_;
  double end_;  ///< in CPU time
};

/// Reads the cells of the row at hand, as a client does.
Row row_of(sqlite3_stmt* statement);

}  // namespace robust
