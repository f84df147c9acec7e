// Harrell's C: how often the patient with the higher score lives longer.
#pragma once
#include <span>

#include "survival/patients.hpp"

namespace survival {

/// (concordant + half the pairs of equal score) / pairs, over the pairs in which one is known to have lived longer: one
/// has the event and the other is followed beyond, or censored at the same time. NaN when there is no such pair.
///
/// Patients::group is the rank of the score. Sorted by time; entry is not looked at.
///
/// O(n log n).
double concordance(const Patients& patients, std::size_t scores, const Poll& poll);

}  // namespace survival
