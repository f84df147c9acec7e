#include "survival/patients.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

#include "survival/radix_sort.hpp"

namespace survival {
namespace {

template <class T>
void permute(LargeVector<T>& column, const LargeVector<Key>& order, const Poll& poll) {
  if (column.empty()) return;
  LargeVector<T> sorted(column.size());
  for_each_row(order.size(), poll, [&](std::size_t i) { sorted[i] = column[order[i].row]; });
  column = std::move(sorted);
}

LargeVector<double> sorted(std::span<const double> values, const Poll& poll) {
  const LargeVector<Key> keys = sorted_rows(values.size(), poll, [&](std::size_t i) { return values[i]; });
  LargeVector<double> ascending(values.size());
  for_each_row(values.size(), poll, [&](std::size_t i) { ascending[i] = ordered_double(keys[i].bits); });
  return ascending;
}

void check_lengths(const Patients& patients) {
  const std::size_t n = patients.size();
  const auto fits = [n](const auto& column) { return column.empty() || column.size() == n; };
  if (patients.status.size() != n || !fits(patients.group) || !fits(patients.entry) || !fits(patients.weight))
    throw InputError("the columns differ in length");
  if (n >= std::numeric_limits<std::uint32_t>::max()) throw InputError("there are 2^32 rows or more");
}

/// Calls visit(value) for each value of two sorted columns, in ascending order.
void for_each_ascending(std::span<const double> a, std::span<const double> b, const Poll& poll, auto visit) {
  auto i = a.begin(), j = b.begin();
  for_each_row(a.size() + b.size(), poll, [&](std::size_t) {
    const bool from_a = j == b.end() || (i != a.end() && *i <= *j);
    visit(from_a ? *i++ : *j++);
  });
}

/// As short as it reads back.
std::string shortest(double number) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

}  // namespace

EntryAtTime::EntryAtTime(double entry, double time)
    : InputError("is the same as time but for rounding, e.g. entry " + shortest(entry) + " at time " + shortest(time) +
                 "; correct the rows, or leave them out with a query as source") {}

void sort_by_time(Patients& patients, const Poll& poll) {
  check_lengths(patients);
  if (std::ranges::is_sorted(patients.time)) return;
  // Status and group ride along in the key where they fit: fetching them afterwards costs a cache miss per row.
  const bool rides = patients.entry.empty() && patients.weight.empty() &&
                     (patients.group.empty() || std::ranges::max(patients.group) < 1U << 24);
  LargeVector<Key> order;
  order.reserve(patients.size());
  for_each_row(patients.size(), poll, [&](std::size_t i) {  // + 0.0 turns -0 into 0
    order.push_back({ordered_bits(patients.time[i] + 0.0),
                     rides ? patients.group_of(i) << 8 | patients.status[i] : std::uint32_t(i)});
  });
  radix_sort(order, poll);
  if (!rides) {
    permute(patients.status, order, poll);
    permute(patients.group, order, poll);
    permute(patients.entry, order, poll);
    permute(patients.weight, order, poll);
  }
  for_each_row(order.size(), poll, [&](std::size_t i) {
    patients.time[i] = ordered_double(order[i].bits);
    if (!rides) return;
    patients.status[i] = std::uint8_t(order[i].row);
    if (!patients.group.empty()) patients.group[i] = order[i].row >> 8;
  });
  release(order, poll);
}

double merge_near_ties(Patients& patients, const Poll& poll) {
  const LargeVector<double> entries = sorted(patients.entry, poll);
  double sum = 0, before = -HUGE_VAL, least_gap = HUGE_VAL;
  std::size_t distinct = 0;
  for_each_ascending(patients.time, entries, poll, [&](double value) {
    if (value == before) return;
    least_gap = std::min(least_gap, value - before);
    before = value;
    sum += std::abs(value);
    ++distinct;
  });
  // Where the sum is beyond all doubles, half the largest is near enough to the mean.
  const double mean = std::isinf(sum) ? patients.time.back() / 2 : distinct ? sum / double(distinct) : 0;
  const double tolerance = tie_tolerance * std::max(1.0, mean);
  if (least_gap > tolerance) return tolerance;

  LargeVector<double> first_of_tie;
  before = -HUGE_VAL;
  for_each_ascending(patients.time, entries, poll, [&](double value) {
    if (value - before > tolerance) append(first_of_tie, value, poll);
    before = value;
  });
  auto first = first_of_tie.begin();
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    while (first + 1 != first_of_tie.end() && *(first + 1) <= patients.time[i]) ++first;
    if (!patients.entry.empty()) {
      const double entry = *(std::ranges::upper_bound(first_of_tie, patients.entry[i]) - 1);
      if (entry >= *first) throw EntryAtTime(patients.entry[i], patients.time[i]);
      patients.entry[i] = entry;
    }
    patients.time[i] = *first;
  });
  return tolerance;
}

void collapse(Patients& patients, const Poll& poll) {
  sort_by_time(patients, poll);
  struct Row {
    std::uint32_t group;
    std::uint8_t status;
    double entry, weight;
  };
  std::size_t looks = 0;
  const auto key = [&](const Row& row) {
    if (++looks % (std::size_t{1} << 16) == 0) poll();  // all may be of one time
    return std::tuple(row.group, row.status, row.entry);
  };
  std::vector<Row> tied;  // of one time
  std::size_t kept = 0;   // rows written back; never past those read
  const auto keep = [&](double time, const Row& row) {
    patients.time[kept] = time;
    patients.status[kept] = row.status;
    if (!patients.group.empty()) patients.group[kept] = row.group;
    if (!patients.entry.empty()) patients.entry[kept] = row.entry;
    if (!patients.weight.empty()) patients.weight[kept] = row.weight;
    ++kept;
  };
  const std::size_t n = patients.size();
  for_each_row(n, poll, [&](std::size_t i) {
    const double time = patients.time[i];
    tied.push_back({patients.group_of(i), patients.status[i], patients.entry.empty() ? 0 : patients.entry[i],
                    patients.weight_of(i)});
    if (i + 1 < n && patients.time[i + 1] == time) return;
    if (tied.size() > 1) std::ranges::stable_sort(tied, {}, key);
    for (std::size_t first = 0, next = 0; first < tied.size(); first = next) {
      Row row = tied[first];
      while (++next < tied.size() && key(tied[next]) == key(row)) row.weight += tied[next].weight;
      if (next - first > 1 && patients.weight.empty()) patients.weight.assign(n, 1);
      keep(time, row);
    }
    tied.clear();
  });
  const auto shorten = [kept](auto& column) {
    if (!column.empty()) column.resize(kept);
  };
  shorten(patients.time), shorten(patients.status), shorten(patients.group), shorten(patients.entry);
  shorten(patients.weight);
}

}  // namespace survival
