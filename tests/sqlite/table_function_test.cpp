#include <doctest/doctest.h>
#include <sqlite3.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <thread>

#include "declare/function.hpp"
#include "sqlite/database.hpp"
#include "sqlite/function.hpp"

namespace {

// 1/3 die at 2, 1/2 of the rest at 5
constexpr const char* three_patients =
    "CREATE TABLE patients(os_days, died, arm); INSERT INTO patients VALUES (2, 1, 'a'), (5, 1, 'b'), (7, 0, 'b')";
constexpr const char* curve_of_patients = "SELECT time, n_risk, n_event FROM km_curve('patients', 'os_days', 'died')";
constexpr std::string_view three_steps = "0|3|0; 2|3|1; 5|2|1; 7|1|0";

/// A file with the patients in it.
void create(const std::string& file) {
  const Database db(file);
  REQUIRE(db(three_patients) == "");
}

// A function of more arguments than the 16 whose check SQLite leaves to us.

struct Twenty {
  std::array<double, 20> given{};
};
struct Place {
  std::int64_t place;
  double value;
};

declare::Rows<Place> places(Twenty& args, const declare::Poll&) {
  declare::Rows<Place> all;
  for (std::size_t i = 0; i < args.given.size(); ++i) all.rows.push_back({std::int64_t(i) + 1, args.given[i]});
  return all;
}

declare::Function declare_twenty() {
  using namespace declare;
  Arguments<Twenty> arguments;
  for (std::size_t i = 0; i < 20; ++i)
    arguments = {arguments,
                 Argument<Twenty>(BoundArgument{.info = {.name = cat("a", i + 1), .type = "REAL", .doc = "a number"},
                                                .offset = std::ptrdiff_t(i * sizeof(double)),
                                                .take = [](void* field, const Value& value) {
                                                  *static_cast<double*>(field) = read_number(value);
                                                }})};
  return DeclareTable<Twenty, Place>{
      .name = "twenty",
      .summary = "its arguments, one per row",
      .arguments = arguments,
      .columns = {column("place", &Place::place, "of the argument"), column("value", &Place::value, "of the argument")},
      .compute = places};
}

const declare::Function twenty = declare_twenty();

void add_twenty(sqlite3* db) {
  const auto connection = std::make_shared<sqlite::Connection>(db);
  REQUIRE(sqlite::add(connection, std::get<declare::TableFunction>(twenty)) == SQLITE_OK);
}

/// A directory that is gone with it.
struct Directory {
  std::filesystem::path path;

  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "survival_XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    path = name;
  }
  Directory(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path); }

  std::string file(const char* name) const { return (path / name).string(); }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path)) names.insert(entry.path().filename().string());
    return names;
  }
};

std::string bytes_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("arguments past the sixteenth work like the others") {
  struct Case {
    std::string_view name;
    std::string sql;
    std::string_view rows;
  };
  const Case cases[] = {
      {"by name", "SELECT place FROM twenty WHERE a17 = 1.5 AND a20 = -2 AND value <> 0", "17; 20"},
      {"all by name",
       "SELECT count(*), sum(value = place) FROM twenty WHERE a1 = 1 AND a2 = 2 AND a3 = 3 AND a4 = 4 AND a5 = 5 AND "
       "a6 = 6 AND a7 = 7 AND a8 = 8 AND a9 = 9 AND a10 = 10 AND a11 = 11 AND a12 = 12 AND a13 = 13 AND a14 = 14 AND "
       "a15 = 15 AND a16 = 16 AND a17 = 17 AND a18 = 18 AND a19 = 19 AND a20 = 20",
       "20|20"},
      {"by position",
       "SELECT count(*), sum(value = place) FROM twenty(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20)", "20|20"},
      {"come back as given, of any type",
       "SELECT a19, a20, typeof(a19) FROM twenty WHERE a19 = 3 AND a20 = 3.0 LIMIT 1", "3|3.0|integer"},
      {"read, and not given", "SELECT count(*), total(value) FROM twenty WHERE a18 IS NULL AND a20 IS 5",
       "error 1: twenty: a18 is compared or read, not given; write FROM twenty() WHERE a18 = ...; without it a18 is "
       "NULL"},
      {"with output columns",
       "SELECT place FROM twenty WHERE a18 = 7 AND a2 = 7 AND place > 2 AND value = 7 AND place < 20", "18"},
      {"a list of values", "SELECT a19, value FROM twenty WHERE a19 IN (4, 5) AND place = 19", "4|4.0; 5|5.0"},
      {"either of two", "SELECT value FROM twenty WHERE (a19 = 4 OR a19 = 5) AND place = 19", "4.0; 5.0"},
      {"output columns with OR", "SELECT place FROM twenty WHERE a18 = 7 AND (place = 3 OR value = 7)", "3; 18"},
      {"twice the same, and not the same", "SELECT count(*) FROM twenty WHERE a19 = 4 AND a19 = 5", "0"},
      {"correlated",
       "SELECT n.x, t.value FROM (SELECT 1 AS x UNION ALL SELECT 2) n, twenty t WHERE t.a17 = n.x AND t.place = 17 "
       "ORDER BY 1",
       "1|1.0; 2|2.0"},
      {"in a join that must keep its order",
       "SELECT t.value FROM twenty t, (SELECT 17 AS x) n WHERE t.a17 = n.x AND t.place = n.x", "17.0"},
      {"NULL where SQLite would compare it with NULL",
       "SELECT count(*) FROM twenty(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,NULL)",
       "error 1: twenty: argument 'a20' is NULL in a query of more than 16 conditions on this function, where SQLite "
       "would drop every row; leave the argument out, or put conditions on the result into an outer query"},
      {"a wrong one", "SELECT * FROM twenty WHERE a18 = 'x'",
       "error 1: twenty: argument 'a18' must be a number, got 'x'"},
  };
  const Database db;
  add_twenty(db.db);
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(db(c.sql) == c.rows);
  }
}

TEST_CASE("a join asks again for each row, and rows written meanwhile count") {
  const Database db;
  add_twenty(db.db);
  db(three_patients);
  CHECK(db("SELECT count(*) FROM (VALUES (1), (1), (2)) n CROSS JOIN twenty t ON t.a3 = n.column1") == "60");
  CHECK(db("SELECT count(*) FROM (VALUES (1), (1)) n CROSS JOIN twenty t ON t.a3 = 5 AND t.a4 = n.column1 * 0") ==
        "40");
  sqlite3_create_function(
      db.db, "arrive", 1, SQLITE_UTF8, db.db,
      [](sqlite3_context* context, int, sqlite3_value** values) {
        sqlite3_exec(static_cast<sqlite3*>(sqlite3_user_data(context)), "INSERT INTO patients VALUES (8, 0, 'a')",
                     nullptr, nullptr, nullptr);
        sqlite3_result_value(context, values[0]);
      },
      nullptr, nullptr);
  CHECK(db("SELECT (SELECT n_risk FROM km_curve('patients', 'os_days', 'died') WHERE times = arrive(n.column1)) FROM "
           "(VALUES (0), (0), (0)) n") == "4; 5; 6");
}

TEST_CASE("a read-only file is read, and nothing is written") {
  const Directory directory;
  const std::string file = directory.file("patients.db");
  create(file);
  const std::string before = bytes_of(file);
  REQUIRE(before.size() > 0);
  {
    const Database db(file, SQLITE_OPEN_READONLY);
    CHECK(db(curve_of_patients) == three_steps);
    CHECK(db("SELECT n_risk FROM km_curve((SELECT surv(os_days, died) FROM patients)) WHERE times = 5") == "2");
    CHECK(db("SELECT time FROM km_curve('patients', 'os_day', 'died')").starts_with("error"));
    CHECK(directory.files() == std::set<std::string>{"patients.db"});
  }
  CHECK(bytes_of(file) == before);
  CHECK(directory.files() == std::set<std::string>{"patients.db"});
}

TEST_CASE("in WAL mode the rows committed are read while another connection writes") {
  const Directory directory;
  const std::string file = directory.file("patients.db");
  const Database writer(file), reader(file);
  writer("PRAGMA journal_mode = WAL");
  writer(three_patients);
  CHECK(writer("BEGIN IMMEDIATE; DELETE FROM patients") == "");
  CHECK(reader(curve_of_patients) == three_steps);
  CHECK(writer(curve_of_patients) == "");
  CHECK(writer("COMMIT") == "");
  CHECK(reader(curve_of_patients) == "");
}

TEST_CASE("query_only forbids nothing that we do") {
  const Database db;
  db(three_patients);
  db("PRAGMA query_only = 1");
  CHECK(db(curve_of_patients) == three_steps);
}

TEST_CASE("uncommitted rows are seen, and gone after a rollback") {
  const Database db;
  db(three_patients);
  db("BEGIN; INSERT INTO patients VALUES (9, 0, 'a')");
  CHECK(db(curve_of_patients) == "0|4|0; 2|4|1; 5|3|1; 7|2|0; 9|1|0");
  db("ROLLBACK");
  CHECK(db(curve_of_patients) == three_steps);
}

TEST_CASE("attached and temporary tables and views") {
  const Database db;
  db("ATTACH ':memory:' AS aux; CREATE TABLE aux.other(t, e); INSERT INTO aux.other VALUES (4, 1)");
  db("CREATE TEMP TABLE mine(t, e); INSERT INTO mine VALUES (6, 1)");
  db("CREATE TABLE both(t, e); INSERT INTO both VALUES (7, 1)");
  db("CREATE TEMP TABLE both(t, e); INSERT INTO temp.both VALUES (8, 1)");
  db("CREATE TEMP VIEW seen AS SELECT t + 1 AS t, e FROM aux.other");
  struct Case {
    std::string_view source, last_time;
  };
  const Case cases[] = {{"other", "4"},     {"aux.other", "4"}, {"\"aux\".[other]", "4"}, {"mine", "6"},
                        {"temp.mine", "6"}, {"both", "8"},      {"main.both", "7"},       {"seen", "5"}};
  for (const auto& c : cases) {
    CAPTURE(c.source);
    CHECK(db(declare::cat("SELECT max(time) FROM km_curve('", c.source, "', 't', 'e')")) == c.last_time);
  }
  CHECK(db("SELECT * FROM km_curve('main.mine', 't', 'e')") == "error 1: km_curve: table 'main.mine' not found");
  CHECK(db("SELECT * FROM km_curve('mines', 't', 'e')") ==
        "error 1: km_curve: table 'mines' not found; did you mean mine?");
  CHECK(db("DETACH aux") == "");
}

TEST_CASE("nothing is held after a call: the table can be dropped, the file vacuumed") {
  const Database db;
  db(three_patients);
  db(curve_of_patients);
  db("SELECT * FROM km_curve('patients', 'os_days', 'arm')");
  CHECK(db("DROP TABLE patients") == "");
  CHECK(db("VACUUM") == "");
}

TEST_CASE("a prepared statement reads the rows there are each time it runs") {
  const Database db;
  db(three_patients);
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.db, "SELECT count(*), max(n_risk) FROM km_curve(?1, 'os_days', ?2)", -1, &statement,
                             nullptr) == SQLITE_OK);
  const auto count = [&](const char* event) {
    sqlite3_reset(statement);
    sqlite3_bind_text(statement, 1, "patients", -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, event, -1, SQLITE_STATIC);
    return sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 1) : -1;
  };
  CHECK(count("died") == 3);
  CHECK(count("arm") == -1);  // an error, and the next call is none the worse
  CHECK(count("arm = 'b'") == 3);
  sqlite3_reset(statement);
  db("INSERT INTO patients VALUES (9, 0, 'a')");
  CHECK(count("died") == 4);
  sqlite3_finalize(statement);
}

TEST_CASE("a UTF-16 database") {
  const Database db;
  db("PRAGMA encoding = 'UTF-16'");
  db("CREATE TABLE größen(zeit, tot, arm); INSERT INTO größen VALUES (2, 1, 'ä'), (3, 0, '😀')");
  CHECK(db("SELECT DISTINCT strata FROM km_curve('größen', 'zeit', 'tot', 'arm')") == "ä; 😀");
  CHECK(db("SELECT DISTINCT strata FROM km_curve((SELECT surv(zeit, tot, arm) FROM größen))") == "ä; 😀");
}

TEST_CASE("a view over itself is an error, not the end of the process") {
  const Database db;
  db("CREATE VIEW loop AS SELECT time AS t FROM km_curve('loop', 't', '1')");
  const std::string answer = db("SELECT * FROM loop");
  CHECK(answer.starts_with("error 1: km_curve: "));
  CHECK(answer.find("nested more than 16 deep; does a view read itself through this function?") != answer.npos);
  CHECK(answer.size() < 300);  // said once, not at each of the levels
  CHECK(db("SELECT * FROM loop") == answer);
}

TEST_CASE("an authorizer is obeyed, and only as far as it goes") {
  struct Denied {
    int action;
    std::string_view name;  // of the table or function; "" for any
  };
  const auto deny = [](void* denied, int action, const char* first, const char* second, const char*, const char*) {
    const auto& [what, name] = *static_cast<Denied*>(denied);
    const char* subject = action == SQLITE_FUNCTION ? second : first;
    return action == what && (name.empty() || (subject && name == subject)) ? SQLITE_DENY : SQLITE_OK;
  };
  const auto denying = [&](Denied denied, const char* sql) {
    const Database db;
    db(three_patients);
    db("CREATE TABLE secret(os_days, died); INSERT INTO secret VALUES (1, 1)");
    sqlite3_set_authorizer(db.db, deny, &denied);
    const std::string answer = db(sql);
    sqlite3_set_authorizer(db.db, nullptr, nullptr);
    CHECK(db(curve_of_patients) == three_steps);
    return answer;
  };
  CHECK(denying({SQLITE_READ, "secret"}, "SELECT * FROM km_curve('secret', 'os_days', 'died')") ==
        "error 23: km_curve: access to secret.os_days is prohibited");
  CHECK(denying({SQLITE_FUNCTION, "abs"}, "SELECT * FROM km_curve('patients', 'abs(os_days)', 'died')") ==
        "error 1: km_curve: argument 'time_expr' ('abs(os_days)'): not authorized to use function: abs");
  CHECK(denying({SQLITE_READ, "secret"}, curve_of_patients) == three_steps);
  CHECK(denying({SQLITE_INSERT, ""}, curve_of_patients) == three_steps);
  CHECK(denying({SQLITE_RECURSIVE, ""}, curve_of_patients) == three_steps);
  CHECK(denying({SQLITE_FUNCTION, "count"}, curve_of_patients) == three_steps);
  CHECK(denying({SQLITE_PRAGMA, ""}, curve_of_patients) == three_steps);
}

TEST_CASE("loading twice on one connection") {
  const Database db;
  db(three_patients);
  CHECK(sqlite3_survival_init(db.db, nullptr, nullptr) == SQLITE_OK);
  CHECK(db(curve_of_patients) == three_steps);
  CHECK(db("SELECT time FROM km_curve((SELECT surv(os_days, died) FROM patients)) WHERE times = 5") == "5");
}

TEST_CASE("loading again from a SELECT, as load_extension() does") {
  const Database db;
  db(three_patients);
  sqlite3_stmt* running = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.db, "SELECT 1 UNION ALL SELECT 2", -1, &running, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(running) == SQLITE_ROW);
  char* message = nullptr;
  CHECK(sqlite3_survival_init(db.db, &message, nullptr) == SQLITE_OK);
  CHECK(message == nullptr);
  sqlite3_finalize(running);
  CHECK(db(curve_of_patients) == three_steps);
}

TEST_CASE("loading again while a curve is being read leaves it whole") {
  const Database db;
  db(three_patients);
  sqlite3_stmt* running = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.db, curve_of_patients, -1, &running, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(running) == SQLITE_ROW);
  sqlite3_survival_init(db.db, nullptr, nullptr);
  int rows = 1;
  while (sqlite3_step(running) == SQLITE_ROW) ++rows;
  CHECK(rows == 4);
  sqlite3_finalize(running);
  CHECK(db(curve_of_patients) == three_steps);
}

TEST_CASE("numbers that no INTEGER holds come as REAL") {
  const Database db;
  db(three_patients);
  CHECK(db("SELECT time FROM km_curve('patients', 'os_days', 'died') WHERE times = '1e19'") == "1.0e+19");
  CHECK(db("SELECT time FROM km_curve((SELECT surv(os_days, died) FROM patients)) WHERE times = '1e19'") == "1.0e+19");
}

TEST_CASE("connections do not know of each other: one for each of eight threads, on one file and in memory") {
  const Directory directory;
  const std::string file = directory.file("patients.db");
  create(file);
  std::array<std::string, 8> wrong;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 20 && wrong[i].empty(); ++round) {
        sqlite3* db = nullptr;
        sqlite3_open_v2(i % 2 ? ":memory:" : file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
        if (sqlite3_survival_init(db, nullptr, nullptr) != SQLITE_OK) wrong[i] = "not loaded";
        if (i % 2) run(db, three_patients);
        for (int query = 0; query < 5; ++query)
          if (const std::string answer = run(db, curve_of_patients); answer != three_steps) wrong[i] = answer;
        if (run(db, "SELECT max(time) FROM km_curve((SELECT surv(os_days, died, arm) FROM patients))") != "7")
          wrong[i] = "surv";
        if (sqlite3_close(db) != SQLITE_OK) wrong[i] = "not closed";
      }
    });
  for (auto& thread : threads) thread.join();
  for (const auto& answer : wrong) CHECK(answer == "");
}
