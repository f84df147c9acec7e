// rmst_test: do the groups' restricted mean survival times differ?
#include <cmath>

#include "functions/functions.hpp"
#include "functions/horizon.hpp"
#include "functions/shared.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/normal.hpp"

namespace {

struct Args : functions::CohortArgs, functions::TauOption, functions::ConfLevelOption {
  std::optional<declare::Value> reference;
};

struct Row {
  std::string contrast;
  double tau, difference, std_error, conf_low, conf_high, ratio, ratio_low, ratio_high, p_value;
};

/// Of standard errors; std::hypot would ask for a C library of 2022.
double root_of_squares(double a, double b) { return std::sqrt(a * a + b * b); }

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
    const double se = root_of_squares(other.std_err, base.std_err);
    const double factor = std::exp(z * root_of_squares(other.std_err / other.mean, base.std_err / base.mean));
    rows.rows.push_back({.contrast = declare::cat(declare::text(groups[g]), " - ", declare::text(groups[against])),
                         .tau = tau,
                         .difference = difference,
                         .std_error = se,
                         .conf_low = difference - z * se,
                         .conf_high = difference + z * se,
                         .ratio = ratio,
                         .ratio_low = ratio / factor,
                         .ratio_high = ratio * factor,
                         .p_value = se > 0 ? survival::two_sided_p(difference / se) : std::nan("")});
  }
  return rows;
}

}  // namespace

declare::Function functions::rmst_test() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "rmst_test",
      .summary = "Difference and ratio of restricted mean survival times, each group against a reference group",
      .reference = "Uno et al. 2014, J. Clin. Oncol. 32:2380; as R's survRM2",
      .oracle = "R survival: differences of survfit's restricted means",
      .cost = "O(n log n)",
      .example =
          "SELECT contrast, difference, conf_low, conf_high, p_value FROM rmst_test('SELECT * FROM overall_survival "
          "JOIN "
          "patients USING (patient_id)', 'os_days', 'died', 'sex') WHERE tau = 365 AND reference = 'M'",
      .arguments = {event_arguments(true), tau(),
                    any_value("reference", &Args::reference,
                              "the group to compare with; default: the first in sort order"),
                    conf_level(), follow_up_options()},
      .columns = {column("contrast", &Row::contrast, "the groups compared, as the text 'group - reference'"),
                  column("tau", &Row::tau, "the horizon, as given or by default"),
                  column("difference", &Row::difference,
                         "difference of the restricted means; NULL if the follow-up of either group ends before tau "
                         "with the curve above 0"),
                  column("std_error", &Row::std_error, "standard error of the difference"),
                  column("conf_low", &Row::conf_low, "lower confidence limit of the difference (normal approximation)"),
                  column("conf_high", &Row::conf_high,
                         "upper confidence limit of the difference (normal approximation)"),
                  column("ratio", &Row::ratio, "ratio of the restricted means, group to reference"),
                  column("ratio_low", &Row::ratio_low,
                         "lower confidence limit of the ratio, by the delta method on its logarithm"),
                  column("ratio_high", &Row::ratio_high, "upper confidence limit of the ratio, likewise"),
                  column("p_value", &Row::p_value,
                         "two-sided P value of no difference (normal approximation); NULL if the standard error is 0")},
      .compute = compute};
}
