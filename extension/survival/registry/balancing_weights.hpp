// Weights that make treatment groups comparable, from the probabilities of each treatment.
#pragma once
#include <cstdint>
#include <span>

namespace survival {

enum class Estimand {
  ate,     ///< in everybody: 1 / p_own                                       Rosenbaum 1987
  att,     ///< in those of one treatment: p_target / p_own
  overlap  ///< in those who could have had either: (1 / p_own) / sum 1 / p_k; of two, 1 - p_own      Li & Li 2019
};

/// \param probabilities  of the patient's treatments
double balancing_weight(std::span<const double> probabilities, std::size_t own, Estimand estimand, std::size_t target);

}  // namespace survival
