// Between which numbers of events chance alone keeps a centre, when so many are expected.
#pragma once
#include "survival/interval.hpp"

namespace survival {

/// Prediction limits of the ratio observed / expected when it is `target`: between the Poisson quantiles at
/// (1 - level) / 2 and (1 + level) / 2, interpolated so that they are smooth in `expected`. With r the smallest number
/// for which P(R <= r) >= p,
///
///     limit = (r - (P(R <= r) - p) / P(R = r)) / expected, at least 0
///
/// Where `phi`, the factor of overdispersion, is above 1, sqrt(phi) times as far from the target. NaN is none.
/// Spiegelhalter 2005, Funnel plots for comparing institutional performance, Stat Med 24:1185, appendix A.1.1 and
/// section 4.
Limits funnel_limits(double expected, double target, double level, double phi = 1);

/// The same without interpolation: r / expected. A centre is outside where its ratio is below low or above high, so
/// that it is there by chance with a probability of at most 1 - level.
Limits funnel_bounds(double expected, double target, double level, double phi = 1);

}  // namespace survival
