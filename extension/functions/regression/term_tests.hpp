// What cox_terms and finegray_terms share: a test of all the coefficients of a term.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "functions/regression/regression.hpp"

namespace functions {

struct TermRow {
  std::string term, part;
  std::optional<std::int64_t> df = {};
  double wald_statistic = none, wald_p = none, lr_statistic = none, lr_p = none;
  std::vector<std::size_t> columns = {};  ///< those tested
};

/// A row for each term, after it one for what bends in a spline; likelihoods are left to be compared.
std::vector<TermRow> wald_tests(const std::vector<cohort::Coefficient>& coefficients, const survival::Fit& fit);

/// term, part, df, wald_statistic, wald_p
std::vector<declare::Column<TermRow>> term_columns();

}  // namespace functions
