// What a sample of numbers looks like: centre, spread and range.
#pragma once
#include <span>

#include "survival/poll.hpp"

namespace survival {

struct Description {
  double mean, sd, median, q1, q3, min, max;
};

/// Describes n numbers.
///
///     mean = sum x / n        sd^2 = sum (x - mean)^2 / (n - 1)
///     quantile p = x_k + (h - k) (x_{k+1} - x_k),  h = 1 + (n - 1) p,  k = floor h     Hyndman & Fan 1996, type 7
///
/// \param values  ascending, finite
/// \return all NaN of no values; sd NaN of one
Description describe(std::span<const double> values, const Poll& poll);

/// The same of a weighted sample: what multiplying all weights by a constant does not change, and equal weights make
/// describe().
///
///     mean = sum w x / sum w      sd^2 = sum w (x - mean)^2 / (sum w - sum w^2 / sum w)
///     quantiles as above in the sample that has each x as often as its weight says, weights scaled to sum to n
///                                                                                     as Hmisc's wtd.quantile in R
/// \param weights  > 0, of each of the values
Description describe(std::span<const double> values, std::span<const double> weights, const Poll& poll);

}  // namespace survival
