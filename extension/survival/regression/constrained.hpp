// The largest log-likelihood with some coordinates held fixed, and limits of a coordinate by it.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "survival/newton.hpp"

namespace survival {

struct Constrained {
  double value;  ///< NaN where it has none
  bool converged;
  std::vector<double> at;     ///< p
  std::vector<double> score;  ///< p, the fixed coordinates' too
};

/// Maximises over the coordinates that are not `fixed`, from where they are in `at`; the fixed ones stay there.
Constrained maximise_others(std::vector<double> at, std::span<const unsigned char> fixed,
                            const std::function<Evaluation(std::span<const double>)>& evaluate, const NewtonRule& rule);

/// Where a log-likelihood is largest.
struct Peak {
  std::vector<double> at;
  double value;
  std::vector<unsigned char> free;  ///< the coordinates that are estimated; the others stay as they are in `at`
};

/// With l(b) the largest log-likelihood where the coefficient is b, and l its largest of all.
struct ProfileLimits {
  double statistic;  ///< the square root of 2 {l - l(0)}, with the sign of the estimate
  double low, high;  ///< where 2 {l - l(b)} = z^2; NaN where there is no such b, or it cannot be found
};

/// Of coordinate j. l(b) is maximised over the other free coordinates, from where the last b left them. The signed
/// root of 2 {l - l(b)} is nearly straight in b: Newton's steps on it, kept between what is known to be too near and
/// too far. A penalty within `evaluate` sees all coordinates, the fixed one too: Heinze & Schemper 2001, Biometrics
/// 57:114. Some 10 maximisations for both limits and the statistic.
///
/// \param z          the limits' normal quantile
/// \param std_error  of the coordinate, a first guess of how far the limits are
ProfileLimits profile_limits(std::size_t j, const Peak& peak, double z, double std_error,
                             const std::function<Evaluation(std::span<const double>)>& evaluate,
                             const NewtonRule& rule);

}  // namespace survival
