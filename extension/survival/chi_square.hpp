// The chi-square that a score vector and its covariance make.
#pragma once
#include <cstddef>
#include <span>

namespace survival {

struct ChiSquare {
  double statistic, df, p_value;  ///< all NaN when there is no test
};

/// P(X > x) for a chi-square of df degrees of freedom, x >= 0.
double chi_square_tail(double x, double df);

/// score' covariance^-1 score on as many degrees of freedom as scores; no test when the covariance is singular or there
/// is no score. \param covariance  symmetric, score.size() squared
/// \param magnitude   of the sums it was made of, the squared weights of all events: a variance that is nothing beside
/// it is the rounding error of 0
ChiSquare chi_square(std::span<const double> score, std::span<const double> covariance, double magnitude = 0);

/// The same of those at some places alone.
ChiSquare chi_square_of(std::span<const std::size_t> places, std::span<const double> score,
                        std::span<const double> covariance, double magnitude = 0);

}  // namespace survival
