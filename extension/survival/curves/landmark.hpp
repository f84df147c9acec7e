// Conditional analyses: those who are followed beyond a time, as if follow-up began there.
#pragma once
#include "survival/patients.hpp"

namespace survival {

/// The rows with entry <= landmark < time, at risk from the landmark on: what a curve of them says at t is
/// P(T > t | T > landmark) (Anderson, Cain & Gelber 1983, J. Clin. Oncol. 1:710). Times stay as they are, from the
/// origin. Where patients have ids, their later rows stay too.
/// \param tolerance  times nearer than this are one
Patients followed_beyond(const Patients& patients, double landmark, double tolerance, const Poll& poll);

}  // namespace survival
