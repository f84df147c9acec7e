#include "survival/registry/description.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace survival {
namespace {

double quantile(std::span<const double> values, double prob) {
  const double position = double(values.size() - 1) * prob;
  const auto below = std::size_t(position);
  const double fraction = position - double(below);
  const double low = values[below];
  return fraction == 0 ? low : low + fraction * (values[below + 1] - low);
}

}  // namespace

Description describe(std::span<const double> values, const Poll& poll) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return {none, none, none, none, none, none, none};
  const auto n = double(values.size());
  double sum = 0, rest = 0, squares = 0;
  for_each_row(values.size(), poll, [&](std::size_t i) { sum += values[i]; });
  const double rough = sum / n;
  for_each_row(values.size(), poll, [&](std::size_t i) { rest += values[i] - rough; });
  const double mean = rough + rest / n;  // what rounding took from a long sum
  for_each_row(values.size(), poll, [&](std::size_t i) { squares += (values[i] - mean) * (values[i] - mean); });
  const double sd = values.size() > 1 ? std::sqrt(squares / (n - 1)) : none;
  return {mean,           sd,           quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75),
          values.front(), values.back()};
}

Description describe(std::span<const double> values, std::span<const double> weights, const Poll& poll) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = values.size();
  if (n == 0) return describe(values, poll);
  double total = 0, rough = 0, rest = 0, squares = 0, of_weights = 0;
  for_each_row(n, poll, [&](std::size_t i) { total += weights[i]; });
  for_each_row(n, poll, [&](std::size_t i) { rough += weights[i] / total * values[i]; });
  for_each_row(n, poll, [&](std::size_t i) { rest += weights[i] / total * (values[i] - rough); });
  const double mean = rough + rest;
  for_each_row(n, poll, [&](std::size_t i) {
    const double share = weights[i] / total;
    squares += share * (values[i] - mean) * (values[i] - mean);
    of_weights += share * share;
  });
  std::vector<double> passed(n);
  double sum = 0;
  for_each_row(n, poll, [&](std::size_t i) { passed[i] = (sum += weights[i]) / total * double(n); });
  passed.back() = double(n);
  // The value at a place 1 ... n; sums of weights may miss a whole place by rounding.
  const auto at = [&](double place) {
    const auto found = std::ranges::lower_bound(passed, place - 1e-9 * double(n));
    return values[std::min(std::size_t(found - passed.begin()), n - 1)];
  };
  const auto quantile = [&](double prob) {
    const double place = 1 + double(n - 1) * prob, below = std::floor(place);
    const double low = at(below);
    return low + (place - below) * (at(std::min(below + 1, double(n))) - low);
  };
  const double sd = n > 1 ? std::sqrt(squares / (1 - of_weights)) : none;
  return {mean, sd, quantile(0.5), quantile(0.25), quantile(0.75), values.front(), values.back()};
}

}  // namespace survival
