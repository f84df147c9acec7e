// gray: is the cumulative incidence of each event equal in all groups?
#include "survival/competing_risks/gray.hpp"

#include "functions/comparison.hpp"
#include "functions/functions.hpp"

namespace {

using declare::Cause;

struct Args : functions::StatusArgs,
              functions::GrayRhoOption,
              functions::FromTimeOption,
              functions::PermutationOptions {
  Args() : StatusArgs(cohort::Stays::one) {}
};

struct Row {
  Cause outcome;
  std::string method;
  double statistic;
  std::optional<std::int64_t> df;
  double p_value;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  declare::Rows<Row> rows{.labels = {.causes = args.cohort.name_causes(args.censor)}};
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  const auto blocks = functions::samples(tables);
  std::string method = functions::with_strata(functions::gray_method(args.rho), tables);
  const auto causes = functions::every_cause(rows.labels.causes);
  auto tests = survival::gray(blocks, causes, args.rho, poll);
  if (args.permutations > 0) {
    method = functions::with_permutations(std::move(method), args);
    const auto statistics = [&](const survival::Blocks& shuffled) {
      std::vector<double> all;
      for (const auto& test : survival::gray(shuffled, causes, args.rho, poll)) all.push_back(test.statistic);
      return all;
    };
    std::vector<double> observed;
    for (const auto& test : tests) observed.push_back(test.statistic);
    const std::size_t several = std::max(causes.size(), std::size_t{1});
    const auto p_values = functions::permutation_p(args.cohort, args, several, observed, statistics, poll);
    for (std::size_t i = 0; i < tests.size(); ++i) tests[i].p_value = p_values[i];
  }
  for (std::uint32_t cause = 0; cause < tests.size(); ++cause)
    rows.rows.push_back(
        {{cause}, method, tests[cause].statistic, functions::degrees(tests[cause]), tests[cause].p_value});
  return rows;
}

}  // namespace

declare::Function functions::gray() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "gray",
      .summary = "Gray's test of equal cumulative incidence in all groups. One row for each event; at most 500 groups",
      .reference = "Gray 1988, Ann. Stat. 16:1141, as R's cmprsk",
      .oracle = "R cmprsk: cuminc; a plain implementation of the formulas for delayed entry",
      .cost = "O(n log n + c g^2 n), c causes, g groups",
      .example =
          "SELECT outcome, statistic, p_value FROM gray('SELECT * FROM overall_survival JOIN patients USING "
          "(patient_id)', "
          "'os_days', 'died', 'sex')",
      .arguments = {status_arguments(true), gray_rho(), stratify(), censor(),
                    follow_up_options(IdWords::in_one_piece()), from_time(), permutations(), weight_type_of_counts()},
      .columns = {column("outcome", &Row::outcome, "the event: a value of status_expr"),
                  column("method", &Row::method, "name of the test"),
                  column("statistic", &Row::statistic, "chi-square statistic; NULL if there is nothing to compare"),
                  column("df", &Row::df, "degrees of freedom"),
                  column("p_value", &Row::p_value,
                         "P value: probability of a chi-square at least this large if the incidences are equal")},
      .compute = compute};
}
