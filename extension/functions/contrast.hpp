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
#include "survival/tests/shared_patients.hpp"

namespace functions {

/// "group - reference"
std::string contrast_label(const std::vector<declare::Value>& groups, std::size_t group, std::size_t against);

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

/// The groups' estimates of one thing.
struct GroupEstimates {
  std::vector<survival::Estimate> estimate;
  std::vector<double> covariance;  ///< groups x groups, the diagonal not filled in; empty where they are independent

  double covariance_of(std::size_t g, std::size_t h) const {
    return covariance.empty() ? 0 : covariance[g * estimate.size() + h];
  }
};

/// Those whom groups have in common: found once, whatever is estimated of them.
survival::SharedPatients shared_patients(const cohort::RiskTables& tables);

/// An estimator that stands elsewhere, where what it knows after a step can be asked.
template <class Estimator>
struct Standing {
  Estimator* estimator;

  double start() const { return estimator->start(); }
  bool finished() const { return estimator->finished(); }
  survival::CurvePoint step(const survival::RiskTable& table, std::size_t row) { return estimator->step(table, row); }
};

/// What an estimator says of the groups at each of the times, which are ascending. NaN of a group of whom nobody is
/// left.
template <class Estimator>
std::vector<GroupEstimates> estimates_at(const std::vector<double>& times, const cohort::RiskTables& tables,
                                         survival::SharedPatients& shared, const Estimator& estimator,
                                         const declare::Poll& poll) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const std::size_t groups = tables.groups().size();
  std::vector<GroupEstimates> at(times.size(), {std::vector<survival::Estimate>(groups, {unknown, unknown}), {}});
  const survival::Request request{times, false, tables.tolerance};
  shared.start(times.size());
  for (std::size_t g = 0; g < groups; ++g) {
    const survival::RiskTable& table = tables.groups()[g];
    Estimator own = estimator;
    std::size_t next = 0;
    survival::trace(table, Standing<Estimator>{&own}, request, poll, [&](const survival::CurvePoint& p) {
      at[next].estimate[g] = {p.estimate, p.std_err};
      if (shared.any() && table.rows.front().time <= times[next] + tables.tolerance) {
        own.influences(shared.by_id());
        shared.take(g, next);
      }
      ++next;
    });
  }
  for (std::size_t i = 0; i < times.size(); ++i) at[i].covariance = shared.covariance(i);
  return at;
}

/// estimate(table, by_id) of each group; by_id is null where no patient is in several.
template <class OfTable>
GroupEstimates estimates_of(const cohort::RiskTables& tables, survival::SharedPatients& shared, OfTable estimate) {
  GroupEstimates found;
  shared.start(1);
  for (std::size_t g = 0; g < tables.groups().size(); ++g) {
    found.estimate.push_back(estimate(tables.groups()[g], shared.any() ? &shared.by_id() : nullptr));
    if (shared.any() && !tables.groups()[g].rows.empty()) shared.take(g, 0);
  }
  found.covariance = shared.covariance(0);
  return found;
}

/// Appends the rows of one time: `overall` where more than two groups are compared, then each group against another.
void add_tests_at(std::vector<ContrastRow>& rows, declare::Cause outcome, declare::Time time,
                  const std::vector<declare::Value>& groups, const GroupEstimates& of, std::size_t against, double z,
                  survival::TestScale scale, survival::Probability kind);

/// time, contrast, difference ... p_value, of a test at fixed times; \param what  "survival probabilities"
std::vector<declare::Column<ContrastRow>> test_columns(const std::string& what);

/// time, contrast, difference ... statistic, p_value, of estimates that one model makes of all groups
std::vector<declare::Column<ContrastRow>> adjusted_contrast_columns(const std::string& what);

/// contrast, tau, difference ... p_value, of means up to a horizon; \param what  "restricted means"
std::vector<declare::Column<ContrastRow>> mean_contrast_columns(const std::string& what);

/// The P value of no difference between means, by the normal distribution; NaN if the standard error is 0.
double mean_p_value(const ContrastRow& row);

}  // namespace functions
