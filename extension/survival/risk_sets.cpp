#include "survival/risk_sets.hpp"

#include <algorithm>
#include <limits>

namespace survival {

bool RiskSets::next() {
  while (advance())
    if (std::ranges::any_of(groups_, [](const Group& g) { return g.d > 0; })) return true;
  return false;
}

bool RiskSets::advance() {
  if (steps_++ % steps_between_polls_ == 0) poll_();
  double time = std::numeric_limits<double>::infinity();
  for (const Group& g : groups_)
    if (g.next < g.table->rows.size()) time = std::min(time, g.table->rows[g.next].time);
  if (time == std::numeric_limits<double>::infinity()) return false;
  for (Group& g : groups_) {
    const auto& rows = g.table->rows;
    g.n = g.d = 0;
    if (g.next == rows.size()) continue;
    const RiskRow& row = rows[g.next];
    if (row.time == time) {
      g.n = row.n_risk;
      g.d = row.n_event;
      ++g.next;
    } else {
      g.n = g.table->entering.empty() ? row.n_risk : g.table->at_risk(time);
    }
  }
  time_ = time;
  return true;
}

}  // namespace survival
