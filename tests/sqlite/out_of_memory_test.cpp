// Every allocation of a query fails once, SQLite's and our own: an error or the right answer, and never a crash.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <new>
#include <string>

#include "declare/message.hpp"
#include "survival.h"

namespace {

/// Which allocations are refused.
struct Failing {
  long granted = -1;      ///< so many before the first that is refused; -1: all
  bool for_good = false;  ///< all after it are refused too
  bool refused = false;   ///< there was one

  bool now() {
    if (granted != 0) {
      granted -= granted > 0;
      return false;
    }
    if (!for_good) granted = -1;
    return refused = true;
  }
};

thread_local Failing in_sqlite, in_ours;

// SQLite's allocator, wrapped for as long as a Wrapped lives.

sqlite3_mem_methods original;

void* allocate(int size) { return in_sqlite.now() ? nullptr : original.xMalloc(size); }
void* reallocate(void* old, int size) { return in_sqlite.now() ? nullptr : original.xRealloc(old, size); }

struct Wrapped {
  Wrapped() {
    REQUIRE(sqlite3_shutdown() == SQLITE_OK);
    REQUIRE(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &original) == SQLITE_OK);
    sqlite3_mem_methods wrapped = original;
    wrapped.xMalloc = allocate;
    wrapped.xRealloc = reallocate;
    REQUIRE(sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped) == SQLITE_OK);
  }
  Wrapped(const Wrapped&) = delete;
  ~Wrapped() {
    CHECK(sqlite3_shutdown() == SQLITE_OK);
    CHECK(sqlite3_config(SQLITE_CONFIG_MALLOC, &original) == SQLITE_OK);
  }
};

struct Answer {
  int code = SQLITE_OK;
  std::string text;  // rows, or the message
  bool refused = false;
};

/// Runs a statement while some allocations fail.
Answer run(sqlite3* db, const std::string& sql, Failing sqlite = {}, Failing ours = {}) {
  Answer answer;
  answer.text.reserve(1 << 16);  // so that the test's own allocations are none of those refused
  sqlite3_stmt* statement = nullptr;
  in_sqlite = sqlite;
  in_ours = ours;
  answer.code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  if (answer.code == SQLITE_OK)
    while ((answer.code = sqlite3_step(statement)) == SQLITE_ROW)
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        answer.text.append(text ? text : "NULL").append("|");
      }
  if (answer.code == SQLITE_DONE) answer.code = SQLITE_OK;
  answer.refused = in_sqlite.refused || in_ours.refused;
  in_sqlite = in_ours = {};
  if (answer.code != SQLITE_OK) answer.text = sqlite3_errmsg(db);
  sqlite3_finalize(statement);
  return answer;
}

bool same(const Answer& a, const Answer& b) { return a.code == b.code && a.text == b.text; }

sqlite3* open() {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);  // it would hide allocations
  return db;
}

int forbidden_calls = 0;

sqlite3* open_with_patients() {
  sqlite3* db = open();
  REQUIRE(sqlite3_survival_init(db, nullptr, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db,
                       "CREATE TABLE patients(os_days, died, arm, n);"
                       "INSERT INTO patients VALUES (2, 1, 'a', 1), (5, 1, 'b', 2), (7, 0, 'b', 1.5);"
                       "CREATE VIEW bees AS SELECT * FROM patients WHERE arm = 'b'",
                       nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_create_function(
      db, "forbidden", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, nullptr,
      [](sqlite3_context* context, int, sqlite3_value** values) {
        ++forbidden_calls;
        sqlite3_result_value(context, values[0]);
      },
      nullptr, nullptr);
  return db;
}

const std::string queries[] = {
    "SELECT strata, time, estimate, conf_low FROM km_curve('patients', 'os_days', 'died', 'arm, n > 1') "
    "WHERE weight = 'n' AND times = '1,5'",
    "SELECT time FROM km_curve('SELECT * FROM bees', 'os_days', '\"died\"')",
    "SELECT count(*) FROM km_curve((SELECT surv(os_days, died, arm, n) FROM patients))",
    "SELECT count(*) > 20 FROM survival_functions",
    "SELECT state, estimate, std_error FROM state_curve('patients', 'os_days', 'died', 'arm') WHERE id = 'rowid' AND "
    "initial = '''alive''' AND states = 'alive,1' AND unions = '{\"all\": [\"alive\", \"1\"]}' AND from_time = 2",
    "SELECT from_state, estimate FROM state_hazard('patients', 'os_days', 'died') WHERE id = 'rowid'",
    "SELECT estimate FROM state_rmst('patients', 'os_days', 'died') WHERE id = 'rowid'",
    "SELECT n FROM state_transitions('patients', 'os_days', 'died') WHERE id = 'rowid'",
    "SELECT estimate FROM mcf_curve('patients', 'os_days', 'died') WHERE id = 'rowid' AND terminal = '0' AND entry = "
    "'0'",
    "SELECT * FROM state_curve('patients', 'os_days', 'arm') WHERE id = 'died' AND censor = 'a'",
    "SELECT time, n_risk, estimate, conf_low FROM cox_curve('patients', 'os_days', 'died', 'n, strata(died >= 0)', "
    "'SELECT 1.5 AS n')",
    "SELECT time, estimate, conf_low FROM finegray_curve('patients', 'os_days', 'died', 'n', 'SELECT 1.5 AS n') "
    "WHERE censor_by = 'arm'",
    "SELECT patient, value FROM cox_residuals('patients', 'os_days', 'died', 'n') WHERE type = 'score' AND id = 'arm'",
    R"(SELECT km_plot(os_days, died, arm, '{"title": "T", "risk_table": "all", "group_labels": {"a": "A"}, "times": [2, 5],
       "colors": ["red", "blue"]}') FROM patients)",
    R"(SELECT cuminc_plot(os_days, died, arm, '{"cause_labels": {"1": "Relapse"}, "legend": "direct"}') FROM patients)",
    R"(SELECT forest_plot(arm || char(9) || n, n, 0.5, 6, '{"columns": ["Arm", "n"], "favours_low": "new"}') FROM patients)",
    R"(SELECT km_plot(os_days, died, arm, '{"group_labels": {"a": ["A", {"b": 1}]}}') FROM patients)",
    "SELECT * FROM km_curve('patients', 'os_day', 'died')",
    "SELECT * FROM km_curve('patients', 'os_days', 'arm')",
    "SELECT * FROM km_curve('patient', 'os_days', 'died')",
    "SELECT * FROM km_curve('patients', 'forbidden(os_days)', 'died')",
};

/// Runs each query with its first allocation refused, then its second, and so on, until none is left to refuse.
void refuse_each(bool sqlites, bool for_good) {
  for (const std::string& sql : queries) {
    CAPTURE(sql);
    sqlite3* db = open_with_patients();
    const Answer expected = run(db, sql);
    Answer answer;
    answer.refused = true;
    for (long granted = 0; answer.refused; ++granted) {
      const Failing failing{granted, for_good};
      answer = run(db, sql, sqlites ? failing : Failing{}, sqlites ? Failing{} : failing);
      CAPTURE(granted);
      CAPTURE(answer.code);
      CAPTURE(answer.text);
      const bool message_lost = expected.code != SQLITE_OK && answer.code == expected.code;
      CHECK((same(answer, expected) || answer.code == SQLITE_NOMEM || message_lost));
      CHECK(same(run(db, sql), expected));
    }
    CHECK(sqlite3_close(db) == SQLITE_OK);
  }
  CHECK(forbidden_calls == 0);
}

}  // namespace

// All forms, since an address sanitizer has its own of each.
void* operator new(std::size_t size) {
  if (in_ours.now()) throw std::bad_alloc();
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return in_ours.now() ? nullptr : std::malloc(size ? size : 1);
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept { return operator new(size, tag); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

TEST_CASE("an allocation of SQLite's fails: out of memory, and the next query is right") {
  const Wrapped wrapped;
  SUBCASE("once") { refuse_each(true, false); }
  SUBCASE("and all after it") { refuse_each(true, true); }
}

TEST_CASE("an allocation of ours fails: out of memory, and the next query is right") {
  SUBCASE("once") { refuse_each(false, false); }
  SUBCASE("and all after it") { refuse_each(false, true); }
}

TEST_CASE("an allocation fails while the extension is loaded: an error, and it can be loaded again") {
  const Wrapped wrapped;
  for (const bool sqlites : {true, false})
    for (const bool for_good : {false, true}) {
      bool refused = true;
      for (long granted = 0; refused; ++granted) {
        CAPTURE(sqlites);
        CAPTURE(for_good);
        CAPTURE(granted);
        sqlite3* db = open();
        char* message = nullptr;
        (sqlites ? in_sqlite : in_ours) = {granted, for_good};
        const int code = sqlite3_survival_init(db, &message, nullptr);
        refused = in_sqlite.refused || in_ours.refused;
        in_sqlite = in_ours = {};
        sqlite3_free(message);
        if (!refused) CHECK(code == SQLITE_OK);
        if (code != SQLITE_OK) CHECK(sqlite3_survival_init(db, nullptr, nullptr) == SQLITE_OK);
        CHECK(run(db, "SELECT n_risk FROM km_curve('VALUES (1, 1)', 'column1', 'column2')").text == "1|1|");
        CHECK(sqlite3_close(db) == SQLITE_OK);
      }
    }
}
