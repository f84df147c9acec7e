// How far groups are apart in a characteristic, in standard deviations.
#pragma once
#include <span>

namespace survival {

/// The largest |m_g - m_h| over all pairs of groups, divided by the square root of the mean of all groups' variances
/// (Austin & Stuart 2015, Stat. Med. 34:3661; for more than two groups McCaffrey et al. 2013, Stat. Med. 32:3388).
/// Infinite where nothing varies within the groups and they differ, 0 where they do not.
///
/// \param means  of each group, weighted or not; NaN of a group without values, which is left out
/// \param variances  unweighted, so that weights do not change the unit; of a level, p (1 - p)
/// \return NaN of fewer than two groups, or where one has a mean and no variance
double standardised_difference(std::span<const double> means, std::span<const double> variances);

}  // namespace survival
