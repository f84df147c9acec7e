#include "sqlite/database.hpp"

namespace {

struct Patients : Database {
  Patients() {
    CHECK((*this)("CREATE TABLE patients(centre, days, died, status)") == "");
    CHECK((*this)("INSERT INTO patients VALUES (1, 2, 1, 'TRM'), (1, 3, 0, 'none'), (1, 4, 1, 'NRM'), "
                  "(2, 2, 1, 'NRM'), (2, 5, 0, 'none'), (3, 9, 1, 'NRM'), (4, NULL, 1, 'TRM')") == "");
  }
};

}  // namespace

TEST_CASE("each group of GROUP BY has its own answer") {
  const Patients db;
  CHECK(db("SELECT centre, km_survival(days, died, 2), typeof(surv(days, died)) FROM patients GROUP BY centre") ==
        "1|0.666666666666667|blob; 2|0.5|blob; 3|1.0|blob; 4|NULL|blob");
  CHECK(db("SELECT count(*), km_survival(days, died, 2), km_survival(days, 1 - died, 2) FROM patients") ==
        "7|0.666666666666667|1.0");
}

TEST_CASE("a group of GROUP BY in which nobody had the cause, or nobody was censored, has an answer") {
  const Patients db;
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
  const Patients db;
  CHECK(db("SELECT surv(days, died), km_survival(days, died, 2) FROM patients WHERE centre = 99") == "NULL|NULL");
  CHECK(db("SELECT surv(days, died) FROM patients WHERE centre = 99 GROUP BY centre") == "");
}

TEST_CASE("a row that is wrong ends the query, and the next is none the worse") {
  const Patients db;
  CHECK(
      db("SELECT surv(-days, died) FROM patients") ==
      "error 1: surv: time is negative in 6 rows, e.g. -2; correct the rows, or leave them out with a query as source");
  CHECK(db("SELECT km_survival(days, died, centre) FROM patients") ==
        "error 1: km_survival: argument 'at' must be the same in every row, got 1 and 2");
  CHECK(db("SELECT km_survival(days, died, 'x') FROM patients") ==
        "error 1: km_survival: argument 'at' must be a number, got 'x'");
  CHECK(db("SELECT km_survival(days, died, 2) FROM patients WHERE centre = 2") == "0.5");
}

TEST_CASE("a query that is given up between its groups leaves nothing behind") {
  const Patients db;
  CHECK(db("SELECT centre, km_survival(days, died, 2) FROM patients GROUP BY centre", 2) ==
        "1|0.666666666666667; 2|0.5");
  CHECK(db("SELECT centre, typeof(surv(days, died)) FROM patients GROUP BY centre", 1) == "1|blob");
}

TEST_CASE("an aggregate is no window function, and takes no other number of arguments") {
  const Patients db;
  CHECK(db("SELECT surv(days, died) OVER () FROM patients") == "error 1: surv() may not be used as a window function");
  CHECK(db("SELECT surv(days) FROM patients") == "error 1: wrong number of arguments to function surv()");
  CHECK(db("SELECT surv(1, 1, 1, 1, 0, 1, 1)") == "error 1: wrong number of arguments to function surv()");
}

TEST_CASE("DISTINCT and FILTER are SQLite's, and work") {
  const Patients db;
  CHECK(db("SELECT km_survival(days, died, 3) FILTER (WHERE centre < 3) FROM patients") == "0.6");  // 3 of 5 at 2
  CHECK(db("SELECT n_risk FROM km_curve((SELECT surv(days, died) FILTER (WHERE centre = 1) FROM patients)) "
           "WHERE times = 0") == "3");
}
