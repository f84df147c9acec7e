#include "survival/curves/kaplan_meier.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string_view>

namespace {

using namespace survival;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
const Poll no_poll = [] {};

RiskTable table_of(Patients patients) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, 1, no_poll).front();
}

std::vector<CurvePoint> traced(const Patients& patients, Direction direction, const std::optional<Request>& request) {
  std::vector<CurvePoint> points;
  trace(table_of(patients), KaplanMeier(direction), request, no_poll,
        [&](const CurvePoint& p) { points.push_back(p); });
  return points;
}

std::vector<CurvePoint> curve(const Patients& patients, Direction direction = Direction::forward) {
  return traced(patients, direction, {});
}

struct At {
  bool extend = false;
  double tolerance = 0;
  Direction direction = Direction::forward;
};

std::vector<CurvePoint> curve_at(const Patients& patients, const std::vector<double>& times, At at = {}) {
  return traced(patients, at.direction, Request{times, at.extend, at.tolerance});
}

std::vector<double> column(const std::vector<CurvePoint>& points, double CurvePoint::*field) {
  std::vector<double> values;
  for (const auto& p : points) values.push_back(p.*field);
  return values;
}

double sum(const std::vector<CurvePoint>& points, double CurvePoint::*field) {
  const auto values = column(points, field);
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Equal but for a few units in the last place; NaN equals NaN.
bool close(double a, double b) {
  if (std::isnan(b)) return std::isnan(a);
  return std::abs(a - b) <= 8 * std::numeric_limits<double>::epsilon() * std::abs(b);
}

bool close(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return close(x, y); });
}

bool same(const CurvePoint& a, const CurvePoint& b) {
  return a.time == b.time && a.n_risk == b.n_risk && a.n_event == b.n_event && a.n_censor == b.n_censor &&
         close(a.estimate, b.estimate) && close(a.std_err, b.std_err);
}

int below(std::mt19937& random, int n) { return int(random() % unsigned(n)); }

/// Days in whole numbers, ties of all kinds, late entries, weights of 1 to 3.
Patients random_patients(std::mt19937& random, int n) {
  Patients p{{}, {}, {}};
  for (int i = 0; i < n; ++i) {
    const int time = 1 + below(random, 12);
    p.time.push_back(time);
    p.status.push_back(std::uint8_t(below(random, 2)));
    p.entry.push_back(below(random, 3) ? 0 : below(random, time));
    p.weight.push_back(1 + below(random, 3));
  }
  return p;
}

// Remission in weeks on 6-MP: Freireich et al. 1963, as printed in Gehan 1965, Biometrika 52:203.
const Patients remission{{6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35},
                         {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0},
                         {}};

}  // namespace

TEST_CASE("6-MP: every step is its fraction, every error Greenwood's sum") {
  struct Step {
    double time, n_risk, n_event, n_censor;
    double factor;  // 1 - n_event / n_risk
    double term;    // n_event / (n_risk (n_risk - n_event))
  };
  const Step steps[] = {
      {6, 21, 3, 1, 18. / 21, 1. / 126},
      {7, 17, 1, 0, 16. / 17, 1. / 272},
      {9, 16, 0, 1, 1, 0},
      {10, 15, 1, 1, 14. / 15, 1. / 210},
      {11, 13, 0, 1, 1, 0},
      {13, 12, 1, 0, 11. / 12, 1. / 132},
      {16, 11, 1, 0, 10. / 11, 1. / 110},
      {17, 10, 0, 1, 1, 0},
      {19, 9, 0, 1, 1, 0},
      {20, 8, 0, 1, 1, 0},
      {22, 7, 1, 0, 6. / 7, 1. / 42},
      {23, 6, 1, 0, 5. / 6, 1. / 30},
      {25, 5, 0, 1, 1, 0},
      {32, 4, 0, 2, 1, 0},
      {34, 2, 0, 1, 1, 0},
      {35, 1, 0, 1, 1, 0},
  };
  const auto points = curve(remission);
  REQUIRE(points.size() == 1 + std::size(steps));
  CHECK(same(points[0], {0, 21, 0, 0, 1, 0}));
  double survival = 1, greenwood = 0;
  for (std::size_t i = 0; i < std::size(steps); ++i) {
    const Step& step = steps[i];
    CAPTURE(step.time);
    survival *= step.factor;
    greenwood += step.term;
    CHECK(same(points[i + 1],
               {step.time, step.n_risk, step.n_event, step.n_censor, survival, survival * std::sqrt(greenwood)}));
  }
  // 6/7 16/17 14/15 11/12 10/11 6/7 5/6 = 160/357
  CHECK(close(points.back().estimate, 160. / 357));
}

TEST_CASE("kaplan_meier: edges") {
  struct Case {
    std::string_view name;
    Patients patients;
    std::vector<double> n_risk, survival;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, {}, {}},
      {"all censored: 1 throughout", {{1, 2}, {0, 0}, {}}, {2, 2, 1}, {1, 1, 1}},
      {"an event and a censoring tied: the event first", {{5, 5}, {1, 0}, {}}, {2, 2}, {1, 0.5}},
      {"the last patient dies: the curve reaches 0", {{1, 2}, {1, 1}, {}}, {2, 2, 1}, {1, 0.5, 0}},
      {"unsorted input", {{3, 1, 2}, {1, 0, 1}, {}}, {3, 3, 2, 1}, {1, 1, 0.5, 0}},
      {"any cause is an event", {{1, 2}, {7, 0}, {}}, {2, 2, 1}, {1, 0.5, 0.5}},
      {"an event at time 0: the curve starts below 1", {{0, 2}, {1, 0}, {}}, {2, 1}, {0.5, 0.5}},
      {"a censoring at time 0 leaves the rest", {{0, 2}, {0, 1}, {}}, {2, 1}, {1, 0}},
      // at risk at 3: 1 2 3; at 4: 2 3, the fourth enters just after; at 5: 3 4
      {"entries one after the other",
       {{3, 4, 5, 8}, {1, 1, 1, 0}, {}, {0, 1, 2, 4}},
       {1, 3, 2, 2, 1},
       {1, 2. / 3, 1. / 3, 1. / 6, 1. / 6}},
      {"an entry of 0 or before is from the start", {{2, 3}, {1, 0}, {}, {-4, 0}}, {2, 2, 1}, {1, 0.5, 0.5}},
      {"nobody followed for a while", {{2, 5, 6}, {0, 1, 0}, {}, {0, 3, 3}}, {1, 1, 2, 1}, {1, 1, 0.5, 0.5}},
      {"all die, others enter later: 0 is for good", {{2, 5, 6}, {1, 1, 0}, {}, {0, 3, 3}}, {1, 1, 2, 1}, {1, 0, 0, 0}},
      {"a weight counts patients", {{5, 5, 8}, {1, 0, 1}, {}, {}, {2, 1, 1}}, {4, 4, 1}, {1, 0.5, 0}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto points = curve(c.patients);
    CHECK(column(points, &CurvePoint::n_risk) == c.n_risk);
    CHECK(close(column(points, &CurvePoint::estimate), c.survival));
  }
}

TEST_CASE("the error is 0 before the first event and undefined once the curve is 0") {
  CHECK(close(column(curve({{1, 2, 3}, {0, 1, 1}, {}}), &CurvePoint::std_err),
              {0, 0, 0.5 * std::sqrt(1. / 2), undefined}));  // 1 / (2 (2 - 1))
  CHECK(close(column(curve({{2, 5, 6}, {1, 1, 0}, {}, {0, 3, 3}}), &CurvePoint::std_err),
              {0, undefined, undefined, undefined}));
}

TEST_CASE("without censoring the error is the binomial one") {
  const auto points = curve({{1, 2, 3, 4, 5}, {1, 1, 1, 1, 1}, {}});
  for (const auto& p : points)
    if (p.estimate > 0) CHECK(close(p.std_err, std::sqrt(p.estimate * (1 - p.estimate) / 5)));
}

TEST_CASE("a weight is so many rows written out") {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const Patients counted = random_patients(random, 1 + below(random, 30));
    Patients written{{}, {}, {}};
    for (std::size_t i = 0; i < counted.size(); ++i)
      for (double copy = 0; copy < counted.weight[i]; ++copy) {
        written.time.push_back(counted.time[i]);
        written.status.push_back(counted.status[i]);
        written.entry.push_back(counted.entry[i]);
      }
    for (const auto direction : {Direction::forward, Direction::reverse}) {
      CAPTURE(round);
      const std::vector<double> times = {0, 1, 2.5, 7, 12, 13};
      CHECK(std::ranges::equal(curve(counted, direction), curve(written, direction), same));
      CHECK(std::ranges::equal(curve_at(counted, times, {.direction = direction}),
                               curve_at(written, times, {.direction = direction}), same));
    }
  }
}

TEST_CASE("where all at risk have the event the curve is exactly 0, whatever the weights") {
  std::mt19937 random(2);
  for (int round = 0; round < 500; ++round) {
    Patients patients = random_patients(random, 2 + below(random, 20));
    std::ranges::fill(patients.status, std::uint8_t{1});
    for (double& weight : patients.weight) weight = (1 + below(random, 99)) / 10.;
    CAPTURE(round);
    CHECK(curve(patients).back().estimate == 0);
    std::ranges::fill(patients.status, std::uint8_t{0});
    CHECK(curve(patients, Direction::reverse).back().estimate == 0);
  }
}

TEST_CASE("in reverse the censorings are the events, and who had the event at that time has left before") {
  // at 5: 6 followed, 2 had the event, 2 of the other 4 are censored; at 8: 1 of 2; at 9 the event
  const Patients patients{{3, 5, 5, 5, 5, 8, 9}, {1, 1, 1, 0, 0, 0, 1}, {}};
  const auto points = curve(patients, Direction::reverse);
  CHECK(column(points, &CurvePoint::estimate) == std::vector<double>{1, 1, 0.5, 0.25, 0.25});
  CHECK(column(points, &CurvePoint::n_risk) == std::vector<double>{7, 7, 6, 2, 1});
  CHECK(column(points, &CurvePoint::n_event) == std::vector<double>{0, 0, 2, 1, 0});
  CHECK(column(points, &CurvePoint::n_censor) == std::vector<double>{0, 1, 2, 0, 1});
  // 2 / (4 2) + 1 / (2 1)
  CHECK(close(points.back().std_err, 0.25 * std::sqrt(0.25 + 0.5)));
}

TEST_CASE("in reverse the last censorings end at exactly 0, tied with an event of a fractional weight too") {
  // followed 0.1 + 0.2, less 0.1, less 0.2: 2.8e-17 in doubles
  CHECK(curve({{5, 5}, {1, 0}, {}, {}, {0.1, 0.2}}, Direction::reverse).back().estimate == 0);
  CHECK(curve({{2, 5, 5}, {0, 1, 0}, {}, {}, {0.7, 0.1, 0.2}}, Direction::reverse).back().estimate == 0);
}

TEST_CASE("at requested times") {
  // 2: 4/5; 4: 3/4 and a censoring; 6: 1/2; 8: censored
  const Patients patients{{2, 4, 4, 6, 8}, {1, 1, 0, 1, 0}, {}};
  struct Case {
    std::string_view name;
    double time, n_risk, n_event, n_censor, survival;
  };
  const Case cases[] = {
      {"the start", 0, 5, 0, 0, 1},
      {"before the first step", 1, 5, 0, 0, 1},
      {"between steps", 3, 4, 1, 0, 0.8},
      {"on a step", 4, 4, 2, 1, 0.6},
      {"after a step", 4.5, 2, 2, 1, 0.6},
      {"the last follow-up", 8, 1, 3, 2, 0.3},
      {"past the end", 8.5, 0, 3, 2, undefined},
  };
  std::vector<double> times;
  for (const auto& c : cases) {
    CAPTURE(c.name);
    times.push_back(c.time);
    const CurvePoint p = curve_at(patients, {c.time}).at(0);
    CHECK(p.time == c.time);
    CHECK(p.n_risk == c.n_risk);
    CHECK(p.n_event == c.n_event);
    CHECK(p.n_censor == c.n_censor);
    CHECK(close(p.estimate, c.survival));
    CHECK(std::isnan(p.std_err) == std::isnan(c.survival));
  }
  SUBCASE("counts are since the time before") {
    const auto points = curve_at(patients, times);
    CHECK(column(points, &CurvePoint::n_event) == std::vector<double>{0, 0, 1, 1, 0, 1, 0});
    CHECK(column(points, &CurvePoint::n_censor) == std::vector<double>{0, 0, 0, 1, 0, 1, 0});
  }
  SUBCASE("extend carries the last value on") {
    const CurvePoint last = curve(patients).back(), p = curve_at(patients, {9, 99}, {.extend = true}).at(1);
    CHECK(p.estimate == last.estimate);
    CHECK(p.std_err == last.std_err);
    CHECK(p.n_risk == 0);
  }
  SUBCASE("0 is 0 past the end too") {
    const CurvePoint p = curve_at({{2, 3}, {1, 1}, {}}, {5}).at(0);
    CHECK(p.estimate == 0);
    CHECK(std::isnan(p.std_err));
  }
  SUBCASE("a step less than the tolerance away has been reached") {
    const double almost = 4 - 1e-9;
    CHECK(same(curve_at(patients, {almost}, {.tolerance = 1e-8}).at(0),
               {almost, 4, 2, 1, 0.6, 0.6 * std::sqrt(1. / 20 + 1. / 12)}));
    CHECK(curve_at(patients, {almost}).at(0).n_event == 1);
    CHECK(curve_at(patients, {4 + 1e-9}, {.tolerance = 1e-8}).at(0).n_risk == 4);
    CHECK(curve_at(patients, {4 + 1e-9}).at(0).n_risk == 2);
    CHECK_FALSE(std::isnan(curve_at(patients, {8 + 1e-9}, {.tolerance = 1e-8}).at(0).estimate));
  }
  SUBCASE("nobody at risk at that time, though followed before and after") {
    const CurvePoint p = curve_at({{2, 5, 6}, {0, 1, 0}, {}, {0, 3, 3}}, {2.5}).at(0);
    CHECK(p.n_risk == 0);
    CHECK(p.estimate == 1);
  }
  SUBCASE("no patients, no rows; no times, no rows") {
    CHECK(curve_at({{}, {}, {}}, {1, 2}).empty());
    CHECK(curve_at(patients, {}).empty());
  }
}

TEST_CASE("requested at every step, the curve is the curve") {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const Patients patients = random_patients(random, 1 + below(random, 30));
    for (const auto direction : {Direction::forward, Direction::reverse}) {
      CAPTURE(round);
      const auto whole = curve(patients, direction);
      CHECK(std::ranges::equal(curve_at(patients, column(whole, &CurvePoint::time), {.direction = direction}), whole,
                               same));
      const auto end = curve_at(patients, {3.5, 7, 100}, {.direction = direction});
      CHECK(sum(end, &CurvePoint::n_event) == sum(whole, &CurvePoint::n_event));
      CHECK(sum(end, &CurvePoint::n_censor) == sum(whole, &CurvePoint::n_censor));
    }
  }
}

TEST_CASE("golden values, checked with R") {
  // 9/12 at 2; 7/8 at 4; 6/7 at 5
  const Patients patients{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0}, {}};
  const CurvePoint p = curve_at(patients, {5}).at(0);
  CHECK(p.n_risk == 7);
  CHECK(close(p.estimate, 0.5625));
  CHECK(p.std_err == doctest::Approx(0.1482317653).epsilon(1e-10));
}
