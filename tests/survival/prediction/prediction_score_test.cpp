#include "survival/prediction/prediction_score.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace {

using namespace survival;

const Poll no_poll = [] {};

PredictionScore score_of(Patients patients, std::span<const double> risk, double t) {
  const auto tables = risk_tables(patients, 1, no_poll, 2);
  return ScoredFollowUp(patients, tables.front(), tie_tolerance, no_poll).score(risk, t);
}

/// The AUC at t of patients with a weight each, written out.
double weighted_auc(const Patients& patients, std::span<const double> risk, double t,
                    const std::vector<double>& weight) {
  const auto censoring = [&](double until, bool with_it) {
    double g = 1;
    for (double u = 1; u < until || (with_it && u == until); ++u) {
      double y = 0, c = 0;
      for (std::size_t i = 0; i < patients.size(); ++i) {
        const bool censored = patients.time[i] == u && patients.status[i] == 0;
        if (patients.time[i] > u || censored) y += weight[i];
        if (censored) c += weight[i];
      }
      if (c > 0) g *= std::exp(-c / y);  // of which dM / Y is the derivative
    }
    return g;
  };
  double concordant = 0, pairs = 0;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    if (patients.time[i] > t || patients.status[i] != 1) continue;
    const double w = weight[i] / censoring(patients.time[i], false);
    for (std::size_t j = 0; j < patients.size(); ++j) {
      double v = 0;
      if (patients.time[j] > t)
        v = weight[j] / censoring(t, true);
      else if (patients.status[j] == 2)
        v = weight[j] / censoring(patients.time[j], false);
      pairs += w * v;
      concordant += w * v * (risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0);
    }
  }
  return concordant / pairs;
}

}  // namespace

TEST_CASE("prediction_score: nobody censored: mean squares, shares of pairs") {
  const Patients patients{{1, 2, 3, 4}, {1, 1, 1, 1}, {}};
  const double risk[] = {0.8, 0.3, 0.5, 0.1};
  const PredictionScore score = score_of(patients, risk, 2);
  CHECK(score.n_event == 2);
  CHECK(score.brier == doctest::Approx((0.04 + 0.49 + 0.25 + 0.01) / 4));
  CHECK(score.brier_null == doctest::Approx(0.25));
  CHECK(score.auc == doctest::Approx(3 / 4.));
  CHECK(score.c_index == doctest::Approx(4 / 5.));
}

TEST_CASE("prediction_score: what cannot be told is NaN") {
  const Patients patients{{1, 2, 3}, {1, 0, 0}, {}};
  const double risk[] = {0.8, 0.3, 0.5};
  CHECK(std::isnan(score_of(patients, risk, 0.5).auc));
  CHECK(std::isnan(score_of(patients, risk, 0.5).c_index));
  CHECK(score_of(patients, risk, 0.5).brier_null == 0);
  CHECK(score_of(patients, risk, 2).auc == 1);
  CHECK(std::isnan(score_of(patients, risk, 3).brier));
  const double beyond[] = {0.8, 0.3, 1.5};
  CHECK(std::isnan(score_of(patients, beyond, 2).brier));
  CHECK(score_of(patients, beyond, 2).auc == 0);
}

TEST_CASE("prediction_score: the error of the AUC is made of its derivatives in the weights of the patients") {
  std::mt19937 random(3);
  Patients patients{{}, {}, {}};
  std::vector<double> risk;
  for (int i = 0; i < 30; ++i) {
    patients.time.push_back(double(1 + i / 4));
    patients.status.push_back(std::uint8_t(random() % 3));
    risk.push_back(double(random() % 7));
  }
  const double t = 5, n = 30, step = 1e-6;
  const std::vector<double> ones(30, 1.0);
  // The curve of censoring by its cumulative hazard, so that only derivatives compare; all weights at 1.
  std::vector<double> influence;
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    auto more = ones, less = ones;
    more[i] += step, less[i] -= step;
    influence.push_back((weighted_auc(patients, risk, t, more) - weighted_auc(patients, risk, t, less)) / (2 * step));
    mean += influence.back() / n;
  }
  for (const double x : influence) squares += (x - mean) * (x - mean);
  // near, since the AUC itself is by the product limit
  CHECK(score_of(patients, risk, t).auc_se == doctest::Approx(std::sqrt(squares * n / (n - 1))).epsilon(0.02));
}

TEST_CASE("prediction_score: the order of patients who leave together, and of the scale of risks, is all the same") {
  const Patients one{{1, 1, 2, 2, 3}, {1, 0, 0, 1, 1}, {}}, other{{1, 1, 2, 2, 3}, {0, 1, 1, 0, 1}, {}};
  const double of_one[] = {0.5, 0.2, 0.2, 0.7, 0.1}, of_other[] = {2, 5, 7, 2, 1};
  const PredictionScore a = score_of(one, of_one, 2), b = score_of(other, of_other, 2);
  CHECK(a.auc == doctest::Approx(b.auc));
  CHECK(a.auc_se == doctest::Approx(b.auc_se));
  CHECK(a.c_index == doctest::Approx(b.c_index));
}
