#include "functions/comparison.hpp"

#include <cmath>
#include <numeric>

#include "cohort/problems.hpp"

namespace functions {

using survival::EventWeight;

survival::EventWeight LogRankArgs::weight() const {
  const bool powers = rho != 0 || gamma != 0;
  if (powers && weighting != EventWeight::log_rank && weighting != EventWeight::fleming_harrington)
    throw declare::Error("rho and gamma belong to weighting = 'fleming-harrington'; leave them out with another");
  return {powers ? EventWeight::fleming_harrington : weighting, rho, gamma};
}

std::string LogRankArgs::method() const {
  switch (weight().kind) {
    case EventWeight::log_rank:
      return "Log-rank test";
    case EventWeight::gehan:
      return "Gehan-Wilcoxon test";
    case EventWeight::tarone_ware:
      return "Tarone-Ware test";
    case EventWeight::peto:
      return "Peto-Peto test";
    case EventWeight::fleming_harrington:
      break;
  }
  return declare::cat("Fleming-Harrington test (rho = ", rho, ", gamma = ", gamma, ")");
}

declare::Arguments<LogRankArgs> log_rank_options() {
  using namespace declare;
  return {number("rho", &LogRankArgs::rho,
                 "Fleming-Harrington weight S^rho (1 - S)^gamma, where S is the pooled survival just before the event. "
                 "A rho or gamma other than 0 selects weighting = 'fleming-harrington'",
                 {.low = 0, .with_low = true}),
          number("gamma", &LogRankArgs::gamma, "see rho", {.low = 0, .with_low = true}),
          choice("weighting", &LogRankArgs::weighting,
                 "weight given to each event time (R's survdiff(rho = 1) corresponds to rho = 1, not to peto)",
                 {{"logrank", EventWeight::log_rank},
                  {"gehan", EventWeight::gehan},
                  {"tarone-ware", EventWeight::tarone_ware},
                  {"peto", EventWeight::peto},
                  {"fleming-harrington", EventWeight::fleming_harrington}})};
}

declare::Argument<CohortArgs> weight_type_of_counts() {
  return {
      {.name = "weight_type",
       .type = "TEXT",
       .doc = "what a weight is: counts, so many identical patients. No robust form of this test is known, so that "
              "sampling, sampling weights, is an error",
       .fallback = std::string("counts"),
       .since = {0, 2}},
      [](CohortArgs&, const declare::Value& value) {
        if (read_weight_type(value) == cohort::Weights::sampling)
          throw declare::Error(
              "is 'sampling', and no robust form of this test is known; compare the incidences by cuminc_test, or the "
              "hazards by cox");
      }};
}

declare::Argument<GrayRhoOption> gray_rho() {
  return declare::number("rho", &GrayRhoOption::rho,
                         "weight (1 - F)^rho, where F is the pooled incidence just before the event", {});
}

declare::Argument<AdjustOption> adjust() {
  using enum survival::Adjustment;
  return declare::choice("adjust", &AdjustOption::adjust, "how p_adjusted allows for the number of comparisons",
                         {{"holm", holm}, {"bonferroni", bonferroni}, {"bh", benjamini_hochberg}, {"none", none}});
}

void check_groups(std::size_t groups) {
  constexpr std::size_t most = 500;
  if (groups > most)
    throw declare::Error(declare::cat("by makes ", groups, " groups, and a test compares at most ", most,
                                      "; is it a name or a measurement?"));
}

survival::Blocks samples(const cohort::RiskTables& tables) {
  check_groups(tables.groups().size());
  survival::Blocks blocks(tables.by_block);
  blocks.reserve(tables.blocks());
  for (const survival::RiskTable& table : tables.all) blocks.add(table);
  return blocks;
}

survival::Blocks samples(const cohort::RiskTables& tables, const std::vector<std::size_t>& groups) {
  check_groups(tables.groups().size());
  survival::Blocks blocks(groups.size());
  blocks.reserve(tables.blocks());
  for (std::size_t b = 0; b < tables.blocks(); ++b)
    for (const std::size_t group : groups) blocks.add(tables.block(b)[group]);
  return blocks;
}

std::string with_strata(std::string method, const cohort::RiskTables& tables) {
  return tables.blocks() > 1 ? method + ", stratified" : method;
}

std::string gray_method(double rho) { return rho == 0 ? "Gray's test" : declare::cat("Gray's test (rho = ", rho, ")"); }

std::vector<std::size_t> every_cause(const std::vector<declare::Value>& causes) {
  std::vector<std::size_t> numbers(causes.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{1});
  return numbers;
}

std::optional<std::int64_t> degrees(const survival::ChiSquare& test) {
  if (std::isnan(test.df)) return std::nullopt;
  return std::int64_t(test.df);
}

declare::Arguments<PermutationOptions> permutations() {
  using declare::since, declare::whole_number;
  return {since({0, 2}, whole_number("permutations", &PermutationOptions::permutations,
                                     "number of random relabellings of the patients, e.g. 9999, that the P value is "
                                     "taken from, for small groups: in each the statistic is made anew, with its own "
                                     "variance. P is exact if censoring and entry do not depend on the group. 0: from "
                                     "the chi-square distribution",
                                     {.low = 0, .high = 1e7, .with_low = true, .with_high = true})),
          since({0, 2}, whole_number("seed", &PermutationOptions::seed,
                                     "chooses the relabellings: the same seed gives the same P value everywhere",
                                     {.low = 0, .high = 0x1p53, .with_low = true, .with_high = true}))};
}

std::string with_permutations(std::string method, const PermutationOptions& options) {
  if (options.permutations == 0) return method;
  return declare::cat(method, ", ", options.permutations, options.permutations == 1 ? " permutation" : " permutations");
}

namespace {

/// A patient's rows would get labels of different groups.
void check_one_row_each(const cohort::Cohort& cohort) {
  std::vector<bool> seen;
  for (const std::uint32_t id : cohort.patients().id) {
    if (id >= seen.size()) seen.resize(id + 1);
    const auto& ids = cohort.ids();
    if (seen[id])
      throw declare::Error(
          declare::cat("permutations relabel whole patients, and id ",
                       ids.empty() ? declare::cat("number ", id + 1, " of the blob") : declare::literal(ids[id]),
                       " has several rows that do not join to one; leave permutations out"));
    seen[id] = true;
  }
}

}  // namespace

std::vector<double> permutation_p(const cohort::Cohort& cohort, const PermutationOptions& options, std::size_t causes,
                                  const std::vector<double>& observed, const survival::Statistics& statistics,
                                  const declare::Poll& poll) {
  if (cohort.has_sampling_weights())
    throw declare::Error(
        "permutations relabel patients, and no form of them is known for weight_type 'sampling'; leave permutations "
        "out");
  if (!cohort.whole_counts())
    throw declare::Error("permutations relabel whole patients, and weight has values that are not whole numbers");
  check_one_row_each(cohort);
  const survival::Permutation permutation{options.permutations, std::uint64_t(options.seed)};
  return survival::permutation_p(cohort.patients(), cohort.strata().size(), cohort.blocks().size(), causes, observed,
                                 permutation, statistics, poll);
}

declare::Argument<ReferenceOption> reference() {
  return declare::any_value("reference", &ReferenceOption::reference,
                            "the group to compare with; default: the first in sort order");
}

declare::Argument<ReferenceOption> pairs_reference() {
  return declare::since({0, 2}, declare::any_value("reference", &ReferenceOption::reference,
                                                   "only pairs with this group; default: all pairs"));
}

std::size_t reference_group(const std::vector<declare::Value>& groups, const ReferenceOption& option) {
  if (!option.reference) return 0;
  constexpr std::size_t most_listed = 1000;
  const std::size_t group = cohort::place(*option.reference, groups);
  if (group < groups.size()) return group;
  const std::string listed =
      groups.size() > most_listed ? "" : declare::cat(" ", declare::any_of(cohort::literals(groups)));
  throw declare::Error(declare::cat("argument 'reference' must be one of the groups", listed, ", got ",
                                    declare::literal(*option.reference)));
}

std::vector<Pair> pairs(const std::vector<declare::Value>& groups, const ReferenceOption& option) {
  check_groups(groups.size());
  const std::size_t against = reference_group(groups, option);
  std::vector<Pair> all;
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t j = i + 1; j < groups.size(); ++j)
      if (!option.reference || i == against || j == against) all.push_back({i, j});
  return all;
}

}  // namespace functions
