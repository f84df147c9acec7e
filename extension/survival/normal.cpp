#include "survival/normal.hpp"

#include <unsupported/Eigen/SpecialFunctions>

namespace survival {

double two_sided_quantile(double level) { return -Eigen::numext::ndtri((1 - level) / 2); }

}  // namespace survival
