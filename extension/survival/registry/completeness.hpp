// How complete follow-up is: the time that patients were followed, of the time that they could have been.
#pragma once
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/patients.hpp"

namespace survival {

/// Of one group of patients with times T and potential times P >= T.
struct Completeness {
  double n = 0;
  double person_time = 0;     ///< sum of T
  double potential_time = 0;  ///< sum of T of those with the event, of P of the others
  /// Likewise, but one who is lost at T would have been followed for T + the integral of S(u)/S(T) from T to P, S the
  /// group's Kaplan-Meier curve, carried on past its end; P in full where S(T) is 0.
  double expected_time = 0;

  double clark() const { return person_time / potential_time; }    ///< Clark's C; NaN where there was nothing to see
  double modified() const { return person_time / expected_time; }  ///< C* of Wu et al.
};

/// Of groups 0, 1, ... O(n log n).
/// \param patients   status 1 is the event; in any order; without entry times
/// \param potential  of each patient, the time at which follow-up would have ended
std::vector<Completeness> completeness(const Patients& patients, const LargeVector<double>& potential,
                                       std::size_t groups, const Poll& poll);

}  // namespace survival
