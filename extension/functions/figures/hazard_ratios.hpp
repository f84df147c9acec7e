// The hazard ratios of the groups of a figure, from a Cox model of the groups alone.
#pragma once
#include <vector>

#include "survival/interval.hpp"
#include "survival/patients.hpp"

namespace functions {

struct HazardRatio {
  double ratio;             ///< NaN where there is no finite estimate
  survival::Limits limits;  ///< Wald's
};

/// Of each group against `reference`, whose own is 1; as cox(..., 'factor(group)') with Efron's ties.
/// \param patients  group g of stratum s has the number s * groups + g, as a Cohort numbers them
/// \param z  the normal quantile of the limits
std::vector<HazardRatio> hazard_ratios(const survival::Patients& patients, std::size_t groups, std::size_t reference,
                                       double z, const survival::Poll& poll);

}  // namespace functions
