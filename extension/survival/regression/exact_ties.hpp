// Several deaths at one time, exactly: which of those at risk they are, given only their number.
#pragma once
#include <span>
#include <vector>

#include "survival/poll.hpp"

namespace survival {

/// So many patients at risk who are alike.
struct AtRisk {
  double risk;      ///< r of each of them, >= 0
  double copies;    ///< a whole number of them
  const double* x;  ///< their p covariates
};

/// A set of d of the patients at risk, drawn with a probability proportional to the product of its r.
struct DrawnSet {
  double log_sum;                  ///< log of the sum of that product over all sets; not finite where doubles end
  std::vector<double> mean;        ///< p: of the sum of x over the set: the gradient of log_sum, for r = exp(x beta)
  std::vector<double> covariance;  ///< p x p, of the same: the second derivatives
  std::vector<double> magnitude;   ///< p: of what the variances are made of; beside it rounding is seen for what it is
};

// With pi = r / (r + k), and k such that the pi sum to d, the set is that of the patients who are in it independently,
// each with pi, given that they are d. S is how many they are; log_sum is log P(S = d) + sum log(1 + r / k) + d log k.

/// P(S = d) by adding one patient after another to the sums for 0, 1, ... d of them, with their derivatives: Gail,
/// Lubin & Rubinstein 1981. O(n d p^2) for n patients, copies and all.
DrawnSet draw_by_adding(std::span<const AtRisk> rows, double d, std::size_t columns, const Poll& poll);

/// P(S = d) as a mean over frequencies,
///
///     P(S = d) = 1/M sum_{j<M} exp(-i d t_j) prod (1 - pi + pi exp(i t_j))        t_j = 2 pi j / M
///
/// but for the P(S = d + M), P(S = d - M), ... that it takes along: nothing, for M = 10 sigma + 20, sigma^2 = sum pi (1
/// - pi). The product is nothing either beyond t = 9.5 / sigma, so that some 16 frequencies are enough however many die
/// (Fernandez & Williams 2010). Mean and covariance are sums over the same frequencies. All to some 1e-14.
/// O(rows p^2), whatever d and the copies.
DrawnSet draw_by_frequencies(std::span<const AtRisk> rows, double d, std::size_t columns, const Poll& poll);

/// By the cheaper of the two.
/// \param d  a whole number, >= 1, less than all the copies: when all die there is nothing to draw
DrawnSet draw(std::span<const AtRisk> rows, double d, std::size_t columns, const Poll& poll);

}  // namespace survival
