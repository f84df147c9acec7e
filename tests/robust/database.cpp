#include "robust/database.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "survival.h"

namespace robust {
namespace {

std::string hexadecimal(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    text += digits;
  }
  return text;
}

Value value_of(sqlite3_stmt* statement, int column) {
  const auto bytes = [&](const void* data) {
    return std::string(data ? static_cast<const char*>(data) : "",
                       data ? std::size_t(sqlite3_column_bytes(statement, column)) : 0);
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT:
      return bytes(sqlite3_column_text(statement, column));
    case SQLITE_BLOB:
      return Blob{bytes(sqlite3_column_blob(statement, column))};
    default:
      return {};
  }
}

void bind(sqlite3_stmt* statement, const std::vector<Value>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int at = int(i) + 1;
    if (auto* integer = std::get_if<std::int64_t>(&values[i])) sqlite3_bind_int64(statement, at, *integer);
    if (auto* real = std::get_if<double>(&values[i])) sqlite3_bind_double(statement, at, *real);
    if (auto* text = std::get_if<std::string>(&values[i]))
      sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (auto* blob = std::get_if<Blob>(&values[i]))
      sqlite3_bind_blob64(statement, at, blob->bytes.data(), blob->bytes.size(), SQLITE_TRANSIENT);
  }
}

}  // namespace

double number(const Value& value) {
  if (auto* integer = std::get_if<std::int64_t>(&value)) return double(*integer);
  if (auto* real = std::get_if<double>(&value)) return *real;
  return std::nan("");
}

std::string shown(const Value& value) {
  if (auto* blob = std::get_if<Blob>(&value)) return "blob of " + std::to_string(blob->bytes.size()) + " bytes";
  constexpr std::size_t most = 200;
  const std::string text = literal(value);
  return text.size() <= most ? text : text.substr(0, most) + "...";
}

std::string shown(const Row& row) {
  std::string text;
  for (const Value& value : row) text += (text.empty() ? "" : "|") + shown(value);
  return text;
}

std::string shown(const Answer& answer) {
  std::string text = "code " + std::to_string(answer.code) + " " + answer.message + "\n";
  for (std::size_t i = 0; i < answer.rows.size() && i < 12; ++i) text += "  " + shown(answer.rows[i]) + "\n";
  return text;
}

std::string literal(const Value& value) {
  if (auto* integer = std::get_if<std::int64_t>(&value)) {
    if (*integer == INT64_MIN) return "(-9223372036854775807 - 1)";
    return std::to_string(*integer);
  }
  if (auto* real = std::get_if<double>(&value)) {
    if (std::isinf(*real)) return *real > 0 ? "9e999" : "-9e999";
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.17g", *real);
    const std::string text = digits;
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
  }
  if (auto* text = std::get_if<std::string>(&value)) {
    bool plain = true;
    for (const char c : *text) plain &= static_cast<unsigned char>(c) >= 0x20 || c == '\n';
    if (!plain) return "CAST(x'" + hexadecimal(*text) + "' AS TEXT)";
    std::string quoted = "'";
    for (const char c : *text) quoted.append(c == '\'' ? 2 : 1, c);
    return quoted + "'";
  }
  if (auto* blob = std::get_if<Blob>(&value)) return "x'" + hexadecimal(blob->bytes) + "'";
  return "NULL";
}

void violation(const std::string& what) {
  std::fprintf(stderr, "VIOLATED: %s\n", what.c_str());
  std::fflush(stderr);
  std::abort();
}

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

Database::Database(double seconds, const std::string& file) : seconds_(seconds) {
  char* message = nullptr;
  if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) violation(file + ": " + sqlite3_errmsg(db_));
  if (sqlite3_survival_init(db_, &message, nullptr) != SQLITE_OK)
    violation(std::string("the extension does not load: ") + (message ? message : "out of memory"));
  sqlite3_progress_handler(
      db_, 2000, [](void* self) -> int { return cpu_seconds() > static_cast<Database*>(self)->end_; }, this);
  start_clock(seconds_);
}

Database::~Database() {
  if (sqlite3_close(db_) != SQLITE_OK) violation("a statement is left open on the connection");
}

void Database::start_clock(double seconds) { end_ = cpu_seconds() + seconds; }

void Database::execute(const std::string& sql) {
  start_clock(60);
  char* message = nullptr;
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK)
    violation(sql + ": " + (message ? message : ""));
}

Row row_of(sqlite3_stmt* statement) {
  Row row;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) row.push_back(value_of(statement, i));
  return row;
}

Answer Database::ask(const std::string& sql, const std::vector<Value>& values, std::size_t most_rows) {
  static const bool is_shown = std::getenv("SHOW") != nullptr;
  if (is_shown) {
    std::fprintf(stderr, "%s\n", sql.c_str());
    for (const Value& value : values) std::fprintf(stderr, "  %s\n", literal(value).c_str());
  }
  Answer answer;
  start_clock(seconds_);
  sqlite3_stmt* statement = nullptr;
  answer.code = sqlite3_prepare_v2(db_, sql.data(), int(sql.size()), &statement, nullptr);
  if (answer.code == SQLITE_OK && statement) {
    bind(statement, values);
    for (int i = 0; i < sqlite3_column_count(statement); ++i)
      answer.columns.emplace_back(sqlite3_column_name(statement, i));
    answer.code = SQLITE_ROW;
    while (answer.rows.size() < most_rows && (answer.code = sqlite3_step(statement)) == SQLITE_ROW)
      answer.rows.push_back(row_of(statement));
  }
  if (answer.code == SQLITE_DONE || answer.code == SQLITE_ROW) answer.code = SQLITE_OK;
  if (answer.code != SQLITE_OK) answer.message = sqlite3_errmsg(db_);
  sqlite3_finalize(statement);
  return answer;
}

}  // namespace robust
