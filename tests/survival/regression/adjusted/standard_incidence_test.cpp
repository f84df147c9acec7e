#include "survival/regression/adjusted/standard_incidence.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

namespace {

using namespace survival;

const Poll no_poll = [] {};

using Models = std::vector<std::unique_ptr<Cox>>;

/// One covariate, two causes, two groups, ties, late entries: sixteen, and unless risks may be large their mirror
/// images.
Regression patients(bool mirrored = true) {
  Regression rows{{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 3, 5, 11, 12},
                   {1, 2, 1, 0, 2, 1, 0, 1, 2, 1, 2, 0, 1, 2, 0, 1},
                   {},
                   {0, 0, 1, 0, 1, 0, 2, 0, 3, 1, 0, 0, 1, 2, 0, 4}},
                  {{0.3, -0.1, 0.4, 0.1, -0.5, 0.9, 0.2, -0.6, 0.5, 0.3, 0.5, -0.8, 0.1, -0.7, 0.9, -0.3}}};
  rows.censoring = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0};
  for (std::size_t i = 0; mirrored && i < 16; ++i) {
    rows.patients.time.push_back(rows.patients.time[i]), rows.patients.status.push_back(rows.patients.status[15 - i]);
    rows.patients.entry.push_back(0), rows.columns[0].push_back(-rows.columns[0][i]);
    rows.censoring.push_back(1 - rows.censoring[i]);
  }
  for (std::size_t i = 0; i < rows.patients.size(); ++i) rows.patients.weight.push_back(0.55 + 0.1 * double(i % 7));
  return rows;
}

Counterfactual add_groups(Regression& rows, bool own_baselines) {
  if (own_baselines) {
    rows.patients.group = rows.censoring;
    return {.groups = 2, .own_baselines = true};
  }
  LargeVector<double> column(rows.censoring.begin(), rows.censoring.end());
  rows.columns.push_back(column);
  return {.groups = 2, .columns = {{1, {}, {0, 1}}}};
}

Models fit(const Regression& rows) {
  Models models;
  for (const int cause : {1, 2}) {
    Regression own = rows;
    for (auto& status : own.patients.status) status = status == cause;
    models.push_back(std::make_unique<Cox>(own, CoxRule{}, no_poll));
  }
  return models;
}

/// A step of one stratum: its time, and what each cause adds to its baseline hazard.
struct Step {
  double time = 0;
  std::vector<double> hazard = {0, 0};
};

std::vector<Step> steps_of(const Models& models, std::size_t stratum) {
  std::vector<Step> steps;
  for (std::size_t cause = 0; cause < 2; ++cause) {
    const Prediction by = models[cause]->prediction();
    double passed = 0;
    for (const Station& station : stations(by.tables[stratum], std::nullopt, no_poll)) {
      if (station.event_times == passed) continue;
      passed = station.event_times;
      auto at = std::ranges::find(steps, station.time, &Step::time);
      if (at == steps.end()) at = steps.insert(steps.end(), {station.time});
      const auto& hazard = by.strata[stratum].hazard;
      at->hazard[cause] = hazard[std::size_t(passed)] - hazard[std::size_t(passed) - 1];
    }
  }
  std::ranges::sort(steps, {}, &Step::time);
  CHECK(!steps.empty());
  return steps;
}

/// What the models make of covariates x up to a time: F of each cause. With `at`, the steps and risks at which S is the
/// product-limit, S moves from there as exp(-H) does: the functional whose derivative the variance takes.
struct Start {
  std::vector<Step> steps;
  std::vector<double> risk;
};
std::vector<double> incidence(const std::vector<Step>& steps, const std::vector<double>& risk, double until,
                              const Start& at) {
  std::vector<double> f(2);
  double survival = 1, moved = 0;
  for (std::size_t k = 0; k < steps.size() && steps[k].time <= until; ++k) {
    double sum = 0, now = 0;
    for (std::size_t l = 0; l < 2; ++l) {
      sum += at.risk[l] * at.steps[k].hazard[l];
      now += risk[l] * steps[k].hazard[l];
    }
    for (std::size_t l = 0; l < 2; ++l)
      f[l] += survival * std::exp(-moved) * risk[l] * steps[k].hazard[l] / (sum > 1 ? now : 1);
    if (sum > 1) break;
    for (std::size_t l = 0; l < 2; ++l) moved += risk[l] * steps[k].hazard[l] - at.risk[l] * at.steps[k].hazard[l];
    survival *= 1 - sum;
  }
  return f;
}

std::vector<double> risks(const Models& models, const std::vector<double>& x) {
  std::vector<double> risk;
  for (const auto& model : models) risk.push_back(std::exp(model->prediction().profile(x, 0).predictor));
  return risk;
}

PassedEvents passed_by(const std::vector<Step>& steps, double until) {
  PassedEvents passed(2);
  for (const Step& step : steps)
    for (std::size_t l = 0; l < 2; ++l) passed[l] += step.time <= until && step.hazard[l] > 0;
  return passed;
}

/// The mean of F_1, F_2 over all patients in a group, as the rows' own models have it.
std::vector<double> mean(const Regression& rows, const Models& models, std::size_t group, bool own, double until,
                         const std::vector<Start>& at) {
  const auto steps = steps_of(models, own ? group : 0);
  std::vector<double> sum(2);
  double total = 0;
  for (std::size_t i = 0; i < rows.patients.size(); ++i) {
    std::vector<double> x = {rows.columns[0][i]};
    if (!own) x.push_back(double(group));
    const auto risk = risks(models, x);
    const auto f = incidence(steps, risk, until, at.empty() ? Start{steps, risk} : at[i]);
    for (std::size_t j = 0; j < 2; ++j) sum[j] += rows.patients.weight[i] * f[j];
    total += rows.patients.weight[i];
  }
  return {sum[0] / total, sum[1] / total};
}

}  // namespace

TEST_CASE("standard incidences: means of predictions, their errors the derivative in the weights with log S as -H") {
  for (const bool own : {false, true})
    for (const bool scaled : {false, true}) {
      CAPTURE(own);
      CAPTURE(scaled);
      Regression rows = patients(!scaled);
      const Counterfactual rule = add_groups(rows, own);
      const Models models = fit(rows);
      constexpr double h = 1e-4;
      const double until = scaled ? 5 : 6;
      std::vector<std::optional<PassedEvents>> point;
      std::vector<std::vector<Start>> starts(2);
      bool found = false;  // hazards that sum to more than 1
      for (std::size_t g = 0; g < 2; ++g) {
        const auto steps = steps_of(models, own ? g : 0);
        point.push_back(passed_by(steps, until));
        for (std::size_t i = 0; i < rows.patients.size(); ++i) {
          std::vector<double> x = {rows.columns[0][i]};
          if (!own) x.push_back(double(g));
          starts[g].push_back({steps, risks(models, x)});
          for (const Step& step : steps)
            found |= step.time <= until &&
                     starts[g].back().risk[0] * step.hazard[0] + starts[g].back().risk[1] * step.hazard[1] > 1;
        }
      }
      if (own) CHECK(found == scaled);
      const std::vector<std::vector<std::optional<PassedEvents>>> points(1, point);
      const auto counted = CauseSpecificModels(models, false, no_poll).of_groups(rule, points).front();
      const auto sampled = CauseSpecificModels(models, true, no_poll).of_groups(rule, points).front();
      std::vector<std::vector<double>> sums(2, std::vector<double>(4)), squares = sums;
      for (std::size_t k = 0; k < rows.patients.size(); ++k) {
        std::vector<std::vector<double>> slope(2, std::vector<double>(2));  // [group][cause]
        for (const double change : {h, -h}) {
          Regression other = rows;
          other.patients.weight[k] += change;
          const Models others = fit(other);
          for (std::size_t g = 0; g < 2; ++g) {
            const auto f = mean(other, others, g, own, until, starts[g]);
            for (std::size_t j = 0; j < 2; ++j) slope[g][j] += f[j] / (2 * change);
          }
        }
        const double w = rows.patients.weight[k];
        for (std::size_t j = 0; j < 2; ++j)
          for (std::size_t pair = 0; pair < 4; ++pair) {
            const double product = slope[pair / 2][j] * slope[pair % 2][j];
            sums[j][pair] += w * product, squares[j][pair] += w * w * product;
          }
      }
      for (std::size_t j = 0; j < 2; ++j)
        for (std::size_t pair = 0; pair < 4; ++pair) {
          CHECK(counted[j].covariance[pair] == doctest::Approx(sums[j][pair]).epsilon(1e-6));
          CHECK(sampled[j].covariance[pair] == doctest::Approx(squares[j][pair]).epsilon(1e-6));
        }
      for (std::size_t g = 0; g < 2; ++g) {
        const auto f = mean(rows, models, g, own, until, {});
        for (std::size_t j = 0; j < 2; ++j) CHECK(counted[j].value[g] == doctest::Approx(f[j]).epsilon(1e-13));
      }
    }
}

TEST_CASE("incidences of one patient: those of a group of patients who are all alike, but for their sampling") {
  Regression rows = patients();
  add_groups(rows, false);
  const Models models = fit(rows);
  const auto steps = steps_of(models, 0);
  const CauseSpecificModels by(models, false, no_poll);
  const std::vector<double> x = {0.2, 1};
  // everybody has the covariates x: whatever the sample, the mean is that of x
  Counterfactual alike{.groups = 1, .columns = {{0, {}, {x[0]}}, {1, {}, {x[1]}}}};
  std::vector<PassedEvents> points;
  for (const double until : {0., 1., 6., 9.}) points.push_back(passed_by(steps, until));
  std::vector<Profile> profiles;
  for (const auto& model : models) profiles.push_back(model->prediction().profile(x, 0));
  const Prediction units = models.front()->prediction();
  std::vector<double> z;
  for (std::size_t j = 0; j < 2; ++j) z.push_back((x[j] - units.center[j]) / units.scale[j]);
  const auto one = by.of_patient(profiles, z, 0, points);
  const auto group = by.of_group(alike, 0, points);
  for (std::size_t m = 0; m < points.size(); ++m) {
    double survival = 1;
    const auto risk = risks(models, x);
    for (std::size_t k = 0; k < steps.size() && steps[k].time <= (m == 0 ? 0. : m == 1 ? 1. : m == 2 ? 6. : 9.); ++k)
      survival *= 1 - risk[0] * steps[k].hazard[0] - risk[1] * steps[k].hazard[1];
    CHECK(one[m][0].value + one[m][1].value + survival == doctest::Approx(1).epsilon(1e-14));
    for (std::size_t j = 0; j < 2; ++j) {
      CHECK(one[m][j].value == doctest::Approx(group[m][j].value).epsilon(1e-13));
      CHECK(one[m][j].variance == doctest::Approx(group[m][j].variance).epsilon(1e-10));
    }
  }
  CHECK(one[0][0].variance == 0);
}

TEST_CASE("incidences whose hazards sum to more than 1 at a time are scaled there, and have no error from there on") {
  Regression rows = patients();
  add_groups(rows, false);
  const Models models = fit(rows);
  const auto steps = steps_of(models, 0);
  std::vector<Profile> profiles;
  for (const auto& model : models) profiles.push_back(model->prediction().profile(std::vector<double>{0.2, 1}, 0));
  const auto sum_at = [&](std::size_t k) {
    double sum = 0;
    for (std::size_t l = 0; l < 2; ++l) sum += std::exp(profiles[l].predictor) * steps[k].hazard[l];
    return sum;
  };
  std::size_t k = 1;  // a time that has the largest sum so far
  for (std::size_t other = 1; other < steps.size(); ++other)
    if (sum_at(other) > sum_at(k)) k = other;
  const double factor = 1.01 / sum_at(k);
  for (Profile& profile : profiles) profile.predictor += std::log(factor);
  const std::vector<PassedEvents> points = {passed_by(steps, steps[k - 1].time), passed_by(steps, steps[k].time),
                                            passed_by(steps, steps.back().time)};
  const auto found =
      CauseSpecificModels(models, false, no_poll).of_patient(profiles, std::vector<double>{0, 0}, 0, points);
  CHECK(found[0][0].variance >= 0);
  CHECK(found[1][0].value + found[1][1].value == doctest::Approx(1).epsilon(1e-14));
  CHECK(std::isnan(found[1][0].variance));
  CHECK(found[2][0].value == found[1][0].value);  // S is 0
}
