// Distributions of the logarithm of a time, shifted and scaled: what a parametric model of survival times is made of.
#pragma once

namespace survival {

/// With W = (log T - mean) / scale:
///
///     weibull      S(w) = exp(-e^w); exponential: scale 1
///     loglogistic  S(w) = 1 / (1 + e^w)
///     lognormal    S(w) = 1 - Phi(w)
///
/// All three densities are log-concave.
enum class Lifetime { weibull, exponential, lognormal, loglogistic };

/// log f and its first two derivatives.
struct LogDensity {
  double value, slope, bend;
};
LogDensity log_density(Lifetime lifetime, double w);

/// log S, whose slope is -hazard, f / S.
struct LogSurvival {
  double value, hazard;
};
LogSurvival log_survival(Lifetime lifetime, double w);

/// log {S(low) - S(high)}, low < high, either infinite: to full precision in both tails; -inf where it is no double.
double log_between(Lifetime lifetime, double low, double high);

}  // namespace survival
