// The covariates of patients as they would be if all of them were in one group: what direct standardisation needs.
#pragma once
#include <vector>

#include "survival/large_vector.hpp"

namespace survival {

/// Which columns of a Regression tell the group, alone or in a product. The others stay as they are.
struct Counterfactual {
  struct Column {
    std::size_t column;
    LargeVector<double> rest;    ///< of each row as given: what the group's number is multiplied by; empty: 1
    std::vector<double> number;  ///< by group
  };

  std::size_t groups = 1;
  bool own_baselines = false;  ///< each group is a stratum, in the same order; else there is one baseline
  std::vector<Column> columns = {};
};

/// An estimate and its variance.
struct StandardPoint {
  double value, variance;
};

/// Several estimates that the same patients make.
struct JointEstimate {
  std::vector<double> value;
  std::vector<double> variance;    ///< of each
  std::vector<double> covariance;  ///< of all pairs, row by row; empty where not asked for
};

}  // namespace survival
