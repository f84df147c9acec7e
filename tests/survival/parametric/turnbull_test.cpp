#include "survival/parametric/turnbull.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "survival/patients.hpp"
#include "survival/risk_table.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};
const double inf = HUGE_VAL;

Turnbull of(LargeVector<Bracket> brackets) { return turnbull(brackets, no_poll); }

/// The definition: mean over patients of (bracket holds the step) / P(bracket).
double gradient(const Turnbull& found, const LargeVector<Bracket>& brackets, const Turnbull::Step& step) {
  const auto holds = [](const Bracket& b, const Turnbull::Step& s) {
    const bool after = s.lower > b.lower || (s.lower == b.lower && (b.lower == b.upper) == (s.lower == s.upper));
    return (after || (s.lower == b.lower && b.lower < b.upper && s.lower < s.upper)) && s.upper <= b.upper;
  };
  double sum = 0, total = 0;
  for (const Bracket& b : brackets) {
    double p = 0;
    for (const auto& s : found.steps) p += holds(b, s) ? s.mass : 0;
    total += b.weight;
    if (holds(b, step)) sum += b.weight / p;
  }
  return sum / total;
}

}  // namespace

TEST_CASE("turnbull: by hand") {
  // (0, 2] and (1, 3] share (1, 2]: all mass can be there
  const Turnbull one = of({{0, 2, 1}, {1, 3, 1}});
  REQUIRE(one.steps.size() == 1);
  CHECK(one.steps[0].lower == 1);
  CHECK(one.steps[0].upper == 2);
  CHECK(one.steps[0].mass == 1);
  CHECK(one.steps[0].estimate == 0);
  // (0, 1], (0, 2], (1, 2]: mass p in (0, 1], 1 - p in (1, 2]; p (1 - p) is largest at 1/2
  const Turnbull two = of({{0, 1, 1}, {0, 2, 1}, {1, 2, 1}});
  REQUIRE(two.steps.size() == 2);
  CHECK(two.steps[0].mass == doctest::Approx(0.5).epsilon(1e-9));
  CHECK(two.steps[0].estimate == doctest::Approx(0.5).epsilon(1e-9));
  // with three patients in the first p^3 (1 - p): 3/4
  CHECK(of({{0, 1, 3}, {0, 2, 1}, {1, 2, 1}}).steps[0].mass == doctest::Approx(0.75).epsilon(1e-9));
  CHECK(of({}).steps.empty());
}

TEST_CASE("turnbull: a point, an interval that ends there and one that begins there are told apart") {
  // the event at 2 is in (1, 2] and not in (2, 3]
  const Turnbull found = of({{2, 2, 1}, {1, 2, 1}, {2, 3, 1}, {2, inf, 1}});
  REQUIRE(found.steps.size() == 2);
  CHECK(found.steps[0].lower == 2);
  CHECK(found.steps[0].upper == 2);
  CHECK(found.steps[0].mass == doctest::Approx(0.5).epsilon(1e-9));
  CHECK(found.steps[1].lower == 2);
  CHECK(found.steps[1].upper == 3);
  // what rounding sets apart is one time
  const Turnbull near = of({{2, 2 + 1e-12, 1}, {1, 2, 1}, {2 - 1e-12, 3, 1}, {2, inf, 1}});
  REQUIRE(near.steps.size() == 2);
  CHECK(near.steps[0].upper - near.steps[0].lower == 0);
  CHECK(near.steps[0].mass == doctest::Approx(0.5).epsilon(1e-9));
}

TEST_CASE("turnbull: times as large and as small as numbers get") {
  const Turnbull found = of({{1e308, 1e308, 1}, {1e308, inf, 1}, {0, 5e-324, 1}, {1.7e308, 1.7e308, 1}});
  double sum = 0;
  for (const auto& step : found.steps) {
    CHECK(step.lower >= 0);
    sum += step.mass;
  }
  CHECK(sum == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("turnbull: of events seen and right-censored it is Kaplan and Meier's") {
  std::mt19937 random(5);
  for (const std::size_t n : {1U, 5U, 50U, 300U}) {
    LargeVector<Bracket> brackets;
    Patients patients{{}, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
      const double time = double(1 + random() % 40);
      const bool event = random() % 3 > 0;
      brackets.push_back({time, event ? time : inf, 1});
      patients.time.push_back(time), patients.status.push_back(event);
    }
    const Turnbull found = of(brackets);
    sort_by_time(patients, no_poll);
    double surviving = 1;
    std::size_t step = 0;
    const Groups tables = risk_tables(patients, 1, no_poll);
    for (const auto& row : tables.front().rows) {
      if (!(row.n_event > 0)) continue;
      surviving *= 1 - row.n_event / row.n_risk;
      REQUIRE(step < found.steps.size());
      CHECK(found.steps[step].lower == row.time);
      CHECK(found.steps[step].upper == row.time);
      CHECK(std::abs(found.steps[step].estimate - surviving) < 1e-8);
      ++step;
    }
    CHECK(found.steps.size() - step == (surviving > 0 ? 1 : 0));  // what is left lies after the last
  }
}

TEST_CASE("turnbull: masses add up to 1, and no distribution is more likely") {
  std::mt19937 random(7);
  for (int set = 0; set < 20; ++set) {
    LargeVector<Bracket> brackets;
    for (int i = 0; i < 60; ++i) {
      const double low = double(random() % 20);
      const auto kind = random() % 4;
      brackets.push_back({low,
                          kind == 0   ? low
                          : kind == 1 ? inf
                                      : low + double(1 + random() % 6),
                          double(1 + random() % 3)});
    }
    const Turnbull found = of(brackets);
    CHECK(found.converged());
    double sum = 0, before = 1;
    for (const auto& step : found.steps) {
      sum += step.mass;
      CHECK(step.mass >= 0);
      CHECK(std::abs(before - step.mass - step.estimate) < 1e-12);
      before = step.estimate;
      const double d = gradient(found, brackets, step);
      CHECK(d <= 1 + 2 * Turnbull::tolerance);
      if (step.mass > 1e-6) CHECK(std::abs(d - 1) < 1e-6);
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-12));
    // the order of rows is nothing, and a weight is as many rows
    std::reverse(brackets.begin(), brackets.end());
    LargeVector<Bracket> rows;
    for (const Bracket& b : brackets)
      for (int k = 0; k < int(b.weight); ++k) rows.push_back({b.lower, b.upper, 1});
    const Turnbull again = of(rows);
    REQUIRE(again.steps.size() == found.steps.size());
    for (std::size_t j = 0; j < again.steps.size(); ++j)
      CHECK(std::abs(again.steps[j].mass - found.steps[j].mass) < 1e-6);
  }
}
