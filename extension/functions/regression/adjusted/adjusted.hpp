// What the functions that standardise to the covariates of all patients share: their arguments, the model with the
// groups in it, and how each patient would be in another group.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "functions/comparison.hpp"
#include "functions/contrast.hpp"
#include "functions/curve.hpp"
#include "functions/regression/prediction.hpp"
#include "functions/regression/refusals.hpp"
#include "functions/regression/regression.hpp"
#include "survival/normal.hpp"
#include "survival/regression/adjusted/counterfactual.hpp"
#include "survival/regression/cox.hpp"

namespace functions {

struct AdjustedArgs : RegressionArgs {
  enum class Baselines { common, group };

  survival::Ties ties = survival::Ties::efron;
  Baselines baseline = Baselines::common;

  AdjustedArgs() : AdjustedArgs(cohort::Outcome::event) {}
  explicit AdjustedArgs(cohort::Outcome outcome) : RegressionArgs(outcome) {
    design = cohort::Design(outcome, cohort::Stays::one);
  }
  bool sampling() const { return design.has_sampling_weights(); }
};

/// The rows of a model with the groups in it, and what its columns would be in another group.
struct AdjustedModel {
  survival::Regression rows;
  survival::Counterfactual rule;
  std::vector<declare::Value> groups;
  std::size_t terms;  ///< columns of the terms; those of the groups follow
};

/// by, terms, ... of a function that standardises; \param outcome  its second data expression
declare::Arguments<AdjustedArgs> adjusted_arguments(declare::ArgumentInfo outcome);

declare::Arguments<AdjustedArgs> adjusted_options();

/// Once: the patients go into the model.
AdjustedModel adjusted_model(AdjustedArgs& args, const declare::Poll& poll);

/// Throws declare::Error when a coefficient has no estimate to predict by. \param of  "; in the model of 'x'"
void check_estimates(const AdjustedArgs& args, const AdjustedModel& model, const survival::Fit& fit,
                     const std::string& of = "");

struct AdjustedRow {
  declare::Stratum strata;
  declare::Cause outcome = {0};
  declare::Time time;
  double estimate = none, std_error = none, conf_low = none, conf_high = none;
};

/// The event times passed; nothing past the end of follow-up.
std::optional<std::size_t> passed_at(const survival::Station& station);

/// The standard error; 0 where the variance is nothing but rounding.
double standard_error(double estimate, double variance);

/// Appends the contrasts of one time.
void add_contrasts(std::vector<ContrastRow>& rows, declare::Cause outcome, double time,
                   const std::vector<declare::Value>& groups, const survival::JointEstimate& at, std::size_t against,
                   double z);

inline const char* const adjusted_reference =
    "Chang, Gelman & Pagano 1982, J. Chronic Dis. 35:669; Makuch 1982, J. Chronic Dis. 35:437; variance: sum of the "
    "patients' squared influences on coefficients, baselines and the mean over covariates, Ozenne et al. 2020, Biom. "
    "J. 62:751";

}  // namespace functions
