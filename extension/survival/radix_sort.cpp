#include "survival/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "survival/large_vector.hpp"

namespace survival {
namespace {

/// Radix sort, least digit first, over the leading bits in which the keys differ; the few runs that still agree in
/// those are sorted again by themselves. std::sort takes three times as long on a million keys, and cannot be
/// interrupted.
class RadixSort {
  static constexpr unsigned digit_bits = 11, digits = 3;
  static constexpr std::size_t buckets = std::size_t{1} << digit_bits;

 public:
  explicit RadixSort(const Poll& poll) : poll_(poll) {}

  void sort(std::span<Key> keys) {
    if (keys.size() < 64) {
      if (std::ranges::is_sorted(keys, {}, &Key::bits)) return;  // most small runs are of one value
      std::ranges::stable_sort(keys, {}, &Key::bits);
      return;
    }
    std::uint64_t least = keys.front().bits, most = least;
    for_each_row(keys.size(), poll_, [&](std::size_t i) {
      least = std::min(least, keys[i].bits);
      most = std::max(most, keys[i].bits);
    });
    if (least == most) return;
    const auto used = unsigned(std::bit_width(most - least));
    least_ = least;
    shift_ = used > digit_bits * digits ? used - digit_bits * digits : 0;
    sort_leading(keys);
    if (shift_ > 0) sort_runs(keys, least_, shift_);
  }

  void finish() { release(scratch_, poll_); }

 private:
  void make_scratch(std::size_t size) {
    scratch_.reserve(size);
    for_each_row(size, poll_, [&](std::size_t) { scratch_.emplace_back(); });
  }

  std::size_t digit(const Key& key, unsigned d) const {
    return (key.bits - least_) >> (shift_ + d * digit_bits) & (buckets - 1);
  }

  void sort_leading(std::span<Key> keys) {
    std::array<std::array<std::uint32_t, buckets>, digits> counts{};
    for_each_row(keys.size(), poll_, [&](std::size_t i) {
      for (unsigned d = 0; d < digits; ++d) ++counts[d][digit(keys[i], d)];
    });
    if (scratch_.empty()) make_scratch(keys.size());  // the first call has the most keys
    std::span<Key> from = keys, to(scratch_.data(), keys.size());
    for (unsigned d = 0; d < digits; ++d) {
      auto& next = counts[d];
      if (next[digit(from.front(), d)] == keys.size()) continue;  // all alike in this digit
      std::exclusive_scan(next.begin(), next.end(), next.begin(), std::uint32_t{0});
      for_each_row(from.size(), poll_, [&](std::size_t i) { to[next[digit(from[i], d)]++] = from[i]; });
      std::swap(from, to);
    }
    if (from.data() != keys.data()) for_each_row(keys.size(), poll_, [&](std::size_t i) { keys[i] = from[i]; });
  }

  void sort_runs(std::span<Key> keys, std::uint64_t least, unsigned shift) {
    const auto leading = [&](std::size_t i) { return (keys[i].bits - least) >> shift; };
    std::size_t begin = 0;
    for_each_row(keys.size(), poll_, [&](std::size_t i) {
      const std::size_t end = i + 1;
      if (end < keys.size() && leading(end) == leading(begin)) return;
      if (end - begin > 1) sort(keys.subspan(begin, end - begin));
      begin = end;
    });
  }

  const Poll& poll_;
  LargeVector<Key> scratch_;
  std::uint64_t least_ = 0;
  unsigned shift_ = 0;
};

}  // namespace

void radix_sort(std::span<Key> keys, const Poll& poll) {
  RadixSort sorter(poll);
  sorter.sort(keys);
  sorter.finish();
}

}  // namespace survival
