#include "functions/regression/prediction.hpp"

namespace functions {

declare::Argument<PredictionArgs> newdata() {
  return declare::other_source(
      "newdata", &PredictionArgs::newdata,
      "new data to predict for: name of a table or view, or a query, with the columns that the terms use; those of "
      "strata() and cluster() may be absent. Default: the weighted means of all covariates and of the offset");
}

}  // namespace functions
