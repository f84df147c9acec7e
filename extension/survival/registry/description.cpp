#include "survival/registry/description.hpp"

#include <cmath>
#include <limits>

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

}  // namespace survival
