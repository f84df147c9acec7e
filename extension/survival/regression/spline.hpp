// Restricted cubic splines: cubic between knots, linear beyond the outer ones.
#pragma once
#include <span>
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace survival {

/// The nonlinear column j, 0 ... k - 3, of a restricted cubic spline with k knots t at x, as Harrell 2015, Regression
/// Modeling Strategies, equation 2.25 and R's rms have it; x itself is the linear column:
///
///     { (x - t_j)+^3 - (x - t_(k-1))+^3 (t_k - t_j) / (t_k - t_(k-1))
///                    + (x - t_k)+^3 (t_(k-1) - t_j) / (t_k - t_(k-1)) } / (t_k - t_1)^2
double restricted_cubic(double x, std::span<const double> knots, std::size_t j);

/// Harrell's places for a number of knots, 3 ... 7: quantiles (of type 7) evenly from 0.1, of four or more 0.05, of
/// seven 0.025, to one less that; of fewer than 100 patients the outer knots are the fifth smallest and largest.
/// \param weights  counts of patients; empty: 1 each. Those that are not whole weigh the quantiles likewise
std::vector<double> default_knots(const LargeVector<double>& values, const LargeVector<double>& weights,
                                  std::size_t number, const Poll& poll);

}  // namespace survival
