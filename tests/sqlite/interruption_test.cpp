#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "declare/function.hpp"
#include "sqlite/database.hpp"
#include "sqlite/function.hpp"

namespace {

/// Steps a statement to its end; its result code.
int code_of(sqlite3* db, const std::string& sql, const std::string& blob = "") {
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  if (!blob.empty()) sqlite3_bind_blob64(statement, 1, blob.data(), blob.size(), SQLITE_STATIC);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  CHECK(sqlite3_finalize(statement) == (code == SQLITE_DONE ? SQLITE_OK : code));
  return code;
}

/// A function f(x), which gives x back, for what a test wants to happen meanwhile.
void add_function(sqlite3* db, const char* name, std::function<void(std::int64_t)>* body) {
  sqlite3_create_function_v2(
      db, name, 1, SQLITE_UTF8, body,
      [](sqlite3_context* context, int, sqlite3_value** values) {
        (*static_cast<std::function<void(std::int64_t)>*>(sqlite3_user_data(context)))(sqlite3_value_int64(values[0]));
        sqlite3_result_value(context, values[0]);
      },
      nullptr, nullptr, nullptr);
}

/// A thread that interrupts a connection when it is asked to; the one who asks waits until it has.
class Interrupter {
 public:
  explicit Interrupter(sqlite3* db)
      : thread_([this, db] {
          asked_.wait(false);
          sqlite3_interrupt(db);
          done_ = true;
          done_.notify_one();
        }) {}
  Interrupter(const Interrupter&) = delete;
  ~Interrupter() {
    ask();
    thread_.join();
  }
  void ask() {
    asked_ = true;
    asked_.notify_one();
    done_.wait(false);
  }

 private:
  std::atomic<bool> asked_ = false, done_ = false;
  std::thread thread_;
};

/// A connection that works after whatever stopped the query on it, and leaves nothing behind.
struct Stopped : Database {
  ~Stopped() {
    sqlite3_progress_handler(db, 0, nullptr, nullptr);
    CHECK((*this)("SELECT count(*) FROM km_curve('VALUES (1, 1), (2, 1), (3, 0), (9, 1)', 'column1', 'column2')") ==
          "5");
  }
};

std::string numbers(const char* until) {
  return declare::cat("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ", until,
                      ") SELECT i FROM n");
}

std::string curve_of(const std::string& query, const char* time) {
  return declare::cat("SELECT came(time) FROM km_curve('", query, "', '", time, "', '1')");
}

/// A surv() blob of so many patients with times of their own: nothing to scan, much to compute.
std::string blob_of(sqlite3* db, const char* patients) {
  sqlite3_stmt* statement = nullptr;
  const std::string sql = declare::cat("SELECT surv(i * 1.5, 1) FROM (", numbers(patients), ")");
  REQUIRE(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
  std::string blob(static_cast<const char*>(sqlite3_column_blob(statement, 0)),
                   std::size_t(sqlite3_column_bytes(statement, 0)));
  sqlite3_finalize(statement);
  return blob;
}

/// Calls body(number of the call) from the progress handler; what it returns other than 0 stops the query.
struct Progress {
  std::function<int(int)> body;
  int calls = 0;

  void install(sqlite3* db, int instructions) {
    sqlite3_progress_handler(
        db, instructions,
        [](void* self) {
          auto& progress = *static_cast<Progress*>(self);
          return progress.body(++progress.calls);
        },
        this);
  }
};

// A function that is never done.

struct Nothing {};

std::function<void()> on_poll;

declare::Rows<Nothing> wait_for_ever(Nothing&, const declare::Poll& poll) {
  for (;;) {
    poll();
    on_poll();
  }
}

const declare::Function forever = declare::DeclareTable<Nothing, Nothing>{
    .name = "forever",
    .summary = "computes without an end",
    .columns = {declare::Column<Nothing>{{"x", "any", ""},
                                         [](const Nothing&, const declare::Labels&) { return declare::Cell(); }}},
    .compute = wait_for_ever};

void add_forever(sqlite3* db) {
  const auto connection = std::make_shared<sqlite::Connection>(db);
  REQUIRE(sqlite::add(connection, std::get<declare::TableFunction>(forever)) == SQLITE_OK);
}

}  // namespace

TEST_CASE("a progress handler that returns 1 stops the scan of a source") {
  const Stopped database;
  Progress progress{[](int call) { return call == 20; }};
  progress.install(database.db, 10000);
  std::function<void(std::int64_t)> came = [](std::int64_t) { FAIL_CHECK("a row came"); };
  add_function(database.db, "came", &came);
  CHECK(code_of(database.db, curve_of(numbers("3000000"), "i")) == SQLITE_INTERRUPT);
  CHECK(progress.calls == 20);
}

TEST_CASE("sqlite3_interrupt from a progress handler stops the scan") {
  const Stopped database;
  Progress progress{[&](int call) {
    if (call == 20) sqlite3_interrupt(database.db);
    return 0;
  }};
  progress.install(database.db, 10000);
  std::function<void(std::int64_t)> came = [](std::int64_t) { FAIL_CHECK("a row came"); };
  add_function(database.db, "came", &came);
  CHECK(code_of(database.db, curve_of(numbers("3000000"), "i")) == SQLITE_INTERRUPT);
  CHECK(progress.calls <= 21);
}

TEST_CASE("sqlite3_interrupt from another thread stops the scan") {
  const Stopped database;
  Interrupter other(database.db);
  std::int64_t last = 0;
  std::function<void(std::int64_t)> came = [](std::int64_t) { FAIL_CHECK("a row came"); };
  std::function<void(std::int64_t)> pass = [&](std::int64_t row) {
    last = row;
    if (row == 100000) other.ask();
  };
  add_function(database.db, "came", &came);
  add_function(database.db, "pass", &pass);
  CHECK(code_of(database.db, curve_of(numbers("3000000"), "pass(i)")) == SQLITE_INTERRUPT);
  CHECK(last < 100010);
}

TEST_CASE("after the last row of the scan, sorting and computing are stopped") {
  const Stopped database;
  Interrupter other(database.db);
  std::function<void(std::int64_t)> came = [](std::int64_t) { FAIL_CHECK("a row came"); };
  std::function<void(std::int64_t)> pass = [&](std::int64_t row) {
    if (row == 300000) other.ask();
  };
  add_function(database.db, "came", &came);
  add_function(database.db, "pass", &pass);
  CHECK(code_of(database.db, curve_of(numbers("300000"), "1e6 - 1.5 * pass(i)")) == SQLITE_INTERRUPT);
}

TEST_CASE("a blob is computed without a scan, and stopped all the same") {
  const Stopped database;
  const std::string blob = blob_of(database.db, "300000");
  std::function<void(std::int64_t)> came = [](std::int64_t) { FAIL_CHECK("a row came"); };
  add_function(database.db, "came", &came);
  const char* const curve = "SELECT came(time) FROM km_curve(?1)";
  SUBCASE("by a progress handler that returns 1") {
    Progress progress{[](int) { return 1; }};
    progress.install(database.db, 100);
    CHECK(code_of(database.db, curve, blob) == SQLITE_INTERRUPT);
    CHECK(progress.calls == 1);
  }
  SUBCASE("by one that waits for more instructions than a poll has") {
    Progress progress{[](int) { return 1; }};
    progress.install(database.db, 700);
    CHECK(code_of(database.db, curve, blob) == SQLITE_INTERRUPT);
    CHECK(progress.calls == 1);
  }
  SUBCASE("by sqlite3_interrupt from a progress handler") {
    Progress progress{[&](int) {
      sqlite3_interrupt(database.db);
      return 0;
    }};
    progress.install(database.db, 100);
    CHECK(code_of(database.db, curve, blob) == SQLITE_INTERRUPT);
  }
  SUBCASE("by sqlite3_interrupt from another thread") {
    Interrupter other(database.db);
    Progress progress{[&](int call) {
      if (call == 1) other.ask();
      return 0;
    }};
    progress.install(database.db, 100);
    CHECK(code_of(database.db, curve, blob) == SQLITE_INTERRUPT);
  }
}

TEST_CASE("a computation is asked again and again") {
  const Stopped database;
  add_forever(database.db);
  SUBCASE("a progress handler hears of it, and may stop it late") {
    on_poll = [] {};
    Progress progress{[](int call) { return call == 100; }};
    progress.install(database.db, 100);
    CHECK(code_of(database.db, "SELECT * FROM forever") == SQLITE_INTERRUPT);
    CHECK(progress.calls == 100);
  }
  SUBCASE("another thread interrupts it") {
    Interrupter other(database.db);
    int polls = 0;
    on_poll = [&] {
      if (++polls == 1000) other.ask();
    };
    CHECK(code_of(database.db, "SELECT * FROM forever") == SQLITE_INTERRUPT);
  }
}

TEST_CASE("an aggregate is stopped in its steps and at its end") {
  struct Call {
    const char *until, *aggregate;
  };
  for (const Call& call :
       {Call{"3000000", "surv(1.5 * pass(i), 1)"}, Call{"200000", "surv(1.5 * pass(i), 1)"},
        Call{"3000000", "km_plot(1.5 * pass(i), 1)"}, Call{"200000", "km_plot(1.5 * pass(i), i % 2, i % 3)"},
        Call{"200000", "cuminc_plot(1.5 * pass(i), i % 3)"}}) {
    CAPTURE(call.until);
    CAPTURE(call.aggregate);
    const Stopped database;
    Interrupter other(database.db);
    std::function<void(std::int64_t)> pass = [&](std::int64_t row) {
      if (row == 200000) other.ask();
    };
    add_function(database.db, "pass", &pass);
    CHECK(code_of(database.db, declare::cat("SELECT ", call.aggregate, " FROM (", numbers(call.until), ")")) ==
          SQLITE_INTERRUPT);
  }
}

TEST_CASE("sqlite3_interrupt with nothing running stops nothing") {
  const Stopped database;
  sqlite3_interrupt(database.db);
}
