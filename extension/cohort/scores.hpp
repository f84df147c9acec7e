// Numbers the distinct values of a column of numbers that may all differ.
#pragma once
#include <cstdint>

#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace cohort {

/// Codes 0, 1, ... in the order the numbers come: what a Dictionary is for groups, for a million values at a time.
class Scores {
 public:
  /// The code of a number, neither NaN nor -0.
  std::uint32_t code(double number, const survival::Poll& poll) {
    if (2 * (numbers_.size() + 1) > index_.size()) grow(poll);
    std::size_t slot = slot_of(number);
    for (; index_[slot] != empty; slot = (slot + 1) & (index_.size() - 1))
      if (numbers_[index_[slot]] == number) return index_[slot];
    index_[slot] = std::uint32_t(numbers_.size());
    survival::append(numbers_, number, poll);
    return index_[slot];
  }

  std::size_t size() const { return numbers_.size(); }

  /// Of each code, the rank of its number: 0 for the lowest.
  survival::LargeVector<std::uint32_t> ranks(const survival::Poll& poll) const;

 private:
  static constexpr std::uint32_t empty = ~0U;

  std::size_t slot_of(double number) const;
  void grow(const survival::Poll& poll);

  survival::LargeVector<double> numbers_;
  survival::LargeVector<std::uint32_t> index_;  ///< open addressing, at most half full; its size a power of 2
};

}  // namespace cohort
