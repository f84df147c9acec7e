// Numbers the distinct values of a column of numbers that may all differ.
#pragma once
#include <bit>
#include <cstdint>

#include "cohort/code_index.hpp"
#include "survival/large_vector.hpp"
#include "survival/poll.hpp"
#include "survival/radix_sort.hpp"

namespace cohort {

/// Codes 0, 1, ... in the order the numbers come: what a Dictionary is for groups, for a million values at a time.
class Scores {
 public:
  /// The code of a number, neither NaN nor -0.
  std::uint32_t code(double number, const survival::Poll& poll) {
    std::uint32_t& place = index_.place(
        hash(number), numbers_.size(), [&](std::size_t code) { return hash(numbers_[code]); },
        [&](std::uint32_t code) { return numbers_[code] == number; }, poll);
    if (place != CodeIndex::none) return place;
    survival::append(numbers_, number, poll);
    return place = std::uint32_t(numbers_.size() - 1);
  }

  std::size_t size() const { return numbers_.size(); }

  /// Of each code, the rank of its number: 0 for the lowest.
  survival::LargeVector<std::uint32_t> ranks(const survival::Poll& poll) const {
    const auto order = survival::sorted_rows(size(), poll, [&](std::size_t code) { return numbers_[code]; });
    survival::LargeVector<std::uint32_t> ranks(size());
    survival::for_each_row(size(), poll, [&](std::size_t rank) { ranks[order[rank].row] = std::uint32_t(rank); });
    return ranks;
  }

 private:
  static std::size_t hash(double number) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    return std::size_t((bits ^ bits >> 32) * 0x9E3779B97F4A7C15U >> 32);
  }

  survival::LargeVector<double> numbers_;
  CodeIndex index_;
};

}  // namespace cohort
