// The proportional subdistribution hazards model.
#pragma once
#include <memory>
#include <vector>

#include "survival/regression/prediction.hpp"
#include "survival/regression/regression.hpp"

namespace survival {

struct RiskOrder;
struct CensoringWeights;

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
/// times: O(n (p^2 + g p)) per iteration after sorting, g groups. A weight w stands for w rows written out.
class FineGray {
 public:
  /// One row per patient; no strata.
  /// \throws Refused when the risk set empties, so that H is 0, between an event of another cause and one of status
  /// 1
  FineGray(Regression rows, const NewtonRule& rule, Poll poll);
  ~FineGray();
  FineGray(const FineGray&) = delete;

  const Fit& fit() const { return fit_; }
  double n() const;
  double n_event() const;

  /// What the fit predicts, exp(-H) being the probability that status 1 has not come: one stratum. With J_i = I^-1
  /// (eta_i + psi_i), H0 = sum d / S0, and m the mean covariates, the influence of i on r H0(t) is r (a_i(t) + q' J_i),
  /// q = z H0 - sum m dH0, and
  ///
  ///     a_i(t) = [event of i by t] / S0(T_i) - sum_{t_k <= t} w_i(t_k) r_i dH0(t_k) / S0(t_k) + what G and H add
  ///     G, H     as psi_i, with K(u) (E(t) - E(u-)) for q(u), K(u) the sum over other events before u of r_j /
  ///     A(T_j-),
  ///              E(t) = sum_{t_k <= t} A(t_k-) dH0(t_k) / S0(t_k)
  ///
  /// Each a_i is linear in a few sums over time, 1, sum dH0 / S0, and by group of censoring E and the part of those at
  /// risk, with coefficients that change at entry and exit alone: the sum of the squares is a quadratic form, kept up
  /// to date. O(n (p + g) + m g^2) for m event times, with clusters O(n (p + g^2)) and the clusters' coefficients, g
  /// each. \throws Refused when a coefficient is infinite or unfinished
  Prediction prediction() const;

 private:
  std::unique_ptr<RiskOrder> order_;
  std::unique_ptr<CensoringWeights> weights_;
  Poll poll_;
  std::vector<double> beta_, model_covariance_;  ///< in the units of RiskOrder::x
  Fit fit_;
};

}  // namespace survival
