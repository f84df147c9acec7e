// cause_specific_curve: the cumulative incidences that Cox models of all causes predict.
#include "functions/functions.hpp"
#include "functions/regression/adjusted/cause_models.hpp"

namespace {

using functions::PredictionRow;

struct Args : functions::RegressionArgs, functions::PredictionArgs, functions::CensorOption {
  survival::Ties ties = survival::Ties::efron;

  Args() : RegressionArgs(cohort::Outcome::status) {}
};

struct Row : PredictionRow {
  declare::Cause outcome = {0};
};

/// The weighted means of all covariates and of the offset, as one row of new data.
cohort::Profiles mean_of(const survival::Regression& rows, const declare::Poll& poll) {
  cohort::Profiles mean{.row = {0}, .x = std::vector<double>(rows.columns.size()), .offset = {0}, .stratum = {}};
  double total = 0;
  survival::for_each_row(rows.patients.size(), poll, [&](std::size_t i) { total += rows.patients.weight_of(i); });
  const auto add = [&](const survival::LargeVector<double>& column, double& sum) {
    survival::for_each_row(column.size(), poll,
                           [&](std::size_t i) { sum += rows.patients.weight_of(i) / total * column[i]; });
  };
  for (std::size_t j = 0; j < rows.columns.size(); ++j) add(rows.columns[j], mean.x[j]);
  add(rows.offset, mean.offset.front());
  return mean;
}

/// The curves of each profile in each of its strata, made one profile at a time: those of the row asked for last stay.
class CauseSpecificCurves {
 public:
  CauseSpecificCurves(const Args& args, functions::CauseModels by, cohort::Profiles profiles,
                      std::vector<declare::Value> causes, const declare::Poll& poll)
      : by_(std::move(by)),
        models_(by_.models, false, poll),
        profiles_(std::move(profiles)),
        given_(args.newdata.given()),
        z_(survival::two_sided_quantile(args.conf_level)),
        type_(args.conf_type) {
    const functions::RequestedTimes times(args, by_.predictions.front().tolerance);
    labels_ = {.strata = args.design.strata(),
               .causes = std::move(causes),
               .patients = {{}},
               .whole_counts = args.design.whole_counts(),
               .whole_times = args.design.whole_times() && times.whole()};
    labels_.patients.insert(labels_.patients.end(), profiles_.id.begin(), profiles_.id.end());
    for (std::size_t s = 0; s < by_.predictions.front().tables.size(); ++s)
      stations_.push_back(by_.stations(s, times, true, poll));
    for (std::size_t i = 0; i < profiles_.size(); ++i)
      for (std::size_t s = 0; s < stations_.size(); ++s) {
        if (!profiles_.stratum.empty() && profiles_.stratum[i] != s) continue;
        curves_.push_back({i, s, rows_});
        rows_ += stations_[s].time.size() * labels_.causes.size();
      }
  }

  std::size_t size() const { return rows_; }
  const declare::Labels& labels() const { return labels_; }

  Row row(std::size_t i) {
    const Curve& curve = *(std::ranges::upper_bound(curves_, i, {}, &Curve::begin) - 1);
    const auto& stations = stations_[curve.stratum];
    const std::size_t at = (i - curve.begin) % stations.time.size(), cause = (i - curve.begin) / stations.time.size();
    Row row;
    if (given_) row.row = profiles_.row[curve.profile];
    if (!profiles_.id.empty()) row.patient = {std::uint32_t(curve.profile + 1)};
    row.strata = {std::uint32_t(curve.stratum)}, row.outcome = {std::uint32_t(cause)};
    row.time = {stations.time[at]}, row.n_risk = {stations.n_risk[at]}, row.n_event = {stations.n_event[at][cause]};
    if (!stations.passed[at]) return row;
    const survival::Incidence& found = values(curve)[at][cause];
    row.estimate = found.value, row.std_error = functions::standard_error(found.value, found.variance);
    const survival::Limits between = survival::confidence_limits(row.estimate, row.std_error, z_, type_);
    row.conf_low = between.low, row.conf_high = between.high;
    return row;
  }

 private:
  struct Curve {
    std::size_t profile, stratum;
    std::size_t begin;  ///< its first row in the result
  };

  /// Of one curve, by place and cause.
  const std::vector<std::vector<survival::Incidence>>& values(const Curve& curve) {
    if (last_ == curve.begin) return values_;
    const std::size_t p = profiles_.x.size() / profiles_.size();
    const std::span<const double> x(profiles_.x.data() + curve.profile * p, p);
    const double offset = profiles_.offset.empty() ? 0 : profiles_.offset[curve.profile];
    std::vector<survival::Profile> of;
    for (const survival::Prediction& one : by_.predictions) of.push_back(one.profile(x, offset));
    const survival::Prediction& units = by_.predictions.front();
    std::vector<double> z(p);
    for (std::size_t j = 0; j < p; ++j) z[j] = (x[j] - units.center[j]) / units.scale[j];
    std::vector<survival::PassedEvents> points;
    for (const auto& passed : stations_[curve.stratum].passed)
      if (passed) points.push_back(*passed);
    values_ = models_.of_patient(of, z, curve.stratum, points);
    last_ = curve.begin;
    return values_;
  }

  functions::CauseModels by_;
  survival::CauseSpecificModels models_;
  cohort::Profiles profiles_;
  bool given_;
  double z_;
  survival::ConfType type_;
  declare::Labels labels_;
  std::vector<functions::CauseModels::Stations> stations_;  ///< by stratum
  std::vector<Curve> curves_;
  std::size_t rows_ = 0;
  std::vector<std::vector<survival::Incidence>> values_;
  std::size_t last_ = std::size_t(-1);
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const std::vector<declare::Value> causes = args.design.name_causes(args.censor);
  if (args.design.size() == 0 || causes.empty()) return {};
  if (args.design.has_clusters())
    throw declare::Error("argument 'terms': cluster() has no part in the errors of these curves; leave it out");
  if (args.design.names_newdata() && !args.newdata.given())
    throw declare::Error("newdata_id names the rows of newdata, which is not given");
  survival::Regression rows = args.design.regression(std::size_t(args.max_levels));
  cohort::Profiles profiles = args.newdata.given() ? args.newdata.profiles(args.design) : mean_of(rows, poll);
  const auto check = [&](const survival::Fit& fit, const std::string& where) { check_estimates(args, fit, where); };
  functions::CauseModels by(std::move(rows), causes, {.ties = args.ties, .newton = args.newton}, check, poll);
  const auto curves = std::make_shared<CauseSpecificCurves>(args, std::move(by), std::move(profiles), causes, poll);
  return {
      .labels = curves->labels(), .count = curves->size(), .make = [curves](std::size_t i) { return curves->row(i); }};
}

}  // namespace

declare::Function functions::cause_specific_curve() {
  using namespace declare;
  std::vector<Column<Row>> columns;
  for (const Column<PredictionRow>& one : prediction_columns(
           "probability that this event, and no other before it, has happened by time; NULL past the end of follow-up. "
           "Where the hazards of a time sum to more than 1 they are scaled to 1. A coefficient without information "
           "counts as 0; one without a finite estimate is an error",
           "standard error of the estimate, from the baselines and the coefficients of all models; NULL from a time on "
           "at which hazards are scaled",
           "NULL where the estimate is 0"))
    columns.emplace_back(one);
  columns.insert(columns.begin() + 3, column("outcome", &Row::outcome, "the event: a value of status_expr"));
  return DeclareTable<Args, Row>{
      .name = "cause_specific_curve",
      .summary =
          "Cumulative incidences predicted by Cox models of all causes with the same terms, for each row of newdata or "
          "at the covariate means: the absolute risk of each event. No rows if everybody is censored",
      .reference = declare::cat("Benichou & Gail 1990, Biometrics 46:813; Ozenne et al. 2017, R Journal 9:440",
                                functions::incidence_errors),
      .oracle = "R riskRegression: predict of a CauseSpecificCox, product.limit = TRUE",
      .cost =
          "O(n log n + c i n p^2 + k t n c (p + c)), c causes, k profiles, t times: give times where there are many "
          "patients",
      .example =
          "SELECT row, outcome, time, estimate, conf_low, conf_high FROM cause_specific_curve('SELECT *, CASE died "
          "WHEN "
          "1 THEN ''death'' ELSE ''alive'' END AS state FROM overall_survival JOIN patients USING (patient_id)', "
          "'os_days', 'state', 'sex', 'SELECT ''F'' AS sex UNION ALL VALUES (''M'')') WHERE times = '365,1095' AND "
          "censor = 'alive'",
      .since = {0, 2},
      .arguments = {regression_source(), time_expr(), status_expr(), terms(), newdata(), censor(), conf_level(),
                    conf_type(), functions::times(),
                    choice("ties", &Args::ties, "treatment of events at the same time",
                           {{"efron", survival::Ties::efron}, {"breslow", survival::Ties::breslow}}),
                    follow_up_options(IdWords::in_one_piece()), max_iter(), tolerance(), max_levels(), newdata_id()},
      .columns = std::move(columns),
      .compute = compute};
}
