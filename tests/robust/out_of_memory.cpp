// Every allocation of every call of every function fails once, and then all from there on: SQLite's, operator new's,
// and what Eigen takes by malloc. The answer is "out of memory", or the right one all the same; the next query is
// right; nothing crashes, leaks or is left open.
//
//     out_of_memory [PART PARTS [STEP]]
//
// The calls whose number is PART modulo PARTS; where a function is called again, with an option, every STEP-th
// allocation, in each call others. All of them without arguments.
//
// The calls are those of robust/functions.hpp over eleven patients, and the errors below. Each runs in a process of its
// own: a crash ends it alone.
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "robust/database.hpp"
#include "robust/functions.hpp"
#include "survival.h"

extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* old, std::size_t size);
int __real_posix_memalign(void** memory, std::size_t alignment, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
}

/// Time passes with each look at it, so that every poll asks SQLite, on every run alike.
namespace std::chrono {
inline namespace _V2 {
steady_clock::time_point steady_clock::now() noexcept {
  static long ticks = 0;
  return time_point(duration(ticks += 10'000'000));
}
}  // namespace _V2
}  // namespace std::chrono

namespace {

/// Which allocations are refused.
struct Failing {
  long granted = -1;      ///< so many before the first that is refused; -1: all
  bool for_good = false;  ///< all after it are refused too
  bool armed = false;     ///< the statement runs; what the test itself needs is not counted
  bool refused = false;   ///< there was one
  int inside = 0;         ///< SQLite's allocator is at work, which uses malloc

  bool now() {
    if (!armed) return false;
    if (granted != 0) {
      granted -= granted > 0;
      return false;
    }
    if (!for_good) granted = -1;
    return refused = true;
  }
} failing;

struct Inside {
  Inside() { ++failing.inside; }
  Inside(const Inside&) = delete;
  ~Inside() { --failing.inside; }
};

sqlite3_mem_methods original;

void* allocate(int size) {
  if (failing.now()) return nullptr;
  const Inside inside;
  return original.xMalloc(size);
}
void* reallocate(void* old, int size) {
  if (failing.now()) return nullptr;
  const Inside inside;
  return original.xRealloc(old, size);
}

bool refuses_malloc() { return failing.inside == 0 && failing.now(); }

}  // namespace

// The linker sends every malloc of the extension here: --wrap=malloc.
extern "C" {
void* __wrap_malloc(std::size_t size) { return refuses_malloc() ? nullptr : __real_malloc(size); }
void* __wrap_calloc(std::size_t count, std::size_t size) {
  return refuses_malloc() ? nullptr : __real_calloc(count, size);
}
void* __wrap_realloc(void* old, std::size_t size) { return refuses_malloc() ? nullptr : __real_realloc(old, size); }
int __wrap_posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  return refuses_malloc() ? ENOMEM : __real_posix_memalign(memory, alignment, size);
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return refuses_malloc() ? nullptr : __real_aligned_alloc(alignment, size);
}
}

// All forms, since an address sanitizer has its own of each.
void* operator new(std::size_t size) {
  if (failing.now()) throw std::bad_alloc();
  if (void* memory = __real_malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return failing.now() ? nullptr : __real_malloc(size ? size : 1);
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept { return operator new(size, tag); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace {

// What goes wrong: a table, a column, a value, an option, a blob, a term, a forbidden function, JSON; halfway, and at
// the end.
const char* const errors[] = {
    "SELECT * FROM km_curve('pp', 't', 'e')",
    "SELECT * FROM km_curve('aux.p', 't', 'e')",
    "SELECT * FROM km_curve('p', 'tt', 'e')",
    "SELECT * FROM km_curve('p', 't', 's')",
    "SELECT * FROM km_curve('p', 't', 'e', 'abs(-9223372036854775807 - id)')",
    "SELECT * FROM km_curve('p', 't', 'e') WHERE conf_type = 'lag'",
    "SELECT * FROM km_curve('p', 't', 'e') WHERE times = '[1, \"x\"]'",
    "SELECT * FROM km_curve(x'5355525601')",
    "SELECT * FROM km_curve('p', 'load_extension(1)', 'e')",
    "SELECT * FROM cox('p', 't', 'e', 'factor(g, ''z'')')",
    "SELECT km_plot(t, e, g, '{\"titel\": 1}') FROM p",
    "SELECT surv(t, e, g, -1) FROM p",
    "SELECT * FROM km_curve('SELECT time AS t, 1 AS e FROM km_curve(''p'', ''t'', ''e'')', 't', 'e')",
    "SELECT k.* FROM (SELECT DISTINCT g FROM p) q, km_curve((SELECT surv(t, e) FROM p WHERE g = q.g)) k",
    ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) "
     "SELECT count(*) FROM km_curve((SELECT surv(i * 1.5, i % 2, i % 30) FROM n))"),
};

struct Answer {
  int code = SQLITE_OK;
  std::string text = {};  // rows, or the message
  bool operator==(const Answer&) const = default;
};

Answer run(sqlite3* db, const std::string& sql, Failing how) {
  Answer answer;
  sqlite3_stmt* statement = nullptr;
  failing = how;
  failing.armed = true;
  answer.code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  if (answer.code == SQLITE_OK)
    while ((answer.code = sqlite3_step(statement)) == SQLITE_ROW) {
      failing.armed = false;
      for (const robust::Value& value : robust::row_of(statement)) answer.text += robust::literal(value) + "|";
      failing.armed = true;
    }
  failing.armed = false;
  if (answer.code == SQLITE_DONE) answer.code = SQLITE_OK;
  if (answer.code != SQLITE_OK) answer.text = sqlite3_errmsg(db);
  sqlite3_finalize(statement);
  return answer;
}

sqlite3* open_database() {
  sqlite3* db = nullptr;
  const auto must = [&](int code) {
    if (code != SQLITE_OK) robust::violation(std::string("the database: ") + sqlite3_errmsg(db));
  };
  must(sqlite3_open(":memory:", &db));
  sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);  // it would hide allocations
  must(sqlite3_survival_init(db, nullptr, nullptr));
  must(sqlite3_exec(db, robust::patients_sql, nullptr, nullptr, nullptr));
  return db;
}

struct Case {
  std::string sql;
  bool is_plain = false;     ///< the first call of a function: it must work
  bool for_good = false;     ///< those after the first that is refused are refused too
  long first = 0, step = 1;  ///< which allocations are refused
};

/// Every call there is, in an order that is the same every time.
std::vector<Case> all_cases(long step) {
  std::vector<Case> cases;
  for (const char* sql : errors) cases.push_back({sql, false, true});
  robust::Database database;
  database.execute(robust::patients_sql);
  const std::vector<robust::Function> functions = robust::functions_of(database);
  std::string last;
  for (const robust::Call& call : robust::calls_of(functions)) {
    const bool is_plain = last != call.function;
    const bool is_list = call.function == "survival_functions";  // whose many rows are all made alike
    Case one = {call.sql + (is_list ? " LIMIT 3" : ""), is_plain, is_plain};
    if (!is_plain) one.first = long(cases.size()) % step, one.step = step;
    cases.push_back(std::move(one));
    last = call.function;
  }
  return cases;
}

/// Refuses the first allocation of a call, then the second, and so on until none is left. Returns how many there are.
long refuse_each(sqlite3* db, const Case& asked, const Answer& expected, bool for_good, long& faults) {
  const std::string& sql = asked.sql;
  Failing how;
  how.for_good = for_good;
  for (how.granted = asked.first;; how.granted += asked.step) {
    const Answer answer = run(db, sql, how);
    if (!failing.refused) return how.granted;
    const bool message_lost = expected.code != SQLITE_OK && answer.code == expected.code;
    if (answer != expected && answer.code != SQLITE_NOMEM && !message_lost && ++faults < 5)
      std::printf("  allocation %ld, %s: code %d %.300s\n", how.granted, for_good ? "and all after it" : "once",
                  answer.code, answer.text.c_str());
    if ((how.granted - asked.first) / asked.step % 16 == 0 || answer.code == SQLITE_OK)
      if (const Answer next = run(db, sql, {}); next != expected && ++faults < 5)
        std::printf("  the query after allocation %ld: code %d %.300s\n", how.granted, next.code, next.text.c_str());
  }
}

/// In a process of its own; its exit status.
int check(const Case& asked) {
  const std::string& sql = asked.sql;
  const std::string shown = sql.substr(0, 200);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    sqlite3* db = open_database();
    run(db, sql, {});  // once before: what is made once is made
    const Answer expected = run(db, sql, {});
    long faults = 0;
    if (asked.is_plain && expected.code != SQLITE_OK && ++faults)
      std::printf("  it fails: %s\n", expected.text.c_str());
    const long once = refuse_each(db, asked, expected, false, faults);
    if (asked.for_good) refuse_each(db, asked, expected, true, faults);
    if (sqlite3_close(db) != SQLITE_OK && ++faults) std::puts("  a statement is left open");
    if (faults > 0) std::printf("%ld faults in %ld allocations of %s\n", faults, once, shown.c_str());
    std::fflush(stdout);
    std::exit(faults > 0);  // a leak sanitizer has its say here
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) std::printf("signal %d in %s\n", WTERMSIG(status), shown.c_str());
  return status;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t part = count > 2 ? std::stoul(arguments[1]) : 0, parts = count > 2 ? std::stoul(arguments[2]) : 1;
  const long step = count > 3 ? std::stol(arguments[3]) : 1;
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &original);
  sqlite3_mem_methods wrapped = original;
  wrapped.xMalloc = allocate;
  wrapped.xRealloc = reallocate;
  if (sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped) != SQLITE_OK) return 2;
  const std::vector<Case> cases = all_cases(step);
  int failed = 0, checked = 0;
  for (std::size_t i = part; i < cases.size(); i += parts, ++checked) failed += check(cases[i]) != 0;
  std::printf("%d of %d calls failed\n", failed, checked);
  return failed != 0;
}
