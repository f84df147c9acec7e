// What the tests of several groups share: their options, the comparison of pairs.
#pragma once
#include <string>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "functions/shared.hpp"
#include "survival/chi_square.hpp"
#include "survival/tests/adjust.hpp"
#include "survival/tests/log_rank.hpp"

namespace functions {

/// The options of the log-rank family.
struct LogRankArgs {
  cohort::Cohort cohort{cohort::Outcome::event};
  survival::EventWeight::Kind weighting = survival::EventWeight::log_rank;
  double rho = 0, gamma = 0;

  /// Throws declare::Error when rho or gamma is given with a weighting that has none.
  survival::EventWeight weight() const;
  /// "Log-rank test", "Fleming-Harrington test (rho = 1, gamma = 0)", ...
  std::string method() const;
};

std::vector<declare::Argument<LogRankArgs>> log_rank_options();

/// Blocks as the tests take them, of all groups or of some.
std::vector<survival::Samples> samples(const cohort::RiskTables& tables);
std::vector<survival::Samples> samples(const cohort::RiskTables& tables, const std::vector<std::size_t>& groups);

/// "Gray's test" -> "Gray's test, stratified" when there are blocks.
std::string with_strata(std::string method, const cohort::RiskTables& tables);

/// "Gray's test", with its rho when that is not 0.
std::string gray_method(double rho);

/// 1, 2, ... as the estimators number causes.
std::vector<std::size_t> every_cause(const std::vector<declare::Value>& causes);

/// The degrees of freedom as a column holds them: none when there is no test.
std::optional<std::int64_t> degrees(const survival::ChiSquare& test);

template <class Args>
declare::Argument<Args> gray_rho(double Args::*field) {
  return declare::number("rho", field, "weight (1 - F)^rho, where F is the pooled incidence just before the event", {});
}

struct Pair {
  std::size_t first, second;
};

/// All pairs of `groups` groups, in the order of the groups.
std::vector<Pair> pairs(std::size_t groups);

template <class Args>
declare::Argument<Args> adjust(survival::Adjustment Args::*field) {
  using enum survival::Adjustment;
  return declare::choice("adjust", field, "how p_adjusted allows for the number of comparisons",
                         {{"holm", holm}, {"bonferroni", bonferroni}, {"bh", benjamini_hochberg}, {"none", none}});
}

}  // namespace functions
