// rmst_test: do the groups' restricted mean survival times differ?
#include <cmath>

#include "functions/functions.hpp"
#include "functions/horizon.hpp"
#include "functions/shared.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/normal.hpp"

namespace {

struct Args {
  cohort::Cohort cohort{cohort::Outcome::event};
  std::optional<double> tau;
  std::optional<declare::Value> reference;
  double conf_level = 0.95;
};

struct Row {
  std::string contrast;
  double tau, difference, std_error, conf_low, conf_high, ratio, ratio_low, ratio_high, p_value;
};

/// The group with the value of `reference`, the first without one.
std::size_t reference_group(const std::vector<declare::Value>& groups, const std::optional<declare::Value>& reference) {
  if (!reference) return 0;
  std::vector<std::string> labels;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (declare::equal(groups[g], *reference)) return g;
    labels.push_back(declare::literal(groups[g]));
  }
  throw declare::Error(declare::cat("argument 'reference' must be one of the groups ", declare::any_of(labels),
                                    ", got ", declare::literal(*reference)));
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto& groups = args.cohort.strata();
  declare::Rows<Row> rows;
  if (args.cohort.patients().size() == 0) return rows;
  const auto tables = args.cohort.risk_tables(poll);
  const double tau = functions::horizon(args.tau, tables, poll);
  const std::size_t against = reference_group(groups, args.reference);
  const auto mean = [&](std::size_t g) {
    return survival::restricted_mean(tables.groups()[g], tau, tables.tolerance, poll);
  };
  const auto base = mean(against);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g == against) continue;
    const auto other = mean(g);
    const double difference = other.mean - base.mean;
    const double ratio = base.mean > 0 ? other.mean / base.mean : std::nan("");  // 0: all have the event at time 0
    const double se = std::hypot(other.std_err, base.std_err);
    const double factor = std::exp(z * std::hypot(other.std_err / other.mean, base.std_err / base.mean));
    rows.rows.push_back({declare::cat(declare::text(groups[g]), " - ", declare::text(groups[against])), tau, difference,
                         se, difference - z * se, difference + z * se, ratio, ratio / factor, ratio * factor,
                         se > 0 ? survival::two_sided_p(difference / se) : std::nan("")});
  }
  return rows;
}

}  // namespace

declare::Function functions::rmst_test() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "rmst_test",
      .summary = "Difference and ratio of restricted mean survival times, each group against a reference",
      .reference = "Uno et al. 2014, J. Clin. Oncol. 32:2380; as R's survRM2",
      .example =
          "SELECT contrast, difference, conf_low, conf_high, p_value FROM rmst_test('SELECT * FROM overall_survival "
          "JOIN "
          "patients USING (patient_id)', 'os_days', 'died', 'sex') WHERE tau = 365 AND reference = 'M'",
      .arguments = {source(&Args::cohort), time_expr(), event_expr(), by_expr(true), functions::tau(&Args::tau),
                    any_value("reference", &Args::reference, "the group to compare with; default: the first"),
                    conf_level(&Args::conf_level), weight(), entry()},
      .columns =
          {column("contrast", &Row::contrast,
                  "which restricted mean less which: the text 'group - reference', also where the groups are numbers"),
           column("tau", &Row::tau, "the horizon: the option, or its default"),
           column("difference", &Row::difference,
                  "of the restricted means; NULL when a group's follow-up ends before tau"),
           column("std_error", &Row::std_error, "of the difference"),
           column("conf_low", &Row::conf_low, "lower limit of the difference, normal"),
           column("conf_high", &Row::conf_high, "upper limit of the difference, normal"),
           column("ratio", &Row::ratio, "of the restricted means, group to reference"),
           column("ratio_low", &Row::ratio_low, "its lower limit, by the delta method on the logarithm"),
           column("ratio_high", &Row::ratio_high, "its upper limit"),
           column("p_value", &Row::p_value, "that the difference is 0, normal; NULL where its error is 0")},
      .compute = compute};
}
