// The patients of an analysis, column by column, and the order every estimator wants them in.
#pragma once
#include <cstdint>
#include <span>

#include "survival/input_error.hpp"
#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace survival {

/// Row i of every column is one patient, or `weight[i]` patients who are alike in all the rest.
struct Patients {
  LargeVector<double> time;          ///< end of follow-up, any one unit, finite, >= 0
  LargeVector<std::uint8_t> status;  ///< 0: censored at `time`; 1, 2, ...: the event, or its cause
  LargeVector<std::uint32_t> group;  ///< 0, 1, ...; empty: one group
  LargeVector<double> entry = {};    ///< at risk from just after it, < time; empty: everyone from the start
  LargeVector<double> weight = {};   ///< > 0; empty: 1 each

  std::size_t size() const { return time.size(); }
  std::uint32_t group_of(std::size_t row) const { return group.empty() ? 0 : group[row]; }
  double weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
};

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
/// distinct times (entries too), neighbours within the tolerance take the first one's value.
///
/// \param patients  sorted by time; stays sorted
/// \return the tolerance that was used, in the unit of time
/// \throws EntryAtTime when a patient's entry and time become one
double merge_near_ties(Patients& patients, const Poll& poll);

/// Sorts by time, group, status and entry, and makes rows that agree in all four one row with their weights'
/// sum. The result does not depend on the order of the rows, but for the last bits of weights that are not whole.
void collapse(Patients& patients, const Poll& poll);

}  // namespace survival
