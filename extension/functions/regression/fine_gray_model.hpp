// The arguments of all functions that fit a Fine-Gray model.
#pragma once
#include <optional>
#include <vector>

#include "functions/regression/refusals.hpp"
#include "functions/regression/regression.hpp"
#include "survival/regression/fine_gray.hpp"

namespace functions {

struct FineGrayArgs : RegressionArgs {
  std::optional<declare::Value> cause, censor;

  FineGrayArgs() : RegressionArgs(cohort::Outcome::status) {}

  /// Once: the patients go into the model.
  survival::FineGray model(const declare::Poll& poll) {
    if (design.has_strata()) throw declare::Error(clause(survival::Refusal::strata_with_competing_risks));
    design.name_cause(cause, censor);
    return worded([&]() -> survival::FineGray { return {design.regression(std::size_t(max_levels)), newton, poll}; });
  }
};

/// source, time_expr, status_expr, terms, cause, then those of `own`, then the model's.
template <class Args>
std::vector<declare::Argument<Args>> fine_gray_arguments(std::vector<declare::Argument<Args>> own = {}) {
  std::vector<declare::Argument<Args>> all = {
      declare::unpacked_source<Args, cohort::Design>(&Args::design), time_expr(), status_expr(), terms(),
      declare::any_value<Args>("cause", &Args::cause,
                               "the status whose incidence is modelled; may be left out when there is one cause")};
  for (auto& one : own) all.push_back(std::move(one));
  all.push_back(censor<Args>(&Args::censor));
  all.push_back(weight());
  declare::ArgumentInfo late = entry();
  late.doc += "; one row a patient: follow-up that is split is not for this model";
  all.push_back(late);
  all.push_back(declare::expression(
      "censor_by", "patients censored, and entering, alike: expressions whose groups have weights of their own", false,
      true));
  for (auto& one : newton_options<Args>()) all.push_back(std::move(one));
  return all;
}

inline const char* const fine_gray_reference =
    "Fine & Gray 1999, J. Am. Stat. Assoc. 94:496, as R's cmprsk; in linear time: Kawaguchi et al. 2021, R Journal "
    "12:43; delayed entry: Geskus 2011, Biometrics 67:39";

}  // namespace functions
