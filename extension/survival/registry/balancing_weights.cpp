#include "survival/registry/balancing_weights.hpp"

namespace survival {

double balancing_weight(std::span<const double> probabilities, std::size_t own, Estimand estimand, std::size_t target) {
  double inverses = 0;
  switch (estimand) {
    case Estimand::ate:
      return 1 / probabilities[own];
    case Estimand::att:
      return own == target ? 1 : probabilities[target] / probabilities[own];
    case Estimand::overlap:
      for (const double probability : probabilities) inverses += 1 / probability;
      return 1 / probabilities[own] / inverses;
  }
  return 0;
}

}  // namespace survival
