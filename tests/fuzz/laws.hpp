// What must hold of the rows of a function, by the names of their columns: a function that is new is held to it without
// an edit; what its curve does along time is a line of its own in laws.cpp.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "robust/database.hpp"
#include "robust/functions.hpp"

namespace fuzz {

/// What is known of the question.
struct Asked {
  bool late_entry = false;    ///< patients come after time 0
  bool chosen_times = false;  ///< rows are at requested times, counts since the one before
  bool extreme = false;       ///< numbers at the edges of what a double holds: sums of squares may overflow
};

/// "" or the law that is broken, and where:
/// - a number is finite, unless it is a group, a level or a cause, which are the user's values
/// - P values, probabilities, concordance and their limits lie in [0, 1]; counts, errors and chi-squares are not
/// negative
/// - conf_low <= estimate (or hazard_ratio) <= conf_high
/// - within a curve times rise; a survival curve falls, an incidence and a cumulative hazard rise
/// - n_risk less the events and censorings of a time is n_risk of the next
std::string broken_law(const robust::Function& function, const robust::Answer& answer, const Asked& asked);

/// "" or where two answers differ: texts and NULLs at all, numbers by more than `tolerance`, relative beyond 1.
/// \param but  columns that may differ
std::string difference(const robust::Answer& a, const robust::Answer& b, double tolerance,
                       std::span<const std::string_view> but = {});

/// How far two answers of a regression may lie apart. The iteration stops when the log-likelihood has less than 5e-13
/// to gain, that is with the estimate within 1e-6 of its standard error; limits are exp(estimate + 1.96 std_error).
double stopping_error(const robust::Answer& answer);

/// Whether the numbers of a regression are estimates: no row is flagged, the iteration converged.
bool is_settled(const robust::Answer& answer);

}  // namespace fuzz
