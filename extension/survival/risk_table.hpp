// The risk table: for each distinct time, who is followed, who has the event, who leaves.
//
// Every estimator here is a fold over this table. Rows are ascending in time; within a time, events
// come before censorings, so a patient censored at t is still at risk at t.
#pragma once
#include <memory>
#include <span>

#include "survival/large_vector.hpp"
#include "survival/patients.hpp"

namespace survival {

struct Followers;

struct RiskRow {
  double time;
  double n_risk;    ///< patients with entry < time <= their own time
  double n_event;   ///< events at `time`, of any cause
  double n_censor;  ///< censored at `time`
};

/// Those who enter after the start, at or after a time.
struct Entering {
  double entry;
  double n_from;  ///< patients who enter at `entry` or later
};

/// The risk table of one group. A patient whose entry is 0 or less is followed from the start.
struct RiskTable {
  std::span<const RiskRow> rows;
  std::size_t causes = 1;              ///< a status of 1 ... causes is an event
  std::span<const double> by_cause;    ///< of row i, cause c: events at [i * causes + c - 1]; empty for a single cause
  std::span<const Entering> entering;  ///< ascending; empty when everyone is followed from the start
  std::shared_ptr<const void> memory;  ///< what the others look at: that of all groups, as there may be a million
  /// The rows behind it, where weights are sampling weights: errors are then the robust ones. See influences.hpp
  std::shared_ptr<const Followers> followers = {};
  std::size_t group = 0;  ///< which of theirs it is

  /// Events of a cause, 1 ... causes, in a row; none of cause 0.
  double n_event(std::size_t row, std::size_t cause) const {
    if (cause == 0) return 0;
    return by_cause.empty() ? rows[row].n_event : by_cause[row * causes + cause - 1];
  }
  /// Patients at risk just before `time`, any time >= 0.
  double at_risk(double time) const;
  /// Patients in the table.
  double n() const;
};

/// The groups of one analysis, by their number.
using Groups = LargeVector<RiskTable>;

/// Some of them that stand side by side.
using Block = std::span<const RiskTable>;

/// One table per group, from patients sorted by time.
/// \param groups  their number; group numbers are smaller
/// \param causes     the largest status, or 1
/// \param followers  of these patients, where errors are to be robust
Groups risk_tables(const Patients& patients, std::size_t groups, const Poll& poll, std::size_t causes = 1,
                   const std::shared_ptr<const Followers>& followers = {});

}  // namespace survival
