#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>

#include "declare/message.hpp"
#include "survival.h"

namespace {

/// A connection with patients; when it is closed, no statement may be left.
struct Database {
  sqlite3* db = nullptr;

  Database() {
    REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
    REQUIRE(sqlite3_survival_init(db, nullptr, nullptr) == SQLITE_OK);
    CHECK((*this)("CREATE TABLE patients(centre, days, died, status)") == "");
    CHECK((*this)("INSERT INTO patients VALUES (1, 2, 1, 'TRM'), (1, 3, 0, 'none'), (1, 4, 1, 'NRM'), "
                  "(2, 2, 1, 'NRM'), (2, 5, 0, 'none'), (3, 9, 1, 'NRM'), (4, NULL, 1, 'TRM')") == "");
  }
  Database(const Database&) = delete;
  ~Database() { CHECK(sqlite3_close(db) == SQLITE_OK); }

  /// The rows, "1|a; 2|b", or what went wrong, "error: message"; of the first `limit` rows alone, if it is given.
  std::string operator()(const std::string& sql, int limit = -1) const {
    sqlite3_stmt* statement = nullptr;
    std::string rows;
    int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
    while (code == SQLITE_OK && limit-- != 0 && (code = sqlite3_step(statement)) == SQLITE_ROW) {
      rows += rows.empty() ? "" : "; ";
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        rows += declare::cat(i ? "|" : "", text ? text : "NULL");
      }
      code = SQLITE_OK;
    }
    if (code != SQLITE_OK && code != SQLITE_DONE) rows = declare::cat("error: ", sqlite3_errmsg(db));
    sqlite3_finalize(statement);
    return rows;
  }
};

}  // namespace

TEST_CASE("each group of GROUP BY has its own answer") {
  const Database db;
  CHECK(db("SELECT centre, km_survival(days, died, 2), typeof(surv(days, died)) FROM patients GROUP BY centre") ==
        "1|0.666666666666667|blob; 2|0.5|blob; 3|1.0|blob; 4|NULL|blob");
  CHECK(db("SELECT count(*), km_survival(days, died, 2), km_survival(days, 1 - died, 2) FROM patients") ==
        "7|0.666666666666667|1.0");
}

TEST_CASE("a group of GROUP BY in which nobody had the cause, or nobody was censored, has an answer") {
  const Database db;
  // centre 1: TRM 1/3 at 2; NRM 1/1 of 2/3 at 4
  CHECK(db("SELECT centre, cif(days, status, 'TRM', 4, 'none') FROM patients WHERE centre < 4 GROUP BY centre") ==
        "1|0.333333333333333; 2|0.0; 3|0.0");
  CHECK(db("SELECT centre, cif(days, status, 'NRM', 4, 'none') FROM patients WHERE centre < 4 GROUP BY centre") ==
        "1|0.666666666666667; 2|0.5; 3|0.0");
  CHECK(db("UPDATE patients SET status = 'NRN' WHERE status = 'none'") == "");  // near to another cause
  CHECK(db("SELECT centre, cif(days, status, 'NRM', 9, 'NRN') FROM patients WHERE centre = 3 GROUP BY centre") ==
        "3|1.0");
}

TEST_CASE("no rows, no answer") {
  const Database db;
  CHECK(db("SELECT surv(days, died), km_survival(days, died, 2) FROM patients WHERE centre = 99") == "NULL|NULL");
  CHECK(db("SELECT surv(days, died) FROM patients WHERE centre = 99 GROUP BY centre") == "");
}

TEST_CASE("a row that is wrong ends the query, and the next is none the worse") {
  const Database db;
  CHECK(db("SELECT surv(-days, died) FROM patients") ==
        "error: surv: time is negative in 6 rows, e.g. -2; correct the rows, or leave them out with a query as source");
  CHECK(db("SELECT km_survival(days, died, centre) FROM patients") ==
        "error: km_survival: argument 'at' must be the same in every row, got 1 and 2");
  CHECK(db("SELECT km_survival(days, died, 'x') FROM patients") ==
        "error: km_survival: argument 'at' must be a number, got 'x'");
  CHECK(db("SELECT km_survival(days, died, 2) FROM patients WHERE centre = 2") == "0.5");
}

TEST_CASE("a query that is given up between its groups leaves nothing behind") {
  const Database db;
  CHECK(db("SELECT centre, km_survival(days, died, 2) FROM patients GROUP BY centre", 2) ==
        "1|0.666666666666667; 2|0.5");
  CHECK(db("SELECT centre, typeof(surv(days, died)) FROM patients GROUP BY centre", 1) == "1|blob");
}

TEST_CASE("an aggregate is no window function, and takes no other number of arguments") {
  const Database db;
  CHECK(db("SELECT surv(days, died) OVER () FROM patients") == "error: surv() may not be used as a window function");
  CHECK(db("SELECT surv(days) FROM patients") == "error: wrong number of arguments to function surv()");
  CHECK(db("SELECT surv(1, 1, 1, 1, 1, 1)") == "error: wrong number of arguments to function surv()");
}

TEST_CASE("DISTINCT and FILTER are SQLite's, and work") {
  const Database db;
  CHECK(db("SELECT km_survival(days, died, 3) FILTER (WHERE centre < 3) FROM patients") == "0.6");  // 3 of 5 at 2
  CHECK(db("SELECT n_risk FROM km_curve((SELECT surv(days, died) FILTER (WHERE centre = 1) FROM patients)) "
           "WHERE times = 0") == "3");
}
