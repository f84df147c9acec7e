// Which counts of a table may be told, so that small ones cannot be computed back from the others.
#pragma once
#include <cstdint>
#include <vector>

#include "survival/registry/contingency.hpp"

namespace survival {

enum class Told : char {
  shown,   ///< the count itself
  few,     ///< only that it is below `least`; in a level that so few have altogether it may be 0
  many,    ///< only that it is `least` or more: hidden so that others cannot be computed
  nothing  ///< not even that
};

/// Of a table of levels by groups whose totals by level are told too: what is told of each count.
class Suppression {
 public:
  Suppression(std::size_t groups, std::vector<Told> cells) : columns_(groups + 1), cells_(std::move(cells)) {}
  Told total(std::size_t level) const { return cells_[level * columns_]; }
  Told of(std::size_t level, std::size_t group) const { return cells_[level * columns_ + 1 + group]; }
  bool hides_any() const;

 private:
  std::size_t columns_;
  std::vector<Told> cells_;  ///< level by level, the total first
};

/// Counts from 1 to `least` - 1 are hidden (primary suppression), and as many more as it takes (complementary
/// suppression) that one who knows everything that is told, and the size of each group, can still not exclude any value
/// from 1 to `least` - 1 of any of them.
///
/// Counts and totals are the edges of a network whose circulations are the tables with the same sums, so that the
/// smallest and largest value of a hidden count are found by augmenting paths; what is hidden besides lies on the
/// cheapest such path (Kelly, Golden & Assad 1992, Networks 22:397; Castro 2012, Eur. J. Oper. Res. 216:1). Where no
/// path protects a count, nothing is told of any.
///
/// \param table  levels by groups; the last row, those without a value, is told unless it must be hidden for the others
/// \param least  at least 2; no group is smaller
/// O(h * cells * least) for h small counts.
Suppression suppressed(const Contingency& table, std::uint64_t least, const Poll& poll);

}  // namespace survival
