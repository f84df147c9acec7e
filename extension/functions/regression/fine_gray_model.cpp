#include "functions/regression/fine_gray_model.hpp"

namespace functions {

using namespace declare;

namespace {

/// Before anything else is said of strata(), such as how to name two columns in it.
std::vector<std::string> without_strata(const std::string& term) {
  if (cohort::parse_term(term).kind == cohort::Term::strata)
    throw Error("a Fine-Gray model has no strata(); use factor() instead");
  return cohort::term_expressions(term);
}

}  // namespace

Arguments<FineGrayArgs> fine_gray_arguments() {
  ArgumentInfo with_terms = terms();
  with_terms.parts = without_strata;
  return {regression_source(), time_expr(), status_expr(), std::move(with_terms)};
}

Argument<FineGrayArgs> cause_modelled() {
  return any_value("cause", &FineGrayArgs::cause,
                   "the cause whose incidence is modelled; can be left out if there is only one");
}

Arguments<FineGrayArgs> fine_gray_options() {
  return {censor(),
          follow_up_options(IdWords::in_one_piece(),
                            "split follow-up is not supported in this model, unless id joins it again"),
          expression("censor_by", Meaning::group,
                     "groups with separate censoring (and entry) distributions: one expression, or several separated "
                     "by commas. R's crr(cengroup = ) gives the same coefficients but other standard errors, since its "
                     "censoring term counts only the events of the patient's own group",
                     false, true),
          regression_weights()};
}

}  // namespace functions
