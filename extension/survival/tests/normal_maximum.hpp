// How large the largest of several correlated standard normal variables is: a multivariate normal probability.
#pragma once
#include <span>

#include "survival/poll.hpp"

namespace survival {

enum class Tail {
  both,   ///< P(max |Z_i| >= c)
  upper,  ///< P(max Z_i >= c)
  lower   ///< P(min Z_i <= c)
};

/// The probability, for Z normal with means 0, variances 1 and the given correlations, which may be singular.
///
/// Z = L Y with Y of r independent normals, r the rank, is a random direction u on the sphere times a radius of chi_r,
/// and on a direction the event is R >= c / max_i (L u)_i: so the probability is the mean over directions of a
/// chi tail, which an adaptive quadrature over r - 1 angles finds: to 1e-8 of itself for r <= 3, to 1e-5 for 4 and for
/// c <= 0. It is deterministic, and small probabilities keep their digits.
///
/// \param correlation  size squared, symmetric; size 1 to 4
/// \throws std::logic_error for more
double normal_maximum(std::span<const double> correlation, std::size_t size, double c, Tail tail, const Poll& poll);

}  // namespace survival
