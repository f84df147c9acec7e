// Finds the codes of values by hashes of them.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>

#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace cohort {

/// The codes 0, 1, ... of values that are kept elsewhere: open addressing, at most half full.
class CodeIndex {
 public:
  static constexpr std::uint32_t none = ~0U;

  /// Where the code of a value is, or none: then it is to be set to `known`, the next code.
  /// \param known    codes there are
  /// \param hash_of  (code) -> the hash of its value
  /// \param is       (code) -> whether its value is the one sought
  template <class HashOf, class Is>
  std::uint32_t& place(std::size_t hash, std::size_t known, HashOf hash_of, Is is, const survival::Poll& poll) {
    if (2 * (known + 1) > codes_.size()) make_room(known, hash_of, poll);
    std::size_t slot = hash & (codes_.size() - 1);
    while (codes_[slot] != none && !is(codes_[slot])) slot = (slot + 1) & (codes_.size() - 1);
    return codes_[slot];
  }

  /// Forgets them.
  void release(const survival::Poll& poll) { survival::release(codes_, poll); }

 private:
  template <class HashOf>
  void make_room(std::size_t known, HashOf hash_of, const survival::Poll& poll) {
    constexpr std::size_t least = 16;
    survival::LargeVector<std::uint32_t> codes;
    const std::size_t size = std::max(4 * std::bit_ceil(known), least);
    codes.reserve(size);
    survival::for_each_row(size, poll, [&](std::size_t) { codes.push_back(none); });
    survival::for_each_row(known, poll, [&](std::size_t code) {
      std::size_t slot = hash_of(code) & (size - 1);
      while (codes[slot] != none) slot = (slot + 1) & (size - 1);
      codes[slot] = std::uint32_t(code);
    });
    codes_.swap(codes);
    survival::release(codes, poll);
  }

  survival::LargeVector<std::uint32_t> codes_;  ///< by slot; its size a power of 2
};

}  // namespace cohort
