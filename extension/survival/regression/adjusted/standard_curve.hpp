// A whole adjusted curve without patients x times. For the estimators alone, as RiskOrder.
#pragma once
#include <vector>

#include "survival/regression/adjusted/baseline_influence.hpp"
#include "survival/regression/adjusted/standard_patients.hpp"

namespace survival {

/// What StandardSurvival::at() gives of one group after 0, 1, 2, ... event times of its baseline: S, and its variance.
///
/// All that it sums over the patients at a time has the form sum c_i f(log H + eta_i), eta_i the predictor of patient i
/// as if in the group and f one of exp(-e^u), its square, e^u exp(-e^u). These functions are entire, so that on panels
/// of a half they are polynomials of degree 13 but for rounding: patient i is shared out to the 14 Chebyshev nodes of
/// the panel that eta_i lies in, once, and once more for each of the sums over those at risk and those who have left,
/// when that changes. A time then costs as much as there are nodes, 28 for each unit of the range of eta.
///
/// \param unit  BaselineInfluence::integrate() of a factor of 1
/// O(n p + events (nodes p + p^2)). Against at() S and the variance differ by 1e-9 of themselves or less while S >
/// 1e-5; where hardly anybody stays, at S = 1e-14, by 1e-5.
std::vector<StandardPoint> standard_curve(const StandardPatients& patients, const BaselineInfluence& influence,
                                          const BaselineInfluence::Integral& unit, std::size_t group, bool sampling,
                                          const Poll& poll);

}  // namespace survival
