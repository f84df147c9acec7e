// The arguments of all functions that fit a Fine-Gray model.
#pragma once
#include <optional>
#include <vector>

#include "functions/regression/refusals.hpp"
#include "functions/regression/regression.hpp"
#include "survival/regression/fine_gray.hpp"

namespace functions {

struct FineGrayArgs : RegressionArgs, CensorOption {
  std::optional<declare::Value> cause;

  FineGrayArgs() : RegressionArgs(cohort::Outcome::status) {}

  /// Once: the patients go into the model.
  survival::FineGray model(const declare::Poll& poll) {
    if (design.has_strata()) throw declare::Error(clause(survival::Refusal::strata_with_competing_risks));
    design.name_cause(cause, censor);
    return worded([&]() -> survival::FineGray { return {design.regression(std::size_t(max_levels)), newton, poll}; });
  }
};

/// source, time_expr, status_expr, terms
declare::Arguments<FineGrayArgs> fine_gray_arguments();
/// cause
declare::Argument<FineGrayArgs> cause_modelled();
/// censor, weight, entry, id, censor_by, weight_type
declare::Arguments<FineGrayArgs> fine_gray_options();

inline const char* const fine_gray_reference =
    "Fine & Gray 1999, J. Am. Stat. Assoc. 94:496, as R's cmprsk; in linear time: Kawaguchi et al. 2021, R Journal "
    "12:43; delayed entry: Geskus 2011, Biometrics 67:39. At a time with both events and censorings, patients with an "
    "event count as at risk of censoring, as in cmprsk; R's survival::finegray differs there";

}  // namespace functions
