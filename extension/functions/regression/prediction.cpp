#include "functions/regression/prediction.hpp"

namespace functions {

declare::Argument<PredictionArgs> newdata() {
  return declare::other_source(
      "newdata", &PredictionArgs::newdata,
      "new data to predict for: name of a table or view, or a query, with the columns that the terms use; those of "
      "strata() and cluster() may be absent. Default: the weighted means of all covariates and of the offset");
}

declare::ArgumentInfo newdata_id() {
  auto info =
      declare::expression("newdata_id", declare::Meaning::any,
                          "what tells the rows of newdata apart (a column of newdata, or an expression over its "
                          "columns), for the column patient: so that a prediction meets its patient");
  info.since = {0, 2};
  return info;
}

}  // namespace functions
