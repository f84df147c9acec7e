#include "survival/risk_sets.hpp"

#include <algorithm>
#include <limits>

namespace survival {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

}  // namespace

RiskSets::RiskSets(Samples groups, const Poll& poll)
    : poll_(poll),
      tables_(groups),
      n_(groups.size()),
      d_(groups.size()),
      next_time_(groups.size()),
      next_(groups.size()) {
  // What is done at a step tends to grow with the square of the groups, and a poll must not wait for long.
  steps_between_polls_ = std::max(std::size_t{1}, (std::size_t{1} << 14) / (groups.size() * groups.size() + 1));
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!groups[g]->entering.empty()) late_.push_back(std::uint32_t(g));
    pass(g);
  }
}

bool RiskSets::next() {
  while (advance())
    for (const std::uint32_t g : moved_)
      if (d_[g] > 0) return true;
  return false;
}

/// What is known of a group between two of its rows.
void RiskSets::pass(std::size_t group) {
  const auto& rows = tables_[group]->rows;
  const bool more = next_[group] < rows.size();
  n_[group] = more ? rows[next_[group]].n_risk : 0;
  next_time_[group] = more ? rows[next_[group]].time : never;
  d_[group] = 0;
}

bool RiskSets::advance() {
  if (steps_++ % steps_between_polls_ == 0) poll_();
  for (const std::uint32_t g : moved_) pass(g);
  moved_.clear();
  double time = never;
  for (const double one : next_time_) time = std::min(time, one);
  if (time == never) return false;
  for (std::size_t g = 0; g < next_time_.size(); ++g)
    if (next_time_[g] == time) moved_.push_back(std::uint32_t(g));
  for (const std::uint32_t g : late_)
    if (next_time_[g] != never) n_[g] = tables_[g]->at_risk(time);
  for (const std::uint32_t g : moved_) {
    const RiskRow& row = tables_[g]->rows[next_[g]++];
    n_[g] = row.n_risk;
    d_[g] = row.n_event;
  }
  time_ = time;
  return true;
}

}  // namespace survival
