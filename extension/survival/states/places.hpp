// The distinct times of events and entries, and the place of each among them.
#pragma once
#include <span>

#include "survival/large_vector.hpp"
#include "survival/patients.hpp"

namespace survival {

struct Places {
  LargeVector<double> times = {0};        ///< ascending from [1] on; [0] is the start, before all that happens
  LargeVector<std::uint32_t> time = {};   ///< of each event, its place
  LargeVector<std::uint32_t> entry = {};  ///< of each entry of 0 or more; 0 of others
  double tolerance = tie_tolerance;       ///< times nearer than this are one
};

/// Times that only rounding set apart are one, by the rule of merge_near_ties(): the first of the events' times among
/// them, or of the entries' where there is none. O(n).
/// \param times    finite, >= 0
/// \param entries  of the same events, or empty; NaN: none
Places places_of(std::span<const double> times, std::span<const double> entries, const Poll& poll);

}  // namespace survival
