// cuminc_test: do the groups' cumulative incidences differ at a fixed time?
#include "functions/comparison.hpp"
#include "functions/contrast.hpp"
#include "functions/functions.hpp"
#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/normal.hpp"

namespace {

using functions::ContrastRow;

struct Args : functions::StatusArgs,
              functions::FixedTimes,
              functions::ReferenceOption,
              functions::TestScaleOption,
              functions::ConfLevelOption,
              functions::IncidenceVarianceOption {};

declare::Rows<ContrastRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  args.check(args.cohort);
  const auto times = functions::ascending(*args.times);
  const auto& groups = args.cohort.strata();
  declare::Rows<ContrastRow> rows{.labels = {.causes = args.cohort.name_causes(args.censor)}};
  if (args.cohort.patients().size() == 0) return rows;
  functions::check_groups(groups.size());
  const std::size_t against = functions::reference_group(groups, args);
  const auto tables = args.cohort.risk_tables(poll);
  survival::SharedPatients shared = functions::shared_patients(tables);
  rows.labels.whole_times = args.cohort.whole_times() && std::ranges::all_of(times, declare::is_whole);
  for (const std::size_t cause : functions::every_cause(rows.labels.causes)) {
    const survival::CumulativeIncidence incidence(cause, args.var_type);
    const auto at = functions::estimates_at(times, tables, shared, incidence, poll);
    for (std::size_t i = 0; i < times.size(); ++i)
      functions::add_tests_at(rows.rows, {std::uint32_t(cause - 1)}, {times[i]}, groups, at[i], against, z, args.scale,
                              survival::Probability::incidence);
  }
  return rows;
}

}  // namespace

declare::Function functions::cuminc_test() {
  using namespace declare;
  auto columns = test_columns("cumulative incidences");
  columns.insert(columns.begin(), column("outcome", &ContrastRow::outcome, "the event: a value of status_expr"));
  return DeclareTable<Args, ContrastRow>{
      .name = "cuminc_test",
      .summary =
          "Cumulative incidences at fixed times compared: difference and ratio of each group to a reference group, and "
          "a test, for each event; at most 500 groups",
      .reference =
          "Klein, Logan, Harhoff & Andersen 2007, Stat. Med. 26:4505; variances: as cuminc. The times must be chosen "
          "before the data are seen",
      .oracle = "R: the formulas over survfit of a factor",
      .cost = "O(n log n + c n), c causes",
      .example =
          "SELECT outcome, time, difference, conf_low, conf_high, p_value FROM cuminc_test('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex') WHERE times = 365",
      .since = {0, 2},
      .arguments = {status_arguments(true), fixed_times(), censor(), reference(), test_scale("log(-log(1 - F))"),
                    conf_level(), follow_up_options(), var_type(), weight_type()},
      .columns = std::move(columns),
      .compute = compute};
}
