#include "survival/regression/fine_gray.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "survival/input_error.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

Fit fit(Regression rows) { return FineGray(std::move(rows), {.tolerance = 1e-13}, no_poll).fit(); }

/// One covariate, ties, two causes; everyone with the origin at 0 has entered by 2, the first time anyone leaves.
Regression random_rows(std::mt19937& random, bool late, std::uint32_t groups, bool weights = false) {
  const std::size_t n = 30 + random() % 20;
  Regression rows;
  rows.columns.resize(1);
  for (std::size_t i = 0; i < n; ++i) {
    const double entry = late && i % 3 > 0 ? double(random() % 6) : 0;
    rows.patients.time.push_back(std::max(2.0, entry + 1) + double(random() % 12));
    rows.patients.status.push_back(std::uint8_t(random() % 3));
    if (late) rows.patients.entry.push_back(entry);
    if (weights) rows.patients.weight.push_back(double(1 + random() % 3));
    if (groups > 1) rows.censoring.push_back(std::uint32_t(i % 7 % groups));
    rows.columns[0].push_back(double(random() % 5) - 2 + 0.25 * double(i % 2));
  }
  return rows;
}

/// Score, information and variance of one covariate as the header writes them: sums over all pairs of rows and times.
struct ByDefinition {
  double score = 0, information = 0, variance = 0;

  ByDefinition(const Regression& rows, double beta) : r_(rows), p_(rows.patients) {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      risk_.push_back(std::exp(beta * x(i)));
      times_.insert(p_.time[i]);
      if (p_.status[i] == 1) events_.insert(p_.time[i]);
      times_.insert(entry(i));
    }
    for (const double t : events_) {
      double s0 = 0, s1 = 0, s2 = 0, d = 0;
      for (std::size_t i = 0; i < p_.size(); ++i) {
        const double w = p_.weight_of(i) * weight(i, t) * risk_[i];
        s0 += w, s1 += w * x(i), s2 += w * x(i) * x(i);
        if (p_.status[i] == 1 && p_.time[i] == t) d += p_.weight_of(i), score += p_.weight_of(i) * x(i);
      }
      mean_.push_back(s1 / s0), step_.push_back(d / s0), s0_.push_back(s0);
      score -= d * s1 / s0;
      information += d * (s2 / s0 - s1 / s0 * s1 / s0);
    }
    variance = sum_of_squares([&](std::size_t i) { return (eta(i) + psi(i)) / information; });
  }

  /// Cumulated to t, of covariate z and no offset.
  double hazard(double z, double t, double beta) const {
    double h0 = 0;
    std::size_t k = 0;
    for (const double u : events_) h0 += u <= t ? step_[k] : 0, ++k;
    return std::exp(beta * z) * h0;
  }
  double hazard_variance(double z, double t, double beta) const {
    double h0 = 0, mean_hazard = 0;
    std::size_t k = 0;
    for (const double u : events_) {
      if (u <= t) h0 += step_[k], mean_hazard += mean_[k] * step_[k];
      ++k;
    }
    return std::exp(2 * beta * z) * sum_of_squares([&](std::size_t i) {
             return of_hazard(i, t) + (z * h0 - mean_hazard) * (eta(i) + psi(i)) / information;
           });
  }

 private:
  /// Of the patients' influences, added up by cluster where there are any.
  template <class Influence>
  double sum_of_squares(Influence influence) const {
    std::map<std::size_t, double> sums;
    double squares = 0;
    for (std::size_t i = 0; i < p_.size(); ++i) {
      if (r_.cluster.empty())
        squares += p_.weight_of(i) * std::pow(influence(i), 2);
      else
        sums[r_.cluster[i]] += p_.weight_of(i) * influence(i);
    }
    for (const auto& [cluster, sum] : sums) squares += sum * sum;
    return squares;
  }
  /// a_i(t)
  double of_hazard(std::size_t i, double t) const {
    const auto lived = [&](std::size_t j, auto within) {
      double sum = 0;
      std::size_t k = 0;
      for (const double u : events_) {
        if (u <= t && within(u)) sum += weight(j, u) * risk_[j] * step_[k] / s0_[k];
        ++k;
      }
      return sum;
    };
    const auto taken_out = [&](double u, bool of_entries) {
      double sum = 0;
      for (std::size_t j = 0; j < p_.size(); ++j)
        if (same(i, j) && p_.status[j] > 1 && (of_entries ? p_.time[j] <= u : p_.time[j] < u))
          sum += p_.weight_of(j) * lived(j, [&](double v) { return of_entries ? v > u : v >= u; });
      return sum;
    };
    double sum = -lived(i, [](double) { return true; });
    std::size_t k = 0;
    for (const double u : events_) {
      if (p_.status[i] == 1 && p_.time[i] == u && u <= t) sum += 1 / s0_[k];
      ++k;
    }
    const double end = p_.time[i], start = entry(i);
    if (p_.status[i] == 0) sum += taken_out(end, false) / at_risk(i, end);
    if (!p_.entry.empty()) sum -= taken_out(start, true) / remaining(i, start);
    for (const double u : times_) {
      if (start < u && u <= end && censored(i, u) > 0)
        sum -= taken_out(u, false) * censored(i, u) / std::pow(at_risk(i, u), 2);
      if (start <= u && u < end && entering(i, u) > 0)
        sum += taken_out(u, true) * entering(i, u) / std::pow(remaining(i, u), 2);
    }
    return sum;
  }

  double x(std::size_t i) const { return r_.columns[0][i]; }
  double entry(std::size_t i) const { return p_.entry.empty() ? -1 : p_.entry[i]; }
  bool same(std::size_t i, std::size_t j) const { return r_.censoring.empty() || r_.censoring[i] == r_.censoring[j]; }
  template <class Counts>
  double count(std::size_t i, Counts counts) const {
    double sum = 0;
    for (std::size_t j = 0; j < p_.size(); ++j) sum += same(i, j) && counts(j) ? p_.weight_of(j) : 0;
    return sum;
  }
  // Of the group of i at u: Y, c, R, l.
  double at_risk(std::size_t i, double u) const {
    return count(i, [&](std::size_t j) { return p_.time[j] >= u && entry(j) < u; });
  }
  double censored(std::size_t i, double u) const {
    return count(i, [&](std::size_t j) { return p_.time[j] == u && p_.status[j] == 0; });
  }
  double remaining(std::size_t i, double u) const {
    return count(i, [&](std::size_t j) { return p_.time[j] > u && entry(j) <= u; });
  }
  double entering(std::size_t i, double u) const {
    return p_.entry.empty() ? 0 : count(i, [&](std::size_t j) { return entry(j) == u; });
  }
  /// A(t-) of the group of i.
  double observed(std::size_t i, double t) const {
    double a = 1;
    for (const double u : times_) {
      if (u < t && censored(i, u) > 0) a *= 1 - censored(i, u) / at_risk(i, u);
      if (u >= t && entering(i, u) > 0) a *= 1 - entering(i, u) / remaining(i, u);
    }
    return a;
  }
  double weight(std::size_t i, double t) const {
    if (p_.time[i] >= t) return entry(i) < t;
    return p_.status[i] > 1 ? observed(i, t) / observed(i, p_.time[i]) : 0;
  }
  template <class Within>
  double hazard(std::size_t i, Within within) const {
    double sum = 0;
    std::size_t k = 0;
    for (const double t : events_) {
      if (within(t)) sum += (x(i) - mean_[k]) * weight(i, t) * risk_[i] * step_[k];
      ++k;
    }
    return sum;
  }
  double eta(std::size_t i) const {
    double sum = -hazard(i, [](double) { return true; });
    std::size_t k = 0;
    for (const double t : events_) {
      if (p_.status[i] == 1 && p_.time[i] == t) sum += x(i) - mean_[k];
      ++k;
    }
    return sum;
  }
  double q(std::size_t i, double u, bool of_entries) const {
    double sum = 0;
    for (std::size_t j = 0; j < p_.size(); ++j)
      if (same(i, j) && p_.status[j] > 1 && (of_entries ? p_.time[j] <= u : p_.time[j] < u))
        sum += p_.weight_of(j) * hazard(j, [&](double t) { return t > p_.time[j] && (of_entries ? t > u : t >= u); });
    return sum;
  }
  double psi(std::size_t i) const {
    const double end = p_.time[i], start = entry(i);
    double sum = p_.status[i] == 0 ? q(i, end, false) / at_risk(i, end) : 0;
    if (!p_.entry.empty()) sum -= q(i, start, true) / remaining(i, start);
    for (const double u : times_) {
      if (start < u && u <= end && censored(i, u) > 0)
        sum -= q(i, u, false) * censored(i, u) / std::pow(at_risk(i, u), 2);
      if (start <= u && u < end && entering(i, u) > 0)
        sum += q(i, u, true) * entering(i, u) / std::pow(remaining(i, u), 2);
    }
    return sum;
  }

  const Regression& r_;
  const Patients& p_;
  std::vector<double> risk_, mean_, step_, s0_;
  std::set<double> times_, events_;
};

}  // namespace

TEST_CASE("golden values, checked with R's crr") {
  const Regression twelve{{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0}, {}},
                          {{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2}}};
  CHECK(fit(twelve).estimate[0] == doctest::Approx(-1.923456146).epsilon(1e-7));
  CHECK(fit(twelve).std_error[0] == doctest::Approx(0.9914544951).epsilon(1e-7));
}

TEST_CASE("the fit is its definition: ties, late entry, groups censored alike, weights") {
  std::mt19937 random(7);
  for (int round = 0; round < 24; ++round) {
    const bool late = round % 2, weights = round % 3 == 0;
    const Regression rows = random_rows(random, late, 1 + std::uint32_t(round % 4), weights);
    CAPTURE(round);
    const Fit found = fit(rows);
    const ByDefinition expected(rows, found.estimate[0]);
    CHECK(std::abs(expected.score) < 1e-9 * expected.information);
    CHECK(found.model_covariance[0] == doctest::Approx(1 / expected.information).epsilon(1e-10));
    CHECK(found.covariance[0] == doctest::Approx(expected.variance).epsilon(1e-10));
  }
}

TEST_CASE("the predicted incidence and its error are their definition: late entry, groups, weights, clusters") {
  std::mt19937 random(17);
  for (int round = 0; round < 16; ++round) {
    const bool late = round % 2, weights = round % 3 == 0, clusters = round % 4 > 1;
    Regression rows = random_rows(random, late, 1 + std::uint32_t(round % 3), weights);
    if (clusters)
      for (std::size_t i = 0; i < rows.patients.size(); ++i) rows.cluster.push_back(std::uint32_t(i / 2));
    CAPTURE(round);
    const FineGray model(rows, {.tolerance = 1e-13}, no_poll);
    const Prediction prediction = model.prediction();
    const double beta = model.fit().estimate[0];
    const ByDefinition expected(rows, beta);
    const std::vector<Station> all = stations(prediction.tables[0], std::nullopt, no_poll);
    for (const double z : {-1.5, 0.0, 2.0})
      for (std::size_t k = 1; k < all.size(); k += 3) {
        const Survival point = prediction.at(prediction.profile(std::vector{z}, 0), 0, std::size_t(all[k].event_times));
        CAPTURE(z);
        CAPTURE(all[k].time);
        CHECK(point.hazard == doctest::Approx(expected.hazard(z, all[k].time, beta)).epsilon(1e-10));
        CHECK(
            point.std_err ==
            doctest::Approx(point.estimate * std::sqrt(expected.hazard_variance(z, all[k].time, beta))).epsilon(1e-9));
      }
  }
}

TEST_CASE("the errors are those of the infinitesimal jackknife") {
  // beta's derivative by each patient's weight; the formulas take c/Y for -log(1 - c/Y), which is of order 1/Y
  std::mt19937 random(11);
  for (const bool late : {false, true}) {
    Regression rows = random_rows(random, late, 2);
    while (rows.patients.size() < 600) {
      const Regression more = random_rows(random, late, 2);
      const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
      append(rows.patients.time, more.patients.time), append(rows.patients.status, more.patients.status);
      append(rows.patients.entry, more.patients.entry), append(rows.censoring, more.censoring);
      append(rows.columns[0], more.columns[0]);
    }
    const Fit found = fit(rows);
    double squares = 0;
    for (std::size_t i = 0; i < rows.patients.size(); ++i) {
      Regression up = rows, down = rows;
      constexpr double h = 1e-4;
      up.patients.weight.assign(rows.patients.size(), 1), down.patients.weight = up.patients.weight;
      up.patients.weight[i] += h, down.patients.weight[i] -= h;
      squares += std::pow((fit(up).estimate[0] - fit(down).estimate[0]) / (2 * h), 2);
    }
    CHECK(found.std_error[0] == doctest::Approx(std::sqrt(squares)).epsilon(1e-3));
  }
}

TEST_CASE("that all are there from the start, or censored alike, changes nothing when it is said") {
  std::mt19937 random(3);
  for (int round = 0; round < 5; ++round) {
    const Regression rows = random_rows(random, false, 1);
    Regression said = rows;
    said.patients.entry.assign(rows.patients.size(), 0);
    said.censoring.assign(rows.patients.size(), 0);
    CHECK(fit(said).estimate[0] == doctest::Approx(fit(rows).estimate[0]).epsilon(1e-12));
    CHECK(fit(said).covariance[0] == doctest::Approx(fit(rows).covariance[0]).epsilon(1e-12));
  }
}

TEST_CASE("what the model cannot take is an error") {
  std::mt19937 random(5);
  Regression strata = random_rows(random, false, 1);
  strata.patients.group.assign(strata.patients.size(), 0);
  CHECK_THROWS_AS(fit(strata), InputError);
  // nobody is at risk from 2 to 3: the chance of having entered by 1 cannot be told
  const Regression gap{{{1, 2, 5, 6, 7}, {2, 0, 1, 1, 0}, {}, {0, 0, 3, 3, 4}}, {{0, 1, 0, 1, 1}}};
  CHECK_THROWS_AS(fit(gap), InputError);
  const Regression rounding{{{1, 2, 5, 6}, {2, 0, 1, 1}, {}, {0, 0, 5 - 1e-9, 1}}, {{0, 1, 0, 1}}};
  CHECK_THROWS_AS(fit(rounding), InputError);
}
