#include "functions/regression/regression.hpp"

namespace functions {

using namespace declare;

namespace {

constexpr double most = 1e6;

/// One argument of the rule by which the iteration ends.
Argument<RegressionArgs> newton(Argument<survival::NewtonRule> argument) {
  return within(&RegressionArgs::newton, std::move(argument));
}

}  // namespace

Argument<RegressionArgs> regression_source() { return unpacked_source(&RegressionArgs::design); }

ArgumentInfo terms() {
  ArgumentInfo info = expression(
      "terms", Meaning::term,
      "covariates, separated by commas: expressions (numbers are linear, texts categorical), factor(x), "
      "factor(x, 'reference'), rcs(x, 4) (a restricted cubic spline with 4 knots, or with knots at named places: "
      "rcs(x, 10, 20, 40)), interaction(x, y) (the products only: name x and y beside it), cluster(x), "
      "offset(x) and, in Cox models only, strata(x). In cox, cox_curve, cox_residuals and cox_summary the term 1 alone "
      "is the null model, without covariates",
      true, true);
  info.parts = cohort::term_expressions;
  return info;
}

Argument<RegressionArgs> reference_rows() {
  return flag("reference_rows", &RegressionArgs::reference_rows, "1: add a row with ratio 1 for each reference level");
}

Argument<RegressionArgs> regression_weights() {
  return Argument<RegressionArgs>(
      weight_type_info(), [](RegressionArgs& args, const Value& value) { args.design.weigh(read_weight_type(value)); });
}

Argument<RegressionArgs> max_iter() {
  return newton(
      whole_number("max_iter", &survival::NewtonRule::max_iter, "maximum number of iterations", {1, most, true, true}));
}

Argument<RegressionArgs> tolerance() {
  return newton(number("tolerance", &survival::NewtonRule::tolerance,
                       "stop when the expected gain in log-likelihood is below half this value", {0, 1}));
}

Argument<RegressionArgs> max_levels() {
  return whole_number("max_levels", &RegressionArgs::max_levels, "maximum number of levels of a categorical term",
                      {2, most, true, true});
}

}  // namespace functions
