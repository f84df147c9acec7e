#include "survival/entered.hpp"

#include <algorithm>

namespace survival {

double entered(const RiskTable& table, double from, double to) {
  const auto& entering = table.entering;
  const auto at = [&](double time) { return std::ranges::lower_bound(entering, time, {}, &Entering::entry); };
  const auto first = at(from), last = at(to);
  if (first == last) return 0;
  return first->n_from - (last == entering.end() ? 0 : last->n_from);
}

}  // namespace survival
