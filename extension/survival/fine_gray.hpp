// The proportional subdistribution hazards model.
#pragma once
#include <memory>
#include <vector>

#include "survival/regression.hpp"

namespace survival {

struct RiskOrder;

/// Fits the subdistribution hazard of status 1, h(t | x) = h0(t) exp(x beta + offset), as Fine & Gray 1999:
///
///     weight of i at t   1 while T_i >= t; G(t-) / G(T_i-) after another event (status 2, 3, ...); 0 after a censoring
///     G(t-)              prod_{u < t} (1 - c(u) / Y(u)), the Kaplan-Meier curve of censoring, Y(u) = #{T >= u}
///     score              sum over events of x_i - E(T_i), E = S1 / S0 over the weighted risk set; ties as Breslow
///     covariance         I^-1 sum (eta_i + psi_i)(eta_i + psi_i)' I^-1, over clusters where there are any
///
/// eta_i is the score residual; psi_i is what the estimation of G adds:
///
///     psi_i = [i censored] q(T_i) / Y(T_i) - sum_{u <= T_i} q(u) c(u) / Y(u)^2
///     q(u)  = sum over other events j before u, and t_k >= u, of (x_j - E(t_k)) w_j(t_k) r_j dH(t_k)
///
/// Since G(t-) leaves the sum over those with other events, that sum only grows with t, and one sweep serves all event
/// times: O(n p^2) an iteration after sorting. A weight w stands for w rows written out.
class FineGray {
 public:
  /// No entry, no strata.
  FineGray(Regression rows, const NewtonRule& rule, Poll poll);
  ~FineGray();
  FineGray(const FineGray&) = delete;

  const Fit& fit() const { return fit_; }
  double n() const;
  double n_event() const;

 private:
  std::unique_ptr<RiskOrder> order_;
  Poll poll_;
  Fit fit_;
};

}  // namespace survival
