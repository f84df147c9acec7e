// What the functions that contrast groups with a reference group share: `times`, `scale`, rows and columns.
#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "declare/function.hpp"
#include "functions/comparison.hpp"
#include "survival/contrast.hpp"
#include "survival/curve.hpp"

namespace functions {

/// "group - reference"
std::string contrast_label(const std::vector<declare::Value>& groups, std::size_t group, std::size_t against);

/// Throws declare::Error where sampling weights meet patients with rows in several groups: the groups' estimates are
/// then not independent.
void check_groups_apart(const cohort::Cohort& cohort);

/// The times of a test, which must be given.
struct FixedTimes {
  std::optional<std::vector<double>> times;
};
declare::Argument<FixedTimes> fixed_times();

struct TestScaleOption {
  survival::TestScale scale = survival::TestScale::cloglog;
};
/// \param cloglog  the default's formula
declare::Argument<TestScaleOption> test_scale(const std::string& cloglog);

struct ContrastRow {
  declare::Cause outcome = {0};
  declare::Time time = {0};
  std::string contrast = {};
  double tau = 0;
  double difference = 0, std_error = 0, conf_low = 0, conf_high = 0, ratio = 0, ratio_low = 0, ratio_high = 0;
  double statistic = 0;
  std::optional<std::int64_t> df = {};
  double p_value = 0;
};

/// The row of two estimates but for its test.
ContrastRow contrast_row(std::string label, const survival::Estimate& group, const survival::Estimate& reference,
                         double z, double covariance = 0);

/// What an estimator says of each group at each of the times, which are ascending: [time][group]. NaN of a group of
/// whom nobody is left.
template <class Estimator>
std::vector<std::vector<survival::Estimate>> estimates_at(const std::vector<double>& times,
                                                          const cohort::RiskTables& tables, const Estimator& estimator,
                                                          const declare::Poll& poll) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::vector at(times.size(), std::vector<survival::Estimate>(tables.groups().size(), {unknown, unknown}));
  const survival::Request request{times, false, tables.tolerance};
  for (std::size_t g = 0; g < tables.groups().size(); ++g) {
    std::size_t next = 0;
    survival::trace(tables.groups()[g], estimator, request, poll, [&](const survival::CurvePoint& p) {
      at[next++][g] = {p.estimate, p.std_err};
    });
  }
  return at;
}

/// Appends the rows of one time: `overall` where more than two groups are compared, then each group against another.
void add_tests_at(std::vector<ContrastRow>& rows, declare::Cause outcome, declare::Time time,
                  const std::vector<declare::Value>& groups, const std::vector<survival::Estimate>& estimates,
                  std::size_t against, double z, survival::TestScale scale, survival::Probability kind);

/// time, contrast, difference ... p_value, of a test at fixed times; \param what  "survival probabilities"
std::vector<declare::Column<ContrastRow>> test_columns(const std::string& what);

/// time, contrast, difference ... statistic, p_value, of estimates that one model makes of all groups
std::vector<declare::Column<ContrastRow>> adjusted_contrast_columns(const std::string& what);

/// contrast, tau, difference ... p_value, of means up to a horizon; \param what  "restricted means"
std::vector<declare::Column<ContrastRow>> mean_contrast_columns(const std::string& what);

/// The P value of no difference between means, by the normal distribution; NaN if the standard error is 0.
double mean_p_value(const ContrastRow& row);

}  // namespace functions
