#include "functions/contrast.hpp"

#include <cmath>
#include <limits>

#include "survival/normal.hpp"

namespace functions {

using declare::cat, declare::column, declare::Value;

std::string contrast_label(const std::vector<Value>& groups, std::size_t group, std::size_t against) {
  return cat(declare::text(groups[group]), " - ", declare::text(groups[against]));
}

survival::SharedPatients shared_patients(const cohort::RiskTables& tables) {
  const auto& groups = tables.groups();
  return {groups.empty() ? nullptr : groups[0].followers.get(), groups.size()};
}

declare::Argument<FixedTimes> fixed_times() {
  auto argument = declare::numbers("times", &FixedTimes::times,
                                   "the times at which the groups are compared, fixed before the data are seen: "
                                   "'365,1095', '[365,1095]' or a single number. Sorted; duplicates are dropped",
                                   {.low = 0, .with_low = true});
  argument.info.required = true;
  return argument;
}

declare::Argument<TestScaleOption> test_scale(const std::string& cloglog) {
  using survival::TestScale;
  return declare::choice(
      "scale", &TestScaleOption::scale,
      cat("scale on which the probabilities are tested; cloglog, ", cloglog, ", holds its size best in small samples"),
      {{"cloglog", TestScale::cloglog},
       {"plain", TestScale::plain},
       {"log", TestScale::log},
       {"logit", TestScale::logit},
       {"arcsin", TestScale::arcsin}});
}

ContrastRow contrast_row(std::string label, const survival::Estimate& group, const survival::Estimate& reference,
                         double z, double covariance) {
  const survival::Contrast c = survival::contrast(group, reference, z, covariance);
  ContrastRow row;
  row.contrast = std::move(label);
  row.difference = c.difference, row.std_error = c.std_err, row.conf_low = c.low, row.conf_high = c.high;
  row.ratio = c.ratio, row.ratio_low = c.ratio_low, row.ratio_high = c.ratio_high;
  return row;
}

void add_tests_at(std::vector<ContrastRow>& rows, declare::Cause outcome, declare::Time time,
                  const std::vector<Value>& groups, const GroupEstimates& of, std::size_t against, double z,
                  survival::TestScale scale, survival::Probability kind) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto add = [&](ContrastRow row, const survival::ChiSquare& test) {
    row.outcome = outcome, row.time = time;
    row.statistic = test.statistic, row.df = degrees(test), row.p_value = test.p_value;
    rows.push_back(std::move(row));
  };
  if (groups.size() > 2)
    add(contrast_row("overall", {none, none}, {none, none}, z),
        survival::equal_probabilities(of.estimate, scale, kind, of.covariance));
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g == against) continue;
    const survival::Estimate pair[] = {of.estimate[g], of.estimate[against]};
    const double common = of.covariance_of(g, against), covariance[] = {0, common, common, 0};
    add(contrast_row(contrast_label(groups, g, against), pair[0], pair[1], z, common),
        survival::equal_probabilities(
            pair, scale, kind,
            of.covariance.empty() ? std::span<const double>() : std::span<const double>(covariance)));
  }
}

namespace {

/// difference ... ratio_high
std::vector<declare::Column<ContrastRow>> contrast_columns(const std::string& what, const std::string& unknown) {
  return {
      column("difference", &ContrastRow::difference,
             cat("difference of the ", what, ", group minus reference; ", unknown)),
      column("std_error", &ContrastRow::std_error, "standard error of the difference"),
      column("conf_low", &ContrastRow::conf_low, "lower confidence limit of the difference (normal approximation)"),
      column("conf_high", &ContrastRow::conf_high, "upper confidence limit of the difference (normal approximation)"),
      column("ratio", &ContrastRow::ratio, cat("ratio of the ", what, ", group to reference")),
      column("ratio_low", &ContrastRow::ratio_low,
             "lower confidence limit of the ratio, by the delta method on its logarithm"),
      column("ratio_high", &ContrastRow::ratio_high, "upper confidence limit of the ratio, likewise")};
}

template <class Columns>
void append(Columns& to, const Columns& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::vector<declare::Column<ContrastRow>> test_columns(const std::string& what) {
  std::vector<declare::Column<ContrastRow>> columns = {
      column("time", &ContrastRow::time, "the time of the comparison, one of times"),
      column("contrast", &ContrastRow::contrast,
             "the groups compared, as the text 'group - reference'; with more than two groups a first row 'overall' "
             "for the test of all of them")};
  append(columns, contrast_columns(what,
                                   "NULL past the end of follow-up of either group, and in the row 'overall'. Its "
                                   "limits are on the plain scale, so that they may disagree with the P value"));
  append(columns,
         {column("statistic", &ContrastRow::statistic,
                 "chi-square statistic on the chosen scale; NULL where an estimate is 0 or 1, or not known"),
          column("df", &ContrastRow::df, "degrees of freedom"),
          column("p_value", &ContrastRow::p_value,
                 "P value: probability of a chi-square at least this large if the groups do not differ at that time")});
  return columns;
}

std::vector<declare::Column<ContrastRow>> adjusted_contrast_columns(const std::string& what) {
  std::vector<declare::Column<ContrastRow>> columns = {
      column("time", &ContrastRow::time, "the time of the comparison, one of times"),
      column("contrast", &ContrastRow::contrast, "the groups compared, as the text 'group - reference'")};
  append(columns, contrast_columns(what, "NULL past the end of follow-up"));
  append(columns,
         {column("statistic", &ContrastRow::statistic,
                 "chi-square statistic, (difference / std_error)^2 on one degree of freedom; NULL if the error is 0"),
          column("p_value", &ContrastRow::p_value,
                 "P value of no difference, by the normal "
                 "distribution")});
  return columns;
}

std::vector<declare::Column<ContrastRow>> mean_contrast_columns(const std::string& what) {
  std::vector<declare::Column<ContrastRow>> columns = {
      column("contrast", &ContrastRow::contrast, "the groups compared, as the text 'group - reference'"),
      column("tau", &ContrastRow::tau, "the horizon, as given or by default")};
  append(columns, contrast_columns(what,
                                   "NULL if the follow-up of either group ends before tau with some still free of "
                                   "every event"));
  append(columns,
         {column("p_value", &ContrastRow::p_value,
                 "two-sided P value of no difference (normal approximation); NULL if the standard error is 0")});
  return columns;
}

double mean_p_value(const ContrastRow& row) {
  return row.std_error > 0 ? survival::two_sided_p(row.difference / row.std_error) : std::nan("");
}

}  // namespace functions
