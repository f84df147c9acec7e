// The largest log-likelihood with some coordinates held fixed.
#pragma once
#include "survival/newton.hpp"

namespace survival {

struct Constrained {
  double value;  ///< NaN where it has none
  bool converged;
};

/// Maximises over the coordinates that are not `fixed`, which begin at 0; the fixed ones stay as they are in `at`.
Constrained maximise_others(std::vector<double> at, std::span<const unsigned char> fixed,
                            const std::function<Evaluation(std::span<const double>)>& evaluate, const NewtonRule& rule);

}  // namespace survival
