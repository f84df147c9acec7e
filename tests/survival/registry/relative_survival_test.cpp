#include "survival/registry/relative_survival.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "survival/curves/kaplan_meier.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};
const Patients patients{{1, 2, 2, 3, 5, 5, 7}, {1, 0, 1, 1, 0, 1, 0}, {}};
const PopulationRates constant{{0}, {2000}, 1, {0.1}};

Demography alike(std::size_t n) {
  return {LargeVector<double>(n, 50), LargeVector<double>(n, 2001), LargeVector<std::uint32_t>(n, 0)};
}

}  // namespace

TEST_CASE("relative survival: with one hazard for all, it is Kaplan and Meier's over exp(-hazard)") {
  Patients sorted = patients;
  std::vector<double> survival;
  const auto tables = risk_tables(sorted, 1, no_poll);
  trace(tables[0], KaplanMeier(), {}, no_poll, [&](const CurvePoint& p) { survival.push_back(p.estimate); });
  for (const RelativeMethod method : {RelativeMethod::pohar_perme, RelativeMethod::ederer2}) {
    const auto curve = relative_survival(patients, alike(7), constant, 1, 1, {}, method, no_poll)[0].points;
    REQUIRE(curve.size() == survival.size());
    double greenwood = 0;
    for (std::size_t i = 0; i < curve.size(); ++i) {
      const RelativePoint& p = curve[i];
      CHECK(p.estimate == doctest::Approx(survival[i] * std::exp(0.1 * p.time)).epsilon(1e-13));
      CHECK(p.expected == doctest::Approx(std::exp(-0.1 * p.time)).epsilon(1e-13));
      if (p.n_event > 0) greenwood += p.n_event / (p.n_risk * p.n_risk);
      CHECK(p.std_error == doctest::Approx(p.estimate * std::sqrt(greenwood)).epsilon(1e-13));
    }
  }
}

TEST_CASE("relative survival: without deaths in the population, it is Kaplan and Meier's") {
  const auto curve = relative_survival(patients, alike(7), {{0}, {2000}, 1, {0}}, 1, 1, {{0, 2, 6, 9}},
                                       RelativeMethod::pohar_perme, no_poll)[0]
                         .points;
  REQUIRE(curve.size() == 4);
  CHECK(curve[0].estimate == 1);
  CHECK(curve[1].estimate == doctest::Approx(6.0 / 7 * 5 / 6));
  CHECK(curve[1].n_event == 2);
  CHECK(curve[2].n_event == 2);
  CHECK(curve[2].n_censor == 1);
  CHECK(curve[2].n_risk == 1);
  CHECK(std::isnan(curve[3].estimate));
}

TEST_CASE("relative survival: two patients by hand, along bands of age and year") {
  // Rates 0.1 until age 51, 0.3 then; twice as much from 2002 on. Patient A enters at 50 in 2001, B at 60 in 2001.
  const PopulationRates rates{{40, 51}, {2000, 2002}, 1, {0.1, 0.2, 0.3, 0.6}};
  const Demography who{{50, 60}, {2001, 2001}, {0, 0}};
  const auto curve =
      relative_survival({{1.5, 2}, {1, 0}, {}}, who, rates, 1, 1, {}, RelativeMethod::pohar_perme, no_poll)[0];
  // L_A: 0.1 in the first year, then age 51 and 2002 at once: 0.6 a year. L_B: 0.3, then 0.6
  const double a = 0.1 + 0.5 * 0.6, b = 0.3 + 0.5 * 0.6, b2 = 0.3 + 0.6, a2 = 0.1 + 0.6;
  const double first = (std::exp(a) + std::exp(b)) / 2 * (std::exp(b) / (std::exp(a) + std::exp(b)));
  REQUIRE(curve.points.size() == 3);
  CHECK(curve.points[1].estimate == doctest::Approx(first).epsilon(1e-13));
  CHECK(curve.points[2].estimate == doctest::Approx(first * std::exp(b2 - b)).epsilon(1e-13));
  CHECK(curve.points[2].expected == doctest::Approx((std::exp(-a2) + std::exp(-b2)) / 2).epsilon(1e-13));
  CHECK(curve.n_outside == 0);
  CHECK(curve.points[1].std_error == doctest::Approx(first * std::exp(a) / (std::exp(a) + std::exp(b))).epsilon(1e-13));
}

TEST_CASE("relative survival: outside the rates the nearest stands in, and is counted") {
  const PopulationRates rates{{50, 51}, {2000, 2001}, 1, {0.1, 0.1, 0.2, 0.2}};
  const Demography who{{49, 50, 50}, {2000, 2000, 2003}, {0, 0, 0}};
  const auto curve =
      relative_survival({{1, 1, 1}, {0, 0, 0}, {}}, who, rates, 1, 1, {}, RelativeMethod::pohar_perme, no_poll)[0];
  CHECK(curve.n_outside == 2);
  CHECK(curve.points.back().expected == doctest::Approx(std::exp(-0.1)));
}

TEST_CASE("relative survival: a weight stands for so many patients, in any order and beside other groups") {
  const PopulationRates rates{{40, 51}, {2000, 2002}, 2, {0.1, 0.2, 0.3, 0.6, 0.05, 0.1, 0.2, 0.3}};
  const Demography who{{50, 60, 45, 45}, {2001, 2001, 1999, 1999}, {0, 1, 0, 0}};
  const Demography many{{45, 60, 60, 50}, {1999, 2001, 2001, 2001}, {0, 1, 1, 0}};
  const auto weighted = relative_survival({{1.5, 2, 1, 3}, {1, 0, 1, 1}, {0, 0, 0, 1}, {}, {1, 2, 1, 5}}, who, rates, 1,
                                          2, {}, RelativeMethod::pohar_perme, no_poll);
  const auto rows = relative_survival({{1, 2, 2, 1.5}, {1, 0, 0, 1}, {}}, many, rates, 1, 1, {},
                                      RelativeMethod::pohar_perme, no_poll);
  REQUIRE(weighted[0].points.size() == rows[0].points.size());
  for (std::size_t i = 0; i < rows[0].points.size(); ++i) {
    CHECK(weighted[0].points[i].estimate == doctest::Approx(rows[0].points[i].estimate).epsilon(1e-13));
    CHECK(weighted[0].points[i].expected == doctest::Approx(rows[0].points[i].expected).epsilon(1e-13));
  }
}
