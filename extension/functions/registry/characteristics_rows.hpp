// The rows of table_one: one variable after another, and of each all patients, then each group.
#pragma once
#include <limits>
#include <optional>
#include <string>

#include "cohort/characteristics.hpp"
#include "declare/column.hpp"

namespace functions {

struct TableOneArgs {
  enum class Statistic { median_range, median_iqr, mean_sd };
  enum class WeightType { counts, sampling };

  cohort::Characteristics characteristics;
  WeightType weight_type = WeightType::counts;
  std::int64_t digits = 1;
  Statistic statistic = Statistic::median_range;
  std::optional<double> least;
};

struct TableOneRow {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  std::string variable;
  std::optional<std::string> level = {};
  declare::Stratum strata;
  double n = none;  ///< a sum of weights where they are sampling weights
  double percent = none;
  double n_missing = none;
  double mean = none, sd = none, median = none, q1 = none, q3 = none, min = none, max = none;
  std::optional<std::string> summary = {};
  double p_value = none;
  std::optional<std::string> test = {};
  double smd = none;
};

/// \throws declare::Error where a variable has more levels than can be shown, or a group fewer patients than `least`
declare::Rows<TableOneRow> characteristics_rows(const TableOneArgs& args, const declare::Poll& poll);

}  // namespace functions
