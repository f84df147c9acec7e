#include "survival/contrast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace survival {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The standard error of a difference; std::hypot would ask for a C library of 2022.
double error_of_difference(double a, double b, double covariance) {
  const double squares = a * a + b * b, variance = squares - 2 * covariance;
  constexpr double rounding = 1e-12;
  return variance <= rounding * squares ? 0 : std::sqrt(variance);  // NaN where not known
}

/// g(p) and the root of g'(p)^2 Var p; 0 < p < 1.
Estimate on_scale(const Estimate& probability, TestScale scale, Probability kind) {
  const auto [p, se] = probability;
  switch (scale) {
    case TestScale::cloglog: {
      const double stay = kind == Probability::survival ? p : 1 - p;
      const double log_stay = kind == Probability::survival ? std::log(p) : std::log1p(-p);
      return {std::log(-log_stay), se / (stay * -log_stay)};
    }
    case TestScale::plain:
      return {p, se};
    case TestScale::log:
      return {std::log(p), se / p};
    case TestScale::logit:
      return {std::log(p / (1 - p)), se / (p * (1 - p))};
    case TestScale::arcsin:
      return {std::asin(std::sqrt(p)), se / (2 * std::sqrt(p * (1 - p)))};
  }
  return {none, none};
}

/// The differences to the last one, and the chi-square that they make. \param all  on the scale
ChiSquare dependent(std::span<const Estimate> probabilities, std::span<const Estimate> all,
                    std::span<const double> covariance) {
  const std::size_t size = all.size(), last = size - 1;
  const auto of = [&](std::size_t j, std::size_t k) {
    if (j == k) return all[j].std_err * all[j].std_err;
    // The slope of the scale has one sign.
    return all[j].std_err / probabilities[j].std_err * (all[k].std_err / probabilities[k].std_err) *
           covariance[j * size + k];
  };
  std::vector<double> difference, between;
  double largest = 0;
  for (std::size_t j = 0; j < size; ++j) largest = std::max(largest, of(j, j));
  for (std::size_t j = 0; j < last; ++j) {
    difference.push_back(all[j].value - all[last].value);
    for (std::size_t k = 0; k < last; ++k) between.push_back(of(j, k) - of(j, last) - of(last, k) + of(last, last));
  }
  return chi_square(difference, between, largest);
}

}  // namespace

Contrast contrast(const Estimate& a, const Estimate& b, double z, double covariance) {
  const double difference = a.value - b.value, se = error_of_difference(a.std_err, b.std_err, covariance);
  const double ratio = b.value > 0 ? a.value / b.value : none;
  const double factor =
      std::exp(z * error_of_difference(a.std_err / a.value, b.std_err / b.value, covariance / (a.value * b.value)));
  return {difference, se, difference - z * se, difference + z * se, ratio, ratio / factor, ratio * factor};
}

ChiSquare equal_probabilities(std::span<const Estimate> probabilities, TestScale scale, Probability kind,
                              std::span<const double> covariance) {
  std::vector<Estimate> all;
  double weights = 0, sum = 0;
  for (const Estimate& probability : probabilities) {
    if (!(probability.value > 0 && probability.value < 1 && probability.std_err > 0)) return {none, none, none};
    const auto& [g, se] = all.emplace_back(on_scale(probability, scale, kind));
    weights += 1 / (se * se);
    sum += g / (se * se);
  }
  if (all.size() < 2) return {none, none, none};
  if (!covariance.empty()) return dependent(probabilities, all, covariance);
  double statistic = 0;
  for (const auto& [g, se] : all) statistic += std::pow((g - sum / weights) / se, 2);
  const auto df = double(all.size() - 1);
  return {statistic, df, chi_square_tail(statistic, df)};
}

}  // namespace survival
