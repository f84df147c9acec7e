// The arguments of all functions that fit a Cox model.
#pragma once
#include <vector>

#include "functions/regression/refusals.hpp"
#include "functions/regression/regression.hpp"
#include "survival/regression/cox.hpp"

namespace functions {

struct CoxArgs : RegressionArgs {
  survival::Ties ties = survival::Ties::efron;
  survival::Penalty penalty = survival::Penalty::none;

  CoxArgs() : RegressionArgs(cohort::Outcome::event) {}

  /// Once: the patients go into the model.
  survival::Cox model(const declare::Poll& poll) {
    return worded([&]() -> survival::Cox {
      return {design.regression(std::size_t(max_levels)), {ties, penalty, newton}, poll};
    });
  }

  /// What to do about an infinite coefficient.
  std::string way_out() const { return ties == survival::Ties::exact ? "" : "; penalty = 'firth' gives a finite one"; }
};

/// source, time_expr, event_expr, terms, then those of `own`, then the model's.
template <class Args>
std::vector<declare::Argument<Args>> cox_arguments(std::vector<declare::Argument<Args>> own = {}) {
  using enum survival::Ties;
  using survival::Penalty;
  std::vector<declare::Argument<Args>> all = {declare::unpacked_source<Args, cohort::Design>(&Args::design),
                                              time_expr(), event_expr(), terms()};
  for (auto& one : own) all.push_back(std::move(one));
  all.push_back(declare::choice<CoxArgs>("ties", &CoxArgs::ties, "how events of one time share their risk set",
                                         {{"efron", efron}, {"breslow", breslow}, {"exact", exact}}));
  all.push_back(weight());
  all.push_back(declare::ArgumentInfo(entry()));
  all.push_back(declare::choice<CoxArgs>("penalty", &CoxArgs::penalty,
                                         "firth: finite estimates where the likelihood has no maximum, and less bias",
                                         {{"none", Penalty::none}, {"firth", Penalty::firth}}));
  for (auto& one : newton_options<Args>()) all.push_back(std::move(one));
  return all;
}

inline const char* const cox_reference =
    "Cox 1972, J. R. Stat. Soc. B 34:187; ties: Efron 1977, J. Am. Stat. Assoc. 72:557, Breslow 1974, Biometrics "
    "30:89; "
    "robust variance: Lin & Wei 1989, J. Am. Stat. Assoc. 84:1074; penalty: Firth 1993, Biometrika 80:27, Heinze & "
    "Schemper 2001, Biometrics 57:114";

}  // namespace functions
