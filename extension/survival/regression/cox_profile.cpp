// A Cox model with coefficients held fixed.
#include <cmath>

#include "survival/regression/cox.hpp"
#include "survival/regression/risk_order.hpp"

namespace survival {

Constrained Cox::without(std::span<const std::size_t> columns) const {
  std::vector<unsigned char> fixed(beta_.size());
  for (const std::size_t j : columns) fixed[j] = 1;
  return maximise_others(std::vector<double>(beta_.size()), fixed, likelihood(), rule_.newton);
}

ProfileLimits Cox::profile(std::size_t column, double z) const {
  const std::size_t p = beta_.size();
  const auto evaluate = likelihood();
  evaluate(std::vector<double>(p));  // the penalty is of the coordinates that 0 tells apart, as the fit's
  Peak peak{beta_, fit_.loglik, std::vector<unsigned char>(p)};
  for (std::size_t j = 0; j < p; ++j) peak.free[j] = fit_.finding[j] != Finding::no_information;
  const double error = std::sqrt(model_covariance_[column * p + column]);
  ProfileLimits limits = profile_limits(column, peak, z, error, evaluate, rule_.newton);
  const double scale = order_->scale(Eigen::Index(column));
  limits.low /= scale, limits.high /= scale;
  return limits;
}

}  // namespace survival
