// Gray's test of equal cumulative incidence in several groups.
#pragma once
#include <span>
#include <vector>

#include "survival/chi_square.hpp"
#include "survival/risk_sets.hpp"

namespace survival {

/// Gray 1988, Ann. Stat. 16:1141: compares the subdistribution hazards of a cause, weight (1 - F0(t-))^rho, F0 the
/// pooled incidence under the null. Scores and covariances of the blocks add up (a stratified test).
///
/// A group that is never at risk beside another one when the cause happens is left out, with its degree of freedom, as
/// the log-rank test does; cmprsk then finds a singular matrix and prints a statistic of -1.
///
/// \param blocks  the same groups in the same order in each
/// \return one test per cause
///
/// O(event times) in time, O(1) in memory beside the tables.
std::vector<ChiSquare> gray(const Blocks& blocks, std::span<const std::size_t> causes, double rho, const Poll& poll);

}  // namespace survival
