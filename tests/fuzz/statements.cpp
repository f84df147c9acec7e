// Whole statements, several at a time, stepped in turns: made by a grammar, or a text as it stands.
//
// Input: choices of the grammar. Or, after the byte '#', SQL: the tests' scripts are seeds of that kind.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/answers.hpp"
#include "fuzz/grammar.hpp"
#include "fuzz/input.hpp"
#include "robust/functions.hpp"

namespace {

using robust::Database, robust::violation;

constexpr double seconds = 1;        // for all statements of an input
constexpr int most_rows = 200;       // of one statement
constexpr int before_renewal = 500;  // inputs: ROLLBACK leaves what PRAGMAs set

/// Nothing of a text may reach a file, or outlast its input.
int no_files(void*, int action, const char* argument, const char*, const char*, const char*) {
  const std::string name = action == SQLITE_PRAGMA && argument ? argument : "";
  if (action == SQLITE_ATTACH || action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT) return SQLITE_DENY;
  for (const char* setting : {"writable_schema", "temp_store_directory", "hard_heap_limit", "soft_heap_limit",
                              "threads", "max_page_count", "journal_mode", "mmap_size"})
    if (name == setting) return SQLITE_DENY;
  return SQLITE_OK;
}

void check_code(int code, sqlite3* db, const std::string& sql) {
  if (code == SQLITE_ROW || code == SQLITE_DONE) return;
  fuzz::check_answer({code, code == SQLITE_OK ? "" : sqlite3_errmsg(db)}, sql + "\n");
}

/// One statement on its way.
struct Running {
  sqlite3_stmt* statement;
  std::string sql;
  int left = most_rows;
};

/// One row of each in turn; what writes runs to its end, as SQLite wants.
void step_in_turns(sqlite3* db, std::vector<Running>& all) {
  for (bool any = true; any;) {
    any = false;
    for (Running& one : all) {
      const bool writes = !sqlite3_stmt_readonly(one.statement);
      int code = SQLITE_ROW;
      for (bool once = true; (once || writes) && one.left > 0 && code == SQLITE_ROW; once = false, --one.left) {
        code = sqlite3_step(one.statement);
        check_code(code, db, one.sql);
        if (code == SQLITE_ROW)
          fuzz::check_answer({SQLITE_OK, "", {}, {robust::row_of(one.statement)}}, one.sql + "\n");
      }
      if (code != SQLITE_ROW) one.left = 0;
      if (writes && one.left == 0) sqlite3_reset(one.statement);
      any |= one.left > 0;
    }
  }
}

/// Compiles the statements of a text; the first that does not compile ends it. With SHOW in the environment it is
/// printed.
void compile(sqlite3* db, const std::string& sql, std::vector<Running>& all) {
  static const bool is_shown = std::getenv("SHOW") != nullptr;
  if (is_shown) std::fprintf(stderr, "%s;\n", sql.c_str());
  for (const char* rest = sql.c_str(); *rest;) {
    sqlite3_stmt* statement = nullptr;
    const char* begin = rest;
    const int code = sqlite3_prepare_v2(db, begin, -1, &statement, &rest);
    check_code(code, db, sql);
    if (!statement) return;
    all.push_back({statement, std::string(begin, rest)});
  }
}

/// A script: each statement ends before the next is compiled.
void run_script(Database& database, const std::string& sql) {
  for (std::size_t begin = 0; begin < sql.size();) {
    std::size_t end = begin;
    do end = std::min(sql.find(';', end), sql.size() - 1) + 1;
    while (end < sql.size() && !sqlite3_complete(sql.substr(begin, end - begin).c_str()));
    std::vector<Running> one;
    compile(database.handle(), sql.substr(begin, end - begin), one);
    step_in_turns(database.handle(), one);
    for (const Running& running : one) sqlite3_finalize(running.statement);
    begin = end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::unique_ptr<Database> database;
  static std::vector<robust::Function> functions;
  static int inputs = 0;
  if (!database || ++inputs % before_renewal == 0) {
    database.reset();
    database = std::make_unique<Database>(seconds);
    if (functions.empty()) functions = robust::functions_of(*database);
    database->execute(std::string(robust::patients_sql) + fuzz::grammar_tables);
  }
  if (size < 8) return -1;
  sqlite3* db = database->handle();
  fuzz::Input input(data, size);
  database->execute("BEGIN");
  database->start_clock(seconds);
  sqlite3_set_authorizer(db, no_files, nullptr);
  if (data[0] == '#') {
    input.byte();
    run_script(*database, input.rest());
  } else {
    fuzz::Grammar grammar(input, functions);
    std::vector<Running> all;
    for (std::size_t more = 1 + input.below(4); more > 0 && !input.empty(); --more)
      compile(db, grammar.statement(), all);
    step_in_turns(db, all);
    for (const Running& running : all) sqlite3_finalize(running.statement);
  }
  sqlite3_set_authorizer(db, nullptr, nullptr);
  if (!sqlite3_get_autocommit(db)) database->execute("ROLLBACK");
  return 0;
}
