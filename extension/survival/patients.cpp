#include "survival/patients.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "survival/input_error.hpp"

namespace survival {
namespace {

constexpr std::size_t rows_between_polls = 1 << 16;

struct Key {
  std::uint64_t bits;
  std::uint32_t row;  ///< its number, or its status and group
};

/// Radix sort, least digit first, over the leading bits in which the keys differ; the few runs that still agree in
/// those are sorted again by themselves. std::sort takes three times as long on a million keys, and cannot be
/// interrupted.
class RadixSort {
  static constexpr unsigned digit_bits = 11, digits = 3;
  static constexpr std::size_t buckets = std::size_t{1} << digit_bits;

 public:
  explicit RadixSort(const Poll& poll) : poll_(poll) {}

  /// Keys of the same bits keep their order.
  void sort(std::span<Key> keys) {
    if (keys.size() < 64) {
      std::ranges::stable_sort(keys, {}, &Key::bits);
      return;
    }
    const auto [low, high] = std::ranges::minmax(keys, {}, &Key::bits);
    const unsigned used = unsigned(std::bit_width(high.bits - low.bits));
    least_ = low.bits;
    shift_ = used > digit_bits * digits ? used - digit_bits * digits : 0;
    sort_leading(keys);
    if (shift_ > 0) sort_runs(keys, least_, shift_);
  }

 private:
  std::size_t digit(const Key& key, unsigned d) const {
    return (key.bits - least_) >> (shift_ + d * digit_bits) & (buckets - 1);
  }

  void sort_leading(std::span<Key> keys) {
    std::array<std::array<std::uint32_t, buckets>, digits> counts{};
    for_each(keys, [&](const Key& key) {
      for (unsigned d = 0; d < digits; ++d) ++counts[d][digit(key, d)];
    });
    scratch_.resize(std::max(scratch_.size(), keys.size()));
    std::span<Key> from = keys, to = std::span(scratch_).first(keys.size());
    for (unsigned d = 0; d < digits; ++d) {
      auto& next = counts[d];
      if (next[digit(from.front(), d)] == keys.size()) continue;  // all alike in this digit
      std::exclusive_scan(next.begin(), next.end(), next.begin(), std::uint32_t{0});
      for_each(from, [&](const Key& key) { to[next[digit(key, d)]++] = key; });
      std::swap(from, to);
    }
    if (from.data() != keys.data()) std::ranges::copy(from, keys.begin());
  }

  void sort_runs(std::span<Key> keys, std::uint64_t least, unsigned shift) {
    const auto leading = [&](std::size_t i) { return (keys[i].bits - least) >> shift; };
    for (std::size_t begin = 0, end = 1; end <= keys.size(); ++end) {
      if (end < keys.size() && leading(end) == leading(begin)) continue;
      if (end - begin > 1) sort(keys.subspan(begin, end - begin));
      begin = end;
    }
  }

  void for_each(std::span<const Key> keys, auto body) const {
    for (std::size_t begin = 0; begin < keys.size(); begin += rows_between_polls) {
      poll_();
      const std::size_t end = std::min(begin + rows_between_polls, keys.size());
      for (std::size_t i = begin; i < end; ++i) body(keys[i]);
    }
  }

  const Poll& poll_;
  std::vector<Key> scratch_;
  std::uint64_t least_ = 0;
  unsigned shift_ = 0;
};

template <class T>
void permute(std::vector<T>& column, const std::vector<Key>& order, const Poll& poll) {
  if (column.empty()) return;
  std::vector<T> sorted(column.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i % rows_between_polls == 0) poll();
    sorted[i] = column[order[i].row];
  }
  column = std::move(sorted);
}

void check_lengths(const Patients& patients) {
  const std::size_t n = patients.size();
  const auto fits = [n](const auto& column) { return column.empty() || column.size() == n; };
  if (patients.status.size() != n || !fits(patients.group) || !fits(patients.entry) || !fits(patients.weight))
    throw InputError("the columns differ in length");
  if (n >= std::numeric_limits<std::uint32_t>::max()) throw InputError("there are 2^32 rows or more");
}

/// Calls visit(value) for each value of two sorted columns, in ascending order.
void for_each_ascending(std::span<const double> a, std::span<const double> b, auto visit) {
  auto i = a.begin(), j = b.begin();
  while (i != a.end() && j != b.end()) visit(*i <= *j ? *i++ : *j++);
  for (; i != a.end(); ++i) visit(*i);
  for (; j != b.end(); ++j) visit(*j);
}

}  // namespace

void sort_by_time(Patients& patients, const Poll& poll) {
  check_lengths(patients);
  if (std::ranges::is_sorted(patients.time)) return;
  // Status and group ride along in the key where they fit: fetching them afterwards costs a cache miss a row.
  const bool rides = patients.entry.empty() && patients.weight.empty() &&
                     (patients.group.empty() || std::ranges::max(patients.group) < 1U << 24);
  std::vector<Key> order;
  order.reserve(patients.size());
  for (std::size_t i = 0; i < patients.size(); ++i)  // the bits of doubles >= 0 rise with them; + 0.0 turns -0 into 0
    order.push_back({std::bit_cast<std::uint64_t>(patients.time[i] + 0.0),
                     rides ? patients.group_of(i) << 8 | patients.status[i] : std::uint32_t(i)});
  RadixSort(poll).sort(order);
  if (!rides) {
    permute(patients.status, order, poll);
    permute(patients.group, order, poll);
    permute(patients.entry, order, poll);
    permute(patients.weight, order, poll);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    patients.time[i] = std::bit_cast<double>(order[i].bits);
    if (!rides) continue;
    patients.status[i] = std::uint8_t(order[i].row);
    if (!patients.group.empty()) patients.group[i] = order[i].row >> 8;
  }
}

double merge_near_ties(Patients& patients, const Poll& poll) {
  std::vector<double> entries = patients.entry;
  std::ranges::sort(entries);  // may be negative, so not by its bits
  poll();
  double sum = 0, before = -HUGE_VAL, least_gap = HUGE_VAL;
  std::size_t distinct = 0;
  for_each_ascending(patients.time, entries, [&](double value) {
    if (value == before) return;
    least_gap = std::min(least_gap, value - before);
    before = value;
    sum += std::abs(value);
    ++distinct;
  });
  poll();
  const double mean = distinct ? sum / double(distinct) : 0;
  const double tolerance = tie_tolerance * std::max(1.0, mean);
  if (least_gap > tolerance) return tolerance;

  std::vector<double> first_of_tie;
  before = -HUGE_VAL;
  for_each_ascending(patients.time, entries, [&](double value) {
    if (value - before > tolerance) first_of_tie.push_back(value);
    before = value;
  });
  poll();
  auto first = first_of_tie.begin();
  for (double& time : patients.time) {
    while (first + 1 != first_of_tie.end() && *(first + 1) <= time) ++first;
    time = *first;
  }
  for (double& entry : patients.entry) entry = *(std::ranges::upper_bound(first_of_tie, entry) - 1);
  return tolerance;
}

void collapse(Patients& patients, const Poll& poll) {
  sort_by_time(patients, poll);
  const std::size_t n = patients.size();
  Patients merged;
  const bool groups = !patients.group.empty(), entries = !patients.entry.empty();
  std::vector<std::size_t> tied;
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    while (end < n && patients.time[end] == patients.time[begin]) ++end;
    if (begin / rows_between_polls != end / rows_between_polls) poll();
    const auto key = [&](std::size_t row) {
      return std::tuple(patients.group_of(row), patients.status[row], entries ? patients.entry[row] : 0.0);
    };
    tied.resize(end - begin);
    std::iota(tied.begin(), tied.end(), begin);
    std::ranges::stable_sort(tied, {}, key);
    for (std::size_t i = 0; i < tied.size(); ++i) {
      const std::size_t row = tied[i];
      if (i > 0 && key(row) == key(tied[i - 1])) {
        merged.weight.back() += patients.weight_of(row);
        continue;
      }
      merged.time.push_back(patients.time[row]);
      merged.status.push_back(patients.status[row]);
      if (groups) merged.group.push_back(patients.group[row]);
      if (entries) merged.entry.push_back(patients.entry[row]);
      merged.weight.push_back(patients.weight_of(row));
    }
  }
  patients = std::move(merged);
}

}  // namespace survival
