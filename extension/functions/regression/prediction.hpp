// What the functions that predict curves of given covariates share: their arguments, rows and columns.
#pragma once
#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "cohort/new_data.hpp"
#include "functions/curve.hpp"
#include "functions/regression/regression.hpp"
#include "survival/regression/prediction.hpp"

namespace functions {

/// Beside the arguments of a regression.
struct PredictionArgs : ConfTypeOption, TimesOptions {
  cohort::NewData newdata;
};

struct PredictionRow {
  std::optional<std::int64_t> row = {};
  declare::Patient patient = {0};
  declare::Stratum strata;
  declare::Time time;
  declare::Count n_risk, n_event;
  double estimate = none, std_error = none, conf_low = none, conf_high = none;
};

declare::Argument<PredictionArgs> newdata();
declare::ArgumentInfo newdata_id();

/// Throws declare::Error when a coefficient has no estimate to predict by. One without information counts 0.
inline void check_estimates(const RegressionArgs& args, const survival::Fit& fit, const std::string& way_out) {
  for (const cohort::Coefficient& one : args.design.coefficients())
    if (one.column && fit.finding[*one.column] != survival::Finding::no_information)
      if (const auto flag = flag_of(fit.finding[*one.column], args, fit.iterations, way_out))
        throw declare::Error(declare::cat("no prediction is possible with terms ", named(one), ": ", *flag));
}

/// The curves of each of newdata's rows: a row of the result is made when it is asked for, so that only the covariates
/// of newdata and the baselines of the strata are kept, never rows x times.
///
/// \tparam Prediction  tables, tolerance, mean; profile(x, offset); at(profile, stratum, event_times)
template <class Prediction>
class Curves {
 public:
  /// \tparam Args  RegressionArgs and PredictionArgs in one
  template <class Args>
  Curves(const Args& args, Prediction prediction, const declare::Poll& poll)
      : prediction_(std::move(prediction)),
        z_(survival::two_sided_quantile(args.conf_level)),
        type_(args.conf_type),
        given_(args.newdata.given()) {
    const cohort::Design& design = args.design;
    if (design.names_newdata() && !given_)
      throw declare::Error("newdata_id names the rows of newdata, which is not given");
    const RequestedTimes times(args, prediction_.tolerance);
    for (const survival::RiskTable& table : prediction_.tables)
      stations_.push_back(survival::stations(table, times.request(), poll));
    labels_ = {.strata = design.strata(),
               .whole_counts = design.whole_counts(),
               .whole_times = design.whole_times() && times.whole()};
    labels_.patients = {{}};
    if (given_) profiles_ = args.newdata.profiles(design);
    labels_.patients.insert(labels_.patients.end(), profiles_.id.begin(), profiles_.id.end());
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
    if (!profiles_.id.empty()) row.patient = {std::uint32_t(curve.profile + 1)};
    if (std::isnan(station.event_times)) return row;
    const auto point = prediction_.at(profile(curve.profile), curve.stratum, std::size_t(station.event_times));
    const survival::Limits between = survival::confidence_limits(point.estimate, point.std_err, z_, type_);
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
  double z_;
  survival::ConfType type_;
  bool given_;
  declare::Labels labels_;
  std::vector<std::vector<survival::Station>> stations_;  ///< by stratum
  cohort::Profiles profiles_;
  std::vector<Curve> curves_;
  std::size_t rows_ = 0;
  survival::Profile profile_{};
  std::size_t profile_at_ = std::size_t(-1);
};

inline std::vector<declare::Column<PredictionRow>> prediction_columns(std::string estimate, std::string std_error,
                                                                      std::string limits) {
  using declare::column;
  return {
      column("row", &PredictionRow::row,
             "number of the row in newdata: 1, 2, ...; a row with a NULL in a term is left out, and its number is "
             "skipped; NULL without newdata"),
      column("patient", &PredictionRow::patient, "the value of newdata_id in that row; NULL if not given"),
      column("strata", &PredictionRow::strata,
             "the stratum: the value of strata(); NULL if there is none. Without the columns of strata(), a row of "
             "newdata has one curve per stratum"),
      column("time", &PredictionRow::time, "time of the step, or the requested time"),
      column("n_risk", &PredictionRow::n_risk, "patients of the fitted data at risk in this stratum just before time"),
      column("n_event", &PredictionRow::n_event,
             "their events at this time; at a requested time, events since the previous one"),
      column("estimate", &PredictionRow::estimate, std::move(estimate)),
      column("std_error", &PredictionRow::std_error, std::move(std_error)),
      column("conf_low", &PredictionRow::conf_low, declare::cat("lower confidence limit; ", limits)),
      column("conf_high", &PredictionRow::conf_high, "upper confidence limit, likewise")};
}

}  // namespace functions
