// logrank: are the groups' hazards equal?
#include <cmath>

#include "cohort/problems.hpp"
#include "functions/comparison.hpp"
#include "functions/functions.hpp"

namespace {

using declare::Count, declare::Stratum;

struct Args : functions::LogRankArgs, functions::FromTimeOption, functions::PermutationOptions {
  bool trend = false;
};

struct Row {
  Stratum strata;
  Count n;
  double observed, expected;
  std::string method;
  double statistic;
  std::optional<std::int64_t> df;
  double p_value;
};

/// The groups' own values when all are numbers, else 1, 2, ... in their order.
std::vector<double> trend_scores(const std::vector<declare::Value>& groups) {
  using declare::cat, declare::Error, declare::literal;
  std::vector<double> scores;
  std::size_t as_text = 0;
  for (const declare::Cell cell : groups) {
    as_text += cohort::reads_as_a_number(cell);
    if (!cell.is_number()) continue;
    if (cell.type() == declare::Type::integer && std::abs(cell.number()) > double(cohort::largest_exact))
      throw Error(cat("the group ", cell.integer(), " is too large to be an exact score for trend; stay below 2^53"));
    if (std::isinf(cell.number())) throw Error("an infinite group cannot be a score for trend");
    scores.push_back(cell.number());
  }
  if (scores.size() == groups.size()) return scores;
  if (scores.size() + as_text == groups.size() && groups.size() > 1)
    throw Error(cat("trend: the groups are numbers as text, e.g. ", literal(groups.back()),
                    ", which sort as text; make them numbers with CAST(... AS REAL)"));
  scores.clear();
  for (std::size_t i = 0; i < groups.size(); ++i) scores.push_back(double(i + 1));
  return scores;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const survival::EventWeight weight = args.weight();
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  std::optional<std::vector<double>> scores;
  if (args.trend) scores = trend_scores(args.cohort.strata());
  const survival::LogRank result = survival::log_rank(functions::samples(tables), weight, scores, poll);
  std::string method = functions::with_strata(args.method() + (args.trend ? " for trend" : ""), tables);
  if (args.cohort.has_sampling_weights()) method += ", robust score test with Breslow ties";
  double p_value = result.test.p_value;
  if (args.permutations > 0) {
    method = functions::with_permutations(std::move(method), args);
    const auto statistics = [&](const survival::Blocks& blocks) {
      return std::vector{survival::log_rank(blocks, weight, scores, poll).test.statistic};
    };
    p_value = functions::permutation_p(args.cohort, args, 1, {result.test.statistic}, statistics, poll).front();
  }
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata(), .whole_counts = args.cohort.whole_counts()}};
  if (args.cohort.patients().size() == 0) return rows;
  for (std::uint32_t g = 0; g < result.n.size(); ++g)
    rows.rows.push_back({.strata = {g},
                         .n = {tables.n[g]},
                         .observed = result.observed[g],
                         .expected = result.expected[g],
                         .method = method,
                         .statistic = result.test.statistic,
                         .df = functions::degrees(result.test),
                         .p_value = p_value});
  return rows;
}

}  // namespace

declare::Function functions::logrank() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "logrank",
      .summary =
          "Log-rank test and its weighted variants. One row for each group, each with the result of the test; at most "
          "500 groups",
      .reference =
          "Mantel 1966, Cancer Chemother. Rep. 50:163; Harrington & Fleming 1982, Biometrika 69:553; Tarone & Ware "
          "1977, Biometrika 64:156; Peto & Peto 1972, J. R. Stat. Soc. A 135:185; trend: Tarone 1975, Biometrika "
          "62:679",
      .oracle = "R survival: survdiff; a plain implementation of the formulas for weights, trend and delayed entry",
      .cost = "O(n log n + g n), g groups",
      .example =
          "SELECT * FROM logrank('SELECT * FROM overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', "
          "'sex')",
      .arguments = {event_arguments(true), log_rank_options(), stratify(),
                    flag("trend", &Args::trend,
                         "1: test for trend. Numeric groups are their own scores; other groups score 1, 2, ... in sort "
                         "order, so name them to sort as intended (low, med, high do not). The result equals the score "
                         "test of R's coxph(ties = 'exact') with the score as covariate"),
                    follow_up_options(), from_time(), permutations(), weight_type()},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr"),
                  column("n", &Row::n, "patients in the group"),
                  column("observed", &Row::observed, "events in the group, weighted as in the test"),
                  column("expected", &Row::expected,
                         "events expected if all groups had the same hazard, weighted likewise"),
                  column("method", &Row::method, "name of the test"),
                  column("statistic", &Row::statistic, "chi-square statistic; NULL if there is nothing to compare"),
                  column("df", &Row::df, "degrees of freedom"),
                  column("p_value", &Row::p_value,
                         "P value: probability of a chi-square at least this large if the hazards are equal")},
      .compute = compute};
}
