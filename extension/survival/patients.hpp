// The patients of an analysis, column by column, and the order every estimator wants them in.
#pragma once
#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>

#include "survival/input_error.hpp"
#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace survival {

/// One row: a patient, or `weight` patients who are alike in all the rest, or a stretch of a patient's follow-up.
struct Patient {
  double time = 0;
  std::uint8_t status = 0;
  std::uint32_t group = 0;
  double entry = 0;
  double weight = 1;
  double weight2 = 1;
  std::uint8_t from = 0;
  std::uint32_t id = 0;
  std::uint32_t row = 0;
};

/// Row i of every column is one Patient. A column that nobody asked for is empty.
struct Patients {
  LargeVector<double> time;          ///< end of follow-up, any one unit, finite, >= 0
  LargeVector<std::uint8_t> status;  ///< 0: censored at `time`; 1, 2, ...: the event, or its cause
  LargeVector<std::uint32_t> group;  ///< 0, 1, ...; empty: one group
  LargeVector<double> entry = {};    ///< at risk from just after it, < time; empty: everyone from the start
  LargeVector<double> weight = {};   ///< > 0; empty: 1 each
  /// The sum of the squares of the weights of those whom the row stands for: with sampling weights a row's error needs
  /// both sums. Empty: the weight counts patients.
  LargeVector<double> weight2 = {};
  LargeVector<std::uint8_t> from = {};  ///< the state the row is lived in, among the statuses; empty: one state
  LargeVector<std::uint32_t> id = {};   ///< 0, 1, ...: the patient; rows of one id follow each other. Empty: a row each
  LargeVector<std::uint32_t> row = {};  ///< which of the rows it was when they were read; empty: of no interest

  std::size_t size() const { return time.size(); }
  std::uint32_t group_of(std::size_t i) const { return group.empty() ? 0 : group[i]; }
  double weight_of(std::size_t i) const { return weight.empty() ? 1 : weight[i]; }
};

/// Which columns there are, beside time and status.
struct Columns {
  bool group = false, entry = false, weight = false, weight2 = false, from = false, id = false, row = false;
};

/// What becomes of a column where rows that are alike become one.
enum class Part : std::uint8_t {
  key,  ///< alike: the same in it
  sum,  ///< it adds up
  name  ///< it tells a row from every other, so that none are alike
};

template <class T>
struct Column {
  LargeVector<T> Patients::*values;
  T Patient::*value;  ///< the same of one row
  bool Columns::*asked;
  Part part;
};

/// The one list of the columns: whatever is done to all of them goes through it. Its order is that of the surv() blob.
inline constexpr std::tuple columns{
    Column<double>{&Patients::time, &Patient::time, nullptr, Part::key},
    Column<std::uint8_t>{&Patients::status, &Patient::status, nullptr, Part::key},
    Column<std::uint32_t>{&Patients::group, &Patient::group, &Columns::group, Part::key},
    Column<double>{&Patients::entry, &Patient::entry, &Columns::entry, Part::key},
    Column<double>{&Patients::weight, &Patient::weight, &Columns::weight, Part::sum},
    Column<double>{&Patients::weight2, &Patient::weight2, &Columns::weight2, Part::sum},
    Column<std::uint8_t>{&Patients::from, &Patient::from, &Columns::from, Part::key},
    Column<std::uint32_t>{&Patients::id, &Patient::id, &Columns::id, Part::name},
    Column<std::uint32_t>{&Patients::row, &Patient::row, &Columns::row, Part::name}};

template <class T, class Of>
constexpr bool is(const Column<T>& column, LargeVector<Of> Patients::*values) {
  if constexpr (std::is_same_v<T, Of>) return column.values == values;
  return false;
}

/// Calls visit(column) for each of them.
template <class Visit>
constexpr void for_each_column(Visit visit) {
  std::apply([&](const auto&... column) { (visit(column), ...); }, columns);
}

/// Calls visit(values, column) for each of them. \tparam Rows  Patients, const or not
template <class Rows, class Visit>
constexpr void for_each_column(Rows& patients, Visit visit) {
  for_each_column([&](const auto& column) { visit(patients.*column.values, column); });
}

/// Row i; what its columns do not say is as in Patient{}.
inline Patient patient(const Patients& patients, std::size_t i) {
  Patient one;
  for_each_column(patients, [&](const auto& values, const auto& column) {
    if (!values.empty()) one.*column.value = values[i];
  });
  return one;
}

inline void append(Patients& patients, const Patient& one, const Columns& asked, const Poll& poll) {
  for_each_column(patients, [&](auto& values, const auto& column) {
    if (!column.asked || asked.*column.asked) append(values, one.*column.value, poll);
  });
}

/// The rows in the given order, which may leave some out.
template <class Order>
Patients picked(const Patients& patients, const Order& order, const Poll& poll) {
  Patients chosen{{}, {}, {}};
  for_each_column([&](const auto& column) {
    const auto& values = patients.*column.values;
    if (values.empty()) return;
    auto& to = chosen.*column.values;
    to.resize(order.size());
    for_each_row(order.size(), poll, [&](std::size_t i) { to[i] = values[order[i]]; });
  });
  return chosen;
}

/// The distance below which two times are one, relative to the larger of 1 and the mean time: R's timefix.
inline constexpr double tie_tolerance = 1.4901161193847656e-08;  // square root of the double's epsilon

/// Sorts the rows by time; rows of one time keep their order. O(n).
/// \throws InputError when the columns differ in length or there are 2^32 rows or more
void sort_by_time(Patients& patients, const Poll& poll);

/// Rounding alone sets a patient's entry and time apart. The clause is about the entry.
struct EntryAtTime : InputError {
  EntryAtTime(double entry, double time);
};

/// Makes one time of times that rounding set apart, so that days got by date arithmetic meet: in the sorted
/// distinct times (entries too), neighbours within the tolerance take one value: the first of a patient's times among
/// them, or of the entries where there is no time. (R's timefix takes the first of all: the same ties, but the time
/// that it reports may be an entry's.)
///
/// \param patients  sorted by time; stays sorted
/// \return the tolerance that was used, in the unit of time
/// \throws EntryAtTime when a patient's entry and time become one
double merge_near_ties(Patients& patients, const Poll& poll);

/// Sorts by time, group, status, entry and what else tells rows apart, and makes rows that are alike in all of them one
/// row with the sums of their weights. The result does not depend on the order of the rows, but for the last bits of
/// weights that are not whole.
void collapse(Patients& patients, const Poll& poll);

}  // namespace survival
