// The risk sets of several groups side by side: at each time of any of them, who is at risk in each.
#pragma once
#include <algorithm>
#include <vector>

#include "survival/risk_table.hpp"

namespace survival {

/// The groups of one comparison; not owned.
using Samples = std::vector<const RiskTable*>;

inline Samples samples(const Groups& groups) {
  Samples all;
  for (const RiskTable& group : groups) all.push_back(&group);
  return all;
}

/// Walks the distinct times at which any group has an event, ascending.
class RiskSets {
 public:
  RiskSets(const Samples& groups, const Poll& poll) : poll_(poll) {
    for (const RiskTable* table : groups) groups_.push_back({table});
    // What is done at a step tends to grow with the square of the groups, and a poll must not wait for long.
    steps_between_polls_ = std::max(std::size_t{1}, (std::size_t{1} << 14) / (groups.size() * groups.size() + 1));
  }

  /// Moves to the next time. False when there is none.
  bool next();

  double time() const { return time_; }
  std::size_t size() const { return groups_.size(); }
  /// At risk in a group just before the time.
  double n(std::size_t group) const { return groups_[group].n; }
  /// Events in a group, of any cause or of one.
  double d(std::size_t group) const { return groups_[group].d; }
  double d(std::size_t group, std::size_t cause) const {
    const Group& g = groups_[group];
    return g.d > 0 ? g.table->n_event(g.next - 1, cause) : 0;
  }

 private:
  struct Group {
    const RiskTable* table;
    std::size_t next = 0;  ///< its first row that is not passed
    double n = 0, d = 0;
  };

  bool advance();

  const Poll& poll_;
  std::vector<Group> groups_;
  double time_ = 0;
  std::size_t steps_ = 0, steps_between_polls_ = 1;
};

}  // namespace survival
