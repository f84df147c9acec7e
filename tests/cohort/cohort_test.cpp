#include "cohort/cohort.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <random>
#include <string_view>

#include "cohort/packed.hpp"
#include "declare/message.hpp"

namespace {

using namespace cohort;
using declare::Blob, declare::Cell, declare::Error, declare::Expression, declare::Value;

const declare::Poll no_poll = [] {};
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t two_to_53 = std::int64_t{1} << 53;

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

using Rows = std::vector<std::vector<Value>>;

/// What a table function is given: each argument with its expression.
using Expressions = std::vector<Expression>;
const Expressions time_event = {{"time_expr", "os_days"}, {"event_expr", "died"}};

Expressions with(Expression one) {
  Expressions all = time_event;
  all.push_back(std::move(one));
  return all;
}

/// What an aggregate is given: values, and no expressions to show.
Expressions values_of(std::initializer_list<const char*> arguments) {
  Expressions all;
  for (const char* argument : arguments) all.push_back({argument, ""});
  return all;
}
const Expressions packing = values_of({"time", "status", "by", "weight", "entry"});

void take(Cohort& cohort, const Expressions& expressions, const Rows& rows) {
  cohort.begin(expressions, no_poll);
  for (const auto& row : rows) cohort.row(std::vector<Cell>(row.begin(), row.end()));
  cohort.end();
}

/// What a function says of these rows, "" when nothing is wrong.
std::string message(const Expressions& expressions, const Rows& rows, Outcome outcome = Outcome::event) {
  Cohort cohort(outcome);
  try {
    take(cohort, expressions, rows);
    cohort.risk_tables(no_poll);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string packed(const Expressions& expressions, const Rows& rows) {
  Cohort cohort(Outcome::status);
  take(cohort, expressions, rows);
  return cohort.pack(no_poll);
}

Packed content(const Rows& rows, std::size_t arguments = 5) {
  return unpack(packed({packing.begin(), packing.begin() + std::ptrdiff_t(arguments)}, rows), no_poll);
}

}  // namespace

TEST_CASE("good rows become columns") {
  Cohort cohort(Outcome::event);
  cohort.weigh(Weights::sampling);
  take(cohort, {{"time_expr", "t"}, {"event_expr", "e"}, {"by_expr", "arm"}, {"weight", "n"}, {"entry", "left"}},
       {{integer(5), integer(1), txt("b"), 2.5, -1.0},
        {2.0, 0.0, txt("a"), integer(1), integer(0)},
        {integer(7), 1.0, txt("b"), integer(3), 6.5}});
  const auto& p = cohort.patients();
  CHECK(p.time == survival::LargeVector<double>{5, 2, 7});
  CHECK(p.status == survival::LargeVector<std::uint8_t>{1, 0, 1});
  CHECK(p.group == survival::LargeVector<std::uint32_t>{1, 0, 1});
  CHECK(p.weight == survival::LargeVector<double>{2.5, 1, 3});
  CHECK(p.entry == survival::LargeVector<double>{-1, 0, 6.5});
  CHECK(cohort.strata() == std::vector<Value>{txt("a"), txt("b")});
  CHECK(cohort.n_missing() == 0);
  CHECK_FALSE(cohort.whole_times());
  CHECK_FALSE(cohort.whole_counts());
}

TEST_CASE("times are whole when every one is an INTEGER, counts when every weight is a whole number") {
  Cohort cohort(Outcome::event);
  take(cohort, with({"weight", "n"}), {{integer(5), integer(1), 2.0}, {integer(6), integer(0), integer(3)}});
  CHECK(cohort.whole_times());
  CHECK(cohort.whole_counts());
  CHECK(cohort.strata() == std::vector<Value>{{}});
  Cohort real(Outcome::event);
  take(real, time_event, {{5.0, integer(1)}, {integer(6), integer(0)}});
  CHECK_FALSE(real.whole_times());
}

TEST_CASE("a bad value: which argument, what is wrong, in how many rows, one of them, and the way out") {
  struct Case {
    Expressions expressions;
    Rows rows;
    std::string_view message;
  };
  const Value t = integer(5), e = integer(1);
  const Case cases[] = {
      {time_event,
       {{txt("12abc"), e}, {t, e}, {txt("n/a"), e}},
       "time 'os_days' is not a number in 2 rows, e.g. '12abc'; name a numeric column or expression"},
      {time_event,
       {{Blob{"xyz"}, e}},
       "time 'os_days' is not a number in 1 row, e.g. a blob of 3 bytes; name a numeric column or expression"},
      {time_event,
       {{txt("2020-09-01"), e}, {txt("2020-09-02T10:00"), e}},
       "time 'os_days' is a date in 2 rows, e.g. '2020-09-01'; days between dates are julianday(later) - "
       "julianday(earlier)"},
      {time_event,
       {{txt("2020-09"), e}},
       "time 'os_days' is not a number in 1 row, e.g. '2020-09'; name a numeric column or expression"},
      {time_event,
       {{integer(-3), e}, {-0.5, e}},
       "time 'os_days' is negative in 2 rows, e.g. -3; correct the rows, or leave them out with a query as source"},
      {time_event,
       {{-infinity, e}},
       "time 'os_days' is negative in 1 row, e.g. -inf; correct the rows, or leave them out with a query as source"},
      {time_event,
       {{infinity, e}},
       "time 'os_days' is infinite in 1 row, e.g. inf; correct the rows, or leave them out with a query as source"},
      {time_event,
       {{integer(two_to_53 + 2), e}, {integer(-two_to_53 - 4), e}},
       "time 'os_days' is too large to be exact in 2 rows, e.g. 9007199254740994; stay below 2^53"},
      {time_event,
       {{integer(two_to_53 + 1), e}},
       "time 'os_days' is too large to be exact in 1 row, e.g. 9007199254740993; stay below 2^53"},
      {time_event,
       {{t, integer(2)}, {t, integer(3)}, {t, e}},
       "event 'died' is not 0 or 1 in 2 rows, e.g. 2; say which value is the event, e.g. died = 2"},
      {time_event,
       {{t, txt("yes")}},
       "event 'died' is not 0 or 1 in 1 row, e.g. 'yes'; say which value is the event, e.g. died = 'yes'"},
      {time_event,
       {{t, txt("1")}},
       "event 'died' is not 0 or 1 in 1 row, e.g. '1'; say which value is the event, e.g. died = '1'"},
      {time_event,
       {{t, 0.5}},
       "event 'died' is not 0 or 1 in 1 row, e.g. 0.5; say which value is the event, e.g. died = 0.5"},
      {with({"weight", "n"}),
       {{t, e, integer(-1)}},
       "weight 'n' is negative in 1 row, e.g. -1; a weight counts patients who are alike"},
      {with({"weight", "n"}),
       {{t, e, infinity}},
       "weight 'n' is infinite in 1 row, e.g. inf; correct the rows, or leave them out with a query as source"},
      {with({"weight", "n"}),
       {{t, e, txt("2")}},
       "weight 'n' is not a number in 1 row, e.g. '2'; CAST(... AS REAL) makes a number of such a text"},
      {with({"entry", "seen"}),
       {{t, e, integer(5)}, {t, e, 7.5}},
       "entry 'seen' is not before time in 2 rows, e.g. entry 5 at time 5; correct the rows, or leave them out with a "
       "query as source"},
      {with({"entry", "seen"}),
       {{t, e, -infinity}},
       "entry 'seen' is infinite in 1 row, e.g. -inf; correct the rows, or leave them out with a query as source"},
      {with({"entry", "seen"}),
       {{t, e, txt("2020-09-01")}},
       "entry 'seen' is a date in 1 row, e.g. '2020-09-01'; days between dates are julianday(later) - "
       "julianday(earlier)"},
      {with({"entry", "seen"}),
       {{5 + 1e-9, e, t}},
       "entry 'seen' is the same as time but for rounding, e.g. entry 5 at time 5.000000001; correct the rows, or "
       "leave "
       "them out with a query as source"},
      {values_of({"time", "event"}),
       {{integer(-3), e}},
       "time is negative in 1 row, e.g. -3; correct the rows, or leave them out with a query as source"},
      {values_of({"time", "event"}),
       {{t, integer(6)}},
       "event is not 0 or 1 in 1 row, e.g. 6; say which value is the event, e.g. status = 6"},
  };
  for (const auto& c : cases) CHECK(message(c.expressions, c.rows) == c.message);
}

TEST_CASE("of several problems the first argument's is told") {
  CHECK(
      message(time_event, {{integer(5), integer(2)}, {integer(-1), integer(1)}}).starts_with("time 'os_days' is neg"));
  CHECK(message(with({"weight", "n"}), {{integer(5), integer(1), integer(-1)}, {integer(5), integer(2), integer(1)}})
            .starts_with("event 'died' is not 0 or 1"));
}

TEST_CASE("more than 255 statuses") {
  Rows rows;
  for (int i = 0; i < 255; ++i) rows.push_back({integer(1), integer(i)});
  CHECK(message({{"time", ""}, {"status", ""}}, rows, Outcome::status) == "");
  rows.push_back({integer(1), integer(500)});
  rows.push_back({integer(1), integer(501)});
  CHECK(message({{"time_expr", "t"}, {"status_expr", "cause"}}, rows, Outcome::status) ==
        "status 'cause' has more than 255 different values in 2 rows, e.g. 500; it names the cause of an event");
}

TEST_CASE("rows with a NULL are left out, and counted with their weights") {
  const Expressions all = {{"time_expr", "t"}, {"event_expr", "e"}, {"by_expr", "g"}, {"weight", "n"}};
  struct Case {
    std::string_view name;
    std::vector<Value> row;
    double n_missing;
  };
  const Case cases[] = {
      {"no time", {{}, integer(1), txt("a"), integer(2)}, 2},
      {"no event", {integer(5), {}, txt("a"), integer(3)}, 3},
      {"no group", {integer(5), integer(1), {}, integer(3)}, 3},
      {"no weight: one row", {integer(5), integer(1), txt("a"), {}}, 1},
      {"nothing at all", {{}, {}, {}, {}}, 1},
      {"a weight of 0 is nobody", {{}, integer(1), txt("a"), integer(0)}, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Cohort cohort(Outcome::event);
    take(cohort, all, {{integer(5), integer(0), txt("b"), integer(1)}, c.row});
    CHECK(cohort.n_missing() == c.n_missing);
    CHECK(cohort.patients().size() == 1);
    CHECK(cohort.strata() == std::vector<Value>{txt("b")});
  }
}

TEST_CASE("a weight that is none is an error in a row with a NULL too") {
  const Expressions all = with({"weight", "n"});
  CHECK(message(all, {{{}, integer(1), integer(-5)}}) ==
        "weight 'n' is negative in 1 row, e.g. -5; a weight counts patients who are alike");
  CHECK(message(all, {{{}, integer(1), 0.5}, {integer(3), integer(1), 2.5}}) ==
        "weight 'n' is not a whole number in 2 rows, e.g. 0.5; a weight counts patients who are alike; for sampling "
        "weights say weight_type = 'sampling', in a function that has it");
  CHECK(message(all, {{{}, integer(1), infinity}}) ==
        "weight 'n' is infinite in 1 row, e.g. inf; correct the rows, or leave them out with a query as source");
  CHECK(message(all, {{{}, integer(1), txt("two")}}) ==
        "weight 'n' is not a number in 1 row, e.g. 'two'; name a numeric column or expression");
}

TEST_CASE("a blob of rows with a NULL can be read back, whatever their weights") {
  for (const double weight : {-5.0, infinity}) {
    std::string blob;
    try {
      blob = packed(packing, {{{}, integer(1), integer(1), weight, integer(0)},
                              {integer(3), integer(1), integer(1), integer(1), integer(0)}});
    } catch (const Error&) {
      continue;  // as good
    }
    CHECK_NOTHROW(unpack(blob, no_poll));
  }
}

TEST_CASE("rows of weight 0 are nobody: as if they were not there") {
  const Rows some = {{integer(5), integer(1), txt("a"), integer(2), integer(0)}};
  Rows more = some;
  more.push_back({2.5, txt("relapse"), txt("b"), integer(0), integer(1)});
  CHECK(packed(packing, more) == packed(packing, some));
}

TEST_CASE("an aggregate's argument that is NULL throughout, and not the last, was meant to be left out") {
  const auto row = [](Value by, Value weight) {
    return std::vector<Value>{integer(5), integer(1), std::move(by), std::move(weight)};
  };
  const Expressions four = values_of({"time", "status", "by", "weight"});
  CHECK(message(four, {row({}, integer(2)), row({}, integer(1))}, Outcome::status) ==
        "by is NULL in every row; to leave it out and give what follows, write 1 in its place");
  CHECK(message(four, {row({}, integer(2)), row(txt("a"), integer(1))}, Outcome::status) == "");
  CHECK(message(four, {row(txt("a"), {}), row(txt("a"), {})}, Outcome::status) == "");
  CHECK(message({{"time_expr", "t"}, {"event_expr", "e"}, {"by_expr", "g"}, {"weight", "n"}}, {row({}, integer(2))}) ==
        "");
}

TEST_CASE("no rows: no patients, and nothing to complain of") {
  Cohort cohort(Outcome::event);
  take(cohort, with({"by_expr", "arm"}), {});
  CHECK(cohort.patients().size() == 0);
  CHECK(cohort.strata().empty());
  CHECK(message(time_event, {}) == "");
}

TEST_CASE("statuses and groups are sorted as SQLite sorts") {
  const Packed p = content({{integer(3), txt("relapse"), integer(10)},
                            {integer(1), integer(0), 9.5},
                            {integer(2), txt("death"), txt("x")},
                            {integer(1), 0.0, integer(10)}},
                           3);
  CHECK(p.statuses == std::vector<Value>{integer(0), txt("death"), txt("relapse")});
  CHECK(p.groups == std::vector<Value>{9.5, integer(10), txt("x")});
  CHECK(p.patients.time == survival::LargeVector<double>{1, 1, 2, 3});
  CHECK(p.patients.group == survival::LargeVector<std::uint32_t>{0, 1, 2, 1});
  CHECK(p.patients.status == survival::LargeVector<std::uint8_t>{0, 0, 1, 2});
}

TEST_CASE("a blob holds the same bytes for the same rows in any order") {
  std::mt19937 random(1);
  const auto below = [&](int n) { return int(random() % unsigned(n)); };
  Rows rows;
  for (int i = 0; i < 500; ++i)
    rows.push_back(
        {integer(2 + below(9)), integer(below(3)), txt(below(2) ? "a" : "b"), integer(below(3)), integer(below(2))});
  const std::string blob = packed(packing, rows);
  std::ranges::shuffle(rows, random);
  CHECK(packed(packing, rows) == blob);
}

TEST_CASE("a blob does not depend on which of two equal values comes first") {
  struct Case {
    std::string_view name;
    std::vector<Value> a, b;
  };
  const Case cases[] = {
      {"time", {-0.0, integer(1), integer(1)}, {0.0, integer(1), integer(1)}},
      {"status", {integer(5), 1.0, integer(1)}, {integer(5), integer(1), integer(1)}},
      {"group", {integer(5), integer(1), 2.0}, {integer(5), integer(1), integer(2)}},
      {"entry",
       {integer(5), integer(1), integer(1), integer(1), -0.0},
       {integer(5), integer(1), integer(1), integer(1), 0.0}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const Expressions arguments(packing.begin(), packing.begin() + std::ptrdiff_t(c.a.size()));
    CHECK(packed(arguments, {c.a, c.b}) == packed(arguments, {c.b, c.a}));
  }
}

TEST_CASE("groups that are equal to SQLite are one, and their blob can be read back") {
  const Packed p =
      content({{integer(5), integer(1), integer(std::int64_t{1} << 60)}, {integer(5), integer(1), 0x1p60}}, 3);
  CHECK(p.groups.size() == 1);
}

TEST_CASE("competing risks: one status is censored, the others are causes, in order") {
  const Expressions time_status = {{"time_expr", "t"}, {"status_expr", "cause"}};
  const auto causes = [&](const Rows& rows, const std::optional<Value>& censor) {
    Cohort cohort(Outcome::status);
    take(cohort, time_status, rows);
    const std::vector<Value> named = cohort.name_causes(censor);
    std::vector<Value> of_patients;  // NULL for censored
    for (const std::uint8_t status : cohort.patients().status)
      of_patients.push_back(status ? named.at(status - 1U) : Value{});
    return of_patients;
  };
  const Rows numbers = {
      {integer(1), integer(2)}, {integer(2), integer(0)}, {integer(3), 1.0}, {integer(4), integer(2)}};
  CHECK(causes(numbers, {}) == std::vector<Value>{integer(2), {}, 1.0, integer(2)});
  CHECK(causes(numbers, integer(1)) == std::vector<Value>{integer(2), integer(0), {}, integer(2)});
  CHECK_THROWS_WITH_AS(causes(numbers, integer(9)),
                       "censor 9 is no value of status 'cause', and 0 is one, which would be a cause; if it is meant "
                       "to be, give it another name",
                       Error);
  CHECK_THROWS_WITH_AS(causes(numbers, txt("alive")),
                       "censor 'alive' is no value of status 'cause', which is a number, e.g. 0", Error);
  const Rows events = {{integer(1), integer(2)}, {integer(2), integer(1)}};  // all had one
  CHECK(causes(events, integer(0)) == std::vector<Value>{integer(2), integer(1)});
  CHECK_THROWS_WITH_AS(causes(events, {}),
                       "status 'cause' is never 0, which means censored unless censor says what does; it is 1 or 2, so "
                       "say e.g. censor = 1, or censor = 0 if nobody is censored",
                       Error);
  CHECK(causes(events, integer(9)) == std::vector<Value>{integer(2), integer(1)});
  const Rows texts = {{integer(1), txt("relapse")}, {integer(2), txt("alive")}, {integer(3), txt("death")}};
  CHECK(causes(texts, txt("alive")) == std::vector<Value>{txt("relapse"), {}, txt("death")});
  CHECK_THROWS_WITH_AS(
      causes(texts, {}),
      "status 'cause' is text, e.g. 'alive', and nothing says which value means censored; name it with "
      "censor",
      Error);
  CHECK_THROWS_WITH_AS(causes(texts, integer(0)), "censor 0 is no value of status 'cause', which is text, e.g. 'alive'",
                       Error);
  CHECK_THROWS_WITH_AS(causes(texts, txt("alife")),
                       "censor 'alife' is no value of status 'cause'; did you mean 'alive'?", Error);
}

TEST_CASE("a blob as source of an event: 0 and 1, or an error") {
  const auto unpacked = [](Cohort& cohort, const Rows& rows) {
    cohort.unpack(packed(values_of({"time", "status"}), rows), no_poll);
    cohort.end();
  };
  Cohort good(Outcome::event);
  unpacked(good, {{integer(5), 1.0}, {integer(6), integer(0)}, {{}, integer(1)}, {integer(6), integer(0)}});
  CHECK(good.patients().time == survival::LargeVector<double>{5, 6});
  CHECK(good.patients().status == survival::LargeVector<std::uint8_t>{1, 0});
  CHECK(good.patients().weight == survival::LargeVector<double>{1, 2});
  CHECK(good.n_missing() == 1);
  CHECK(good.whole_times());
  CHECK(good.whole_counts());

  Cohort only_events(Outcome::event);
  unpacked(only_events, {{integer(5), integer(1)}});
  CHECK(only_events.patients().status == survival::LargeVector<std::uint8_t>{1});

  Cohort causes(Outcome::event);
  CHECK_THROWS_WITH_AS(
      unpacked(causes, {{integer(5), txt("relapse")}, {integer(6), txt("relapse")}, {integer(6), integer(0)}}),
      "event is not 0 or 1 in 2 rows, e.g. 'relapse'; say which value is the event: surv(time, status = "
      "'relapse')",
      Error);
}

TEST_CASE("days from date arithmetic meet") {
  Cohort cohort(Outcome::event);
  take(cohort, time_event, {{365.0000000001, integer(1)}, {integer(365), integer(0)}, {366.0, integer(1)}});
  const RiskTables tables = cohort.risk_tables(no_poll);
  CHECK(cohort.patients().time == survival::LargeVector<double>{365, 365, 366});
  CHECK(tables.tolerance > 1e-8 * 365);
}
