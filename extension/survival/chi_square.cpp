#include "survival/chi_square.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <unsupported/Eigen/SpecialFunctions>
#include <vector>

namespace survival {

double chi_square_tail(double x, double df) {
  if (!(x > 0)) return std::isnan(x) ? x : 1;
  if (df == 1) return std::erfc(std::sqrt(x / 2));
  return Eigen::numext::igammac(df / 2, x / 2);
}

ChiSquare chi_square(std::span<const double> score, std::span<const double> covariance, double magnitude) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto size = Eigen::Index(score.size());
  const Eigen::Map<const Eigen::VectorXd> scores(score.data(), size);
  const Eigen::Map<const Eigen::MatrixXd> covariances(covariance.data(), size, size);
  // On the scale of correlations, "singular" means the same for few and for many events.
  const Eigen::VectorXd scale = covariances.diagonal().cwiseSqrt();
  if (size == 0 || !(covariances.diagonal().minCoeff() > 1e-11 * magnitude)) return {none, none, none};
  const Eigen::VectorXd inverse_scale = scale.cwiseInverse();
  const Eigen::MatrixXd correlation = inverse_scale.asDiagonal() * covariances * inverse_scale.asDiagonal();
  if (!correlation.allFinite() || !scores.allFinite()) return {none, none, none};
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposed(correlation);
  decomposed.setThreshold(1e-9);  // sums over many event times do not cancel to the last bit
  if (!decomposed.isInvertible()) return {none, none, none};
  const Eigen::VectorXd scaled = scores.cwiseQuotient(scale);
  const double statistic = scaled.dot(decomposed.solve(scaled));
  if (statistic < 0) return {none, none, none};  // no covariance but for rounding: it is not even semidefinite
  return {statistic, double(size), chi_square_tail(statistic, double(size))};
}

ChiSquare chi_square_of(std::span<const std::size_t> places, std::span<const double> score,
                        std::span<const double> covariance, double magnitude) {
  std::vector<double> of_places, block;
  for (const std::size_t j : places) {
    of_places.push_back(score[j]);
    for (const std::size_t k : places) block.push_back(covariance[j * score.size() + k]);
  }
  return chi_square(of_places, block, magnitude);
}

}  // namespace survival
