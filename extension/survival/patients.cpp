#include "survival/patients.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>

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
  for_each_column(patients, [&](const auto& values, const auto& column) {
    if (values.size() != n && (!column.asked || !values.empty())) throw InputError("the columns differ in length");
  });
  if (n >= std::numeric_limits<std::uint32_t>::max()) throw InputError("there are 2^32 rows or more");
}

/// Columns of integers that ride along in the keys of a sort by time: fetching them afterwards costs a cache miss a
/// row.
class Riders {
 public:
  /// Nothing where they do not fit in the 32 bits that a key has for them, or numbers of another kind have to be
  /// fetched in any case.
  static std::optional<Riders> of(const Patients& patients, const Poll& poll) {
    Riders riders;
    unsigned used = 0;
    bool fits = true;
    riders.each(patients, [&](const auto& values, Rider& rider) {
      if constexpr (std::integral<typename std::remove_cvref_t<decltype(values)>::value_type>) {
        std::uint32_t all = 0;
        for_each_row(values.size(), poll, [&](std::size_t i) { all |= values[i]; });
        const auto bits = unsigned(std::bit_width(all));
        rider = {used, (std::uint64_t{1} << bits) - 1};
        used += bits;
      } else {
        fits = false;
      }
    });
    return fits && used <= 32 ? std::optional(riders) : std::nullopt;
  }

  std::uint32_t pack(const Patients& patients, std::size_t i) {
    std::uint64_t bits = 0;
    each(patients, [&](const auto& values, const Rider& rider) { bits |= std::uint64_t(values[i]) << rider.shift; });
    return std::uint32_t(bits);
  }

  void unpack(std::uint32_t bits, Patients& patients, std::size_t i) {
    each(patients, [&](auto& values, const Rider& rider) {
      using T = typename std::remove_cvref_t<decltype(values)>::value_type;
      values[i] = T(std::uint64_t{bits} >> rider.shift & rider.mask);
    });
  }

 private:
  struct Rider {
    unsigned shift = 0;
    std::uint64_t mask = 0;
  };

  /// The columns that there are, but time.
  template <class Rows, class Visit>
  void each(Rows& patients, Visit visit) {
    std::size_t place = 0;
    for_each_column(patients, [&](auto& values, const auto& column) {
      Rider& rider = riders_[place++];
      if (!is(column, &Patients::time) && !values.empty()) visit(values, rider);
    });
  }

  std::array<Rider, std::tuple_size_v<decltype(columns)>> riders_ = {};
};

/// Calls visit(value, is_time) for each value of two sorted columns, in ascending order, times before entries.
void for_each_ascending(std::span<const double> times, std::span<const double> entries, const Poll& poll, auto visit) {
  auto i = times.begin(), j = entries.begin();
  for_each_row(times.size() + entries.size(), poll, [&](std::size_t) {
    const bool is_time = j == entries.end() || (i != times.end() && *i <= *j);
    visit(is_time ? *i++ : *j++, is_time);
  });
}

/// As short as it reads back.
std::string shortest(double number) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

/// Values that rounding set apart.
struct Tie {
  double first;  ///< the least of them
  double value;  ///< what they become
  bool is_time;  ///< `value` is a patient's time
};

/// Those of one time in the order of their groups, then of the other columns.
bool comes_before(const Patient& a, const Patient& b) {
  if (a.group != b.group) return a.group < b.group;
  int order = 0;
  for_each_column([&](const auto& column) {
    if (order != 0 || column.part == Part::sum) return;
    order = a.*column.value < b.*column.value ? -1 : b.*column.value < a.*column.value;
  });
  return order < 0;
}

bool are_alike(const Patient& a, const Patient& b) {
  bool alike = true;
  for_each_column([&](const auto& column) { alike &= column.part != Part::key || a.*column.value == b.*column.value; });
  return alike;
}

void add_weights(Patient& to, const Patient& more) {
  for_each_column([&](const auto& column) {
    if (column.part == Part::sum) to.*column.value += more.*column.value;
  });
}

}  // namespace

EntryAtTime::EntryAtTime(double entry, double time)
    : InputError("is the same as time but for rounding, e.g. entry " + shortest(entry) + " at time " + shortest(time) +
                 "; correct the rows, or leave them out with a query as source") {}

void sort_by_time(Patients& patients, const Poll& poll) {
  check_lengths(patients);
  if (std::ranges::is_sorted(patients.time)) return;
  std::optional<Riders> riders = Riders::of(patients, poll);
  LargeVector<Key> order;
  order.reserve(patients.size());
  for_each_row(patients.size(), poll, [&](std::size_t i) {  // + 0.0 turns -0 into 0
    order.push_back({ordered_bits(patients.time[i] + 0.0), riders ? riders->pack(patients, i) : std::uint32_t(i)});
  });
  radix_sort(order, poll);
  if (!riders)
    for_each_column(patients, [&](auto& values, const auto& column) {
      if (!is(column, &Patients::time)) permute(values, order, poll);
    });
  for_each_row(order.size(), poll, [&](std::size_t i) {
    patients.time[i] = ordered_double(order[i].bits);
    if (riders) riders->unpack(order[i].row, patients, i);
  });
  release(order, poll);
}

double merge_near_ties(Patients& patients, const Poll& poll) {
  const LargeVector<double> entries = sorted(patients.entry, poll);
  double sum = 0, before = -HUGE_VAL, least_gap = HUGE_VAL;
  std::size_t distinct = 0;
  for_each_ascending(patients.time, entries, poll, [&](double value, bool) {
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

  LargeVector<Tie> ties;
  before = -HUGE_VAL;
  for_each_ascending(patients.time, entries, poll, [&](double value, bool is_time) {
    if (value - before > tolerance)
      append(ties, {value, value, is_time}, poll);
    else if (is_time && !ties.back().is_time)
      ties.back().value = value, ties.back().is_time = true;
    before = value;
  });
  auto tie = ties.begin();
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    while (tie + 1 != ties.end() && (tie + 1)->first <= patients.time[i]) ++tie;
    if (!patients.entry.empty()) {
      const auto entry = std::ranges::upper_bound(ties, patients.entry[i], {}, &Tie::first) - 1;
      if (entry >= tie) throw EntryAtTime(patients.entry[i], patients.time[i]);
      patients.entry[i] = entry->value;
    }
    patients.time[i] = tie->value;
  });
  return tolerance;
}

void collapse(Patients& patients, const Poll& poll) {
  sort_by_time(patients, poll);
  const bool named = !patients.id.empty() || !patients.row.empty();
  std::size_t looks = 0;
  const auto ordered = [&](const Patient& a, const Patient& b) {
    if (++looks % (std::size_t{1} << 15) == 0) poll();  // all may be of one time
    return comes_before(a, b);
  };
  std::vector<Patient> tied;  // of one time
  std::size_t kept = 0;       // rows written back; never past those read
  const auto keep = [&](const Patient& one) {
    for_each_column(patients, [&](auto& values, const auto& column) {
      if (!values.empty()) values[kept] = one.*column.value;
    });
    ++kept;
  };
  const std::size_t n = patients.size();
  for_each_row(n, poll, [&](std::size_t i) {
    const bool is_last = i + 1 == n || patients.time[i + 1] != patients.time[i];
    if (is_last && tied.empty()) {  // alone at its time, as most rows of exact times
      if (kept < i)
        keep(patient(patients, i));
      else
        ++kept;
      return;
    }
    tied.push_back(patient(patients, i));
    if (!is_last) return;
    std::ranges::stable_sort(tied, ordered);
    for (std::size_t first = 0, next = 0; first < tied.size(); first = next) {
      Patient one = tied[first];
      while (++next < tied.size() && !named && are_alike(tied[next], one)) add_weights(one, tied[next]);
      if (next - first > 1 && patients.weight.empty()) patients.weight.assign(n, 1);
      keep(one);
    }
    tied.clear();
  });
  for_each_column(patients, [&](auto& values, const auto&) {
    if (!values.empty()) values.resize(kept);
  });
}

}  // namespace survival
