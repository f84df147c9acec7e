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
  std::string way_out() const {
    const bool has_one = ties != survival::Ties::exact && penalty == survival::Penalty::none;
    return has_one ? "; penalty = 'firth' gives a finite one" : "";
  }
};

/// source, time_expr, event_expr, terms
declare::Arguments<CoxArgs> cox_arguments();
/// ties, weight, entry, penalty, max_iter, tolerance, max_levels
declare::Arguments<CoxArgs> cox_options();

inline const char* const cox_reference =
    "Cox 1972, J. R. Stat. Soc. B 34:187; ties: Efron 1977, J. Am. Stat. Assoc. 72:557, Breslow 1974, Biometrics "
    "30:89; "
    "robust variance: Lin & Wei 1989, J. Am. Stat. Assoc. 84:1074; penalty: Firth 1993, Biometrika 80:27, Heinze & "
    "Schemper 2001, Biometrics 57:114";

}  // namespace functions
