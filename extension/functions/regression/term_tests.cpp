#include "functions/regression/term_tests.hpp"

#include <algorithm>

namespace functions {
namespace {

using survival::Finding;

/// b' V^-1 b of those columns that have an estimate. Columns without information are no part of the test.
TermRow wald_test(const std::string& term, const std::string& part, const std::vector<std::size_t>& of,
                  const survival::Fit& fit) {
  TermRow row{.term = term, .part = part};
  bool finite = true;
  for (const std::size_t j : of) {
    if (fit.finding[j] == Finding::no_information) continue;
    row.columns.push_back(j);
    finite = finite && fit.finding[j] == Finding::estimated;
  }
  if (row.columns.empty()) return row;
  row.df = std::int64_t(row.columns.size());
  if (!finite) return row;
  const survival::ChiSquare test = survival::chi_square_of(row.columns, fit.estimate, fit.covariance);
  row.wald_statistic = test.statistic, row.wald_p = test.p_value;
  return row;
}

}  // namespace

std::vector<TermRow> wald_tests(const std::vector<cohort::Coefficient>& coefficients, const survival::Fit& fit) {
  std::vector<TermRow> rows;
  std::vector<std::size_t> all, nonlinear;
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    if (const auto column = coefficients[i].column) {
      all.push_back(*column);
      if (coefficients[i].nonlinear) nonlinear.push_back(*column);
    }
    if (i + 1 < coefficients.size() && coefficients[i + 1].term == coefficients[i].term) continue;
    rows.push_back(wald_test(coefficients[i].term, "overall", all, fit));
    if (!nonlinear.empty()) rows.push_back(wald_test(coefficients[i].term, "nonlinear", nonlinear, fit));
    all.clear(), nonlinear.clear();
  }
  return rows;
}

std::vector<declare::Column<TermRow>> term_columns() {
  using declare::column;
  return {column("term", &TermRow::term, "the term as written, without factor()"),
          column("part", &TermRow::part,
                 "overall: all coefficients of the term; nonlinear: of a spline, "
                 "those that are 0 if it is a straight line"),
          column("df", &TermRow::df, "number of its coefficients that can be estimated"),
          column("wald_statistic", &TermRow::wald_statistic,
                 "Wald chi-square of these coefficients being 0, from the same "
                 "covariance as their std_error; NULL if one has no finite estimate"),
          column("wald_p", &TermRow::wald_p, "its P value")};
}

}  // namespace functions
