// The risk sets of several groups side by side: at each time of any of them, who is at risk in each.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/risk_table.hpp"

namespace survival {

/// The groups of one comparison; not owned.
using Samples = std::span<const RiskTable* const>;

/// The same groups in each block of a stratified test, of which there may be a million.
class Blocks {
 public:
  /// \param groups  of each block
  explicit Blocks(std::size_t groups) : groups_(groups) {}

  void reserve(std::size_t blocks) { tables_.reserve(blocks * groups_); }
  /// The tables of the first block, then of the next, ... They must live as long as this.
  void add(const RiskTable& table) { tables_.push_back(&table); }

  std::size_t groups() const { return groups_; }
  std::size_t size() const { return groups_ == 0 ? 0 : tables_.size() / groups_; }
  Samples operator[](std::size_t block) const { return Samples(tables_).subspan(block * groups_, groups_); }

 private:
  std::size_t groups_;
  LargeVector<const RiskTable*> tables_;
};

/// The tables, in blocks of so many groups.
inline Blocks blocks_of(Block tables, std::size_t groups) {
  Blocks blocks(groups);
  for (const RiskTable& table : tables) blocks.add(table);
  return blocks;
}

/// Walks the distinct times at which any group has an event, ascending. A step costs as many comparisons as there are
/// groups, and looks at the tables of those alone that have a row at its time.
class RiskSets {
 public:
  RiskSets(Samples groups, const Poll& poll);

  /// Moves to the next time. False when there is none.
  bool next();

  double time() const { return time_; }
  std::size_t size() const { return tables_.size(); }
  /// At risk in a group just before the time.
  double n(std::size_t group) const { return n_[group]; }
  const std::vector<double>& n() const { return n_; }
  /// The groups that have a row at the time: no other has events.
  const std::vector<std::uint32_t>& moved() const { return moved_; }
  /// Events in a group, of any cause or of one.
  double d(std::size_t group) const { return d_[group]; }
  double d(std::size_t group, std::size_t cause) const {
    return d_[group] > 0 ? tables_[group]->n_event(next_[group] - 1, cause) : 0;
  }

 private:
  bool advance();
  void pass(std::size_t group);

  const Poll& poll_;
  Samples tables_;
  std::vector<double> n_, d_, next_time_;  ///< of each group; no more rows: infinity
  std::vector<std::size_t> next_;          ///< its first row that is not passed
  std::vector<std::uint32_t> moved_, late_;
  double time_ = 0;
  std::size_t steps_ = 0, steps_between_polls_ = 1;
};

}  // namespace survival
