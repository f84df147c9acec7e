// What the functions of accelerated failure time models share: their arguments, and the fit.
#pragma once
#include <vector>

#include "cohort/parametric/lifetimes.hpp"
#include "functions/shared.hpp"
#include "survival/parametric/accelerated.hpp"

namespace functions::parametric {

struct AftArgs : ConfLevelOption {
  cohort::Lifetimes design;
  survival::Lifetime distribution = survival::Lifetime::weibull;
  bool sampling = false;
  survival::NewtonRule newton;
  std::int64_t max_levels = 100;

  /// Once: the rows go into the model. Of one row at least.
  survival::AcceleratedFit fit(const declare::Poll& poll);
  /// Its standard errors are a sandwich's.
  bool is_robust() const { return sampling || design.has_clusters(); }

  // Once fitted.
  double n = 0, n_event = 0, n_interval = 0;  ///< sums of weights
  std::vector<double> means;                  ///< of the columns, weighted
  double mean_offset = 0;
};

/// source, time_expr, event_expr, terms
declare::Arguments<AftArgs> aft_arguments();
/// distribution, upper, weight, weight_type, max_iter, tolerance, max_levels
declare::Arguments<AftArgs> aft_options();

/// What is wrong with parameter j of the fit; empty: nothing.
std::string aft_flag(const AftArgs& args, const survival::AcceleratedFit& fit, std::size_t j);

inline const char* const aft_reference =
    "Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data, chapter 3; the likelihood's one "
    "maximum: Burridge 1981, J. R. Stat. Soc. B 43:41; robust variance: White 1982, Econometrica 50:1";

}  // namespace functions::parametric
