// What the tests of several groups share: their options, the comparison of pairs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "functions/shared.hpp"
#include "survival/chi_square.hpp"
#include "survival/tests/adjust.hpp"
#include "survival/tests/log_rank.hpp"
#include "survival/tests/permutation.hpp"

namespace functions {

/// weight_type of a test of which no robust form is known: 'sampling' is an error.
declare::Argument<CohortArgs> weight_type_of_counts();

/// The options of the log-rank family.
struct LogRankArgs : CohortArgs {
  survival::EventWeight::Kind weighting = survival::EventWeight::log_rank;
  double rho = 0, gamma = 0;

  /// Throws declare::Error when rho or gamma is given with a weighting that has none.
  survival::EventWeight weight() const;
  /// "Log-rank test", "Fleming-Harrington test (rho = 1, gamma = 0)", ...
  std::string method() const;
};

/// rho, gamma, weighting
declare::Arguments<LogRankArgs> log_rank_options();

/// The covariance of a test grows with the square of the groups, and nobody compares a thousand: throws declare::Error
/// when there are more than 500.
void check_groups(std::size_t groups);

/// Blocks as the tests take them, of all groups or of some.
survival::Blocks samples(const cohort::RiskTables& tables);
survival::Blocks samples(const cohort::RiskTables& tables, const std::vector<std::size_t>& groups);

/// "Gray's test" -> "Gray's test, stratified" when there are blocks.
std::string with_strata(std::string method, const cohort::RiskTables& tables);

/// "Gray's test", with its rho when that is not 0.
std::string gray_method(double rho);

/// 1, 2, ... as the estimators number causes.
std::vector<std::size_t> every_cause(const std::vector<declare::Value>& causes);

/// The degrees of freedom as a column holds them: none when there is no test.
std::optional<std::int64_t> degrees(const survival::ChiSquare& test);

/// The option of Gray's test.
struct GrayRhoOption {
  double rho = 0;
};
declare::Argument<GrayRhoOption> gray_rho();

struct PermutationOptions {
  std::int64_t permutations = 0, seed = 1;
};
/// permutations, seed
declare::Arguments<PermutationOptions> permutations();

/// "Log-rank test" -> "Log-rank test, 999 permutations" when there are some.
std::string with_permutations(std::string method, const PermutationOptions& options);

/// The P values of the statistics by relabelling the patients, whose risk tables have been made.
std::vector<double> permutation_p(const cohort::Cohort& cohort, const PermutationOptions& options, std::size_t causes,
                                  const std::vector<double>& observed, const survival::Statistics& statistics,
                                  const declare::Poll& poll);

/// The group that others are compared with.
struct ReferenceOption {
  std::optional<declare::Value> reference;
};
declare::Argument<ReferenceOption> reference();
/// The same of the comparison of pairs, which are all without it.
declare::Argument<ReferenceOption> pairs_reference();

/// The group with the value of `reference`, the first without one. Throws declare::Error when there is no such group.
std::size_t reference_group(const std::vector<declare::Value>& groups, const ReferenceOption& option);

struct Pair {
  std::size_t first, second;
};

/// All pairs of groups in their order, or those with the reference group if there is one.
std::vector<Pair> pairs(const std::vector<declare::Value>& groups, const ReferenceOption& option);

struct AdjustOption {
  survival::Adjustment adjust = survival::Adjustment::holm;
};
declare::Argument<AdjustOption> adjust();

}  // namespace functions
