// rmtl_test: do the groups' restricted mean times lost to each cause differ?
#include "functions/contrast.hpp"
#include "functions/functions.hpp"
#include "functions/horizon.hpp"
#include "survival/competing_risks/time_lost.hpp"
#include "survival/normal.hpp"

namespace {

using functions::ContrastRow;

struct Args : functions::StatusArgs, functions::TauOption, functions::ReferenceOption, functions::ConfLevelOption {};

declare::Rows<ContrastRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto& groups = args.cohort.strata();
  declare::Rows<ContrastRow> rows{.labels = {.causes = args.cohort.name_causes(args.censor)}};
  if (args.cohort.patients().size() == 0) return rows;
  const auto tables = args.cohort.risk_tables(poll);
  const double tau = functions::horizon(args.tau, tables, poll);
  const std::size_t against = functions::reference_group(groups, args);
  survival::SharedPatients shared = functions::shared_patients(tables);
  rows.rows.reserve(groups.size() * rows.labels.causes.size());
  for (std::uint32_t cause = 0; cause < rows.labels.causes.size(); ++cause) {
    const auto lost = functions::estimates_of(tables, shared, [&](const survival::RiskTable& table, auto* by_id) {
      return survival::time_lost(table, cause + 1, tau, tables.tolerance, poll, by_id);
    });
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (g == against) continue;
      auto row = functions::contrast_row(functions::contrast_label(groups, g, against), lost.estimate[g],
                                         lost.estimate[against], z, lost.covariance_of(g, against));
      row.outcome = {cause}, row.tau = tau, row.p_value = functions::mean_p_value(row);
      rows.rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace

declare::Function functions::rmtl_test() {
  using namespace declare;
  auto columns = mean_contrast_columns("mean times lost");
  columns.insert(columns.begin(), column("outcome", &ContrastRow::outcome, "the event: a value of status_expr"));
  return DeclareTable<Args, ContrastRow>{
      .name = "rmtl_test",
      .summary =
          "Difference and ratio of restricted mean times lost to each event, each group against a reference "
          "group",
      .reference = "Andersen 2013, Stat. Med. 32:5278; error: as rmtl",
      .oracle = "R survival: differences of the restricted means of survfit of a factor",
      .cost = "O(n log n + c n), c causes",
      .example =
          "SELECT outcome, contrast, difference, conf_low, conf_high, p_value FROM rmtl_test('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex') WHERE tau = 365",
      .since = {0, 2},
      .arguments = {status_arguments(true), censor(), tau(), reference(), conf_level(), follow_up_options(),
                    weight_type()},
      .columns = std::move(columns),
      .compute = compute};
}
