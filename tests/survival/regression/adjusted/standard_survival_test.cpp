#include "survival/regression/adjusted/standard_survival.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>

#include "survival/input_error.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

/// Two covariates, ties, three groups, late entries.
Regression eighteen(bool with_entry) {
  Regression rows{
      {{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 3, 5, 5, 6, 2, 7},
       {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1},
       {},
       {0, 0, 1, 0, 1, 0, 2, 0, 3, 1, 0, 0, 1, 2, 0, 4, 1, 0}},
      {{1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0}, {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3}}};
  if (!with_entry) rows.patients.entry = {};
  rows.censoring = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 1, 1, 2, 2};
  return rows;
}

/// With columns for the groups, one of them in a product with the second covariate; or a baseline for each.
Counterfactual add_groups(Regression& rows, bool own_baselines) {
  const std::size_t n = rows.patients.size();
  Counterfactual rule{.groups = 3, .own_baselines = own_baselines};
  if (own_baselines) rows.patients.group = rows.censoring;
  LargeVector<double> product(n);
  for (std::size_t i = 0; i < n; ++i) product[i] = rows.censoring[i] == 2 ? rows.columns[1][i] : 0;
  rule.columns.push_back({2, rows.columns[1], {0, 0, 1}});
  rows.columns.push_back(product);
  for (std::uint32_t g = 1; g < 3 && !own_baselines; ++g) {
    LargeVector<double> column(n);
    for (std::size_t i = 0; i < n; ++i) column[i] = rows.censoring[i] == g;
    std::vector<double> number(3);
    number[g] = 1;
    rule.columns.push_back({rows.columns.size(), {}, number});
    rows.columns.push_back(column);
  }
  return rule;
}

JointEstimate standard(const Regression& rows, const Counterfactual& rule, Ties ties, std::size_t passed,
                       bool sampling) {
  const Cox model(rows, {.ties = ties}, no_poll);
  const std::vector<std::optional<std::size_t>> points(rule.groups, passed);
  return StandardSurvival(model, rule, sampling, no_poll).at(points, true);
}

void check_same(const std::vector<double>& a, const std::vector<double>& b, double epsilon) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(epsilon).scale(0));
}

}  // namespace

TEST_CASE("standard survival: the mean over the patients, each in the group, of what the model predicts") {
  Regression rows = eighteen(true);
  const Counterfactual rule = add_groups(rows, false);
  const Cox model(rows, {}, no_poll);
  const Prediction by = model.prediction();
  for (const std::size_t passed : std::array<std::size_t, 3>{0, 1, 4}) {
    const JointEstimate found = standard(rows, rule, Ties::efron, passed, false);
    for (std::size_t g = 0; g < 3; ++g) {
      double sum = 0;
      for (std::size_t i = 0; i < rows.patients.size(); ++i) {
        const double x1 = rows.columns[1][i];
        const std::vector<double> x = {rows.columns[0][i], x1, g == 2 ? x1 : 0, g == 1 ? 1. : 0, g == 2 ? 1. : 0};
        sum += by.at(by.profile(x, 0), 0, passed).estimate / double(rows.patients.size());
      }
      CHECK(found.value[g] == doctest::Approx(sum).epsilon(1e-13));
    }
  }
  CHECK(standard(rows, rule, Ties::efron, 0, false).variance == std::vector<double>{0, 0, 0});
}

TEST_CASE("standard survival: variances and covariances are sums of squared derivatives in the weights") {
  for (const Ties ties : {Ties::efron, Ties::breslow})
    for (const bool entry : {false, true})
      for (const bool own : {false, true}) {
        CAPTURE(int(ties));
        CAPTURE(entry);
        CAPTURE(own);
        Regression rows = eighteen(entry);
        const std::size_t n = rows.patients.size();
        for (std::size_t i = 0; i < n; ++i) rows.patients.weight.push_back(0.55 + 0.1 * double(i % 7));
        const Counterfactual rule = add_groups(rows, own);
        const std::size_t passed = own ? 2 : 5;
        std::vector<double> counted(9), sampled(9);
        for (std::size_t k = 0; k < n; ++k) {
          constexpr double h = 1e-4;
          const auto at = [&](double change) {
            Regression other = rows;
            other.patients.weight[k] += change;
            return standard(other, rule, ties, passed, false).value;
          };
          const auto up = at(h), down = at(-h);
          const double w = rows.patients.weight[k];
          for (std::size_t g = 0; g < 9; ++g) {
            const double product = (up[g / 3] - down[g / 3]) * (up[g % 3] - down[g % 3]) / (4 * h * h);
            counted[g] += w * product, sampled[g] += w * w * product;
          }
        }
        check_same(standard(rows, rule, ties, passed, false).covariance, counted, 1e-6);
        check_same(standard(rows, rule, ties, passed, true).covariance, sampled, 1e-6);
      }
}

TEST_CASE("standard survival: a weight is so many rows, and which order they come in does not matter") {
  Regression weighted = eighteen(true), written = weighted;
  for (std::size_t i = 0; i < weighted.patients.size(); ++i) weighted.patients.weight.push_back(1 + double(i % 3));
  const auto again = [](auto& column, std::size_t i) {
    if (!column.empty()) column.push_back(column[i]);
  };
  for (std::size_t i = weighted.patients.size(); i-- > 0;)
    for (std::size_t copy = 1; copy < 1 + i % 3; ++copy) {
      for_each_column(written.patients, [&](auto& column, const auto&) { again(column, i); });
      again(written.censoring, i);
      for (auto& column : written.columns) again(column, i);
    }
  for (const bool own : {false, true}) {
    const Counterfactual rule = add_groups(weighted, own), same = add_groups(written, own);
    const JointEstimate a = standard(weighted, rule, Ties::efron, 2, false);
    const JointEstimate b = standard(written, same, Ties::efron, 2, false);
    check_same(a.value, b.value, 1e-12);
    check_same(a.covariance, b.covariance, 1e-10);
    for (Regression* rows : {&weighted, &written}) rows->columns.resize(2);
  }
}

TEST_CASE("standard survival: a group that is not asked for has no numbers, exact ties have no errors") {
  Regression rows = eighteen(false);
  const Counterfactual rule = add_groups(rows, false);
  const Cox model(rows, {}, no_poll);
  StandardSurvival standard(model, rule, false, no_poll);
  const std::vector<std::optional<std::size_t>> passed = {std::nullopt, 3, std::nullopt};
  const JointEstimate found = standard.at(passed, false);
  CHECK(std::isnan(found.value[0]));
  CHECK(std::isnan(found.variance[2]));
  CHECK(found.value[1] > 0);
  CHECK(found.covariance.empty());
  const Cox exact(rows, {.ties = Ties::exact}, no_poll);
  CHECK_THROWS_AS(StandardSurvival(exact, rule, false, no_poll), InputError);
}

TEST_CASE("a whole curve by interpolation is the sums over the patients, time by time") {
  for (const bool entry : {false, true})
    for (const bool own : {false, true})
      for (const bool sampling : {false, true}) {
        CAPTURE(entry);
        CAPTURE(own);
        CAPTURE(sampling);
        Regression rows = eighteen(entry);
        for (std::size_t i = 0; i < rows.patients.size(); ++i)
          rows.patients.weight.push_back(0.55 + 0.1 * double(i % 7));
        const Counterfactual rule = add_groups(rows, own);
        const Cox model(rows, {}, no_poll);
        StandardSurvival standard(model, rule, sampling, no_poll);
        for (std::size_t g = 0; g < 3; ++g) {
          const auto curve = standard.curve(g);
          CHECK(curve.size() > 2);
          CHECK(curve.front().value == 1);
          CHECK(curve.front().variance == 0);
          for (std::size_t k = 1; k < curve.size(); ++k) {
            std::vector<std::optional<std::size_t>> passed(3);
            passed[g] = k;
            const JointEstimate at = standard.at(passed, false);
            CHECK(std::abs(curve[k].value - at.value[g]) < 1e-14);
            CHECK(std::abs(curve[k].variance / at.variance[g] - 1) < 1e-9);
          }
        }
      }
}

TEST_CASE("standard survival: errors of a survival near 0 keep their digits") {
  Regression rows{{{1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
                   {1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1},
                   {},
                   {}},
                  {LargeVector<double>(20)}};
  for (std::size_t i = 0; i < 10; ++i) rows.columns[0][i] = 1;
  rows.patients.weight.assign(20, 1);
  const Counterfactual rule{.groups = 2, .own_baselines = false, .columns = {{0, {}, {0, 1}}}};
  const Cox model(rows, {}, no_poll);
  const auto curve = StandardSurvival(model, rule, false, no_poll).curve(1);
  REQUIRE(curve.size() == 18);
  CHECK(curve.back().value < 1e-12);
  for (std::size_t passed = 1; passed < curve.size(); ++passed) {
    double squares = 0;  // of the derivatives of log S
    for (std::size_t k = 0; k < 20; ++k) {
      constexpr double h = 1e-4;
      const auto at = [&](double change) {
        Regression other = rows;
        other.patients.weight[k] += change;
        return std::log(standard(other, rule, Ties::efron, passed, false).value[1]);
      };
      const double derivative = (at(h) - at(-h)) / (2 * h);
      squares += derivative * derivative;
    }
    const JointEstimate at = standard(rows, rule, Ties::efron, passed, false);
    CHECK(at.variance[1] / at.value[1] / at.value[1] / squares == doctest::Approx(1).epsilon(1e-6));
    const double interpolated = at.value[1] > 1e-5 ? 1e-9 : 1e-4;
    CHECK(std::abs(curve[passed].value / at.value[1] - 1) < interpolated);
    CHECK(std::abs(curve[passed].variance / at.variance[1] - 1) < interpolated);
  }
}
