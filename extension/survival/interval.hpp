// Pointwise confidence limits of a probability, on the scale where its estimate is closest to normal.
#pragma once

namespace survival {

enum class ConfType { log_log, log, plain, logit, arcsin, none };

struct Limits {
  double low, high;  ///< NaN when there are none
};

/// Limits of an estimated probability p with standard error se; e = se / p, z the normal quantile:
///
///     log_log  p^exp(-+ z e / log p)                    Kalbfleisch & Prentice 1980; Borgan & Liestol 1990
///     log      p exp(-+ z e)
///     plain    p -+ z se
///     logit    logit(p) -+ z e / (1 - p), taken back
///     arcsin   sin^2(asin(sqrt p) -+ z/2 se / sqrt(p (1 - p)))
///
/// cut to [0, 1]. p = 1 gives (1, 1): nothing has happened yet; p = 0 and `none` give NaN.
Limits confidence_limits(double p, double se, double z, ConfType type);

}  // namespace survival
