#include "functions/regression/fine_gray_model.hpp"

namespace functions {

using namespace declare;

Arguments<FineGrayArgs> fine_gray_arguments() { return {regression_source(), time_expr(), status_expr(), terms()}; }

Argument<FineGrayArgs> cause_modelled() {
  return any_value("cause", &FineGrayArgs::cause,
                   "the status whose incidence is modelled; may be left out when there is one cause");
}

Arguments<FineGrayArgs> fine_gray_options() {
  return {censor(), follow_up_options("one row a patient: follow-up that is split is not for this model"),
          expression("censor_by", Meaning::group,
                     "patients censored, and entering, alike: expressions whose groups have weights of their own",
                     false, true)};
}

}  // namespace functions
