#include "survival/regression/cox.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <ctime>
#include <vector>

#include "survival/input_error.hpp"
#include "survival/tests/log_rank.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

const LargeVector<double> twelve_times = {1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10};
const LargeVector<std::uint8_t> twelve_status = {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0};
const LargeVector<double> twelve_x = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};

Regression twelve() {
  Regression rows{{twelve_times, twelve_status, {}}, {twelve_x}};
  for (std::uint8_t& s : rows.patients.status) s = s != 0;
  return rows;
}

Fit fit(const Regression& rows, Ties ties = Ties::efron, Penalty penalty = Penalty::none) {
  return Cox(rows, {ties, penalty}, no_poll).fit();
}

}  // namespace

TEST_CASE("golden values, checked with R's coxph") {
  CHECK(fit(twelve()).estimate[0] == doctest::Approx(-0.2203483037).epsilon(1e-9));
  CHECK(fit(twelve(), Ties::breslow).estimate[0] == doctest::Approx(-0.2180260262).epsilon(1e-9));
  CHECK(fit(twelve(), Ties::exact).estimate[0] == doctest::Approx(-0.2237292518).epsilon(1e-9));
}

TEST_CASE("two patients and one event: every quantity as a fraction") {
  // the one with x = 1 dies first of a with x = 1 and b with x = 0: score 1 - a / (a + b), information a b / (a + b)^2
  const Regression rows{{{1, 2, 3, 4, 5}, {1, 0, 0, 0, 0}, {}}, {{1, 1, 0, 0, 0}}};
  const Fit monotone = fit(rows);
  CHECK(monotone.finding[0] == Finding::rises);
  CHECK(std::isnan(monotone.estimate[0]));
  CHECK_FALSE(monotone.converged);
  CHECK(monotone.loglik_null == doctest::Approx(-std::log(5.)));
  CHECK(monotone.score.statistic == doctest::Approx((3. / 5) * (3. / 5) / (6. / 25)).epsilon(1e-14));

  SUBCASE("Firth: 1 - pi + (1 - 2 pi) / 2 = 0, so pi = 3/4 and exp(beta) = 3 b / a") {
    const Fit firth = fit(rows, Ties::efron, Penalty::firth);
    CHECK(firth.estimate[0] == doctest::Approx(std::log(3. * 3 / 2)).epsilon(1e-7));
    CHECK(firth.covariance[0] == doctest::Approx(1 / (3. / 4 * 1 / 4)).epsilon(1e-7));
    CHECK(firth.converged);
  }

  SUBCASE("and its profile is log pi + log(pi (1 - pi)) / 2, pi = 2/5 at beta = 0") {
    const auto fall = [](double pi) {
      return 3 * (std::log(3. / 4) - std::log(pi)) + std::log(1. / 4) - std::log(1 - pi);
    };
    const double z = 1.5;
    const ProfileLimits limits = Cox(rows, {Ties::efron, Penalty::firth}, no_poll).profile(0, z);
    CHECK(limits.statistic == doctest::Approx(std::sqrt(fall(2. / 5))).epsilon(1e-12));
    const auto pi = [](double beta) { return 2 * std::exp(beta) / (2 * std::exp(beta) + 3); };
    CHECK(fall(pi(limits.low)) == doctest::Approx(z * z).epsilon(1e-10));
    CHECK(fall(pi(limits.high)) == doctest::Approx(z * z).epsilon(1e-10));
    CHECK(limits.low < std::log(9. / 2));
    CHECK(limits.high > std::log(9. / 2));
  }
}

TEST_CASE("one of a binary covariate dies at each of two times: the root of a quadratic") {
  // at 1 the risk set is {1, 0, 1, 0} and x = 1 dies; at 2 it is {0, 1, 0} and x = 0 dies
  // score: 1 - 2 h / (2 h + 2) - h / (h + 2) = 0, h = exp(beta): 2 = h^2
  const Regression rows{{{1, 2, 3, 3}, {1, 1, 0, 0}, {}}, {{1, 0, 1, 0}}};
  CHECK(fit(rows).estimate[0] == doctest::Approx(std::log(2.) / 2).epsilon(1e-12));
  // the log-likelihood is log h - log(h + 1) - log(h + 2): twice its fall, to h = 1 and to the limits, by hand
  const auto fall = [](double h) {
    const auto value = [](double at) { return std::log(at) - std::log(at + 1) - std::log(at + 2); };
    return 2 * (value(std::sqrt(2.)) - value(h));
  };
  const ProfileLimits limits = Cox(rows, {}, no_poll).profile(0, 2);
  CHECK(limits.statistic == doctest::Approx(std::sqrt(fall(1))).epsilon(1e-9));
  CHECK(fall(std::exp(limits.low)) == doctest::Approx(4).epsilon(1e-10));
  CHECK(fall(std::exp(limits.high)) == doctest::Approx(4).epsilon(1e-10));
}

TEST_CASE("a weight stands for rows written out, whatever the ties") {
  for (const Ties ties : {Ties::efron, Ties::breslow, Ties::exact}) {
    Regression counts = twelve(), rows;
    rows.columns.resize(1);
    for (std::size_t i = 0; i < 12; ++i) {
      counts.patients.weight.push_back(double(1 + i % 3));
      for (std::size_t copy = 0; copy <= i % 3; ++copy) {
        rows.patients.time.push_back(twelve_times[i]);
        rows.patients.status.push_back(twelve_status[i] != 0);
        rows.columns[0].push_back(twelve_x[i]);
      }
    }
    const Fit a = fit(counts, ties), b = fit(rows, ties);
    CHECK(a.estimate[0] == doctest::Approx(b.estimate[0]).epsilon(1e-11));
    CHECK(a.covariance[0] == doctest::Approx(b.covariance[0]).epsilon(1e-11));
    CHECK(a.loglik == doctest::Approx(b.loglik).epsilon(1e-12));
  }
}

TEST_CASE("exact ties: where all at risk die at once there is only one such set, whatever the coefficient") {
  const Fit all = fit({{{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {}}, {{0.5, 1.7, 4.1, -2.2, 3.3}}}, Ties::exact);
  CHECK(all.finding[0] == Finding::no_information);
  CHECK(std::isnan(all.estimate[0]));
  CHECK(all.loglik == doctest::Approx(0));
  // weights, strata, and entries so late that of two only one is at risk with those who die
  Regression rows{{{1, 1, 1, 2, 2, 5, 5}, {1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 1, 1, 0, 0}, {0, 0, 0, 0, 0, 3, 3}},
                  {{0.1, 0.7, 0.3, 1.1, 0.2, 0.3, 0.9}}};
  rows.patients.weight = {3, 1, 2, 5, 1, 1, 4};
  CHECK(fit(rows, Ties::exact).finding[0] == Finding::no_information);
  // beside a time that tells something, such a time adds nothing: one of three dies at 1, the other two at 2
  const Regression some{{{1, 2, 2}, {1, 1, 1}, {}}, {{1, 0, 2}}}, one{{{1, 2, 2}, {1, 0, 0}, {}}, {{1, 0, 2}}};
  CHECK(fit(some, Ties::exact).estimate[0] == doctest::Approx(fit(one).estimate[0]).epsilon(1e-12));
  CHECK(fit(some, Ties::exact).loglik == doctest::Approx(fit(one).loglik).epsilon(1e-12));
}

TEST_CASE("exact ties: a covariate that is the same of all at risk tells nothing") {
  // of 40 at risk 20 die at 1; nobody else does, and x is 0.1 but for the one who is censored before
  Regression rows{{{}, {}, {}}, {{}}};
  for (int i = 0; i < 41; ++i) {
    rows.patients.time.push_back(i == 40 ? 0.5 : 1);
    rows.patients.status.push_back(i < 20);
    rows.columns[0].push_back(i == 40 ? 7 : 0.1);
  }
  CHECK(fit(rows, Ties::exact).finding[0] == Finding::no_information);
  for (double& time : rows.patients.time) time += 1 + double(&time - rows.patients.time.data()) / 100;  // no ties
  CHECK(fit(rows, Ties::exact).finding[0] == Finding::no_information);
}

TEST_CASE("exact ties: half of thirty thousand who die at once take no time") {
  Regression rows{{{}, {}, {}}, {{}}};
  for (int i = 0; i < 30000; ++i) {
    rows.patients.time.push_back(1);
    rows.patients.status.push_back(i % 2 == 0);
    rows.columns[0].push_back((i * 7919 % 30011) / 30011. + (i % 2 ? 0 : 0.1));
  }
  const std::clock_t begin = std::clock();
  const Fit exact = fit(rows, Ties::exact);
  CHECK(double(std::clock() - begin) / CLOCKS_PER_SEC < 2);  // by adding one patient after another it was 4
  // of many, it is the logistic regression of dying: its estimate with an intercept of its own
  double intercept = 0, slope = 0;
  for (int step = 0; step < 20; ++step) {
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (std::size_t i = 0; i < 30000; ++i) {
      const double x = rows.columns[0][i], pi = 1 / (1 + std::exp(-intercept - slope * x));
      const double left = rows.patients.status[i] - pi, v = pi * (1 - pi);
      g0 += left, g1 += left * x, h00 += v, h01 += v * x, h11 += v * x * x;
    }
    const double determinant = h00 * h11 - h01 * h01;
    intercept += (h11 * g0 - h01 * g1) / determinant, slope += (h00 * g1 - h01 * g0) / determinant;
  }
  CHECK(exact.converged);
  CHECK(exact.estimate[0] == doctest::Approx(slope * 29999 / 30000).epsilon(1e-6));
}

TEST_CASE("the score test of exact ties is the log-rank test") {
  Patients patients{twelve_times, twelve_status, {}};
  for (std::uint32_t i = 0; i < 12; ++i) patients.group.push_back(i % 2);
  const Groups tables = risk_tables(patients, 2, no_poll);
  const Blocks blocks = blocks_of(tables, tables.size());
  CHECK(fit(twelve(), Ties::exact).score.statistic ==
        doctest::Approx(log_rank(blocks, {}, std::nullopt, no_poll).test.statistic).epsilon(1e-12));
}

TEST_CASE("splitting follow-up changes nothing") {
  const Regression whole = twelve();
  Regression split;
  split.columns.resize(1);
  for (std::size_t i = 0; i < 12; ++i)
    for (const bool later : {false, true}) {
      split.patients.entry.push_back(later ? twelve_times[i] / 2 : 0);
      split.patients.time.push_back(later ? twelve_times[i] : twelve_times[i] / 2);
      split.patients.status.push_back(later && twelve_status[i] != 0);
      split.columns[0].push_back(twelve_x[i]);
    }
  for (const Ties ties : {Ties::efron, Ties::breslow, Ties::exact}) {
    CHECK(fit(split, ties).estimate[0] == doctest::Approx(fit(whole, ties).estimate[0]).epsilon(1e-11));
    CHECK(fit(split, ties).loglik == doctest::Approx(fit(whole, ties).loglik).epsilon(1e-12));
  }
}

TEST_CASE("a covariate's unit and origin do not matter") {
  Regression moved = twelve();
  for (double& x : moved.columns[0]) x = 1e6 + 1e-3 * x;
  CHECK(fit(moved).estimate[0] * 1e-3 == doctest::Approx(fit(twelve()).estimate[0]).epsilon(1e-6));
}

TEST_CASE("columns that others make superfluous") {
  Regression rows = twelve();
  CHECK_FALSE(superfluous(rows, no_poll));
  rows.columns.push_back({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13});
  rows.columns.emplace_back();
  for (std::size_t i = 0; i < 12; ++i) rows.columns[2].push_back(3 - 2 * rows.columns[0][i] + rows.columns[1][i]);
  const auto found = superfluous(rows, no_poll);
  REQUIRE(found);
  CHECK(found->column == 2);
  CHECK(found->given == std::vector<std::size_t>{0, 1});
  rows.columns[0].assign(12, 0.1);
  REQUIRE(superfluous(rows, no_poll));
  CHECK(superfluous(rows, no_poll)->given.empty());
}

TEST_CASE("what a model does not know is an error") {
  Regression rows = twelve();
  rows.cluster.assign(12, 0);
  CHECK_THROWS_AS(fit(rows, Ties::exact), InputError);
  // at risk from 2 to 2 but for rounding
  rows = twelve();
  rows.patients.entry.assign(12, 0);
  rows.patients.entry[1] = 2 - 1e-9;
  CHECK_THROWS_AS(fit(rows), InputError);
}
