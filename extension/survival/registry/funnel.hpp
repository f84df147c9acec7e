// Centres compared: observed events beside those expected, with exact Poisson limits.
#pragma once
#include <span>
#include <vector>

namespace survival {

/// P(X <= k) of a Poisson variable of mean m >= 0; 0 for k < 0.
double poisson_cdf(double k, double mean);

/// The smallest k with P(X <= k) >= p, 0 < p < 1.
double poisson_quantile(double p, double mean);

struct PoissonLimits {
  double low, high;
};

/// Exact limits of a mean of which `events` were seen: P(X >= events) and P(X <= events) are (1 - level) / 2 there;
/// Garwood 1936. 0 below for no events. An events count that is not whole is taken by the gamma distribution.
PoissonLimits poisson_limits(double events, double level);

/// Spiegelhalter's factor of overdispersion: the mean of the squares of z = (observed - expected) / sqrt(expected), of
/// which the tenth that is lowest and the tenth that is highest (rounded down) take the value of the next one.
/// NaN without a centre. \param expected  above 0
double overdispersion(std::span<const double> observed, std::span<const double> expected);

}  // namespace survival
