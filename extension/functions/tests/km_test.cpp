// km_test: do the groups' survival probabilities differ at a fixed time?
#include "functions/comparison.hpp"
#include "functions/contrast.hpp"
#include "functions/functions.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/normal.hpp"

namespace {

using functions::ContrastRow;

struct Args : functions::CohortArgs,
              functions::FixedTimes,
              functions::ReferenceOption,
              functions::TestScaleOption,
              functions::ConfLevelOption,
              functions::FromTimeOption {};

declare::Rows<ContrastRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto times = functions::ascending(*args.times);
  functions::check_after(args.from_time, times, "times");
  const auto& groups = args.cohort.strata();
  declare::Rows<ContrastRow> rows;
  if (args.cohort.patients().size() == 0) return rows;
  functions::check_groups(groups.size());
  const std::size_t against = functions::reference_group(groups, args);
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  survival::SharedPatients shared = functions::shared_patients(tables);
  const auto at = functions::estimates_at(times, tables, shared, survival::KaplanMeier(), poll);
  rows.labels.whole_times = args.cohort.whole_times() && std::ranges::all_of(times, declare::is_whole);
  for (std::size_t i = 0; i < times.size(); ++i)
    functions::add_tests_at(rows.rows, {0}, {times[i]}, groups, at[i], against, z, args.scale,
                            survival::Probability::survival);
  return rows;
}

}  // namespace

declare::Function functions::km_test() {
  using namespace declare;
  return DeclareTable<Args, ContrastRow>{
      .name = "km_test",
      .summary =
          "Survival probabilities at fixed times compared: difference and ratio of each group to a reference group, "
          "and a test; at most 500 groups",
      .reference =
          "Klein, Logan, Harhoff & Andersen 2007, Stat. Med. 26:4505; variances: Greenwood 1926. The times must be "
          "chosen before the data are seen",
      .oracle = "R: the formulas over survfit",
      .cost = "O(n log n)",
      .example =
          "SELECT time, contrast, difference, conf_low, conf_high, p_value FROM km_test('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex') WHERE times = '365,1095'",
      .since = {0, 2},
      .arguments = {event_arguments(true), fixed_times(), reference(), test_scale("log(-log S)"), conf_level(),
                    follow_up_options(), from_time(), weight_type()},
      .columns = test_columns("survival probabilities"),
      .compute = compute};
}
