// Contrasts of estimates: a difference and a ratio with their limits, and the test that several independent
// probabilities are equal.
#pragma once
#include <span>

#include "survival/chi_square.hpp"

namespace survival {

struct Estimate {
  double value, std_err;  ///< NaN where it is not known
};

struct Contrast {
  double difference, std_err, low, high;
  double ratio, ratio_low, ratio_high;
};

/// a - b and a / b, z the normal quantile, C the covariance of a and b, 0 of independent estimates:
///
///     difference  a - b -+ z sqrt(Var a + Var b - 2 C)
///     ratio       a / b exp(-+ z sqrt(Var a / a^2 + Var b / b^2 - 2 C / (a b))); NaN unless b > 0, its limits unless
///                 a > 0 too
///
/// The limits of the difference are not cut to what a difference can be. An error that is nothing beside the others is
/// the rounding of 0.
Contrast contrast(const Estimate& a, const Estimate& b, double z, double covariance = 0);

/// The scale g on which probabilities are compared, p the probability of no event.
enum class TestScale {
  cloglog,  ///< log(-log p)
  plain,    ///< the probability itself
  log,      ///< log of the probability itself
  logit,    ///< log(p / (1 - p))
  arcsin    ///< arcsin(sqrt(p))
};

/// The probability that is compared: of no event (survival), or of the event (incidence F, p = 1 - F).
enum class Probability { survival, incidence };

/// Are independent probabilities equal? Klein, Logan, Harhoff & Andersen 2007, Stat. Med. 26:4505: with g_j on the
/// scale, v_j = g'(p_j)^2 Var p_j and the weighted mean m = sum (g_j / v_j) / sum (1 / v_j),
///
///     chi-square = sum (g_j - m)^2 / v_j on one degree of freedom fewer than probabilities;
///
/// of two it is (g_1 - g_2)^2 / (v_1 + v_2). No test when a probability is 0 or 1, unknown, or has no error.
///
/// \param covariance  of probabilities that are not independent, K x K, of which the diagonal is not read; then d' V^-1
/// d
///                    with d the differences of the g_j to the last one and V their covariance by the delta method. No
///                    test when V is singular
ChiSquare equal_probabilities(std::span<const Estimate> probabilities, TestScale scale, Probability kind,
                              std::span<const double> covariance = {});

}  // namespace survival
