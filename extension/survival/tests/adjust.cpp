#include "survival/tests/adjust.hpp"

#include <algorithm>
#include <cmath>

namespace survival {

std::vector<double> adjust(const std::vector<double>& p_values, Adjustment adjustment) {
  std::vector<std::size_t> order;  // ascending
  for (std::size_t i = 0; i < p_values.size(); ++i)
    if (!std::isnan(p_values[i])) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> adjusted = p_values;
  const auto m = double(order.size());
  double running = 0;
  switch (adjustment) {
    case Adjustment::holm:
      for (std::size_t rank = 0; rank < order.size(); ++rank) {
        running = std::max(running, std::min(1.0, (m - double(rank)) * p_values[order[rank]]));
        adjusted[order[rank]] = running;
      }
      break;
    case Adjustment::bonferroni:
      for (const std::size_t i : order) adjusted[i] = std::min(1.0, m * p_values[i]);
      break;
    case Adjustment::benjamini_hochberg:
      running = 1;
      for (std::size_t rank = order.size(); rank-- > 0;) {
        running = std::min(running, m / double(rank + 1) * p_values[order[rank]]);
        adjusted[order[rank]] = running;
      }
      break;
    case Adjustment::none:
      break;
  }
  return adjusted;
}

}  // namespace survival
