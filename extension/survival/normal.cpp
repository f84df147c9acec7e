#include "survival/normal.hpp"

#include <cmath>
#include <numbers>
#include <unsupported/Eigen/SpecialFunctions>

namespace survival {

double two_sided_quantile(double level) { return -Eigen::numext::ndtri((1 - level) / 2); }

double two_sided_p(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

}  // namespace survival
