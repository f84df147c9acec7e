// The proportional subdistribution hazards model.
#pragma once
#include <memory>
#include <vector>

#include "survival/regression.hpp"

namespace survival {

struct RiskOrder;
struct Observation;

/// Fits the subdistribution hazard of status 1, h(t | x) = h0(t) exp(x beta + offset), as Fine & Gray 1999:
///
///     weight of i at t   1 while at risk; A(t-) / A(T_i-) after another event (status 2, 3, ...); 0 after a censoring
///     A(t-)              G(t-) H(t-)
///     G(t-)              prod_{u < t} (1 - c(u) / Y(u)), the Kaplan-Meier curve of censoring, Y(u) = #{T >= u > L}
///     H(t-)              prod_{u >= t} (1 - l(u) / R(u)), that of the entries L backwards in time, R(u) = #{T > u >=
///     L},
///                        l(u) of them entering at u: Geskus 2011; 1 when all are there from the start
///     score              sum over events of x_i - E(T_i), E = S1 / S0 over the weighted risk set; ties as Breslow
///     covariance         I^-1 sum (eta_i + psi_i)(eta_i + psi_i)' I^-1, over clusters where there are any
///
/// eta_i is the score residual; psi_i is what the estimation of G and H adds:
///
///     psi_i = [i censored] q(T_i) / Y(T_i) - sum_{L_i < u <= T_i} q(u) c(u) / Y(u)^2
///             - q'(L_i) / R(L_i) + sum_{L_i <= u < T_i} q'(u) l(u) / R(u)^2
///     q(u)  = sum over other events j at T_j < u, and t_k >= u, of (x_j - E(t_k)) w_j(t_k) r_j dH0(t_k)
///     q'(u) = likewise over T_j <= u and t_k > u
///
/// With groups in Regression::censoring, A, Y, R, q and q' are of the group of i.
///
/// Since A(t-) leaves the sum over those with other events, that sum only grows with t, and one sweep serves all event
/// times: O(n (p^2 + g p)) an iteration after sorting, g groups. A weight w stands for w rows written out.
class FineGray {
 public:
  /// One row a patient; no strata.
  /// \throws InputError when the risk set empties, so that H is 0, between an event of another cause and one of status
  /// 1
  FineGray(Regression rows, const NewtonRule& rule, Poll poll);
  ~FineGray();
  FineGray(const FineGray&) = delete;

  const Fit& fit() const { return fit_; }
  double n() const;
  double n_event() const;

 private:
  std::unique_ptr<RiskOrder> order_;
  std::unique_ptr<Observation> observation_;
  Poll poll_;
  Fit fit_;
};

}  // namespace survival
