#include "cohort/scores.hpp"

#include <algorithm>
#include <bit>

#include "survival/radix_sort.hpp"

namespace cohort {

std::size_t Scores::slot_of(double number) const {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  return std::size_t((bits ^ bits >> 32) * 0x9E3779B97F4A7C15U >> 32) & (index_.size() - 1);
}

void Scores::grow(const survival::Poll& poll) {
  index_.assign(std::max(4 * numbers_.size(), std::size_t{64}), empty);
  survival::for_each_row(numbers_.size(), poll, [&](std::size_t code) {
    std::size_t slot = slot_of(numbers_[code]);
    while (index_[slot] != empty) slot = (slot + 1) & (index_.size() - 1);
    index_[slot] = std::uint32_t(code);
  });
}

survival::LargeVector<std::uint32_t> Scores::ranks(const survival::Poll& poll) const {
  const auto order = survival::sorted_rows(size(), poll, [&](std::size_t code) { return numbers_[code]; });
  survival::LargeVector<std::uint32_t> ranks(size());
  survival::for_each_row(size(), poll, [&](std::size_t rank) { ranks[order[rank].row] = std::uint32_t(rank); });
  return ranks;
}

}  // namespace cohort
