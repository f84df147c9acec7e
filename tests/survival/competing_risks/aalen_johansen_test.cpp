#include "survival/competing_risks/aalen_johansen.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "survival/interval.hpp"

namespace {

using namespace survival;

constexpr auto gray = IncidenceVariance::gray, aalen = IncidenceVariance::aalen, delta = IncidenceVariance::delta;
const Poll no_poll = [] {};

RiskTable table_of(Patients patients) {
  sort_by_time(patients, no_poll);
  const std::size_t causes = patients.status.empty() ? 1 : std::max<std::size_t>(1, std::ranges::max(patients.status));
  return risk_tables(patients, 1, no_poll, causes).front();
}

std::vector<CurvePoint> incidence(const Patients& patients, std::size_t cause, IncidenceVariance variance,
                                  const std::optional<Request>& request = {}) {
  std::vector<CurvePoint> points;
  trace(table_of(patients), CumulativeIncidence(cause, variance), request, no_poll,
        [&](const CurvePoint& p) { points.push_back(p); });
  return points;
}

CurvePoint incidence_at(const Patients& patients, std::size_t cause, IncidenceVariance variance, double time) {
  return incidence(patients, cause, variance, Request{{&time, 1}}).at(0);
}

std::vector<double> column(const std::vector<CurvePoint>& points, double CurvePoint::*field) {
  std::vector<double> values;
  for (const auto& p : points) values.push_back(p.*field);
  return values;
}

bool close(double a, double b, double tolerance = 1e-14) {
  if (std::isnan(b)) return std::isnan(a);
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

bool close(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return close(x, y); });
}

double square(double x) { return x * x; }

/// One event time of the textbook's table.
struct Term {
  double n, d, d_cause, survival_before, survival, incidence;
};

std::vector<Term> terms(const RiskTable& table, std::size_t cause, double time) {
  std::vector<Term> all;
  double survival = 1, incidence = 0;
  for (std::size_t row = 0; row < table.rows.size() && table.rows[row].time <= time; ++row) {
    const RiskRow& now = table.rows[row];
    if (now.n_event == 0) continue;
    const double before = survival, d_cause = table.n_event(row, cause);
    incidence += before * d_cause / now.n_risk;
    survival *= (now.n_risk - now.n_event) / now.n_risk;
    all.push_back({now.n_risk, now.n_event, d_cause, before, survival, incidence});
  }
  return all;
}

/// The variance at the last of the terms, summed as the papers print it.
double variance_by_definition(const std::vector<Term>& terms, IncidenceVariance type) {
  double sum = 0;
  for (const Term& u : terms) {
    const double x = terms.back().incidence - u.incidence;  // F - F(u)
    const double n = u.n, d = u.d, dj = u.d_cause, other = u.d - u.d_cause;
    const bool all_leave = n == d;  // then x is 0, and what it multiplies is dropped
    const auto tied = [n](double m) { return m > 1 ? 1 - (m - 1) / (n - 1) : 1; };
    switch (type) {
      case gray:
        sum += square(u.survival_before / n) *
               (all_leave ? dj * tied(dj)
                          : square(1 - x / u.survival) * dj * tied(dj) + square(x / u.survival) * other * tied(other));
        break;
      case aalen:
        sum += n > 1 ? square(u.survival_before) * dj * (n - dj) / (n * n * (n - 1)) : square(u.survival_before) * dj;
        if (all_leave) break;
        sum += x * x * d / ((n - 1) * (n - d));
        sum -= 2 * x * u.survival_before * dj * (n - dj) / (n * (n - d) * (n - 1));
        break;
      case delta:
        sum += square(u.survival_before) * dj * (n - dj) / (n * n * n);
        if (all_leave) break;
        sum += x * x * d / (n * (n - d));
        sum -= 2 * x * u.survival_before * dj / (n * n);
        break;
    }
  }
  return sum;
}

int below(std::mt19937& random, int n) { return int(random() % unsigned(n)); }

struct Kind {
  bool ties = true;
  bool censored = true;
};

/// Three causes, late entries, weights of 1 to 3 where there are ties.
Patients random_patients(std::mt19937& random, int n, Kind kind) {
  Patients p{{}, {}, {}};
  for (int i = 0; i < n; ++i) {
    const double time = kind.ties ? 1 + below(random, 12) : 1 + i + below(random, 100) / 128.;
    p.time.push_back(time);
    p.status.push_back(std::uint8_t(kind.censored ? below(random, 4) : 1 + below(random, 3)));
    p.weight.push_back(kind.ties ? 1 + below(random, 3) : 1);
    if (kind.censored) p.entry.push_back(below(random, 3) ? 0 : time * below(random, 8) / 8);
  }
  return p;
}

// The example of the methods: 12 patients, two causes, ties of all kinds.
const Patients twelve{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0}, {}};

}  // namespace

TEST_CASE("twelve patients: every rise is S(t-) d_j / n") {
  struct Step {
    double time, n_risk, n_censor;
    double d1, rise1;  // S(t-) d / n as a fraction
    double d2, rise2;
  };
  const Step steps[] = {
      {1, 12, 0, 1, 1. / 12, 0, 0},                    // S = 11/12
      {2, 11, 0, 1, 11. / 12 / 11, 1, 11. / 12 / 11},  // 9/12
      {3, 9, 1, 0, 0, 0, 0},                           //
      {4, 8, 0, 1, 9. / 12 / 8, 0, 0},                 // 21/32
      {5, 7, 1, 0, 0, 1, 21. / 32 / 7},                // 9/16
      {6, 5, 0, 1, 9. / 16 / 5, 0, 0},                 // 9/20
      {7, 4, 1, 0, 0, 0, 0},                           //
      {8, 3, 0, 0, 0, 1, 9. / 20 / 3},                 // 3/10
      {9, 2, 0, 1, 3. / 10 / 2, 0, 0},                 // 3/20
      {10, 1, 1, 0, 0, 0, 0},
  };
  const auto one = incidence(twelve, 1, delta), two = incidence(twelve, 2, delta);
  REQUIRE(one.size() == 1 + std::size(steps));
  REQUIRE(two.size() == one.size());
  CHECK(one[0].n_risk == 12);
  CHECK(one[0].estimate == 0);
  CHECK(one[0].std_err == 0);
  double sum1 = 0, sum2 = 0;
  for (std::size_t i = 0; i < std::size(steps); ++i) {
    const Step& step = steps[i];
    CAPTURE(step.time);
    for (const auto* points : {&one, &two}) {
      CHECK((*points)[i + 1].time == step.time);
      CHECK((*points)[i + 1].n_risk == step.n_risk);
      CHECK((*points)[i + 1].n_censor == step.n_censor);
    }
    CHECK(one[i + 1].n_event == step.d1);
    CHECK(two[i + 1].n_event == step.d2);
    CHECK(close(one[i + 1].estimate, sum1 += step.rise1));
    CHECK(close(two[i + 1].estimate, sum2 += step.rise2));
  }
  CHECK(close(one.back().estimate, 1. / 12 + 1. / 12 + 3. / 32 + 9. / 80 + 3. / 20));
  CHECK(close(two.back().estimate, 1. / 12 + 3. / 32 + 3. / 20));
}

TEST_CASE("golden values, checked with R's survival, cmprsk and prodlim") {
  struct Case {
    double time, estimate, delta, gray;
  };
  for (const auto& c :
       {Case{6, 0.3729166667, 0.1507733488, 0.1626867661}, Case{9, 0.5229166667, 0.1706247668, 0.2102143901}}) {
    CAPTURE(c.time);
    CHECK(incidence_at(twelve, 1, delta, c.time).estimate == doctest::Approx(c.estimate).epsilon(1e-9));
    CHECK(incidence_at(twelve, 1, delta, c.time).std_err == doctest::Approx(c.delta).epsilon(1e-9));
    CHECK(incidence_at(twelve, 1, gray, c.time).std_err == doctest::Approx(c.gray).epsilon(1e-9));
  }
  struct Interval {
    double time;
    IncidenceVariance variance;
    ConfType type;
    double low, high;
  };
  constexpr double z = 1.959963984540054;
  for (const auto& c : {Interval{6, delta, ConfType::log, 0.16883553, 0.82368232},
                        Interval{6, gray, ConfType::log_log, 0.09565529, 0.66062768}}) {
    const CurvePoint p = incidence_at(twelve, 1, c.variance, c.time);
    const Limits limits = confidence_limits(p.estimate, p.std_err, z, c.type);
    CHECK(limits.low == doctest::Approx(c.low).epsilon(1e-7));
    CHECK(limits.high == doctest::Approx(c.high).epsilon(1e-7));
  }
}

TEST_CASE("each variance without ties, worked by hand") {
  // n = 4, 3, 2, 1; S(u) = 3/4, 1/2, 1/4; F1 = 1/4, 1/4, 1/2. At 3, where F = 1/2, F - F(u) = 1/4, 1/4, 0.
  const Patients patients{{1, 2, 3, 4}, {1, 2, 1, 0}, {}};
  CHECK(close(incidence_at(patients, 1, delta, 3).estimate, 0.5));
  // u = 1: (1/4)^2 1/(4 3) + 1 3/64 - 2 (1/4) 1/16;   u = 2: (1/4)^2 1/(3 2);   u = 3: (1/2)^2 1 1/8
  const double by_delta = (1. / 192 + 3. / 64 - 1. / 32) + 1. / 96 + 1. / 32;
  CHECK(close(by_delta, 1. / 16));  // the binomial F (1 - F) / 4: nobody was censored before
  CHECK(close(square(incidence_at(patients, 1, delta, 3).std_err), by_delta));
  // u = 1: (1/4)^2 1/(3 3) + 3/(16 3) - 2 (1/4) 3/(4 3 3);   u = 2: (1/4)^2 1/(2 2);   u = 3: (1/2)^2 1/(4 1)
  const double by_aalen = (1. / 144 + 1. / 16 - 1. / 24) + 1. / 64 + 1. / 16;
  CHECK(close(by_aalen, 61. / 576));
  CHECK(close(square(incidence_at(patients, 1, aalen, 3).std_err), by_aalen));
  // u = 1: 1/16 [1 - (1/4)/(3/4)]^2;   u = 2: (3/4)^2/9 [(1/4)/(1/2)]^2;   u = 3: (1/2)^2/4 1
  const double by_gray = 1. / 36 + 1. / 64 + 1. / 16;
  CHECK(close(by_gray, by_aalen));  // without ties they are one
  CHECK(close(square(incidence_at(patients, 1, gray, 3).std_err), by_gray));
}

TEST_CASE("each variance with ties, worked by hand") {
  // at 1, of 6: twice cause 1, once cause 2; then n = 3, 2, 1. S = 1/2, 1/3, 1/6; F1 = 1/3, 1/2, 1/2.
  const Patients patients{{1, 1, 1, 2, 3, 4}, {1, 1, 2, 1, 2, 0}, {}};
  CHECK(close(incidence_at(patients, 1, delta, 3).estimate, 0.5));
  // u = 1: (1/6)^2 3/(6 3) + 2 4/6^3 - 2 (1/6) 2/6^2;   u = 2: (1/2)^2 1 2/3^3
  const double by_delta = (1. / 216 + 8. / 216 - 4. / 216) + 1. / 54;
  CHECK(close(by_delta, 1. / 24));  // binomial
  CHECK(close(square(incidence_at(patients, 1, delta, 3).std_err), by_delta));
  // u = 1: (1/6)^2 3/(5 3) + 2 4/(6^2 5) - 2 (1/6) 2 4/(6 3 5);   u = 2: (1/2)^2 1 2/(9 2)
  const double by_aalen = (1. / 180 + 2. / 45 - 4. / 135) + 1. / 36;
  CHECK(close(by_aalen, 39. / 810));
  CHECK(close(square(incidence_at(patients, 1, aalen, 3).std_err), by_aalen));
  // u = 1: 1/36 {[1 - (1/6)/(1/2)]^2 2 (1 - 1/5) + [(1/6)/(1/2)]^2 1};   u = 2: (1/2)^2/9 1
  const double by_gray = (32. / 45 + 1. / 9) / 36 + 1. / 36;
  CHECK(close(by_gray, 41. / 810));
  CHECK(close(square(incidence_at(patients, 1, gray, 3).std_err), by_gray));
}

TEST_CASE("where all leave, what would be 0 / 0 is its limit, as in cmprsk") {
  // at 1 one of two has cause 1, at 2 the other cause 2: S = 1/2, 0; F1 = 1/2, 1/2; F2 = 0, 1/2
  const Patients patients{{1, 2}, {1, 2}, {}};
  const auto at_2 = [&](std::size_t cause, IncidenceVariance variance) {
    return square(incidence_at(patients, cause, variance, 2).std_err);
  };
  for (const std::size_t cause : {1U, 2U}) CHECK(close(at_2(cause, delta), 1. / 8));  // binomial: 1/2 1/2 / 2
  for (const auto variance : {gray, aalen}) {
    CHECK(close(at_2(1, variance), 1. / 4));           // u = 1: 1/4 1
    CHECK(close(at_2(2, variance), 1. / 4 + 1. / 4));  // u = 1: 1/4 [(1/2)/(1/2)]^2;   u = 2: (1/2)^2 1
  }
}

TEST_CASE("cumulative incidence: edges") {
  struct Case {
    const char* name;
    Patients patients;
    std::size_t cause;
    std::vector<double> n_event, estimate;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, 1, {}, {}},
      {"all censored", {{1, 2}, {0, 0}, {}}, 1, {0, 0, 0}, {0, 0, 0}},
      {"a cause that nobody had", {{1, 2}, {1, 0}, {}}, 0, {0, 0, 0}, {0, 0, 0}},
      {"the only cause: 1 - S", {{1, 2, 3}, {1, 0, 1}, {}}, 1, {0, 1, 0, 1}, {0, 1. / 3, 1. / 3, 1}},
      {"a competing event takes its share for good", {{1, 2}, {2, 1}, {}}, 1, {0, 0, 1}, {0, 0, 0.5}},
      {"two causes at one time", {{1, 1}, {1, 2}, {}}, 2, {0, 1}, {0, 0.5}},
      {"event and censoring tied: the event first", {{5, 5}, {2, 0}, {}}, 2, {0, 1}, {0, 0.5}},
      {"at time 0 there is no row before", {{0, 2}, {1, 2}, {}}, 1, {1, 0}, {0.5, 0.5}},
      // at 3 of 2; at 4 of 2, one has entered since; at 6 of 1
      {"late entry", {{3, 4, 6}, {1, 2, 1}, {}, {0, 0, 3}}, 1, {0, 1, 0, 1}, {0, 0.5, 0.5, 0.75}},
      {"all die, others enter later: nothing changes any more",
       {{2, 5, 6}, {2, 1, 0}, {}, {0, 3, 3}},
       1,
       {0, 0, 1, 0},
       {0, 0, 0, 0}},
      {"weights count patients", {{1, 2}, {1, 2}, {}, {}, {3, 1}}, 1, {0, 3, 0}, {0, 0.75, 0.75}},
  };
  for (const auto& c : cases)
    for (const auto variance : {gray, aalen, delta}) {
      CAPTURE(c.name);
      const auto points = incidence(c.patients, c.cause, variance);
      CHECK(column(points, &CurvePoint::n_event) == c.n_event);
      CHECK(close(column(points, &CurvePoint::estimate), c.estimate));
      for (const auto& p : points) CHECK(std::isfinite(p.std_err));
    }
}

TEST_CASE("before the first event of the cause the error is 0, and others' events do not change that") {
  const Patients patients{{1, 2, 3}, {2, 1, 0}, {}};
  for (const auto variance : {gray, aalen, delta}) {
    CHECK(incidence_at(patients, 1, variance, 0).std_err == 0);
    CHECK(incidence_at(patients, 1, variance, 1).std_err == 0);
    CHECK(incidence_at(patients, 1, variance, 2).std_err > 0);
  }
}

TEST_CASE("past the end the incidence is unknown, unless nobody is left to whom it could happen") {
  CHECK(std::isnan(incidence_at(twelve, 1, gray, 10.5).estimate));
  CHECK(std::isnan(incidence_at(twelve, 1, gray, 10.5).std_err));
  const Patients all_die{{1, 2, 3}, {1, 2, 1}, {}};
  CHECK(close(incidence_at(all_die, 1, gray, 99).estimate, 2. / 3));
  CHECK(close(incidence_at(all_die, 2, gray, 99).estimate, 1. / 3));
  CHECK(incidence_at(all_die, 1, gray, 99).n_risk == 0);
  const double late = 99;
  const CurvePoint extended = incidence(twelve, 1, delta, Request{{&late, 1}, true}).at(0);
  CHECK(extended.estimate == doctest::Approx(0.5229166667).epsilon(1e-9));
  CHECK(extended.std_err == doctest::Approx(0.1706247668).epsilon(1e-9));
  CHECK(extended.n_event == 5);
  CHECK(extended.n_censor == 4);
}

TEST_CASE("each variance is its sum, at every time, on random patients") {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const Patients patients = random_patients(random, 1 + below(random, 40), {.ties = round % 2 == 0});
    const RiskTable table = table_of(patients);
    for (std::size_t cause = 1; cause <= table.causes; ++cause)
      for (const auto variance : {gray, aalen, delta})
        for (const CurvePoint& p : incidence(patients, cause, variance)) {
          const auto until = terms(table, cause, p.time);
          CAPTURE(round);
          CAPTURE(p.time);
          CHECK(close(p.estimate, until.empty() ? 0 : until.back().incidence));
          CHECK(close(square(p.std_err), until.empty() ? 0 : variance_by_definition(until, variance), 1e-13));
        }
  }
}

TEST_CASE("without ties gray and aalen are one") {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    const Patients patients = random_patients(random, 1 + below(random, 40), {.ties = false});
    for (std::size_t cause = 1; cause <= table_of(patients).causes; ++cause) {
      const auto by_gray = incidence(patients, cause, gray), by_aalen = incidence(patients, cause, aalen);
      CAPTURE(round);
      for (std::size_t i = 0; i < by_gray.size(); ++i)
        CHECK(close(square(by_gray[i].std_err), square(by_aalen[i].std_err)));
    }
  }
}

TEST_CASE("without censoring delta is the binomial variance, ties or not") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    const Patients patients =
        random_patients(random, 1 + below(random, 40), {.ties = round % 2 == 0, .censored = false});
    double n = 0;
    for (const double weight : patients.weight) n += weight;
    for (std::size_t cause = 1; cause <= table_of(patients).causes; ++cause) {
      double until = 0;
      for (const CurvePoint& p : incidence(patients, cause, delta)) {
        CAPTURE(round);
        until += p.n_event;
        CHECK(close(p.estimate, until / n));
        CHECK(close(square(p.std_err), until / n * (1 - until / n) / n));
      }
    }
  }
}

TEST_CASE("where everyone had the event, the limits do not hang on the last bit of the incidence") {
  // the log-log limits are (1, 1) at 1, and (0, 1) at 1 - 1e-16
  const auto limits_at_the_end = [](int n) {
    Patients patients{{}, {}, {}};
    for (int i = 1; i <= n; ++i) {
      patients.time.push_back(i);
      patients.status.push_back(1);
    }
    const CurvePoint end = incidence(patients, 1, gray).back();
    const Limits limits = confidence_limits(end.estimate, end.std_err, 1.96, ConfType::log_log);
    return std::vector{limits.low, limits.high};
  };
  int different = 0;
  for (int n = 2; n <= 100; ++n) different += !close(limits_at_the_end(n), limits_at_the_end(1));
  CHECK(different == 0);
}

TEST_CASE("weights below 1: the n - 1 of aalen does not blow up") {
  // 1.2, 1.1, 1 and fewer at risk: an error of a probability is at most about 1, or there is none
  Patients patients{{}, {}, {}};
  for (int i = 1; i <= 12; ++i) {
    patients.time.push_back(i);
    patients.status.push_back(i < 12);
    patients.weight.push_back(0.1);
  }
  double largest = 0;
  for (const CurvePoint& p : incidence(patients, 1, aalen)) largest = std::max(largest, p.std_err);
  CHECK(largest < 2);
}

TEST_CASE("weights that are not whole: aalen does not hang on the order of the rows") {
  // at 2, 0.2 of 0.2 + 0.1 + 1.4 + 0.3 have the event: 2 in doubles, but 2 - 2e-16 with the last two exchanged
  const Patients patients{{1, 2, 2, 2, 2}, {1, 1, 0, 0, 0}, {}, {}, {1, 0.2, 0.1, 1.4, 0.3}};
  const Patients other{{1, 2, 2, 2, 2}, {1, 1, 0, 0, 0}, {}, {}, {1, 0.2, 0.1, 0.3, 1.4}};
  CHECK(close(incidence_at(patients, 1, aalen, 2).std_err, incidence_at(other, 1, aalen, 2).std_err));
}
