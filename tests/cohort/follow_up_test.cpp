#include "cohort/follow_up.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

#include "cohort/cohort.hpp"
#include "cohort/design.hpp"
#include "cohort/packed.hpp"
#include "declare/message.hpp"

namespace {

using namespace cohort;
using declare::Cell, declare::Error, declare::Expression, declare::Value;
using survival::Patient;

const declare::Poll no_poll = [] {};

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

using Row = std::vector<Value>;
using Rows = std::vector<Row>;
using Expressions = std::vector<Expression>;

FollowUp reader(Outcome outcome, const Expressions& expressions) {
  FollowUp follow_up(outcome);
  follow_up.begin(no_poll);
  for (const Expression& expression : expressions) follow_up.add(expression, role_of(expression.argument));
  return follow_up;
}

/// The row as it was read, or nothing.
std::optional<Patient> read(FollowUp& follow_up, const Row& row) {
  Patient patient;
  if (!follow_up.read(std::vector<Cell>(row.begin(), row.end()), patient)) return std::nullopt;
  return patient;
}

const Expressions stays = {
    {"time_expr", "until"}, {"status_expr", "state"}, {"entry", "since"}, {"from", "before"}, {"id", "patient"}};

/// What a sink says of rows, "" when nothing is wrong.
template <class Sink>
std::string message(Sink sink, const Expressions& expressions, const Rows& rows) {
  try {
    sink.begin(expressions, no_poll);
    for (const Row& row : rows) sink.row(std::vector<Cell>(row.begin(), row.end()));
    sink.end();
    if constexpr (std::is_same_v<Sink, Cohort>) sink.risk_tables(no_poll);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

Cohort taken(const Expressions& expressions, const Rows& rows, Outcome outcome = Outcome::status) {
  Cohort cohort(outcome);
  cohort.begin(expressions, no_poll);
  for (const Row& row : rows) cohort.row(std::vector<Cell>(row.begin(), row.end()));
  cohort.end();
  return cohort;
}

}  // namespace

TEST_CASE("a role goes by the argument's name") {
  CHECK(role_of("time_expr") == Role::time);
  CHECK(role_of("event") == Role::outcome);
  CHECK(role_of("status_expr") == Role::outcome);
  CHECK(role_of("entry") == Role::entry);
  CHECK(role_of("from") == Role::from);
  CHECK(role_of("id") == Role::id);
  CHECK(role_of("by_expr") == Role::other);
  CHECK(role_of("terms") == Role::other);
}

TEST_CASE("a row: from when, until when, in which state, into which, whose") {
  FollowUp follow_up = reader(Outcome::status, stays);
  const auto first = read(follow_up, {10.0, txt("relapse"), integer(2), txt("CR"), integer(17)});
  REQUIRE(first);
  CHECK(first->time == 10);
  CHECK(first->entry == 2);
  CHECK(first->id == 0);
  const auto second = read(follow_up, {integer(12), txt("death"), integer(10), txt("relapse"), integer(17)});
  REQUIRE(second);
  CHECK(second->id == 0);
  CHECK(second->from == first->status);  // one list of states
  CHECK(follow_up.statuses().values() == std::vector<Value>{txt("relapse"), txt("CR"), txt("death")});
  CHECK(follow_up.ids().values() == std::vector<Value>{integer(17)});
  CHECK(follow_up.rows() == 2);
  CHECK_FALSE(follow_up.whole_times());
}

TEST_CASE("a weight comes with its square; zeros have no sign") {
  FollowUp follow_up =
      reader(Outcome::event, {{"time_expr", "t"}, {"event_expr", "e"}, {"weight", "w"}, {"entry", "s"}});
  follow_up.begin(no_poll, Weights::sampling);
  const auto row = read(follow_up, {integer(3), integer(1), 1.5, -0.0});
  REQUIRE(row);
  CHECK(row->weight == 1.5);
  CHECK(row->weight2 == 2.25);
  CHECK_FALSE(std::signbit(row->entry));
  CHECK_FALSE(follow_up.whole_counts());
  CHECK_FALSE(read(follow_up, {integer(3), integer(1), integer(0), integer(1)}));  // nobody
  CHECK_FALSE(read(follow_up, {integer(3), {}, 0.5, integer(1)}));
  follow_up.end();
  CHECK(follow_up.n_missing() == 0.5);
}

TEST_CASE("a label may be NULL, anything else leaves the row out") {
  FollowUp follow_up(Outcome::event);
  follow_up.begin(no_poll);
  follow_up.add({"time_expr", "t"}, Role::time);
  follow_up.add({"event_expr", "e"}, Role::outcome);
  follow_up.add({"id", "who"}, Role::label);
  follow_up.add({"by_expr", "arm"}, Role::other);
  CHECK(read(follow_up, {integer(1), integer(1), {}, txt("a")}));
  CHECK_FALSE(read(follow_up, {integer(1), integer(1), integer(5), {}}));
  follow_up.end();
  CHECK(follow_up.n_missing() == 1);
}

TEST_CASE("with ids the missing are patients of whom no row is left") {
  const Expressions expressions = {{"time_expr", "t"}, {"event_expr", "e"}, {"id", "p"}, {"weight", "w"}};
  struct Case {
    std::string_view name;
    Rows rows;
    double n_missing;
  };
  const Value t = integer(5), e = integer(1), w = integer(1);
  const Case cases[] = {
      {"nobody", {{t, e, integer(1), w}}, 0},
      {"a patient's only row", {{t, {}, integer(1), w}, {t, e, integer(2), w}}, 1},
      {"one row of two", {{t, {}, integer(1), w}, {t, e, integer(1), w}}, 0},
      {"one row of two, the other way round", {{t, e, integer(1), w}, {{}, e, integer(1), w}}, 0},
      {"both rows: one patient", {{t, {}, integer(1), w}, {{}, e, integer(1), w}}, 1},
      {"a weight counts once", {{t, {}, integer(1), integer(3)}, {{}, e, integer(1), integer(3)}}, 3},
      {"a text is not the number", {{t, {}, integer(1), w}, {t, e, txt("1"), w}}, 1},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    FollowUp follow_up = reader(Outcome::event, expressions);
    for (const Row& row : c.rows) read(follow_up, row);
    follow_up.end();
    CHECK(follow_up.n_missing() == c.n_missing);
  }
}

TEST_CASE("what is wrong is told in the same words, whoever reads") {
  struct Case {
    std::string_view name;
    Row row;
    std::string_view message;
  };
  const Case cases[] = {
      {"time",
       {txt("x"), integer(1), integer(1), integer(0), 0.5},
       "time 't' is not a number in 1 row, e.g. 'x'; name a numeric column or expression"},
      {"sign",
       {-3.5, integer(1), integer(1), integer(0), 0.5},
       "time 't' is negative in 1 row, e.g. -3.5; correct the rows, or leave them out with a query as source"},
      {"event",
       {integer(5), integer(2), integer(1), integer(0), 0.5},
       "event 'e' is not 0 or 1 in 1 row, e.g. 2; say which value is the event, e.g. e = 2"},
      {"weight",
       {integer(5), integer(1), integer(-1), integer(0), 0.5},
       "weight 'w' is negative in 1 row, e.g. -1; a weight counts patients who are alike"},
      {"entry",
       {integer(5), integer(1), integer(1), integer(5), 0.5},
       "entry 's' is not before time in 1 row, e.g. entry 5 at time 5; correct the rows, or leave them out with a "
       "query as source"},
      {"two faults: the first argument's",
       {integer(-1), integer(2), integer(1), integer(0), 0.5},
       "time 't' is negative in 1 row, e.g. -1; correct the rows, or leave them out with a query as source"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Row grouped = c.row, with_term = c.row;
    grouped.pop_back();
    const Expressions of_both = {{"time_expr", "t"}, {"event_expr", "e"}, {"weight", "w"}, {"entry", "s"}};
    Expressions of_design = of_both;
    of_design.push_back({"terms", "x", 0, "x"});
    CHECK(message(Cohort(Outcome::event), of_both, {grouped}) == c.message);
    CHECK(message(Design(Outcome::event), of_design, {with_term}) == c.message);
  }
}

TEST_CASE("an id that is NULL is an error, in a row that is left out as well") {
  CHECK(message(Cohort(Outcome::event), {{"time_expr", "t"}, {"event_expr", "e"}, {"id", "p"}},
                {{integer(5), integer(1), {}}, {integer(7), {}, {}}, {integer(5), integer(1), integer(2)}}) ==
        "id 'p' is NULL in 2 rows, e.g. at time 5; correct the rows, or leave them out with a query as source");
}

TEST_CASE("rows of one patient that overlap are an error that names the patient") {
  const auto of = [](const Rows& rows) { return message(Cohort(Outcome::status), stays, rows); };
  const Value cr = txt("CR"), out = integer(0);
  CHECK(of({{integer(10), out, integer(0), cr, txt("B-7")},
            {integer(20), out, integer(9), cr, txt("B-7")},
            {integer(20), out, integer(9), cr, txt("A-1")}}) ==
        "id 'patient': rows overlap in 1 patient, e.g. of 'B-7': from 0 to 10, and from 9 to 20; let a row begin where "
        "the one before it ends, or later");
  CHECK(of({{integer(10), out, integer(0), cr, integer(9)},
            {integer(20), out, integer(9), cr, integer(9)},
            {integer(5), out, integer(3), cr, integer(4)},
            {integer(5), out, integer(3), cr, integer(4)}}) ==
        "id 'patient': rows overlap in 2 patients, e.g. of 4: from 3 to 5, and from 3 to 5; let a row begin where the "
        "one before it ends, or later");
  CHECK(of({{integer(10), out, integer(0), cr, integer(9)}, {integer(20), out, integer(12), cr, integer(9)}}) ==
        "");  // a gap
  CHECK(of({{integer(435), out, integer(0), cr, integer(9)}, {integer(700), out, 4.35 * 100, cr, integer(9)}}) == "");
}

TEST_CASE("a cohort of split rows has the risk table of the unsplit ones") {
  const Expressions expressions = {{"time", ""}, {"event", ""}, {"by", ""}, {"entry", ""}, {"id", ""}};
  const Value a = txt("a"), b = txt("b"), none = integer(0), died = integer(1);
  Cohort split = taken(expressions,
                       {{integer(7), died, a, integer(5), integer(1)},
                        {integer(5), none, a, integer(-1), integer(1)},
                        {integer(9), none, b, integer(3), integer(2)},
                        {integer(3), none, a, integer(-1), integer(2)}},
                       Outcome::event);
  const RiskTables tables = split.risk_tables(no_poll);
  REQUIRE(tables.groups().size() == 2);
  const auto& in_a = tables.groups()[0].rows;
  REQUIRE(in_a.size() == 2);
  CHECK(in_a[0].time == 3);  // patient 2 leaves for b: a censoring in a
  CHECK(in_a[0].n_risk == 2);
  CHECK(in_a[0].n_censor == 1);
  CHECK(in_a[1].n_risk == 1);
  CHECK(in_a[1].n_event == 1);
  CHECK(tables.groups()[0].n() == 2);
  CHECK(tables.groups()[1].n() == 1);
}

TEST_CASE("states and patients are numbered in the order of their values") {
  const Cohort cohort = taken(stays, {{integer(4), txt("relapse"), integer(0), txt("start"), txt("z")},
                                      {integer(9), txt("death"), integer(4), txt("relapse"), txt("z")},
                                      {integer(2), txt("CR"), integer(0), txt("start"), txt("b")}});
  CHECK(cohort.statuses() == std::vector<Value>{txt("CR"), txt("death"), txt("relapse"), txt("start")});
  CHECK(cohort.patients().status == survival::LargeVector<std::uint8_t>{2, 1, 0});
  CHECK(cohort.patients().from == survival::LargeVector<std::uint8_t>{3, 2, 3});
  CHECK(cohort.patients().id == survival::LargeVector<std::uint32_t>{1, 1, 0});
}

TEST_CASE("a blob of stays: the same bytes in any order, and the same patients again") {
  const Rows rows = {{integer(4), txt("relapse"), integer(0), txt("start"), txt("z")},
                     {integer(9), txt("death"), integer(4), txt("relapse"), txt("z")},
                     {{}, txt("CR"), integer(0), txt("start"), txt("a")},
                     {integer(2), txt("CR"), integer(0), txt("start"), txt("b")}};
  const std::string blob = taken(stays, rows).pack(no_poll);
  Rows turned(rows.rbegin(), rows.rend());
  CHECK(taken(stays, turned).pack(no_poll) == blob);
  const Packed content = unpack(blob, no_poll);
  CHECK(content.n_missing == 1);
  CHECK(content.patients.time == survival::LargeVector<double>{2, 4, 9});
  CHECK(content.patients.id ==
        survival::LargeVector<std::uint32_t>{0, 1, 1});  // without the one of whom no row is left
  CHECK(content.statuses[content.patients.from[2]] == txt("relapse"));
  Cohort again(Outcome::status);
  again.unpack(blob, no_poll);
  again.end();
  CHECK(again.pack(no_poll) == blob);
}

TEST_CASE("a blob of rows that overlap is not made; a forged one says so when it is read") {
  const Rows rows = {{integer(4), integer(0), integer(0), integer(1), txt("z")},
                     {integer(9), integer(0), integer(3), integer(1), txt("z")}};
  CHECK_THROWS_WITH_AS(taken(stays, rows).pack(no_poll),
                       "id 'patient': rows overlap in 1 patient, e.g. of 'z': from 0 to 4, and from 3 to 9; let a row "
                       "begin where the one before it ends, or later",
                       Error);
  survival::Patients overlapping{{4, 9}, {0, 0}, {}, {0, 3}};
  overlapping.id = {0, 0};
  Cohort forged(Outcome::status);
  forged.unpack(pack({overlapping, {{}}, {integer(0)}, 0, true}, no_poll), no_poll);
  forged.end();
  CHECK_THROWS_WITH_AS(forged.sort(no_poll),
                       "id: rows overlap in 1 patient, e.g. of number 1 of the blob: from 0 to 4, and from 3 to 9; let "
                       "a row begin where the one before it ends, or later",
                       Error);
}

TEST_CASE("squares and row numbers are kept where they are asked for") {
  const Expressions weighted = {{"time", ""}, {"status", ""}, {"weight", ""}};
  const Rows rows = {{integer(5), integer(1), 2.5},
                     {integer(5), {}, integer(1)},
                     {integer(5), integer(1), 1.5},
                     {integer(3), integer(0), integer(2)}};
  Cohort squares(Outcome::status);
  squares.weigh(Weights::any);
  squares.begin(weighted, no_poll);
  for (const Row& row : rows) squares.row(std::vector<Cell>(row.begin(), row.end()));
  squares.end();
  const Packed content = unpack(squares.pack(no_poll), no_poll);
  CHECK(content.patients.weight == survival::LargeVector<double>{2, 4});
  CHECK(content.patients.weight2 == survival::LargeVector<double>{4, 8.5});

  Cohort numbered(Outcome::status);
  numbered.weigh(Weights::sampling);
  numbered.keep_rows();
  CHECK(numbered.in_order());
  numbered.begin(weighted, no_poll);
  for (const Row& row : rows) numbered.row(std::vector<Cell>(row.begin(), row.end()));
  numbered.end();
  numbered.sort(no_poll);
  CHECK(numbered.patients().row == survival::LargeVector<std::uint32_t>{3, 0, 2});
}
