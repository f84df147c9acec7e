// Accelerated failure times: parametric regression of survival times, censored on the right, on the left or in between.
#pragma once
#include <optional>
#include <vector>

#include "survival/chi_square.hpp"
#include "survival/large_vector.hpp"
#include "survival/newton.hpp"
#include "survival/parametric/lifetime.hpp"
#include "survival/poll.hpp"

namespace survival {

/// Row i of every column is one patient, or `weight[i]` patients who are alike in all the rest.
struct LifetimeRows {
  LargeVector<double> time;   ///< any one unit, finite; above 0, but for the lower end of an interval
  LargeVector<double> upper;  ///< time: the event was seen then; inf: censored then; else it was in (time, upper]
  std::vector<LargeVector<double>> columns;  ///< p covariates, none constant or told by the others
  LargeVector<double> offset = {};           ///< added to the predictor; empty: 0
  LargeVector<double> weight = {};           ///< > 0; empty: 1 each
  LargeVector<std::uint32_t> cluster = {};   ///< 0, 1, ...: rows that belong together; empty: each alone

  std::size_t size() const { return time.size(); }
  double weight_of(std::size_t i) const { return weight.empty() ? 1 : weight[i]; }
};

/// What the covariance of the coefficients is made of.
enum class Variance { model, robust };

/// log T = intercept + x beta + offset + scale W, W of a Lifetime. Parameters are the intercept, beta and log(scale),
/// but for the exponential, whose scale is 1.
struct AcceleratedFit {
  enum class Outcome {
    estimated,
    rises,       ///< no finite estimate: the likelihood rises as it goes to infinity
    falls,       ///< likewise to minus infinity
    unfinished,  ///< the iteration ended before its rule was met
    unknown      ///< of all: nobody has an event, or nobody is known to have been free of it
  };
  Lifetime lifetime = Lifetime::weibull;
  std::vector<double> estimate = {};    ///< q: of parameters, in their order; NaN where there is none
  std::vector<double> covariance = {};  ///< q x q; NaN likewise, and where clusters are too few
  std::vector<Outcome> outcome = {};    ///< q
  bool exact = false;  ///< the scale tends to 0: the terms tell the time of every event, or its interval, and there is
                       ///< no estimate at all
  double loglik_null = 0, loglik = 0;          ///< densities are of T, not of log T
  ChiSquare likelihood_ratio = {}, wald = {};  ///< of beta
  int iterations = 0;
  bool converged = false;

  std::size_t columns() const { return estimate.size() - (has_scale() ? 2 : 1); }
  bool has_scale() const { return lifetime != Lifetime::exponential; }
  double scale() const;
};

/// By maximum likelihood. With gamma = parameters / scale and tau = 1 / scale the log-likelihood is concave, whatever
/// is censored (Burridge 1981, J. R. Stat. Soc. B 43:41): Newton's method finds its one maximum from anywhere; the
/// covariance is the inverse of the observed information, taken to the parameters above. Robust:
/// I^-1 (sum_c u_c u_c') I^-1, u_c the weighted sum of the scores of a cluster, or of a row. O(n q^2) an iteration.
AcceleratedFit accelerated(const LifetimeRows& rows, Lifetime lifetime, Variance variance, const NewtonRule& rule,
                           const Poll& poll);

/// S(t | x) with its standard error by the delta method, of all parameters together.
struct LifetimePoint {
  double estimate, std_error;
};
/// \param x  of the columns
LifetimePoint survival_at(const AcceleratedFit& fit, double time, std::span<const double> x, double offset);

}  // namespace survival
