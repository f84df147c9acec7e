#include "survival/regression/censoring_weights.hpp"

#include <algorithm>
#include <cmath>

#include "survival/regression/refusal.hpp"

namespace survival {

CensoringWeights::CensoringWeights(const RiskOrder& rows, const Poll& poll) : order(rows) {
  std::uint32_t groups = 1;
  for (const std::uint32_t g : order.censoring) groups = std::max(groups, g + 1);
  at_end.assign(groups, 1);
  find_moments(poll);
  find_changes(poll);
  // G from the first time on, H from the last time back: Geskus 2011.
  for (Change& c : changes) {
    c.before = at_end[c.group];
    if (c.censored > 0) at_end[c.group] *= 1 - c.censored / c.at_risk;
  }
  std::vector<double> entered(groups, 1);  // H: the share that has entered
  for (auto c = changes.rbegin(); c != changes.rend(); ++c) {
    if (c->entering > 0) entered[c->group] *= 1 - c->entering / c->remaining;
    c->before *= entered[c->group];
  }

  inverse.assign(order.size(), 0);
  std::vector<double> now = at_end;
  bool event_later = false;
  auto change = changes.rbegin();
  for (std::size_t k = moments.size(); k-- > 0;) {
    const Moment& m = moments[k];
    for (; change != changes.rend() && change->moment == k; ++change) now[change->group] = change->before;
    for (std::size_t i = m.begin; i < m.end && event_later; ++i) {
      if (i % rows_between_polls == 0) poll();
      if (order.status[i] <= 1) continue;
      inverse[i] = 1 / now[group(i)];
      if (std::isinf(inverse[i])) throw Refused(Refusal::risk_set_empty_before_an_entry);
    }
    event_later |= m.events > 0;
  }
}

void CensoringWeights::find_moments(const Poll& poll) {
  std::size_t exit = 0, entry = 0;
  const std::size_t entries = order.by_entry.size();
  const auto entry_time = [&](std::size_t k) { return order.entry[order.by_entry[k]]; };
  while (exit < order.size() || entry < entries) {
    const double at =
        std::min(exit < order.size() ? order.time[exit] : HUGE_VAL, entry < entries ? entry_time(entry) : HUGE_VAL);
    Moment m{exit, exit, entry, entry};
    for (; m.end < order.size() && order.time[m.end] == at; ++m.end) {
      if (m.end % rows_between_polls == 0) poll();
      if (order.status[m.end] == 1) m.events += order.weight[m.end];
    }
    for (; m.entry_end < entries && entry_time(m.entry_end) == at; ++m.entry_end)
      if (m.entry_end % rows_between_polls == 0) poll();
    append(moments, m, poll);
    exit = m.end, entry = m.entry_end;
  }
}

void CensoringWeights::find_changes(const Poll& poll) {
  struct Count {
    std::size_t rows = 0, exits = 0;  ///< at risk throughout the moment, and until it
    double at_risk = 0, leaving = 0, censored = 0, entering = 0;
  };
  std::vector<Count> counts(groups());
  std::vector<std::uint32_t> touched;
  const auto touch = [&](std::size_t row) -> Count& {
    Count& count = counts[group(row)];
    if (count.leaving == 0 && count.entering == 0) touched.push_back(group(row));
    return count;
  };
  for (std::size_t k = moments.size(); k-- > 0;) {
    const Moment& m = moments[k];
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll();
      Count& count = touch(i);
      ++count.exits;
      count.leaving += order.weight[i];
      if (order.status[i] == 0) count.censored += order.weight[i];
    }
    for (std::size_t i = m.entry_begin; i < m.entry_end; ++i) {
      if (i % rows_between_polls == 0) poll();
      Count& count = touch(order.by_entry[i]);
      --count.rows;
      count.entering += order.weight[order.by_entry[i]];
    }
    for (const std::uint32_t g : touched) {
      Count& count = counts[g];
      const double remaining = count.at_risk;
      if (count.rows == 0) count.entering = remaining;  // all of them, to the last bit
      count.at_risk = remaining - count.entering + count.leaving;
      if (count.censored > 0 || count.entering > 0)
        append(changes,
               {.moment = k,
                .group = g,
                .at_risk = count.at_risk,
                .censored = count.censored,
                .remaining = remaining,
                .entering = count.entering,
                .before = 0},
               poll);
      count.rows += std::exchange(count.exits, 0);
      count.leaving = count.censored = count.entering = 0;
    }
    touched.clear();
  }
  std::ranges::reverse(changes);
}

}  // namespace survival
