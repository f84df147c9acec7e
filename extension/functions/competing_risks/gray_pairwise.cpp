// gray_pairwise: Gray's test of each pair of groups.
#include "functions/comparison.hpp"
#include "functions/functions.hpp"
#include "survival/competing_risks/gray.hpp"

namespace {

using declare::Cause, declare::Stratum;

struct Args : functions::StatusArgs, functions::AdjustOption, functions::GrayRhoOption, functions::ReferenceOption {
  Args() : StatusArgs(cohort::Stays::one) {}
};

struct Row {
  Cause outcome;
  Stratum strata1, strata2;
  double statistic, p_value, p_adjusted;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata(), .causes = args.cohort.name_causes(args.censor)}};
  if (args.cohort.patients().size() == 0) return {};
  const auto tables = args.cohort.risk_tables(poll);
  const auto causes = functions::every_cause(rows.labels.causes);
  const auto pairs = functions::pairs(args.cohort.strata(), args);
  std::vector<std::vector<survival::ChiSquare>> tests;  // of a pair: one per cause
  for (const auto& [i, j] : pairs)
    tests.push_back(survival::gray(functions::samples(tables, {i, j}), causes, args.rho, poll));
  for (std::uint32_t cause = 0; cause < causes.size(); ++cause) {
    std::vector<double> p_values;
    for (const auto& of_pair : tests) p_values.push_back(of_pair[cause].p_value);
    const auto adjusted = survival::adjust(p_values, args.adjust);
    for (std::size_t p = 0; p < pairs.size(); ++p)
      rows.rows.push_back({.outcome = {cause},
                           .strata1 = {std::uint32_t(pairs[p].first)},
                           .strata2 = {std::uint32_t(pairs[p].second)},
                           .statistic = tests[p][cause].statistic,
                           .p_value = p_values[p],
                           .p_adjusted = adjusted[p]});
  }
  return rows;
}

}  // namespace

declare::Function functions::gray_pairwise() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "gray_pairwise",
      .summary =
          "Gray's test of each pair of groups, with P values adjusted for the number of pairs within each event. Each "
          "test uses the patients of its two groups only",
      .reference =
          "as gray; holm: Holm 1979, Scand. J. Stat. 6:65; bh: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289",
      .oracle = "R cmprsk: cuminc of each pair, p.adjust",
      .cost = "O(n log n + c g^2 n), c causes, g groups",
      .example =
          "SELECT * FROM gray_pairwise('SELECT * FROM overall_survival JOIN cart USING (patient_id) WHERE infusion_no "
          "= 1', "
          "'os_days', 'died', 'cell_source')",
      .arguments = {status_arguments(true), adjust(), gray_rho(), stratify(), censor(), pairs_reference(),
                    follow_up_options(IdWords::in_one_piece()), weight_type_of_counts()},
      .columns = {column("outcome", &Row::outcome, "the event: a value of status_expr"),
                  column("strata1", &Row::strata1, "first group of the pair"),
                  column("strata2", &Row::strata2, "second group of the pair"),
                  column("statistic", &Row::statistic,
                         "chi-square statistic with 1 degree of freedom; NULL if there is nothing to compare"),
                  column("p_value", &Row::p_value, "P value"),
                  column("p_adjusted", &Row::p_adjusted, "P value adjusted for the number of pairs")},
      .compute = compute};
}
