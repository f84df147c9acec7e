#include "functions/regression/prediction.hpp"

namespace functions {

declare::Argument<PredictionArgs> newdata() {
  return declare::other_source(
      "newdata", &PredictionArgs::newdata,
      "whom to predict for: table or view name, or a query, with the columns of the terms; those of strata() and "
      "cluster() may be missing. Default: the weighted means of all covariates and of the offset");
}

}  // namespace functions
