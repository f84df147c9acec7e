#include "cohort/stays.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cohort/cohort.hpp"
#include "cohort/design.hpp"
#include "declare/message.hpp"

namespace {

using namespace cohort;
using declare::Cell, declare::Error, declare::Value;

const declare::Poll no_poll = [] {};

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

using Row = std::vector<Value>;
using Rows = std::vector<Row>;

const std::vector<declare::Expression> expressions = {
    {"time_expr", "until"}, {"event_expr", "died"}, {"entry", "since"}, {"id", "p"}, {"weight", "n"}};

Row stay(const char* p, std::int64_t since, std::int64_t until, std::int64_t died, std::int64_t n = 1) {
  return {integer(until), integer(died), integer(since), txt(p), integer(n)};
}

template <class Sink>
void take(Sink& sink, const std::vector<declare::Expression>& of, const Rows& rows) {
  sink.begin(of, no_poll);
  for (const Row& row : rows) sink.row(std::vector<Cell>(row.begin(), row.end()));
  sink.end();
}

std::string message(Stays stays, const Rows& rows) {
  Cohort cohort(Outcome::event, stays);
  take(cohort, expressions, rows);
  try {
    cohort.risk_tables(no_poll);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// A model of x, with the rows of patients as they came.
struct Model {
  Design design{Outcome::event};
  survival::Regression rows;

  explicit Model(const Rows& of) {
    take(design,
         {{"time_expr", ""}, {"event_expr", ""}, {"entry", ""}, {"id", ""}, {"weight", ""}, {"terms", "x", 0, "x"}},
         of);
    rows = design.regression(100);
  }
};

Row with(Row row, double x) {
  row.emplace_back(x);
  return row;
}

}  // namespace

TEST_CASE("what the rows of a patient may be, by analysis") {
  struct Case {
    std::string_view name;
    Rows rows;
    std::string_view until_event, recurrent, one;
  };
  constexpr std::string_view follow =
      "id 'p': rows follow an event in 1 patient, e.g. of 'a': an event at 3, then a row from 3 to 7; events that "
      "recur "
      "are for mcf_curve, changes of state for state_curve";
  constexpr std::string_view gap =
      "id 'p': rows do not join to one in 1 patient, e.g. of 'a': until 3, then from 4 to 7; here a patient has one "
      "follow-up, without gaps and with the same values throughout";
  constexpr std::string_view overlap =
      "id 'p': rows overlap in 1 patient, e.g. of 'a': from 0 to 3, and from 2 to 7; let a row begin where the one "
      "before it ends, or later";
  constexpr std::string_view weights =
      "weight 'n' changes between rows of 1 patient, e.g. of 'a': 1, then 2; it counts patients, so that all rows of "
      "one id have the same";
  const Case cases[] = {
      {"one row", {stay("a", 0, 3, 1), stay("b", 0, 3, 1)}, "", "", ""},
      {"split", {stay("a", 3, 7, 1), stay("a", 0, 3, 0)}, "", "", ""},
      {"a gap", {stay("a", 0, 3, 0), stay("a", 4, 7, 1)}, "", "", gap},
      {"overlapping", {stay("a", 0, 3, 0), stay("a", 2, 7, 1)}, overlap, overlap, overlap},
      {"another weight", {stay("a", 0, 3, 0), stay("a", 4, 7, 1, 2)}, weights, weights, weights},
      {"an event, and on",
       {stay("a", 0, 3, 1), stay("a", 3, 7, 0), stay("b", 3, 7, 0)},
       follow,
       "",
       "id 'p': rows do not join to one in 1 patient, e.g. of 'a': until 3, then from 3 to 7; here a patient has one "
       "follow-up, without gaps and with the same values throughout"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(message(Stays::until_event, c.rows) == c.until_event);
    CHECK(message(Stays::recurrent, c.rows) == c.recurrent);
    CHECK(message(Stays::one, c.rows) == c.one);
  }
}

TEST_CASE("a time at which follow-up was only split ties with nothing") {
  // Rounding sets the split of a at 5 + 1e-9 apart from the end of b; merged, b would seem to end there.
  Cohort cohort(Outcome::event);
  take(cohort, {{"time", ""}, {"event", ""}, {"entry", ""}, {"id", ""}},
       {{5 - 1e-9, integer(0), integer(0), txt("a")},
        {integer(9), integer(1), 5 - 1e-9, txt("a")},
        {integer(5), integer(1), integer(0), txt("b")}});
  const RiskTables tables = cohort.risk_tables(no_poll);
  REQUIRE(tables.groups()[0].rows.size() == 2);
  CHECK(tables.groups()[0].rows[0].time == 5);
  CHECK(tables.groups()[0].rows[0].n_risk == 2);
}

TEST_CASE("patients are counted once in each group, by their weight") {
  Cohort cohort(Outcome::event);
  take(cohort, {{"time", ""}, {"event", ""}, {"entry", ""}, {"id", ""}, {"weight", ""}, {"by", ""}},
       {{integer(3), integer(0), integer(0), txt("a"), integer(2), txt("A")},
        {integer(8), integer(1), integer(5), txt("a"), integer(2), txt("A")},
        {integer(4), integer(0), integer(0), txt("b"), integer(1), txt("A")},
        {integer(9), integer(1), integer(4), txt("b"), integer(1), txt("B")}});
  CHECK(cohort.risk_tables(no_poll).n == std::vector<double>{3, 1});
}

TEST_CASE("a model joins rows that agree in their terms, in the order they came") {
  const Model model({with(stay("b", 4, 9, 0, 3), 2), with(stay("a", 5, 7, 1), 1), with(stay("b", 0, 4, 0, 3), 2),
                     with(stay("a", 0, 5, 0), 0.5), with(stay("c", 0, 6, 1), 3)});
  CHECK(model.rows.patients.time == survival::LargeVector<double>{9, 7, 5, 6});
  CHECK(model.rows.patients.entry == survival::LargeVector<double>{0, 5, 0, 0});
  CHECK(model.rows.columns[0] == survival::LargeVector<double>{2, 1, 0.5, 3});
  CHECK(model.rows.cluster == survival::LargeVector<std::uint32_t>{1, 0, 0, 2});
  CHECK(model.design.n() == 5);
  CHECK_FALSE(model.rows.robust);
  CHECK_FALSE(model.design.is_robust());
}

TEST_CASE("patients with several events make the variance robust") {
  const Model model({with(stay("a", 0, 5, 1, 2), 1), with(stay("a", 5, 7, 1, 2), 1), with(stay("a", 7, 8, 1, 2), 1),
                     with(stay("b", 0, 6, 1), 3)});
  CHECK(model.rows.patients.size() == 4);  // none joined: each ends with an event
  CHECK(model.rows.robust);
  CHECK(model.rows.counted);
  CHECK(model.design.is_robust());
  CHECK(model.design.n() == 3);
  CHECK(model.design.repeated_events() == 2);
}
