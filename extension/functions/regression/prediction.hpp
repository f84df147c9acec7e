// What the functions that predict curves of given covariates share: their arguments, rows and columns.
#pragma once
#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "cohort/new_data.hpp"
#include "functions/curve.hpp"
#include "functions/regression/regression.hpp"

namespace functions {

/// Beside the arguments of a regression.
struct PredictionArgs {
  cohort::NewData newdata;
  survival::ConfType conf_type = survival::ConfType::log_log;
  std::optional<std::vector<double>> times;
  bool extend = false;
};

struct PredictionRow {
  std::optional<std::int64_t> row = {};
  declare::Stratum strata;
  declare::Time time;
  declare::Count n_risk, n_event;
  double estimate = none, std_error = none, conf_low = none, conf_high = none;
};

template <class Args>
declare::Argument<Args> newdata() {
  return declare::other_source<Args>(
      "newdata", static_cast<cohort::NewData Args::*>(&Args::newdata),
      "whom to predict for: table or view name, or a query, with the columns of the terms; those of strata() and "
      "cluster() may be missing. Default: the weighted means of all covariates and of the offset");
}

/// newdata, conf_level, conf_type, times, extend
template <class Args>
std::vector<declare::Argument<Args>> prediction_arguments() {
  return {newdata<Args>(), conf_level<Args>(&Args::conf_level), conf_type<Args>(&Args::conf_type),
          times<Args>(&Args::times), extend<Args>(&Args::extend)};
}

/// Throws declare::Error when a coefficient has no estimate to predict by. One without information counts 0.
inline void check_estimates(const RegressionArgs& args, const survival::Fit& fit, const std::string& way_out) {
  for (const cohort::Coefficient& one : args.design.coefficients())
    if (one.column && fit.finding[*one.column] != survival::Finding::no_information)
      if (const auto flag = flag_of(fit.finding[*one.column], args, way_out))
        throw declare::Error(declare::cat("nothing can be predicted by terms ", named(one), ": ", *flag));
}

/// The curves of each of newdata's rows: a row of the result is made when it is asked for, so that only the covariates
/// of newdata and the baselines of the strata are kept, never rows x times.
///
/// \tparam Prediction  tables, tolerance, mean; profile(x, offset); at(profile, stratum, event_times)
/// \param limits       (estimate, standard error) -> survival::Limits
template <class Prediction, class Limits>
class Curves {
 public:
  Curves(const PredictionArgs& args, const cohort::Design& design, Prediction prediction, Limits limits,
         const declare::Poll& poll)
      : prediction_(std::move(prediction)), limits_(std::move(limits)), given_(args.newdata.given()) {
    const RequestedTimes times(args.times, args.extend, prediction_.tolerance);
    for (const survival::RiskTable& table : prediction_.tables)
      stations_.push_back(survival::stations(table, times.request(), poll));
    labels_ = {.strata = design.strata(),
               .whole_counts = design.whole_counts(),
               .whole_times = design.whole_times() && times.whole()};
    if (given_) profiles_ = args.newdata.profiles(design);
    const std::size_t who = given_ ? profiles_.size() : 1;
    survival::for_each_row(who, poll, [&](std::size_t i) {
      const bool own = !profiles_.stratum.empty();
      for (std::size_t s = 0; s < stations_.size(); ++s) {
        if (own && profiles_.stratum[i] != s) continue;
        curves_.push_back({i, s, rows_});
        rows_ += stations_[s].size();
      }
    });
  }

  declare::Rows<PredictionRow> rows() && {
    const auto self = std::make_shared<Curves>(std::move(*this));
    return {.labels = self->labels_, .count = self->rows_, .make = [self](std::size_t i) { return self->row(i); }};
  }

 private:
  struct Curve {
    std::size_t profile, stratum;
    std::size_t begin;  ///< its first row in the result
  };

  PredictionRow row(std::size_t i) {
    const Curve& curve = *(std::ranges::upper_bound(curves_, i, {}, &Curve::begin) - 1);
    const survival::Station& station = stations_[curve.stratum][i - curve.begin];
    PredictionRow row{.strata = {std::uint32_t(curve.stratum)},
                      .time = {station.time},
                      .n_risk = {station.n_risk},
                      .n_event = {station.n_event}};
    if (given_) row.row = profiles_.row[curve.profile];
    if (std::isnan(station.event_times)) return row;
    const auto point = prediction_.at(profile(curve.profile), curve.stratum, std::size_t(station.event_times));
    const survival::Limits between = limits_(point.estimate, point.std_err);
    row.estimate = point.estimate, row.std_error = point.std_err;
    row.conf_low = between.low, row.conf_high = between.high;
    return row;
  }

  /// The rows of one curve come together, so that the profile asked for last is nearly always the one.
  const survival::Profile& profile(std::size_t i) {
    if (!given_) return prediction_.mean;
    if (profile_at_ != i) {
      const std::size_t p = profiles_.x.size() / profiles_.size();
      profile_ =
          prediction_.profile({profiles_.x.data() + i * p, p}, profiles_.offset.empty() ? 0 : profiles_.offset[i]);
      profile_at_ = i;
    }
    return profile_;
  }

  Prediction prediction_;
  Limits limits_;
  bool given_;
  declare::Labels labels_;
  std::vector<std::vector<survival::Station>> stations_;  ///< by stratum
  cohort::Profiles profiles_;
  std::vector<Curve> curves_;
  std::size_t rows_ = 0;
  survival::Profile profile_;
  std::size_t profile_at_ = std::size_t(-1);
};

inline std::vector<declare::Column<PredictionRow>> prediction_columns(std::string estimate, std::string std_error,
                                                                      std::string limits) {
  using declare::column;
  return {
      column("row", &PredictionRow::row,
             "number of the row in newdata: 1, 2, ...; one with a NULL in a term gives no rows, and its number is "
             "skipped; NULL without newdata"),
      column("strata", &PredictionRow::strata,
             "the stratum: the value of strata(); NULL without. A row of newdata without the columns of strata() has "
             "a curve in each"),
      column("time", &PredictionRow::time, "time of the step, or the requested time"),
      column("n_risk", &PredictionRow::n_risk, "patients of the fit in this stratum, followed just before time"),
      column("n_event", &PredictionRow::n_event, "their events at time; at a requested time: since the one before"),
      column("estimate", &PredictionRow::estimate, std::move(estimate)),
      column("std_error", &PredictionRow::std_error, std::move(std_error)),
      column("conf_low", &PredictionRow::conf_low, declare::cat("lower confidence limit; ", limits)),
      column("conf_high", &PredictionRow::conf_high, "upper confidence limit, likewise")};
}

}  // namespace functions
