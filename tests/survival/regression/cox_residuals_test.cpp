#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <tuple>
#include <vector>

#include "survival/input_error.hpp"
#include "survival/regression/cox.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

/// 60 patients of two strata with many ties, two covariates, counts of 1 to 3, late entry.
Regression sixty(bool with_entry, bool with_counts) {
  std::mt19937 random(7);
  const auto up_to = [&](unsigned n) { return 1 + random() % n; };
  Regression rows{{}, {{}, {}}};
  for (std::size_t i = 0; i < 60; ++i) {
    const double time = double(up_to(12)), entry = double(up_to(12)) - 1, weight = double(up_to(3));
    rows.patients.time.push_back(with_entry ? std::max(time, entry + 1) : time);
    rows.patients.status.push_back(up_to(3) > 1);
    rows.patients.group.push_back(std::uint32_t(i % 2));
    if (with_entry) rows.patients.entry.push_back(entry);
    if (with_counts) rows.patients.weight.push_back(weight);
    rows.columns[0].push_back(double(up_to(20)) * 1e3 + 1e7);
    rows.columns[1].push_back(double(random() % 2));
  }
  return rows;
}

/// A row for each patient that a weight counts, and which row it was.
Regression written_out(const Regression& counts, std::vector<std::size_t>& of) {
  Regression rows{{}, {{}, {}}};
  for (std::size_t i = 0; i < counts.patients.size(); ++i)
    for (double copy = 0; copy < counts.patients.weight[i]; ++copy) {
      of.push_back(i);
      rows.patients.time.push_back(counts.patients.time[i]);
      rows.patients.status.push_back(counts.patients.status[i]);
      rows.patients.group.push_back(counts.patients.group[i]);
      if (!counts.patients.entry.empty()) rows.patients.entry.push_back(counts.patients.entry[i]);
      for (std::size_t j = 0; j < 2; ++j) rows.columns[j].push_back(counts.columns[j][i]);
    }
  return rows;
}

/// The sum of each column, weighted.
std::vector<double> sums(const Residuals& residuals, const Regression& rows) {
  std::vector<double> sum(residuals.width);
  for (std::size_t k = 0; k < residuals.row.size(); ++k)
    for (std::size_t j = 0; j < residuals.width; ++j)
      sum[j] += rows.patients.weight_of(residuals.row[k]) * residuals.value[k * residuals.width + j];
  return sum;
}

}  // namespace

TEST_CASE("residuals of three patients, as fractions") {
  // x = 1 dies at 1, x = 0 at 2, x = 1 is censored at 3; the estimate is where 1 - 2h/(2h + 1) - h/(h + 1) = 0, h = exp
  // (beta): 2 h^2 = 1
  const Regression rows{{{1, 2, 3}, {1, 1, 0}, {}}, {{1, 0, 1}}};
  const double h = std::sqrt(0.5), first = 1 / (2 * h + 1), second = 1 / (h + 1);  // hazards of the two times
  const Cox model(rows, {}, no_poll);
  const auto of = [&](Residual type) { return model.residuals(type).value; };
  const auto is = [](double value) { return doctest::Approx(value).epsilon(1e-9); };
  REQUIRE(model.fit().estimate[0] == is(std::log(h)));

  const LargeVector<double> martingale = of(Residual::martingale);
  CHECK(martingale[0] == is(1 - h * first));
  CHECK(martingale[1] == is(1 - first - second));
  CHECK(martingale[2] == is(-h * (first + second)));

  const LargeVector<double> deviance = of(Residual::deviance);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(std::signbit(deviance[i]) == std::signbit(martingale[i]));
    CHECK(deviance[i] * deviance[i] == is(-2 * (martingale[i] + std::log(1 - martingale[i]))));
  }
  CHECK(deviance[2] == is(-std::sqrt(-2 * martingale[2])));

  const double mean1 = 2 * h * first, mean2 = h * second;
  const LargeVector<double> schoenfeld = of(Residual::schoenfeld);
  REQUIRE(schoenfeld.size() == 2);
  CHECK(schoenfeld[0] == is(1 - mean1));
  CHECK(schoenfeld[1] == is(-mean2));

  const LargeVector<double> score = of(Residual::score);
  CHECK(score[0] == is((1 - mean1) * (1 - h * first)));
  CHECK(score[1] == is(-mean2 + mean1 * first + mean2 * second));
  CHECK(score[2] == is(-h * ((1 - mean1) * first + (1 - mean2) * second)));

  const double variance = 1 / (mean1 * (1 - mean1) + mean2 * (1 - mean2));
  CHECK(of(Residual::scaled_schoenfeld)[1] == is(std::log(h) - 2 * variance * mean2));
  CHECK(of(Residual::dfbeta)[2] == is(score[2] * variance));
  CHECK(of(Residual::dfbetas)[2] == is(score[2] * std::sqrt(variance)));
}

TEST_CASE("residuals add up to nothing, whatever the ties, entries, counts and strata") {
  for (const bool with_entry : {false, true})
    for (const bool with_counts : {false, true})
      for (const Ties ties : {Ties::efron, Ties::breslow}) {
        CAPTURE(with_entry);
        CAPTURE(with_counts);
        const Regression rows = sixty(with_entry, with_counts);
        const Cox model(rows, {ties, Penalty::none}, no_poll);
        REQUIRE(model.fit().converged);
        const Residuals martingale = model.residuals(Residual::martingale);
        std::vector<double> of_stratum(2);
        for (std::size_t k = 0; k < 60; ++k) {
          REQUIRE(martingale.row[k] == k);
          CHECK(martingale.stratum[k] == rows.patients.group[k]);
          CHECK(martingale.time[k] == rows.patients.time[k]);
          CHECK(martingale.value[k] <= (rows.patients.status[k] ? 1 : 0));
          of_stratum[martingale.stratum[k]] += rows.patients.weight_of(k) * martingale.value[k];
        }
        CHECK(std::abs(of_stratum[0]) < 1e-11);
        CHECK(std::abs(of_stratum[1]) < 1e-11);
        for (const Residual type : {Residual::score, Residual::schoenfeld, Residual::dfbetas}) {
          const std::vector<double> sum = sums(model.residuals(type), rows);
          CHECK(std::abs(sum[0]) < 1e-6);  // of numbers of thousands
          CHECK(std::abs(sum[1]) < 1e-9);
        }
        const std::vector<double> scaled = sums(model.residuals(Residual::scaled_schoenfeld), rows);
        for (std::size_t j = 0; j < 2; ++j)
          CHECK(scaled[j] / model.n_event() == doctest::Approx(model.fit().estimate[j]).epsilon(1e-7));
      }
}

TEST_CASE("residuals of events come by stratum, time and row, those of rows by row") {
  const Regression rows = sixty(false, false);
  const Residuals found = Cox(rows, {}, no_poll).residuals(Residual::schoenfeld);
  const auto key = [&](std::size_t k) { return std::tuple(found.stratum[k], found.time[k], found.row[k]); };
  std::size_t deaths = 0;
  for (const std::uint8_t status : rows.patients.status) deaths += status;
  REQUIRE(found.row.size() == deaths);
  for (std::size_t k = 0; k < deaths; ++k) {
    CHECK(rows.patients.status[found.row[k]] == 1);
    CHECK(found.time[k] == rows.patients.time[found.row[k]]);
    if (k > 0) CHECK(key(k - 1) < key(k));
  }
}

TEST_CASE("residuals of a weight are those of each row written out") {
  for (const bool with_entry : {false, true})
    for (const Ties ties : {Ties::efron, Ties::breslow, Ties::exact})
      for (const Residual type : {Residual::martingale, Residual::deviance, Residual::score,
                                  Residual::scaled_schoenfeld, Residual::dfbeta, Residual::dfbetas}) {
        if (ties == Ties::exact && is_by_coefficient(type)) continue;
        const Regression counts = sixty(with_entry, true);
        std::vector<std::size_t> of;
        const Residuals a = Cox(counts, {ties, Penalty::none}, no_poll).residuals(type);
        const Residuals b = Cox(written_out(counts, of), {ties, Penalty::none}, no_poll).residuals(type);
        std::size_t compared = 0;
        for (std::size_t k = 0; k < b.row.size(); ++k)
          for (std::size_t l = 0; l < a.row.size(); ++l) {
            if (a.row[l] != of[b.row[k]]) continue;
            ++compared;
            for (std::size_t j = 0; j < a.width; ++j) {
              const double value = a.value[l * a.width + j];
              CHECK(b.value[k * b.width + j] == doctest::Approx(value).epsilon(1e-8).scale(j == 0 ? 1 : 1e-3));
            }
          }
        CHECK(compared == b.row.size());
      }
}

TEST_CASE("dfbeta is what leaving a patient out changes, to first order") {
  Regression rows = sixty(false, false);
  const Cox all(rows, {}, no_poll);
  const Residuals dfbeta = all.residuals(Residual::dfbeta), dfbetas = all.residuals(Residual::dfbetas);
  rows.patients.weight.assign(60, 1);
  for (const std::size_t left_out : {0U, 17U, 42U}) {
    constexpr double share = 1e-4;
    Regression fewer = rows;
    fewer.patients.weight[left_out] = 1 - share;
    // Breslow's: with fractional weights Efron's terms would be others
    const Cox whole(rows, {Ties::breslow, Penalty::none}, no_poll),
        part(fewer, {Ties::breslow, Penalty::none}, no_poll);
    const Residuals change = whole.residuals(Residual::dfbeta);
    for (std::size_t j = 0; j < 2; ++j)
      CHECK((whole.fit().estimate[j] - part.fit().estimate[j]) / share ==
            doctest::Approx(change.value[left_out * 2 + j]).epsilon(1e-3));
    for (std::size_t j = 0; j < 2; ++j)
      CHECK(dfbetas.value[left_out * 2 + j] ==
            doctest::Approx(dfbeta.value[left_out * 2 + j] / all.fit().std_error[j]).epsilon(1e-10));
  }
}

TEST_CASE("residuals of a coefficient without an estimate are not numbers, the others' are as without it") {
  // the second column is 1 for those who die first: its coefficient grows without bound
  const LargeVector<double> times = {1, 2, 3, 4, 5, 6, 7, 8}, x = {3, 1, 2, 5, 1, 4, 2, 3};
  const LargeVector<std::uint8_t> status = {1, 1, 1, 0, 1, 1, 1, 0};
  const Cox runaway({{times, status, {}}, {x, {1, 1, 0, 0, 0, 0, 0, 0}}}, {}, no_poll);
  REQUIRE(runaway.fit().finding[1] == Finding::rises);
  // in the limit these two alone are at risk until they have died
  const Cox limit({{times, status, {0, 0, 1, 1, 1, 1, 1, 1}}, {x}}, {}, no_poll);
  for (const Residual type : {Residual::score, Residual::schoenfeld, Residual::scaled_schoenfeld, Residual::dfbeta}) {
    const Residuals a = runaway.residuals(type), b = limit.residuals(type);
    REQUIRE(a.row.size() == b.row.size());
    for (std::size_t k = 0; k < a.row.size(); ++k) {
      CHECK(std::isnan(a.value[2 * k + 1]));
      CHECK(a.value[2 * k] == doctest::Approx(b.value[k]).epsilon(1e-4).scale(1));
    }
  }
  const Residuals a = runaway.residuals(Residual::martingale), b = limit.residuals(Residual::martingale);
  for (std::size_t k = 2; k < 8; ++k) CHECK(a.value[k] == doctest::Approx(b.value[k]).epsilon(1e-4));
}

TEST_CASE("without an event nothing is expected") {
  const Cox model({{{1, 2, 3}, {0, 0, 0}, {}}, {{1, 0, 2}}}, {}, no_poll);
  CHECK(model.residuals(Residual::martingale).value == LargeVector<double>{0, 0, 0});
  CHECK(model.residuals(Residual::deviance).value == LargeVector<double>{0, 0, 0});
  CHECK(model.residuals(Residual::schoenfeld).value.empty());
  CHECK(std::isnan(model.residuals(Residual::dfbeta).value[0]));
}

TEST_CASE("exact ties have residuals of the hazard alone, Breslow's") {
  const Regression rows = sixty(false, false);
  const Cox exact(rows, {Ties::exact, Penalty::none}, no_poll);
  CHECK(exact.residuals(Residual::martingale).value.size() == 60);
  CHECK_THROWS_AS(exact.residuals(Residual::score), InputError);
  CHECK_THROWS_AS(exact.residuals(Residual::schoenfeld), InputError);
  CHECK_THROWS_AS(exact.residuals(Residual::dfbetas), InputError);
}
