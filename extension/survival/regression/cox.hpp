// The proportional hazards model.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "survival/regression/constrained.hpp"
#include "survival/regression/prediction.hpp"
#include "survival/regression/regression.hpp"

namespace survival {

struct RiskOrder;

enum class Ties { efron, breslow, exact };
enum class Penalty { none, firth };

struct CoxRule {
  Ties ties = Ties::efron;
  Penalty penalty = Penalty::none;
  NewtonRule newton = {};
};

/// Harrell's C of a predictor, with its error.
struct Concordance {
  double estimate, std_error;  ///< NaN where no pair can be compared
};

/// The scale of time on which a coefficient may drift.
enum class TimeScale { km, rank, identity, log };

/// The score test of coefficients beta + theta g(t) at theta = 0.
struct Drift {
  std::vector<double> score;       ///< p, of theta
  std::vector<double> covariance;  ///< p x p, given beta
};

/// What a residual looks at.
enum class Residual { martingale, deviance, score, schoenfeld, scaled_schoenfeld, dfbeta, dfbetas };

inline bool is_by_coefficient(Residual type) { return type != Residual::martingale && type != Residual::deviance; }

/// Residuals of some rows, each of a width of 1 or of the columns.
struct Residuals {
  LargeVector<std::uint32_t> row;      ///< its place among the rows given
  LargeVector<std::uint32_t> stratum;  ///< its group
  LargeVector<double> time;            ///< the row's, near ties made one
  LargeVector<double> value;           ///< row by row; NaN where a coefficient has no estimate
  std::size_t width = 1;
};

/// Fits hazard(t | x) = h0(t) exp(x beta + offset), one h0 for each stratum, by partial likelihood.
///
/// At an event time with deaths D, their number d and their risk d0 = sum_D r_j, r = exp(x beta + offset), of a risk
/// set with sum s0 = sum r_j:
///
///     Breslow  sum_D log r_j - d log s0                              Breslow 1974
///     Efron    sum_D log r_j - sum_{l<d} log(s0 - l/d d0)            Efron 1977
///     exact    sum_D log r_j - log sum over all sets of d at risk of the product of their r     Cox 1972
///
/// A patient is at risk at t when entry < t <= time. A weight w stands for w rows written out, in Efron's and the exact
/// sums too. Weights that are not whole: Efron's sum runs over the m rows of D with weight d/m each.
///
/// With clusters, where they make it robust, the covariance is I^-1 (sum_c u_c u_c') I^-1, u_c the sum of the cluster's
/// score residuals: Lin & Wei 1989. Firth's penalty adds log|I(beta)| / 2 to the log-likelihood: Firth 1993, Heinze &
/// Schemper 2001; the covariance remains I^-1.
///
/// With sampling weights it is so too, each row its own cluster where there are no others: the sum of (w_i u_i)^2.
/// Their scale changes nothing, and the likelihood says nothing: its tests are NaN, the score test is the robust one.
///
/// Efron and Breslow cost O(n p^2) per iteration after sorting; exact ties O(n p^2) for each time of d > 1 deaths, see
/// exact_ties.hpp.
/// Memory: the columns and O(p^2); with clusters a second copy of the columns, and one for each distinct event time.
class Cox {
 public:
  /// Status 1 is the event, 0 censored.
  /// \throws Refused when exact ties meet a weight that is not whole, clusters, or Firth's penalty, when sampling
  /// weights meet exact ties or that penalty, and when those who die at one time are too many for a sum over them
  Cox(Regression rows, const CoxRule& rule, Poll poll);
  ~Cox();
  Cox(const Cox&) = delete;

  const Fit& fit() const { return fit_; }
  double n() const;
  double n_event() const;

  // What estimators built on the fit take from it, in the order and units of RiskOrder.

  const RiskOrder& order() const { return *order_; }
  std::span<const double> beta() const { return beta_; }
  /// p x p; 0 for a column without information.
  std::span<const double> information_inverse() const { return model_covariance_; }
  Ties ties() const { return rule_.ties; }

  /// The log-likelihood, penalised as the fit's is, with these coefficients at 0 and the others at their best. The
  /// penalty stays that of the whole information, as Heinze & Schemper 2001 have it.
  Constrained without(std::span<const std::size_t> columns) const;

  /// Of an estimated coefficient, in the units of its column, by the likelihood, penalised as the fit's is. Clusters
  /// change nothing: it is the model's.
  /// \param z  the limits' normal quantile
  ProfileLimits profile(std::size_t column, double z) const;

  /// Of the fitted predictor: a pair counts when the one who dies first is known, within strata; concordant when that
  /// one had the higher hazard; half when hazards are equal. The error is the infinitesimal jackknife's, over clusters
  /// where there are any: Therneau & Atkinson 2020. O(n log n).
  Concordance concordance() const;

  /// Do the coefficients change with time? g is 1 - S(t-) of all patients, the rank of t among all times, t, or log t.
  /// With V_k the information of event time k, the score of theta is sum g_k (x - mean) over events, its covariance sum
  /// g_k^2 V_k - (sum g_k V_k) I^-1 (sum g_k V_k): Grambsch & Therneau 1994, in the exact form of Therneau & Grambsch
  /// 2000, section 6.2. Columns without an estimate have 0. \throws Refused when ties are exact, with sampling weights,
  /// or when an event at 0 meets log
  Drift drift(TimeScale scale) const;

  /// What the fit predicts; a column without information counts 0. \throws Refused when a coefficient is infinite or
  /// unfinished
  Prediction prediction() const;

  /// Of one patient of each row, at the estimate; a coefficient without one counts as it stood when the iteration
  /// ended.
  ///
  ///     martingale         m_i = d_i - r_i H(t_i), H the baseline hazard from entry to t_i; for one who dies with
  ///                        others Efron's share of that time      Barlow & Prentice 1988
  ///     deviance           sign(m_i) sqrt(-2 (m_i + d_i log(d_i - m_i)))      Therneau, Grambsch & Fleming 1990
  ///     score              u_i, the integral of x_i - mean(s) along m_i(s)
  ///     schoenfeld         x_i - mean at the death of i, the mean over Efron's terms      Schoenfeld 1982
  ///     scaled_schoenfeld  its product with n_event I^-1, added to beta      Grambsch & Therneau 1994
  ///     dfbeta             u_i I^-1, how much beta would change without i      Cain & Lange 1984
  ///     dfbetas            dfbeta over the standard error from I
  ///
  /// By row; Schoenfeld's by stratum, time, row, of the deaths alone. With exact ties H is Breslow's. Clusters change
  /// nothing: I is the model's. With sampling weights score, dfbeta and dfbetas are those of the whole weight, and the
  /// standard error is the robust one. O(n p) after the fit, O(n p^2) where I^-1 comes in.
  /// \throws Refused when ties are exact, but for martingale and deviance
  Residuals residuals(Residual type) const;

 private:
  /// In the units of RiskOrder::x; lives no longer than this.
  std::function<Evaluation(std::span<const double>)> likelihood() const;
  void use_robust_score(const Maximum& maximum);

  std::unique_ptr<RiskOrder> order_;
  CoxRule rule_;
  Poll poll_;
  std::vector<double> beta_, covariance_, model_covariance_;  ///< in the units of RiskOrder::x
  Fit fit_;
};

/// Of any predictor over sorted rows; a higher one should mean an earlier event of status 1.
Concordance concordance(const RiskOrder& order, std::span<const double> predictor, const Poll& poll);

}  // namespace survival
