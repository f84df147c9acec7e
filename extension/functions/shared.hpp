// Arguments that several functions share, so that they mean and say the same everywhere: a struct that holds what is
// given, which a function's own Args inherits, and the declaration that fills it.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/curve.hpp"
#include "survival/interval.hpp"

namespace functions {

// The data expressions, and where they come from.

declare::ArgumentInfo time_expr();
declare::ArgumentInfo event_expr();
declare::ArgumentInfo status_expr();
declare::ArgumentInfo by_expr(bool required = false);
declare::ArgumentInfo stratify();

/// The same for aggregates, which see values instead of expressions.
declare::ArgumentInfo time_cells();
declare::ArgumentInfo event_cells();
declare::ArgumentInfo status_cells();
declare::ArgumentInfo group_cells();

/// What every function of follow-up is told beside its data: weight, entry and id are expressions, which the rows
/// bring.
struct FollowUpOptions {};

/// What the reference says of id, by what a function allows the rows of one patient.
struct IdWords {
  std::string words;  ///< none: the function has no id, or one of its own
  static IdWords until_event();
  static IdWords in_one_piece();
};
/// weight, entry, id
/// \param on_entry  what else the reference says of entry
declare::Arguments<FollowUpOptions> follow_up_options(const IdWords& on_id = IdWords::until_event(),
                                                      const std::string& on_entry = {});

/// What it is, for arguments that keep their rows elsewhere. \param more  what else the reference says of sampling
declare::ArgumentInfo weight_type_info(const std::string& more = {});
cohort::Weights read_weight_type(const declare::Value& value);

struct CensorOption {
  std::optional<declare::Value> censor;
};
declare::Argument<CensorOption> censor();

/// Patients with one kind of event.
struct CohortArgs : FollowUpOptions {
  cohort::Cohort cohort;

  CohortArgs() : cohort(cohort::Outcome::event) {}
  explicit CohortArgs(cohort::Outcome outcome, cohort::Stays stays = cohort::Stays::until_event)
      : cohort(outcome, stays) {}
};

/// weight_type
declare::Argument<CohortArgs> weight_type();

/// Patients with competing events.
struct StatusArgs : CohortArgs, CensorOption {
  StatusArgs() : StatusArgs(cohort::Stays::until_event) {}
  explicit StatusArgs(cohort::Stays stays) : CohortArgs(cohort::Outcome::status, stays) {}
};

/// source, time_expr, event_expr, by_expr
declare::Arguments<CohortArgs> event_arguments(bool must_have_groups = false);
/// source, time_expr, status_expr, by_expr
declare::Arguments<CohortArgs> status_arguments(bool must_have_groups = false);
// Options.

struct ConfLevelOption {
  double conf_level = 0.95;
};
declare::Argument<ConfLevelOption> conf_level();

struct ConfTypeOption {
  survival::ConfType conf_type = survival::ConfType::log_log;
};
declare::Argument<ConfTypeOption> conf_type();

struct TimesOptions {
  std::optional<std::vector<double>> times;
  bool extend = false;
};
/// times, extend
declare::Arguments<TimesOptions> times();

struct IncidenceVarianceOption {
  survival::IncidenceVariance var_type = survival::IncidenceVariance::gray;
  bool var_type_is_given = false;

  /// Throws declare::Error where the weights have a variance of their own.
  void check(const cohort::Cohort& cohort) const;
};
declare::Argument<IncidenceVarianceOption> var_type();

struct FromTimeOption {
  std::optional<double> from_time;
};
declare::Argument<FromTimeOption> from_time();

/// Throws declare::Error when a time asked for lies before from_time: an estimate given from_time says nothing of it.
/// \param name  of the argument
void check_after(const std::optional<double>& from_time, const std::vector<double>& times, const char* name);

struct TauOption {
  std::optional<double> tau;
};
declare::Argument<TauOption> tau();

/// What an aggregate is asked for: it must be given.
struct CauseArgument {
  std::optional<declare::Value> cause;
};
declare::Argument<CauseArgument> cause();

struct AtArgument {
  std::optional<double> at;
};
declare::Argument<AtArgument> at();

/// Requested times as they are reported: ascending, each once.
inline std::vector<double> ascending(std::vector<double> times) {
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

/// The curve of the only group at one time; NULL for NaN.
template <class Estimator>
declare::Value estimate_at(const cohort::RiskTables& tables, const Estimator& estimator, double time,
                           const declare::Poll& poll) {
  declare::Value estimate;
  const survival::Request request{{&time, 1}, false, tables.tolerance};
  survival::trace(tables.groups().front(), estimator, request, poll,
                  [&](const survival::CurvePoint& p) { estimate = p.estimate; });
  return estimate;
}

}  // namespace functions
