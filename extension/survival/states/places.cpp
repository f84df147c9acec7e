#include "survival/states/places.hpp"

#include <algorithm>
#include <cmath>

#include "survival/radix_sort.hpp"

namespace survival {
namespace {

/// Whole times that are not far apart need no sorting: a mark for each possible time finds the distinct ones.
bool by_marks(std::span<const double> times, std::span<const double> entries, const Poll& poll, Places& places) {
  const double most = double(std::min(4 * times.size() + 1024, std::size_t{1} << 24));  // their tolerance is below 1
  bool whole = true;
  const auto check = [&](double time) { whole &= std::isnan(time) || (time <= most && time == std::trunc(time)); };
  for_each_row(times.size(), poll, [&](std::size_t i) { check(times[i]); });
  for_each_row(entries.size(), poll, [&](std::size_t i) { check(entries[i]); });
  if (!whole) return false;
  LargeVector<std::uint32_t> place(std::size_t(most) + 1, 0);
  for (const double time : times) place[std::size_t(time)] = 1;
  for (const double entry : entries)
    if (entry >= 0) place[std::size_t(entry)] = 1;
  double sum = 0;
  for (std::size_t time = 0; time < place.size(); ++time) {
    if (place[time] == 0) continue;
    place[time] = std::uint32_t(places.times.size());
    places.times.push_back(double(time));
    sum += double(time);
  }
  for_each_row(times.size(), poll, [&](std::size_t i) { places.time[i] = place[std::size_t(times[i])]; });
  for_each_row(entries.size(), poll, [&](std::size_t i) {
    if (entries[i] >= 0) places.entry[i] = place[std::size_t(entries[i])];
  });
  const std::size_t distinct = places.times.size() - 1;
  places.tolerance = tie_tolerance * std::max(1.0, distinct ? sum / double(distinct) : 0);
  return true;
}

double tolerance_of(const LargeVector<Key>& sorted, const Poll& poll) {
  double sum = 0, before = -1;
  std::size_t distinct = 0;
  for_each_row(sorted.size(), poll, [&](std::size_t i) {
    const double value = ordered_double(sorted[i].bits);
    if (value == before) return;
    before = value;
    sum += value;
    ++distinct;
  });
  const double mean = std::isinf(sum) ? before / 2 : distinct ? sum / double(distinct) : 0;
  return tie_tolerance * std::max(1.0, mean);
}

}  // namespace

Places places_of(std::span<const double> times, std::span<const double> entries, const Poll& poll) {
  const std::size_t n = times.size();
  if (std::uint64_t{n} + entries.size() >= std::uint64_t{1} << 32) throw InputError("there are 2^32 rows or more");
  Places places;
  places.time.resize(n);
  places.entry.resize(entries.size(), 0);
  if (by_marks(times, entries, poll, places)) return places;
  LargeVector<Key> sorted;
  sorted.reserve(n + entries.size());
  for_each_row(n, poll, [&](std::size_t i) { sorted.push_back({ordered_bits(times[i]), std::uint32_t(i)}); });
  for_each_row(entries.size(), poll, [&](std::size_t i) {
    if (entries[i] >= 0) sorted.push_back({ordered_bits(entries[i]), std::uint32_t(n + i)});
  });
  radix_sort(sorted, poll);
  places.tolerance = tolerance_of(sorted, poll);
  double before = -HUGE_VAL;
  bool of_event = false;
  for_each_row(sorted.size(), poll, [&](std::size_t i) {
    const double value = ordered_double(sorted[i].bits);
    const std::size_t row = sorted[i].row;
    if (value - before > places.tolerance) append(places.times, value, poll), of_event = false;
    if (row < n && !of_event) places.times.back() = value, of_event = true;
    before = value;
    (row < n ? places.time[row] : places.entry[row - n]) = std::uint32_t(places.times.size() - 1);
  });
  return places;
}

}  // namespace survival
