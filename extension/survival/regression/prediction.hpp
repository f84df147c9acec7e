// What a fitted proportional hazards model predicts: the survival of given covariates, with its error.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "survival/curve.hpp"
#include "survival/risk_table.hpp"

namespace survival {

/// Covariates, as far as a prediction needs them.
struct Profile {
  double predictor = 0;      ///< x beta + offset, measured from the model's means
  std::vector<double> root;  ///< p: root' z, for z the covariates less those means
};

/// A place on the curves of one stratum, whatever the covariates.
struct Station {
  double time, n_risk, n_event;  ///< as in CurvePoint
  double event_times;            ///< passed; NaN past the end of follow-up
};

/// The places at which curves are reported, by trace(). O(rows of the table).
std::vector<Station> stations(const RiskTable& table, const std::optional<Request>& request, const Poll& poll);

/// Survival by the model, its standard error, NaN where survival is 0 for want of smaller doubles, and H.
struct Survival {
  double estimate, std_err, hazard;
};

/// Predicts by hazard(t | x) = h0(t) exp(x beta + offset). With z the covariates less their means, r = exp(z beta),
/// c, s0, and the mean m of z over the risk set as in the partial likelihood, Breslow's terms or Efron's,
///
///     H0(t) = sum c / s0                                               Breslow 1974; Efron 1977
///     S(t)  = exp(-r H0(t))
///     Var S = (S r)^2 (sum c / s0^2 + q' V q),  q = sum c m / s0 - z H0    Tsiatis 1981, Andersen & Gill 1982
///
/// (with sampling weights the sum of the patients' squared influences on both H0 and beta), sums over event times up to
/// t, V the covariance of beta: the robust one where there are clusters, as R's survfit has it. Exact ties have
/// Breslow's H0, likewise. Each point costs O(p), as q' V q is the length of a vector once V = root root'. Memory: O(p)
/// for each event time.
struct Prediction {
  /// The cumulated sums of one stratum, of 0, 1, 2, ... event times.
  struct Baseline {
    std::vector<double> hazard = {0}, variance = {0};
    std::vector<double> drift;  ///< p for each: root' sum c m / s0
  };

  std::vector<double> beta, center, scale;  ///< p: per (x - center) / scale
  double offset_center = 0;
  std::vector<double> root;  ///< p x p, column by column
  Profile mean;              ///< of the weighted means of all columns and of the offset
  std::vector<Baseline> strata;
  Groups tables;         ///< of the strata
  double tolerance = 0;  ///< times nearer than this are one

  /// \param x  in the units of the columns
  Profile profile(std::span<const double> x, double offset) const;

  /// The same of covariates and an offset that are centred and scaled.
  Profile centred(std::span<const double> z, double offset) const;

  Survival at(const Profile& profile, std::size_t stratum, std::size_t event_times) const;
};

}  // namespace survival
