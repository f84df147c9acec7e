// rmst_test: do the groups' restricted mean survival times differ?
#include "functions/contrast.hpp"
#include "functions/functions.hpp"
#include "functions/horizon.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/normal.hpp"

namespace {

using functions::ContrastRow;

struct Args : functions::CohortArgs, functions::TauOption, functions::ReferenceOption, functions::ConfLevelOption {};

declare::Rows<ContrastRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto& groups = args.cohort.strata();
  declare::Rows<ContrastRow> rows;
  if (args.cohort.patients().size() == 0) return rows;
  const auto tables = args.cohort.risk_tables(poll);
  const double tau = functions::horizon(args.tau, tables, poll);
  const std::size_t against = functions::reference_group(groups, args);
  survival::SharedPatients shared = functions::shared_patients(tables);
  const auto means = functions::estimates_of(tables, shared, [&](const survival::RiskTable& table, auto* by_id) {
    const auto [estimate, se] = survival::restricted_mean(table, tau, tables.tolerance, poll, by_id);
    return survival::Estimate{estimate, se};
  });
  rows.rows.reserve(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g == against) continue;
    auto row = functions::contrast_row(functions::contrast_label(groups, g, against), means.estimate[g],
                                       means.estimate[against], z, means.covariance_of(g, against));
    row.tau = tau, row.p_value = functions::mean_p_value(row);
    rows.rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

declare::Function functions::rmst_test() {
  using namespace declare;
  return DeclareTable<Args, ContrastRow>{
      .name = "rmst_test",
      .summary = "Difference and ratio of restricted mean survival times, each group against a reference group",
      .reference = "Uno et al. 2014, J. Clin. Oncol. 32:2380; as R's survRM2",
      .oracle = "R survival: differences of survfit's restricted means",
      .cost = "O(n log n)",
      .example =
          "SELECT contrast, difference, conf_low, conf_high, p_value FROM rmst_test('SELECT * FROM overall_survival "
          "JOIN "
          "patients USING (patient_id)', 'os_days', 'died', 'sex') WHERE tau = 365 AND reference = 'M'",
      .arguments = {event_arguments(true), tau(), reference(), conf_level(), follow_up_options(), weight_type()},
      .columns = mean_contrast_columns("restricted means"),
      .compute = compute};
}
