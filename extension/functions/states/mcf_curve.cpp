// mcf_curve: the mean cumulative number of recurrent events, in each group of patients.
#include <algorithm>
#include <cmath>

#include "functions/functions.hpp"
#include "functions/states/model.hpp"
#include "functions/states/recurrences.hpp"
#include "survival/normal.hpp"
#include "survival/states/mean_count.hpp"

namespace {

using namespace functions::states;

enum class Scale { log, plain };

struct Args : functions::ConfLevelOption, functions::TimesOptions {
  Events events{Says::event};
  WeightType weight_type = WeightType::counts;
  Scale conf_type = Scale::log;
};

struct Row {
  declare::Stratum strata;
  declare::Time time;
  declare::Count n_risk, n_event;
  double estimate, std_error, conf_low, conf_high;
};

/// Follows one group and notes its rows.
class Trace {
 public:
  Trace(survival::MeanCount& now, std::uint32_t group, const Args& args, std::vector<Row>& rows)
      : now_(now), group_(group), args_(args), z_(survival::two_sided_quantile(args.conf_level)), rows_(rows) {}

  void all_steps() {
    row(0, true);
    for (bool first = true; now_.next(HUGE_VAL); first = false) {
      if (first && now_.time() <= 0) rows_.pop_back();  // no room for a row before
      events_ += now_.n_event();
      row(now_.time(), true);
    }
  }

  void at(const std::vector<double>& times, double tolerance) {
    for (const double time : times) {
      while (now_.next(time + tolerance)) events_ += now_.n_event();
      row(time, time <= now_.last_time() + tolerance || args_.extend || now_.finished());
    }
  }

 private:
  void row(double time, bool known) {
    Row row{{group_},     {time},       {now_.n_risk_at(time)}, {std::exchange(events_, 0.0)},
            std::nan(""), std::nan(""), std::nan(""),           std::nan("")};
    if (known) {
      row.estimate = now_.mean();
      row.std_error = std::sqrt(now_.variance());
      const double factor = std::exp(z_ * row.std_error / row.estimate);
      const bool plain = args_.conf_type == Scale::plain || row.estimate == 0;
      row.conf_low = plain ? row.estimate - z_ * row.std_error : row.estimate / factor;
      row.conf_high = plain ? row.estimate + z_ * row.std_error : row.estimate * factor;
    }
    rows_.push_back(row);
  }

  survival::MeanCount& now_;
  std::uint32_t group_;
  const Args& args_;
  double z_, events_ = 0;
  std::vector<Row>& rows_;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  declare::Rows<Row> rows{.labels = {.strata = args.events.strata}};
  const survival::Movements histories = recurrences(args.events, args.weight_type == WeightType::sampling, poll);
  const auto moves = survival::moves_by_time(histories, args.events.strata.size(), poll);
  const auto times = args.times ? functions::ascending(*args.times) : std::vector<double>{};
  for (std::uint32_t g = 0; g < moves.size(); ++g) {
    if (moves[g].empty()) continue;
    survival::MeanCount now(histories, moves[g], poll);
    Trace trace(now, g, args, rows.rows);
    if (args.times)
      trace.at(times, histories.tolerance);
    else
      trace.all_steps();
  }
  rows.labels.whole_counts = args.events.whole_weights;
  rows.labels.whole_times = whole_times(args.events, args.times, {});
  return rows;
}

}  // namespace

declare::Function functions::mcf_curve() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "mcf_curve",
      .summary =
          "Mean cumulative number of recurrent events, such as infections, with robust errors by patient. One row at "
          "time 0, then one for each distinct time",
      .reference =
          "Nelson 1988, J. Qual. Technol. 20:24; Lawless & Nadeau 1995, Technometrics 37:158; as cumhaz and std.chaz "
          "of "
          "R's survfit with id. With deaths: Ghosh & Lin 2000, Biometrics 56:554",
      .oracle =
          "R survival: cumhaz and std.chaz of survfit with id; with deaths the derivatives in the patients' weights",
      .cost = "O(n log n)",
      .example =
          "SELECT time, estimate, conf_low, conf_high FROM mcf_curve('infections', 'day', 'infection') WHERE id = "
          "'patient_id' AND terminal = 'died' AND times = '100,365'",
      .since = {0, 2},
      .arguments =
          {unpacked_source(&Args::events),
           expression(
               "time_expr", Meaning::number,
               "time of the event, or until which the patient was observed, >= 0 (a column, or an SQL expression "
               "over the source's columns). NULL is an error",
               true),
           expression("event_expr", Meaning::condition,
                      "1 if an event happened at that time, 0 if not (a column or an expression). A patient may have "
                      "several events, also at one time. NULL is an error",
                      true),
           by_expr(),
           expression("id", Meaning::any,
                      "the patient that a row belongs to (a column or an expression). Rows may come in any order",
                      true),
           expression("terminal", Meaning::condition,
                      "1 in the row of the patient's death, which ends follow-up and after which there are no events "
                      "(a column or an expression); '0' where nobody dies",
                      true),
           conf_level(),
           choice("conf_type", &Args::conf_type,
                  "scale on which the confidence limits are computed (the logarithm of the mean, or the mean itself; "
                  "not cut at 0)",
                  {{"log", Scale::log}, {"plain", Scale::plain}}),
           times(),
           expression(
               "entry", Meaning::number,
               "where the observation before a row starts (a column or an expression): the same in all rows of a "
               "patient, a delayed entry; else that of each row. 0 or less means from the start. NULL: since the "
               "row before, the first one since 0. With it a last row may be an event"),
           expression(
               "weight", Meaning::number,
               "number of identical patients that the patient stands for, >= 0, the same in all rows (a column or "
               "an expression); with weight_type sampling a sampling weight"),
           choice("weight_type", &Args::weight_type, "what a weight is",
                  {{"counts", WeightType::counts}, {"sampling", WeightType::sampling}})},
      .columns = {column("strata", &Row::strata, strata_doc),
                  column("time", &Row::time, "time of the step, or the requested time"),
                  column("n_risk", &Row::n_risk, "patients at risk just before time"),
                  column("n_event", &Row::n_event, "events at this time; at a requested time, since the previous one"),
                  column("estimate", &Row::estimate,
                         "mean number of events up to and including time; NULL past the end of follow-up, unless all "
                         "those still at risk died at the last time"),
                  column("std_error", &Row::std_error, "standard error of the estimate"),
                  column("conf_low", &Row::conf_low, "lower confidence limit; 0 where the estimate is 0"),
                  column("conf_high", &Row::conf_high, "upper confidence limit, likewise")},
      .compute = compute};
}
