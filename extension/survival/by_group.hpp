// Rows put group by group: of patients, of strata, of cells.
#pragma once
#include <cstdint>

#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace survival {

struct ByGroup {
  LargeVector<std::uint32_t> rows;    ///< those of group 0, then of group 1, ...; of one group in their order
  LargeVector<std::uint32_t> begins;  ///< where each group begins in `rows`, and the end
};

/// Rows 0 ... n - 1, group_of(row) < groups. O(n + groups).
template <class GroupOf>
ByGroup by_group(std::size_t n, std::size_t groups, const Poll& poll, GroupOf group_of) {
  ByGroup sorted;
  sorted.begins.resize(groups + 2);  // begins[g + 1]: how many are in g; then where the next one of g goes
  for_each_row(n, poll, [&](std::size_t i) { ++sorted.begins[group_of(i) + 2]; });
  for_each_row(groups, poll, [&](std::size_t g) { sorted.begins[g + 2] += sorted.begins[g + 1]; });
  sorted.rows.resize(n);
  for_each_row(n, poll, [&](std::size_t i) { sorted.rows[sorted.begins[group_of(i) + 1]++] = std::uint32_t(i); });
  sorted.begins.pop_back();
  return sorted;
}

}  // namespace survival
