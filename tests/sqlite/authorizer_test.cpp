// An authorizer decides over SQL in a text as it does over SQL that is typed, and what it hides is not told.
#include <functional>
#include <string>

#include "sqlite/database.hpp"

namespace {

/// A connection on which `decide(action, first, second)` is the authorizer.
struct Guarded : Database {
  using Decide = std::function<int(int action, const std::string& first, const std::string& second)>;
  Decide decide;

  explicit Guarded(Decide rule) : decide(std::move(rule)) {
    (*this)(
        "CREATE TABLE patients(days, died, arm); INSERT INTO patients VALUES (1, 1, 'A'), (2, 0, 'B');"
        "CREATE TABLE secret(days, died, arm); INSERT INTO secret VALUES (3, 1, 'C'); CREATE VIEW secrets AS SELECT * "
        "FROM secret;"
        "CREATE VIEW lowered AS SELECT days, died, lower(arm) AS arm FROM patients; CREATE VIEW brokex AS SELECT * "
        "FROM nowhere");
    sqlite3_set_authorizer(
        db,
        [](void* self, int action, const char* first, const char* second, const char*, const char*) {
          return static_cast<Guarded*>(self)->decide(action, first ? first : "", second ? second : "");
        },
        this);
  }
};

Guarded::Decide denies(int denied, const std::string& name) {
  return [=](int action, const std::string& first, const std::string& second) {
    const std::string& named = action == SQLITE_FUNCTION ? second : first;
    return action == denied && (name.empty() || named == name) ? SQLITE_DENY : SQLITE_OK;
  };
}

std::string curve(const std::string& source, const std::string& by = "arm") {
  return "SELECT strata FROM km_curve('" + source + "', 'days', 'died', '" + by + "') WHERE time > 0";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a function that an authorizer denies is denied in a text") {
  const Guarded database(denies(SQLITE_FUNCTION, "lower"));
  const std::string words = "not authorized to use function: lower";
  CHECK(contains(database("SELECT lower(arm) FROM patients"), words));
  CHECK(contains(database(curve("patients", "lower(arm)")), words));
  CHECK(contains(database(curve("SELECT days, died, lower(arm) AS arm FROM patients")), words));
  CHECK(contains(database("SELECT * FROM km_curve('patients', 'days', 'died') WHERE weight = 'length(lower(arm))'"),
                 words));
  CHECK(contains(database("SELECT * FROM cox('patients', 'days', 'died', 'lower(arm)')"), words));
  // in a view of the database too, as SQLite does by itself
  CHECK(contains(database("SELECT * FROM lowered"), words));
  CHECK(contains(database(curve("lowered")), words));
  CHECK(database(curve("patients", "upper(arm)")) == "A; B");
}

TEST_CASE("a function that an authorizer ignores is NULL in a text, as it is when typed") {
  const Guarded database([](int action, const std::string&, const std::string& name) {
    return action == SQLITE_FUNCTION && name == "lower" ? SQLITE_IGNORE : SQLITE_OK;
  });
  CHECK(database("SELECT lower(arm) FROM patients") == "NULL; NULL");
  CHECK(database("SELECT n, n_missing FROM km_summary('patients', 'days', 'died')") == "2|0");
  CHECK(database("SELECT count(*) FROM km_curve('patients', 'days', 'died', 'lower(arm)')") == "0");
}

TEST_CASE("a table that an authorizer hides is denied in a text") {
  const Guarded database(denies(SQLITE_READ, "secret"));
  for (const char* source : {"secret", "secrets", "SELECT * FROM secret", "SELECT * FROM secrets",
                             "SELECT count(*) AS days, 1 AS died, 1 AS arm FROM secret"}) {
    CAPTURE(source);
    CHECK((contains(database(curve(source)), "prohibited") || contains(database(curve(source)), "not authorized")));
  }
  CHECK(contains(database(curve("patients", "(SELECT max(arm) FROM secret)")), "prohibited"));
  CHECK(contains(database("SELECT * FROM cox_curve('patients', 'days', 'died', 'days', 'SELECT days FROM secret')"),
                 "prohibited"));
}

TEST_CASE("a table that an authorizer hides is not offered as what was meant") {
  const Guarded database(denies(SQLITE_READ, "secret"));
  CHECK(database("SELECT * FROM secrt") == "error 1: no such table: secrt");
  for (const char* source : {"secrt", "main.secrt", "SELECT * FROM secrt", "seccrets"}) {
    CAPTURE(source);
    CHECK(contains(database(curve(source)), "not found"));
    CHECK(!contains(database(curve(source)), "did you mean"));
  }
  // what may be read is offered, a view that does not compile as well
  CHECK(contains(database(curve("patient")), "did you mean patients?"));
  CHECK(contains(database(curve("broken")), "did you mean brokex?"));
}

TEST_CASE("an authorizer that denies PRAGMA takes the hint away, not the error") {
  const Guarded database(denies(SQLITE_PRAGMA, ""));
  CHECK(database("SELECT count(*) FROM km_curve('patients', 'days', 'died')") == "3");
  CHECK(contains(database(curve("patient")), "km_curve: table 'patient' not found"));
}

TEST_CASE("functions of an expression cannot be checked without PRAGMA: an error, and nothing is called") {
  const Guarded database(denies(SQLITE_PRAGMA, ""));
  CHECK(database(curve("patients", "lower(arm)")) == "error 23: km_curve: not authorized");
}
