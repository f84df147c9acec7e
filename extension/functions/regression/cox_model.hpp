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
    survival::Regression rows = design.regression(std::size_t(max_levels));
    if (ties == survival::Ties::exact && design.repeated_events() > 0)
      throw declare::Error(
          "exact ties have no robust variance, which patients with several events need; choose other ties");
    return worded([&]() -> survival::Cox { return {std::move(rows), {ties, penalty, newton}, poll}; });
  }

  /// What to do about an infinite coefficient.
  std::string way_out() const {
    const bool has_one = ties != survival::Ties::exact && penalty == survival::Penalty::none;
    return has_one ? "; penalty = 'firth' gives a finite one" : "";
  }
};

/// source, time_expr, event_expr, terms
declare::Arguments<CoxArgs> cox_arguments();
/// What they say of id.
IdWords with_recurrent_events();
/// ties, weight, entry, id, penalty, max_iter, tolerance, max_levels, weight_type
declare::Arguments<CoxArgs> cox_options(const IdWords& on_id = with_recurrent_events());

inline const char* const cox_reference =
    "Cox 1972, J. R. Stat. Soc. B 34:187; ties: Efron 1977, J. Am. Stat. Assoc. 72:557, Breslow 1974, Biometrics "
    "30:89; "
    "robust variance: Lin & Wei 1989, J. Am. Stat. Assoc. 84:1074; penalty: Firth 1993, Biometrika 80:27, Heinze & "
    "Schemper 2001, Biometrics 57:114";

}  // namespace functions
