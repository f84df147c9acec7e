#include "functions/figures/hazard_ratios.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "survival/regression/cox.hpp"

namespace functions {

std::vector<HazardRatio> hazard_ratios(const survival::Patients& patients, std::size_t groups, std::size_t reference,
                                       double z, const survival::Poll& poll) {
  survival::Regression rows{patients, {}};
  survival::for_each_row(rows.patients.group.size(), poll,
                         [&](std::size_t i) { rows.patients.group[i] /= std::uint32_t(groups); });
  std::vector<std::size_t> column_of(groups);
  for (std::size_t g = 0; g < groups; ++g) {
    if (g == reference) continue;
    column_of[g] = rows.columns.size();
    auto& column = rows.columns.emplace_back(patients.size());
    survival::for_each_row(patients.size(), poll,
                           [&](std::size_t i) { column[i] = patients.group_of(i) % groups == g; });
  }
  const survival::Cox cox(std::move(rows), {}, poll);
  std::vector<HazardRatio> ratios(groups, {1, {1, 1}});
  for (std::size_t g = 0; g < groups; ++g) {
    if (g == reference) continue;
    const std::size_t column = column_of[g];
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const bool is_estimated = cox.fit().finding[column] == survival::Finding::estimated;
    const double beta = is_estimated ? cox.fit().estimate[column] : none, se = cox.fit().std_error[column];
    ratios[g] = {std::exp(beta), {std::exp(beta - z * se), std::exp(beta + z * se)}};
  }
  return ratios;
}

}  // namespace functions
