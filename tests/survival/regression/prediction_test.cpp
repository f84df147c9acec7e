#include "survival/regression/prediction.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <vector>

#include "survival/curves/kaplan_meier.hpp"
#include "survival/input_error.hpp"
#include "survival/regression/cox.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

/// Two columns, ties, both strata; each test takes what it needs.
Regression fifteen() {
  return {{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 3, 5, 5},
           {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1},
           {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0},
           {0, 0, 1, 0, 1, 0, 2, 0, 3, 1, 0, 0, 1, 2, 0}},
          {{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 2, 1, 2}, {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9}}};
}

Prediction predict(const Regression& rows, Ties ties = Ties::efron, Penalty penalty = Penalty::none) {
  return Cox(rows, {ties, penalty}, no_poll).prediction();
}

/// Both of one curve at each event time.
std::vector<double> curve(const Prediction& by, const Profile& profile, std::size_t stratum = 0) {
  std::vector<double> found;
  for (std::size_t k = 0; k < by.strata[stratum].hazard.size(); ++k) {
    const Survival at = by.at(profile, stratum, k);
    found.push_back(at.estimate);
    found.push_back(at.std_err);
  }
  return found;
}

void check_same(const std::vector<double>& a, const std::vector<double>& b, double epsilon) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(epsilon));
}

}  // namespace

TEST_CASE("a covariate of coefficient 0: exp(-Nelson-Aalen), and its error at the mean") {
  // each patient twice, with x of 0 and of 1: the coefficient is 0 with Breslow's ties
  Regression rows;
  rows.columns.resize(1);
  const Regression once = fifteen();
  for (std::size_t i = 0; i < once.patients.size(); ++i)
    for (const double x : {0., 1.}) {
      rows.patients.time.push_back(once.patients.time[i]);
      rows.patients.status.push_back(once.patients.status[i]);
      rows.columns[0].push_back(x);
    }
  const Prediction by = predict(rows, Ties::breslow);
  Patients patients = rows.patients;
  sort_by_time(patients, no_poll);
  const Groups tables = risk_tables(patients, 1, no_poll);
  std::size_t event_times = 0;
  trace(tables.front(), NelsonAalen(), std::nullopt, no_poll, [&](const CurvePoint& p) {
    event_times += p.n_event > 0;
    const Survival mean = by.at(by.mean, 0, event_times);
    CHECK(mean.estimate == doctest::Approx(std::exp(-p.estimate)).epsilon(1e-13));
    CHECK(mean.std_err == doctest::Approx(std::exp(-p.estimate) * p.std_err).epsilon(1e-13));
    for (const double x : {0., 1.}) {
      const Survival other = by.at(by.profile({&x, 1}, 0), 0, event_times);
      CHECK(other.estimate == doctest::Approx(mean.estimate).epsilon(1e-13));
      if (event_times > 0) CHECK(other.std_err > mean.std_err);  // the coefficient's own error
    }
  });
  CHECK(event_times + 1 == by.strata[0].hazard.size());
}

TEST_CASE("hazards are proportional: log S(x = 1) = exp(beta) log S(x = 0)") {
  Regression rows = fifteen();
  rows.columns.resize(1);
  rows.patients.entry.clear();
  const Cox model(rows, {}, no_poll);
  const Prediction by = model.prediction();
  const double one = 1, two = 2;
  const Profile a = by.profile({&one, 1}, 0), b = by.profile({&two, 1}, 0);
  for (std::size_t k = 1; k < by.strata[0].hazard.size(); ++k)
    CHECK(std::log(by.at(b, 0, k).estimate) ==
          doctest::Approx(std::exp(model.fit().estimate[0]) * std::log(by.at(a, 0, k).estimate)).epsilon(1e-12));
}

TEST_CASE("weights are rows written out, whatever the ties") {
  Regression counts = fifteen(), rows;
  rows.columns.resize(2);
  for (std::size_t i = 0; i < counts.patients.size(); ++i) {
    counts.patients.weight.push_back(double(1 + i % 3));
    for (std::size_t copy = 0; copy <= i % 3; ++copy) {
      rows.patients.time.push_back(counts.patients.time[i]);
      rows.patients.status.push_back(counts.patients.status[i]);
      rows.patients.group.push_back(counts.patients.group[i]);
      rows.patients.entry.push_back(counts.patients.entry[i]);
      for (const std::size_t j : {0U, 1U}) rows.columns[j].push_back(counts.columns[j][i]);
    }
  }
  for (const Ties ties : {Ties::efron, Ties::breslow, Ties::exact}) {
    const Prediction a = predict(counts, ties), b = predict(rows, ties);
    const double x[] = {1.5, 4};
    for (const std::size_t s : {0U, 1U}) {
      check_same(curve(a, a.profile(x, 0), s), curve(b, b.profile(x, 0), s), 1e-9);
      check_same(curve(a, a.mean, s), curve(b, b.mean, s), 1e-9);
    }
  }
}

TEST_CASE("the unit of time and the units and origins of covariates and offset do not matter") {
  Regression rows = fifteen(), moved = fifteen();
  rows.offset = {1, 0, 2, 0, 1, 0, 0, 3, 0, 1, 0, 0, 2, 0, 1};
  moved.offset = rows.offset;
  for (double& offset : moved.offset) offset += 1000;
  for (double& time : moved.patients.time) time *= 1e-3;
  for (double& entry : moved.patients.entry) entry *= 1e-3;
  for (double& x : moved.columns[0]) x = 1000 * x - 7;
  const Prediction a = predict(rows), b = predict(moved);
  const double x[] = {1.5, 4}, moved_x[] = {1493, 4};
  for (const std::size_t s : {0U, 1U}) {
    check_same(curve(a, a.profile(x, 0.5), s), curve(b, b.profile(moved_x, 1000.5), s), 1e-9);
    check_same(curve(a, a.mean, s), curve(b, b.mean, s), 1e-9);
  }
}

TEST_CASE("the mean's curve is that of the weighted means") {
  Regression rows = fifteen();
  rows.patients.group.clear();
  rows.offset = {1, 0, 2, 0, 1, 0, 0, 3, 0, 1, 0, 0, 2, 0, 1};
  std::vector<double> x(2);
  double total = 0, offset = 0;
  for (std::size_t i = 0; i < rows.patients.size(); ++i) {
    const double weight = double(1 + i % 4) / 2;
    rows.patients.weight.push_back(weight);
    total += weight, offset += weight * rows.offset[i];
    for (const std::size_t j : {0U, 1U}) x[j] += weight * rows.columns[j][i];
  }
  for (double& mean : x) mean /= total;
  const Prediction by = predict(rows);
  check_same(curve(by, by.mean), curve(by, by.profile(x, offset / total)), 1e-12);
}

TEST_CASE("a stratum's baseline is that of its patients alone, given the coefficients") {
  const Regression both = fifteen();
  const Cox model(both, {Ties::breslow}, no_poll);
  const Prediction in_both = model.prediction();
  const auto predictor = [&](double a, double b) { return a * model.fit().estimate[0] + b * model.fit().estimate[1]; };
  for (const std::uint32_t s : {0U, 1U}) {
    Regression
        alone;  // the coefficients as offset, and each patient as two halves, which differ in a column of no effect
    alone.columns.resize(1);
    for (std::size_t i = 0; i < both.patients.size(); ++i)
      for (const double x : {0., 1.}) {
        if (both.patients.group[i] != s) continue;
        alone.patients.time.push_back(both.patients.time[i]);
        alone.patients.status.push_back(both.patients.status[i]);
        alone.patients.entry.push_back(both.patients.entry[i]);
        alone.patients.weight.push_back(0.5);
        alone.columns[0].push_back(x);
        alone.offset.push_back(predictor(both.columns[0][i], both.columns[1][i]));
      }
    const Prediction in_one = predict(alone, Ties::breslow);
    const double x[] = {1.5, 4}, half = 0.5;
    const Profile a = in_both.profile(x, 0), b = in_one.profile({&half, 1}, predictor(1.5, 4));
    REQUIRE(in_both.strata[s].hazard.size() == in_one.strata[0].hazard.size());
    for (std::size_t k = 0; k < in_one.strata[0].hazard.size(); ++k)
      CHECK(in_both.at(a, s, k).estimate == doctest::Approx(in_one.at(b, 0, k).estimate).epsilon(1e-12));
  }
}

TEST_CASE("splitting follow-up changes nothing but the means") {
  Regression whole = fifteen(), split;
  whole.patients.entry.clear();
  split.columns.resize(2);
  for (std::size_t i = 0; i < whole.patients.size(); ++i)
    for (const bool later : {false, true}) {
      const double half = whole.patients.time[i] / 2;
      split.patients.entry.push_back(later ? half : 0);
      split.patients.time.push_back(later ? 2 * half : half);
      split.patients.status.push_back(later && whole.patients.status[i]);
      split.patients.group.push_back(whole.patients.group[i]);
      for (const std::size_t j : {0U, 1U}) split.columns[j].push_back(whole.columns[j][i]);
    }
  for (const Ties ties : {Ties::efron, Ties::breslow}) {
    const Prediction a = predict(whole, ties), b = predict(split, ties);
    const double x[] = {1.5, 4};
    for (const std::size_t s : {0U, 1U}) check_same(curve(a, a.profile(x, 0), s), curve(b, b.profile(x, 0), s), 1e-9);
  }
}

TEST_CASE("hard cases") {
  const double x = 1;
  SUBCASE("nobody has the event: survival is 1, without error") {
    const Prediction by = predict({{{1, 2, 3}, {0, 0, 0}, {}}, {{1, 0, 1}}});
    CHECK(curve(by, by.profile({&x, 1}, 0)) == std::vector<double>{1, 0});
  }
  SUBCASE("one event: an infinite coefficient predicts nothing") {
    const Regression rows{{{1, 2, 3, 4}, {0, 1, 0, 0}, {}}, {{1, 1, 0, 1}}};
    CHECK_THROWS_AS(predict(rows), InputError);
    // Firth: 2 h / (2 h + 1) = 3/4, h = 3/2, H(x = 1) = h / (2 h + 1)
    const Prediction by = predict(rows, Ties::efron, Penalty::firth);
    CHECK(by.at(by.profile({&x, 1}, 0), 0, 1).estimate == doctest::Approx(std::exp(-3. / 8)).epsilon(1e-7));
  }
  SUBCASE("a predictor beyond the doubles") {
    const Prediction by = predict({{{1, 2, 3, 3}, {1, 1, 0, 0}, {}}, {{1, 0, 1, 0}}});
    const double far[] = {1e6, -1e6};
    CHECK(by.at(by.profile({&far[0], 1}, 0), 0, 1).estimate == 0);
    CHECK(std::isnan(by.at(by.profile({&far[0], 1}, 0), 0, 1).std_err));
    CHECK(by.at(by.profile({&far[0], 1}, 0), 0, 0).estimate == 1);
    CHECK(by.at(by.profile({&far[1], 1}, 0), 0, 1).estimate == 1);
    CHECK(by.at(by.profile({&far[1], 1}, 0), 0, 1).std_err == 0);
  }
}

TEST_CASE("sampling weights: errors are the derivatives in the weights, of baseline and coefficients together") {
  for (const Ties ties : {Ties::efron, Ties::breslow})
    for (const bool clustered : {false, true}) {
      Regression rows = fifteen();
      rows.sampling = true;
      for (std::size_t i = 0; i < rows.patients.size(); ++i) rows.patients.weight.push_back(0.5 + double(i % 4));
      if (clustered)
        for (std::uint32_t i = 0; i < 15; ++i) rows.cluster.push_back(i % 7);
      const CoxRule rule{ties, Penalty::none, {.tolerance = 1e-15}};
      const double x[] = {1.3, 4};
      for (const std::size_t stratum : {0U, 1U})
        for (const std::size_t k : {1U, 3U}) {
          const auto at = [&](const Regression& some) {
            const Prediction by = Cox(some, rule, no_poll).prediction();
            return by.at(by.profile(x, 0), stratum, k);
          };
          std::vector<double> moved(15);
          for (std::size_t i = 0; i < 15; ++i) {
            const double w = rows.patients.weight[i], h = 1e-4 * w;
            Regression more = rows, less = rows;
            more.patients.weight[i] += h, less.patients.weight[i] -= h;
            moved[clustered ? i % 7 : i] += w * (at(more).estimate - at(less).estimate) / (2 * h);
          }
          double sum = 0;
          for (const double m : moved) sum += m * m;
          CHECK(at(rows).std_err == doctest::Approx(std::sqrt(sum)).epsilon(1e-5));
          Regression scaled = rows;
          for (double& w : scaled.patients.weight) w *= 1e5 / 3;
          CHECK(at(scaled).std_err == doctest::Approx(at(rows).std_err).epsilon(1e-9));
        }
    }
}
