// The arguments of all functions that fit a Fine-Gray model.
#pragma once
#include <optional>
#include <vector>

#include "functions/regression/regression.hpp"
#include "survival/regression/fine_gray.hpp"

namespace functions {

struct FineGrayArgs : RegressionArgs {
  std::optional<declare::Value> cause, censor;

  FineGrayArgs() : RegressionArgs(cohort::Outcome::status) {}

  /// Once: the patients go into the model.
  survival::FineGray model(const declare::Poll& poll) {
    if (design.has_strata())
      throw declare::Error("argument 'terms': a Fine-Gray model has no strata(); use factor() instead");
    design.name_cause(cause, censor);
    return {design.regression(std::size_t(max_levels)), newton, poll};
  }
};

/// source, time_expr, status_expr, terms, cause, then those of `own`, then the model's.
template <class Args>
std::vector<declare::Argument<Args>> fine_gray_arguments(std::vector<declare::Argument<Args>> own = {}) {
  std::vector<declare::Argument<Args>> all = {
      declare::unpacked_source<Args, cohort::Design>(&Args::design), time_expr(), status_expr(), terms(),
      declare::any_value<Args>("cause", &Args::cause,
                               "the cause whose incidence is modelled; can be left out if there is only one")};
  for (auto& one : own) all.push_back(std::move(one));
  all.push_back(censor<Args>(&Args::censor));
  all.push_back(weight());
  declare::ArgumentInfo late = entry();
  late.doc += ". One row per patient: split follow-up is not supported in this model";
  all.push_back(late);
  all.push_back(
      declare::expression("censor_by",
                          "groups with separate censoring (and entry) distributions: one expression, or several "
                          "separated by commas. R's crr(cengroup = ) gives the same coefficients but other standard "
                          "errors, since its censoring term counts only the events of the patient's own group",
                          false, true));
  for (auto& one : newton_options<Args>()) all.push_back(std::move(one));
  return all;
}

inline const char* const fine_gray_reference =
    "Fine & Gray 1999, J. Am. Stat. Assoc. 94:496, as R's cmprsk; in linear time: Kawaguchi et al. 2021, R Journal "
    "12:43; delayed entry: Geskus 2011, Biometrics 67:39. At a time with both events and censorings, patients with an "
    "event count as at risk of censoring, as in cmprsk; R's survival::finegray differs there";

}  // namespace functions
