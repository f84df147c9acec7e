// The horizon of restricted means that are compared.
#pragma once
#include <optional>

#include "cohort/cohort.hpp"
#include "declare/message.hpp"
#include "survival/curves/restricted_mean.hpp"

namespace functions {

/// tau as it is given, or the longest at which every group's mean is known.
inline double horizon(const std::optional<double>& tau, const cohort::RiskTables& tables, const declare::Poll& poll) {
  if (tau) return *tau;
  const double longest = survival::longest_tau(tables.groups(), poll);
  for (const survival::RiskTable& table : tables.groups())
    if (longest == 0 && !table.rows.empty())
      throw declare::Error(
          "a group is followed for no time, which leaves no default for tau; give tau, or leave that group out with a "
          "query as source");
  return longest;
}

}  // namespace functions
