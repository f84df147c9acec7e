// The SQL functions against the numbers that R made of the same data: tests/reference/*.R wrote them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "declare/message.hpp"
#include "sqlite/database.hpp"

namespace {

using declare::cat;

namespace fs = std::filesystem;

struct Reference {
  const char* name;    ///< of reference/NAME.csv, imported as the table expected
  const char* actual;  ///< the same columns, as the function gives them for every case of the file
  int keys;            ///< so many columns at the front tell the rows apart
  double tolerance;    ///< relative
};

// R sums in another order, and takes the logarithm of S where we take S.
constexpr double closed_form = 1e-11;
// Two iterations stop at different last steps, with the digits that the sums of the information leave them.
constexpr double iterated = 1e-9;

const Reference references[] = {{"km_curve", R"(
       SELECT e.data_set, f.strata, e.conf_type, f.time, f.n_risk, f.n_event, f.n_censor, f.estimate, f.std_error,
         f.conf_low, f.conf_high
       FROM (SELECT DISTINCT data_set, conf_type FROM expected) e JOIN data_sets d USING (data_set),
         km_curve(e.data_set, 'time', 'event', '"group"') f
       WHERE f.conf_type = e.conf_type AND f.weight = d.weight AND f.entry = d.entry)",
                                 4, closed_form},
                                // A score test has one row, without a group.
                                {"logrank", R"(
       SELECT e.data_set, e.by, e.rho, e.stratify, e.trend, e.strata, iif(e.strata IS NULL, NULL, f.n) AS n,
         iif(e.strata IS NULL, NULL, f.observed) AS observed, iif(e.strata IS NULL, NULL, f.expected) AS expected,
         f.statistic, f.df, f.p_value
       FROM expected e JOIN data_sets d USING (data_set), logrank(e.data_set, 'time', 'event', e.by) f
       WHERE f.rho = e.rho AND f.stratify = e.stratify AND f.trend = e.trend AND f.weight = d.weight
         AND f.entry = d.entry AND (f.strata = e.strata OR e.strata IS NULL)
       GROUP BY 1, 2, 3, 4, 5, 6)",
                                 6, closed_form},
                                {"cuminc", R"(
       SELECT e.data_set, f.strata, f.outcome, e.var_type, f.time, f.n_risk, f.estimate, f.std_error
       FROM (SELECT data_set, var_type, json_group_array(DISTINCT time) AS times FROM expected GROUP BY 1, 2) e
         JOIN data_sets d USING (data_set), cuminc(e.data_set, 'time', 'status', '"group"') f
       WHERE f.var_type = e.var_type AND f.times = e.times AND f.censor = d.censor)",
                                 5, closed_form},
                                {"gray", R"(
       SELECT e.data_set, e.rho, e.stratify, f.outcome, f.statistic, f.df, f.p_value
       FROM (SELECT DISTINCT data_set, rho, stratify FROM expected) e JOIN data_sets d USING (data_set),
         gray(e.data_set, 'time', 'status', '"group"') f
       WHERE f.rho = e.rho AND f.stratify = e.stratify AND f.censor = d.censor)",
                                 4, closed_form},
                                {"km_quantile", R"(
       SELECT e.data_set, e.conf_type, f.strata, f.prob, f.estimate, f.conf_low, f.conf_high
       FROM (SELECT data_set, conf_type, json_group_array(DISTINCT prob) AS probs FROM expected GROUP BY 1, 2) e
         JOIN data_sets d USING (data_set), km_quantile(e.data_set, 'time', 'event', '"group"') f
       WHERE f.probs = e.probs AND f.conf_type = e.conf_type AND f.weight = d.weight AND f.entry = d.entry)",
                                 4, closed_form},
                                {"rmst", R"(
       SELECT e.data_set, f.tau, f.strata, f.estimate, f.std_error
       FROM (SELECT DISTINCT data_set, tau FROM expected) e JOIN data_sets d USING (data_set),
         rmst(e.data_set, 'time', 'event', '"group"') f
       WHERE f.tau = e.tau AND f.weight = d.weight)",
                                 3, closed_form},
                                {"cox", R"(
       SELECT e.data_set, e.ties, f.term, f.estimate, f.std_error
       FROM (SELECT DISTINCT data_set, ties FROM expected) e JOIN data_sets d USING (data_set),
         cox(e.data_set, 'time', 'event', 'x1, x2') f
       WHERE f.ties = e.ties AND f.entry = d.entry)",
                                 3, iterated},
                                {"finegray", R"(
       SELECT e.data_set, e.cause, f.term, f.estimate, f.std_error
       FROM (SELECT DISTINCT data_set, cause FROM expected) e JOIN data_sets d USING (data_set),
         finegray(e.data_set, 'time', 'status', 'x1, x2') f
       WHERE f.cause = e.cause AND f.censor = d.censor)",
                                 3, iterated},
                                // The states in the order of the file: of two at one time the later one counts.
                                {"state_curve", R"(
       SELECT e.data_set, f.strata, f.state, e.var_type, f.time, f.n_risk, f.n_event, f.estimate,
         iif(f.estimate = 0, NULL, f.std_error) AS std_error
       FROM (SELECT data_set, var_type, json_group_array(DISTINCT time) AS times, json_group_array(DISTINCT state) AS states
             FROM expected GROUP BY 1, 2) e, state_curve(e.data_set, 'time', 'state', '"group"') f
       WHERE f.id = 'id' AND f.censor = 'last' AND f.states = e.states AND f.var_type = e.var_type AND f.times = e.times)",
                                 5, closed_form},
                                {"state_rmst", R"(
       SELECT e.data_set, f.tau, f.strata, f.state, f.estimate, f.std_error
       FROM (SELECT data_set, tau, json_group_array(DISTINCT state) AS states FROM expected GROUP BY 1, 2) e,
         state_rmst(e.data_set, 'time', 'state', '"group"') f
       WHERE f.id = 'id' AND f.censor = 'last' AND f.states = e.states AND f.tau = e.tau)",
                                 4, closed_form},
                                {"state_transitions", R"(
       SELECT e.data_set, f.strata, f.from_state, f.to_state, f.n_event
       FROM (SELECT data_set, json_group_array(DISTINCT to_state) FILTER (WHERE to_state <> '(censored)') AS states
             FROM expected GROUP BY 1) e, state_transitions(e.data_set, 'time', 'state', '"group"') f
       WHERE f.id = 'id' AND f.censor = 'last' AND f.states = e.states AND f.from_state NOT IN ('(entered)', '(missing)'))",
                                 4, closed_form},
                                {"mcf_curve", R"(
       SELECT e.data_set, f.strata, f.time, f.n_risk, f.n_event, f.estimate, f.std_error
       FROM (SELECT data_set, json_group_array(DISTINCT time) AS times FROM expected GROUP BY 1) e,
         mcf_curve(e.data_set, 'time', 'event', '"group"') f
       WHERE f.id = 'id' AND f.terminal = '0' AND f.entry = 'entry' AND f.times = e.times)",
                                 3, closed_form}};

using Row = std::vector<std::string>;  ///< a number has 17 digits, a NULL is empty

struct Table {
  Row columns;
  std::vector<Row> rows;
};

class Tables : Database {
 public:
  Table operator()(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
    Table table;
    for (int i = 0; i < sqlite3_column_count(statement); ++i)
      table.columns.push_back(sqlite3_column_name(statement, i));
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
      table.rows.emplace_back();
      for (std::size_t i = 0; i < table.columns.size(); ++i) table.rows.back().push_back(cell(statement, int(i)));
      code = SQLITE_OK;
    }
    REQUIRE_MESSAGE(code == SQLITE_DONE, sqlite3_errmsg(db), " in ", sql);
    sqlite3_finalize(statement);
    return table;
  }

  /// Makes a table of a file: what looks like a number is one, and an empty cell is NULL.
  void import(const fs::path& file, const std::string& table) const {
    std::ifstream lines(file);
    REQUIRE_MESSAGE(lines.good(), file.string());
    std::string line;
    for (bool first = true; std::getline(lines, line); first = false) {
      std::string values, cell;
      for (std::istringstream cells(line + ","); std::getline(cells, cell, ',');) {
        values += values.empty() ? "" : ", ";
        values += first ? cat('"', cell, "\" NUMERIC") : cell.empty() ? "NULL" : cat("'", cell, "'");
      }
      (*this)(first ? cat("CREATE TABLE ", table, "(", values, ")")
                    : cat("INSERT INTO ", table, " VALUES (", values, ")"));
    }
  }

 private:
  static std::string cell(sqlite3_stmt* statement, int column) {
    if (sqlite3_column_type(statement, column) == SQLITE_FLOAT) return cat(sqlite3_column_double(statement, column));
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return text ? text : "";
  }
};

/// The data sets as tables of their own, and the table data_sets: what the functions must be told of each.
void import_data_sets(const Tables& database) {
  database("CREATE TABLE data_sets(data_set, weight, entry, censor)");
  for (const auto& file : fs::directory_iterator(fs::path(SURVIVAL_TEST_DATA) / "reference/data")) {
    const std::string name = file.path().stem().string();
    database.import(file.path(), name);
    const std::string has = cat("(SELECT name FROM pragma_table_info('", name, "') WHERE name = ");
    database(cat("INSERT INTO data_sets VALUES ('", name, "', ", has, "'weight'), ", has, "'entry'), ",
                 name == "melanoma" ? 2 : 0, ")"));
  }
}

/// Relative; infinite where one is no number and they are not the same text.
double difference(const std::string& actual, const std::string& expected) {
  if (actual == expected) return 0;
  char *rest, *expected_rest;
  const double a = std::strtod(actual.c_str(), &rest), b = std::strtod(expected.c_str(), &expected_rest);
  if (actual.empty() || *rest || expected.empty() || *expected_rest) return HUGE_VAL;
  return std::abs(a - b) / std::abs(b);
}

/// One line per function, for the validation report: reference.tsv in the folder that VALIDATION_DIR names.
class Validation {
 public:
  Validation() {
    if (const char* folder = std::getenv("VALIDATION_DIR")) {
      lines_.open(fs::path(folder) / "reference.tsv");
      lines_ << "name\tcomparisons\tlimit\tworst\n";
    }
  }
  void add(const Reference& reference, std::size_t comparisons, double worst) {
    lines_ << reference.name << '\t' << comparisons << '\t' << cat(reference.tolerance) << '\t' << cat(worst) << '\n';
  }

 private:
  std::ofstream lines_;
};

std::string joined(const Row& row) {
  std::string all;
  for (const std::string& cell : row) all += (all.empty() ? "" : "|") + cell;
  return all;
}

}  // namespace

TEST_CASE("the functions agree with R on data that everybody has") {
  const Tables database;
  import_data_sets(database);
  Validation validation;
  for (const Reference& reference : references) {
    CAPTURE(reference.name);
    database("DROP TABLE IF EXISTS expected");
    database.import(fs::path(SURVIVAL_TEST_DATA) / "reference" / cat(reference.name, ".csv"), "expected");
    std::string order = " ORDER BY 1";
    for (int key = 2; key <= reference.keys; ++key) order += cat(", ", key);
    const Table expected = database("SELECT * FROM expected" + order);
    const Table actual = database(cat("SELECT * FROM (", reference.actual, ")", order));
    REQUIRE(!expected.rows.empty());
    CHECK(joined(actual.columns) == joined(expected.columns));
    REQUIRE(actual.rows.size() == expected.rows.size());
    double worst = 0;
    for (std::size_t i = 0; i < expected.rows.size(); ++i)
      for (std::size_t column = 0; column < expected.columns.size(); ++column) {
        CAPTURE(joined(expected.rows[i]));
        CAPTURE(expected.columns[column]);
        CAPTURE(actual.rows[i][column]);
        const double here = difference(actual.rows[i][column], expected.rows[i][column]);
        CHECK(here <= reference.tolerance);
        worst = std::max(worst, here);
      }
    validation.add(reference, expected.rows.size() * expected.columns.size(), worst);
  }
}
