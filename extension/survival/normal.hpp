// The standard normal distribution.
#pragma once

namespace survival {

/// The z with P(|Z| <= z) = `level`, 0 < level < 1: 1.96 for 0.95.
double two_sided_quantile(double level);

/// P(|Z| > |z|).
double two_sided_p(double z);

}  // namespace survival
