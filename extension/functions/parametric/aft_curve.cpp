// aft_curve: the survival that a parametric model predicts.
#include <cmath>
#include <limits>
#include <optional>

#include "cohort/new_data.hpp"
#include "functions/functions.hpp"
#include "functions/parametric/model.hpp"
#include "survival/normal.hpp"

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Args : functions::parametric::AftArgs, functions::ConfTypeOption {
  cohort::NewData newdata;
  std::optional<std::vector<double>> times;
};

struct Row {
  std::optional<std::int64_t> row = {};
  declare::Patient patient = {0};
  declare::Time time;
  double estimate = none, std_error = none, conf_low = none, conf_high = none;
};

/// Whom to predict for: the rows of newdata, or the weighted means of all.
cohort::Profiles profiles(const Args& args) {
  if (args.newdata.given()) return args.newdata.profiles(args.design);
  return {{0}, args.means, {args.mean_offset}, {}};
}

void check(const Args& args, const survival::AcceleratedFit& fit) {
  for (std::size_t j = 0; j < fit.estimate.size(); ++j)
    if (std::isnan(fit.estimate[j]))
      throw declare::Error(declare::cat("no prediction is possible: ", functions::parametric::aft_flag(args, fit, j)));
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  if (args.design.names_newdata() && !args.newdata.given())
    throw declare::Error("newdata_id names the rows of newdata, which is not given");
  if (!args.times || args.times->empty())
    throw declare::Error(
        "argument 'times' is missing: a parametric curve has no steps of its own; say at which times: '365,1095'");
  if (args.design.size() == 0) return {};
  const survival::AcceleratedFit fit = args.fit(poll);
  check(args, fit);
  const std::vector<double> times = functions::ascending(*args.times);
  const cohort::Profiles who = profiles(args);
  declare::Rows<Row> rows{.labels = {.patients = {{}}}};
  rows.labels.patients.insert(rows.labels.patients.end(), who.id.begin(), who.id.end());
  rows.labels.whole_times = args.design.whole_times();
  for (const double time : times) rows.labels.whole_times = rows.labels.whole_times && declare::is_whole(time);
  rows.count = who.size() * times.size();
  const double z = survival::two_sided_quantile(args.conf_level);
  rows.make = [=, type = args.conf_type, given = args.newdata.given()](std::size_t i) {
    const std::size_t k = i / times.size(), p = fit.columns();
    const double time = times[i % times.size()];
    Row row{.time = {time}};
    if (given) row.row = who.row[k];
    if (!who.id.empty()) row.patient = {std::uint32_t(k + 1)};
    const auto point =
        survival::survival_at(fit, time, {who.x.data() + k * p, p}, who.offset.empty() ? 0 : who.offset[k]);
    const survival::Limits limits = survival::confidence_limits(point.estimate, point.std_error, z, type);
    row.estimate = point.estimate, row.std_error = point.std_error;
    row.conf_low = limits.low, row.conf_high = limits.high;
    return row;
  };
  return rows;
}

std::vector<declare::Column<Row>> columns() {
  using declare::column;
  return {column("row", &Row::row,
                 "number of the row in newdata: 1, 2, ...; a row with a NULL in a term is left out, and its number is "
                 "skipped; NULL without newdata"),
          column("patient", &Row::patient, "the value of newdata_id in that row; NULL if not given"),
          column("time", &Row::time, "the requested time"),
          column("estimate", &Row::estimate,
                 "probability of no event up to and including time, beyond the end of follow-up too: there the model "
                 "alone says so. A parameter without a finite estimate is an error"),
          column("std_error", &Row::std_error, "standard error of the estimate, by the delta method of all parameters"),
          column("conf_low", &Row::conf_low, "lower confidence limit"),
          column("conf_high", &Row::conf_high, "upper confidence limit")};
}

}  // namespace

declare::Function functions::aft_curve() {
  using namespace declare;
  using namespace parametric;
  ArgumentInfo newdata_id = expression("newdata_id", Meaning::any,
                                       "what tells the rows of newdata apart (a column of newdata, or an expression "
                                       "over its columns), for the column patient");
  return DeclareTable<Args, Row>{
      .name = "aft_curve",
      .summary =
          "Survival predicted by a parametric model at given times, for each row of newdata or at the covariate means",
      .reference = aft_reference,
      .oracle = "R survival: survreg, its coefficients and covariance",
      .cost = "O(i n p^2 + k t p^2), k profiles, t times",
      .example =
          "SELECT row, time, estimate, conf_low, conf_high FROM aft_curve('SELECT * FROM overall_survival JOIN "
          "patients "
          "USING (patient_id)', 'os_days', 'died', 'sex', 'SELECT ''F'' AS sex UNION ALL VALUES (''M'')') WHERE times "
          "= '365,1095'",
      .since = {0, 2},
      .arguments = {aft_arguments(),
                    other_source("newdata", &Args::newdata,
                                 "new data to predict for: name of a table or view, or a query, with the columns that "
                                 "the terms use; that of cluster() may be absent. Default: the weighted means of all "
                                 "covariates and of the offset"),
                    conf_level(), conf_type(),
                    numbers("times", &Args::times,
                            "times at which to predict, in the unit of time: '365,1095', '[365,1095]' or a single "
                            "number; they must be given",
                            {.low = 0, .with_low = true}),
                    aft_options(), std::move(newdata_id)},
      .columns = columns(),
      .compute = compute};
}
