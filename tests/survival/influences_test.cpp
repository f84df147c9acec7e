#include "survival/influences.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <map>
#include <memory>

#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/competing_risks/time_lost.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/risk_table.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

/// Random patients by time, two causes; with ids, up to three rows each, of different weights, that may have gaps.
Patients random_patients(unsigned seed, bool entry, bool id) {
  unsigned state = seed * 2654435761U + 12345;
  const auto below = [&](unsigned n) { return (state = state * 1664525U + 1013904223U, (state >> 8) % n); };
  Patients p{{}, {}, {}};
  for (std::uint32_t patient = 0; patient < 14; ++patient) {
    double since = entry ? below(4) : 0;
    const unsigned rows = id ? 1 + below(3) : 1;
    for (unsigned r = 0; r < rows; ++r) {
      const double until = since + 1 + below(5);
      p.time.push_back(until);
      p.status.push_back(r + 1 < rows ? 0 : std::uint8_t(below(3)));
      if (entry || id) p.entry.push_back(since);
      const double w = 0.5 + 0.25 * below(8);
      p.weight.push_back(w), p.weight2.push_back(w * w);
      if (id) p.id.push_back(patient);
      since = until + below(2);
    }
  }
  sort_by_time(p, no_poll);
  return p;
}

Groups tables_of(const Patients& p) {
  return risk_tables(p, 1, no_poll, 2, std::make_shared<Followers>(p, 1, LargeVector<std::uint8_t>{}, no_poll));
}

/// sum over patients of (sum of w d estimate / dw)^2, by differences.
double by_differences(const Patients& patients, const std::function<double(const RiskTable&)>& estimate) {
  std::map<std::size_t, double> moved;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const auto with = [&](double h) {
      Patients other = patients;
      other.weight[i] += h;
      return estimate(risk_tables(other, 1, no_poll, 2).front());
    };
    const double h = 1e-5;
    moved[patients.id.empty() ? i : patients.id[i]] += patients.weight[i] * (with(h) - with(-h)) / (2 * h);
  }
  double sum = 0;
  for (const auto& [who, influence] : moved) sum += influence * influence;
  return std::sqrt(sum);
}

template <class Estimator>
CurvePoint at(const RiskTable& table, const Estimator& estimator, double time) {
  CurvePoint found{};
  trace(table, estimator, Request{{&time, 1}, true}, no_poll, [&](const CurvePoint& p) { found = p; });
  return found;
}

void check_at(const Patients& patients, double time) {
  const Groups tables = tables_of(patients);
  const RiskTable& table = tables.front();
  const auto check = [&](double error, const std::function<double(const RiskTable&)>& estimate) {
    CHECK(error == doctest::Approx(by_differences(patients, estimate)).epsilon(1e-5));
  };
  if (const CurvePoint p = at(table, KaplanMeier(), time); p.estimate > 0.01)
    check(p.std_err, [&](const RiskTable& t) { return at(t, KaplanMeier(), time).estimate; });
  check(at(table, NelsonAalen(), time).std_err,
        [&](const RiskTable& t) { return at(t, NelsonAalen(), time).estimate; });
  for (const std::size_t cause : {1U, 2U}) {
    const CumulativeIncidence incidence(cause, IncidenceVariance::gray);
    check(at(table, incidence, time).std_err, [&](const RiskTable& t) { return at(t, incidence, time).estimate; });
    if (const Estimate lost = time_lost(table, cause, time, 0, no_poll); !std::isnan(lost.value))
      check(lost.std_err, [&](const RiskTable& t) { return time_lost(t, cause, time, 0, no_poll).value; });
  }
  if (const RestrictedMean mean = restricted_mean(table, time, 0, no_poll); !std::isnan(mean.mean))
    check(mean.std_err, [&](const RiskTable& t) { return restricted_mean(t, time, 0, no_poll).mean; });
}

}  // namespace

TEST_CASE("robust errors of curves are the derivatives in the weights") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const Patients patients = random_patients(seed, seed % 2 == 0, seed % 3 == 0);
    for (const double time : {2.0, 3.5, 6.0}) check_at(patients, time);
  }
}

TEST_CASE("robust errors do not know the scale of the weights") {
  Patients patients = random_patients(6, true, true);
  const double before = at(tables_of(patients).front(), KaplanMeier(), 4).std_err;
  for (double& w : patients.weight) w *= 1000. / 7;
  for (double& w : patients.weight2) w *= 1000. / 7 * 1000 / 7;
  CHECK(at(tables_of(patients).front(), KaplanMeier(), 4).std_err == doctest::Approx(before).epsilon(1e-12));
}

TEST_CASE("rows that are alike count by the sum of their squared weights") {
  const Patients apart{{1, 2, 2, 3}, {1, 1, 1, 0}, {}, {}, {2, 1, 3, 4}, {4, 1, 9, 16}};
  const Patients together{{1, 2, 3}, {1, 1, 0}, {}, {}, {2, 4, 4}, {4, 10, 16}};
  CHECK(at(tables_of(together).front(), KaplanMeier(), 2).std_err ==
        doctest::Approx(at(tables_of(apart).front(), KaplanMeier(), 2).std_err).epsilon(1e-14));
}

TEST_CASE("weights of 1: Greenwood's error, forward and in reverse") {
  const Patients patients{{1, 2, 3, 4, 5}, {1, 0, 1, 0, 1}, {}, {}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}};
  const Groups robust = tables_of(patients), counts = risk_tables(patients, 1, no_poll);
  for (const Direction direction : {Direction::forward, Direction::reverse})
    for (const double time : {1.0, 2.0, 3.0, 4.0})
      CHECK(at(robust.front(), KaplanMeier(direction), time).std_err ==
            doctest::Approx(at(counts.front(), KaplanMeier(direction), time).std_err).epsilon(1e-13));
}

TEST_CASE("where the curve is 0 there is no error, and one who goes on is not censored") {
  const Patients all{{1, 2}, {1, 1}, {}, {}, {1, 2}, {1, 4}};
  CHECK(std::isnan(at(tables_of(all).front(), KaplanMeier(), 2).std_err));
  const Patients patients{{2, 3, 4}, {0, 1, 1}, {}, {0, 0, 2}, {1, 1, 2}, {1, 1, 4}, {}, {0, 1, 0}};
  const auto followers = std::make_shared<Followers>(patients, 1, LargeVector<std::uint8_t>{1, 0, 0}, no_poll);
  const Groups tables = risk_tables(patients, 1, no_poll, 1, followers);
  CHECK(tables.front().rows[0].n_censor == 0);
  CHECK(tables.front().rows[1].n_risk == 3);
}

TEST_CASE("influences: where all have the event at once, the error is 0") {
  for (const bool with_id : {false, true})
    for (unsigned n = 1; n <= 60; ++n) {
      CAPTURE(with_id);
      CAPTURE(n);
      Patients p{{}, {}, {}};
      for (unsigned i = 0; i < n; ++i) {
        const double w = 0.5 + (i * 37 % 100) / 7.0;
        p.time.push_back(3), p.status.push_back(1), p.weight.push_back(w), p.weight2.push_back(w * w);
        if (with_id) p.id.push_back(i);
      }
      const Groups tables = tables_of(p);
      const RiskTable& table = tables.front();
      CHECK(NelsonAalen().step(table, 0).std_err == 0);
      const CurvePoint incidence = CumulativeIncidence(1, IncidenceVariance::delta).step(table, 0);
      CHECK(incidence.estimate == doctest::Approx(1));
      CHECK(incidence.std_err == 0);
      const Estimate lost = time_lost(table, 1, 5, 0, no_poll);
      CHECK(lost.value == doctest::Approx(2));
      CHECK(lost.std_err == 0);
      CHECK(restricted_mean(table, 5, 0, no_poll).std_err == 0);
    }
}

TEST_CASE("influences: a variance that is small, but no rounding, stays") {
  for (const unsigned n : {100U, 10000U}) {  // all but one have the event at once: F (1 - F) / n
    CAPTURE(n);
    Patients p{{}, {}, {}};
    for (unsigned i = 0; i < n; ++i)
      p.time.push_back(i + 1 < n ? 3 : 4), p.status.push_back(i + 1 < n ? 1 : 0), p.weight.push_back(1),
          p.weight2.push_back(1);
    const Groups tables = tables_of(p);
    const CurvePoint at = CumulativeIncidence(1, IncidenceVariance::delta).step(tables.front(), 0);
    const double expected = std::sqrt((1 - 1.0 / n) / n / n);
    CHECK(std::abs(at.std_err / expected - 1) < 1e-6);
  }
}
