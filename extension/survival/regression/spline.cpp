#include "survival/regression/spline.hpp"

#include <algorithm>
#include <cmath>

#include "survival/radix_sort.hpp"

namespace survival {

double restricted_cubic(double x, std::span<const double> knots, std::size_t j) {
  const auto cube = [](double above) { return above > 0 ? above * above * above : 0; };
  const std::size_t k = knots.size();
  const double last = knots[k - 1], before = knots[k - 2], range = last - knots[0];
  return (cube(x - knots[j]) - cube(x - before) * (last - knots[j]) / (last - before) +
          cube(x - last) * (before - knots[j]) / (last - before)) /
         (range * range);
}

std::vector<double> default_knots(const LargeVector<double>& values, const LargeVector<double>& weights,
                                  std::size_t number, const Poll& poll) {
  const auto order = sorted_rows(values.size(), poll, [&](std::size_t i) { return values[i]; });
  std::vector<double> passed(order.size() + 1);  // patients up to each place
  for_each_row(order.size(), poll,
               [&](std::size_t i) { passed[i + 1] = passed[i] + (weights.empty() ? 1 : weights[order[i].row]); });
  const double n = passed.back();
  // The patient at a place 0 ... n - 1, as if all were written out in order. Weights that are not whole may sum to a
  // little more than a place they should end at.
  const double rounding = std::min(1e-3, 1e-12 * n * double(order.size()));
  const auto at = [&](double place) {
    const auto next = std::ranges::upper_bound(passed, std::clamp(place + rounding, 0.0, n * (1 - 1e-9)));
    const auto i = std::size_t(next - passed.begin()) - 1;
    return values[order[std::min(i, order.size() - 1)].row];
  };
  const auto quantile = [&](double probability) {
    const double place = (n - 1) * probability, below = std::floor(place + 4e-16 * place + rounding);
    const double low = at(below), high = at(below + 1);
    return low + (place > below + rounding ? (place - below) * (high - low) : 0);
  };
  const double outer = number > 6 ? 0.025 : number > 3 ? 0.05 : 0.1;
  std::vector<double> knots;
  for (std::size_t i = 0; i < number; ++i)
    knots.push_back(quantile(outer + (1 - 2 * outer) * double(i) / double(number - 1)));
  if (n < 100 && n >= 5) knots.front() = at(4), knots.back() = at(n - 5);
  return knots;
}

}  // namespace survival
