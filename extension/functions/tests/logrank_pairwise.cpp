// logrank_pairwise: the log-rank test of each pair of groups.
#include "functions/comparison.hpp"
#include "functions/functions.hpp"

namespace {

using declare::Stratum;

struct Args : functions::LogRankArgs, functions::AdjustOption, functions::ReferenceOption {};

struct Row {
  Stratum strata1, strata2;
  double statistic, p_value, p_adjusted;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const survival::EventWeight weight = args.weight();
  if (args.cohort.patients().size() == 0) return {};
  const auto tables = args.cohort.risk_tables(poll);
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata()}};
  std::vector<double> p_values;
  for (const auto& [i, j] : functions::pairs(args.cohort.strata(), args)) {
    const auto test = survival::log_rank(functions::samples(tables, {i, j}), weight, std::nullopt, poll).test;
    rows.rows.push_back({{std::uint32_t(i)}, {std::uint32_t(j)}, test.statistic, test.p_value, 0});
    p_values.push_back(test.p_value);
  }
  const auto adjusted = survival::adjust(p_values, args.adjust);
  for (std::size_t i = 0; i < adjusted.size(); ++i) rows.rows[i].p_adjusted = adjusted[i];
  return rows;
}

}  // namespace

declare::Function functions::logrank_pairwise() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "logrank_pairwise",
      .summary =
          "Log-rank test of each pair of groups, with P values adjusted for the number of pairs. Each test uses the "
          "patients of its two groups only",
      .reference =
          "as logrank; holm: Holm 1979, Scand. J. Stat. 6:65; bh: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289",
      .oracle = "R survival: survdiff of each pair, p.adjust",
      .cost = "O(n log n + g^2 n), g groups",
      .example =
          "SELECT * FROM logrank_pairwise('SELECT * FROM overall_survival JOIN cart USING (patient_id) WHERE "
          "infusion_no = 1', "
          "'os_days', 'died', 'cell_source')",
      .arguments = {event_arguments(true), adjust(), log_rank_options(), stratify(), pairs_reference(),
                    follow_up_options(), weight_type()},
      .columns = {column("strata1", &Row::strata1, "first group of the pair"),
                  column("strata2", &Row::strata2, "second group of the pair"),
                  column("statistic", &Row::statistic,
                         "chi-square statistic with 1 degree of freedom; NULL if there is nothing to compare"),
                  column("p_value", &Row::p_value, "P value"),
                  column("p_adjusted", &Row::p_adjusted, "P value adjusted for the number of pairs")},
      .compute = compute};
}
