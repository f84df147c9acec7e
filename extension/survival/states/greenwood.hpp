// Greenwood's variance of state probabilities, which takes the transitions out of each state at each time for
// multinomial counts that are independent of those before.
#pragma once
#include <span>
#include <vector>

#include "survival/states/step_maps.hpp"

namespace survival {

/// The covariance matrix of P:
///
///     V(0) = (diag(p0) - p0 p0') / n0,
///     V(t) = M' V(t-) M + sum_h P_h(t-)^2 (diag(q_h) - q_h q_h') / Y_h,    q_h row h of M = I + dA.
///
/// Andersen, Borgan, Gill & Keiding 1993, Statistical Models Based on Counting Processes, IV.4; as R's etm, but for
/// V(0), which etm leaves out. In integrated maps, that of P and its integral.
class Greenwood {
 public:
  Greenwood(std::size_t states, bool integrated);

  /// \param number  n0; infinite: p0 is given, not estimated
  void start(std::span<const double> p0, double number);
  /// \param shares   of the step that `maps` closed last, P_h(t-) / Y_h is its exits' share
  /// \param at_risk  Y_h
  void step(const StepMaps& maps, std::span<const double> at_risk);
  void empty(State state);

  double sum(std::size_t i, std::size_t j) const { return sums_[i * length_ + j]; }

 private:
  std::size_t states_, length_;
  std::vector<double> sums_, other_, row_;
};

}  // namespace survival
