#include "survival/regression/cox_part.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "survival/newton.hpp"

namespace survival {
namespace {

/// sum r, sum r x, sum r x x' (upper triangle) over a set of rows.
struct Sums {
  double s0 = 0;
  std::vector<double> s1, s2;

  explicit Sums(std::size_t p) : s1(p), s2(p * (p + 1) / 2) {}
  void add(double r, std::span<const double> x) {
    s0 += r;
    for (std::size_t j = 0, k = 0; j < x.size(); ++j) {
      s1[j] += r * x[j];
      for (std::size_t l = j; l < x.size(); ++l) s2[k++] += r * x[j] * x[l];
    }
  }
  void clear() {
    s0 = 0;
    std::ranges::fill(s1, 0);
    std::ranges::fill(s2, 0);
  }
};

/// Takes the terms of one time's deaths from the part.
void take_terms(CoxPart& part, const Sums& at_risk, const Sums& dying, double deaths, const Poll& poll) {
  const std::size_t p = part.score.size();
  std::vector<double> mean(p);
  constexpr double terms_between_polls = 1 << 12;
  for (double l = 0; l < deaths; ++l) {
    if (std::fmod(l, terms_between_polls) == 0) poll();
    const double f = l / deaths, s0 = at_risk.s0 - f * dying.s0;
    part.loglik -= std::log(s0);
    for (std::size_t j = 0; j < p; ++j) part.score[j] -= mean[j] = (at_risk.s1[j] - f * dying.s1[j]) / s0;
    for (std::size_t j = 0, k = 0; j < p; ++j)
      for (std::size_t i = j; i < p; ++i, ++k)
        part.information[k] += (at_risk.s2[k] - f * dying.s2[k]) / s0 - mean[j] * mean[i];
  }
}

}  // namespace

CoxPart& CoxPart::operator+=(const CoxPart& other) {
  const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
    to.resize(from.size());
    std::ranges::transform(to, from, to.begin(), std::plus());
  };
  loglik += other.loglik;
  add(score, other.score);
  add(information, other.information);
  return *this;
}

CoxPart cox_part(const Patients& patients, const std::vector<LargeVector<double>>& columns,
                 std::span<const double> beta, const Poll& poll) {
  const std::size_t p = columns.size(), n = patients.size();
  CoxPart part{0, std::vector<double>(p), std::vector<double>(p * (p + 1) / 2)};
  Patients sorted = patients;
  sorted.group.clear();
  sorted.row.resize(n);
  std::iota(sorted.row.begin(), sorted.row.end(), 0U);
  sort_by_time(sorted, poll);
  merge_near_ties(sorted, poll);
  std::vector<double> x(p);
  const auto predictor = [&](std::size_t row) {
    double sum = 0;
    for (std::size_t j = 0; j < p; ++j) sum += beta[j] * (x[j] = columns[j][row]);
    return sum;
  };
  double highest = 0;  // taken from every predictor, so that no risk is too large for a double
  for_each_row(n, poll, [&](std::size_t i) { highest = std::max(highest, predictor(i)); });
  Sums at_risk(p), dying(p);
  double deaths = 0;
  for_each_row(n, poll, [&](std::size_t back) {
    const std::size_t i = n - 1 - back;
    const double weight = sorted.weight_of(i), eta = predictor(sorted.row[i]) - highest, r = weight * std::exp(eta);
    at_risk.add(r, x);
    if (sorted.status[i] == 1) {
      dying.add(r, x);
      deaths += weight;
      part.loglik += weight * eta;
      for (std::size_t j = 0; j < p; ++j) part.score[j] += weight * x[j];
    }
    if (i > 0 && sorted.time[i - 1] == sorted.time[i]) return;
    if (deaths > 0) take_terms(part, at_risk, dying, deaths, poll);
    dying.clear();
    deaths = 0;
  });
  return part;
}

CoxStep cox_step(const CoxPart& sum, std::span<const double> beta) {
  const std::size_t p = beta.size();
  std::vector<double> information(p * p);
  for (std::size_t j = 0, k = 0; j < p; ++j)
    for (std::size_t l = j; l < p; ++l, ++k) information[j * p + l] = information[l * p + j] = sum.information[k];
  CoxStep step{{beta.begin(), beta.end()}, {}, 0};
  const std::vector<unsigned char> all(p, 1);
  const Decomposed decomposed = decompose(information, all);
  if (decomposed.inverse.empty()) return step;
  for (std::size_t j = 0; j < p; ++j) {
    double move = 0;
    for (std::size_t l = 0; l < p; ++l) move += decomposed.inverse[j * p + l] * sum.score[l];
    step.beta[j] += move;
    step.gain += move * sum.score[j];
    step.std_error.push_back(std::sqrt(decomposed.inverse[j * p + j]));
  }
  return step;
}

}  // namespace survival
