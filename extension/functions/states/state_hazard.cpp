// state_hazard: the cumulative hazards of the transitions between states, in each group of patients.
#include <algorithm>
#include <memory>
#include <set>

#include "functions/curve.hpp"
#include "functions/functions.hpp"
#include "functions/states/model.hpp"
#include "survival/normal.hpp"
#include "survival/states/transition_hazard.hpp"

namespace {

using namespace functions::states;
using survival::State;

enum class Scale { log, plain };

struct Args : StateArgs, StartTimeOption, VarianceOption, functions::ConfLevelOption, functions::TimesOptions {
  Scale conf_type = Scale::log;
};

struct Row {
  declare::Stratum strata;
  declare::Cause from_state, to_state;
  declare::Time time;
  declare::Count n_risk, n_event;
  double estimate, std_error, conf_low, conf_high;
};

/// The transitions that occur, in the order of the states.
std::set<std::pair<State, State>> transitions(const survival::Movements& histories, const declare::Poll& poll) {
  std::vector<std::uint8_t> seen(std::size_t{256} * 256, 0);
  survival::for_each_row(histories.moves.size(), poll, [&](std::size_t i) {
    const survival::Move& move = histories.moves[i];
    seen[move.from * std::size_t{256} + move.to] = move.is_event();
  });
  std::set<std::pair<State, State>> pairs;
  for (std::size_t pair = 0; pair < seen.size(); ++pair)
    if (seen[pair]) pairs.emplace(State(pair / 256), State(pair % 256));
  return pairs;
}

/// The times of a group's rows, and up to when its hazards are known.
struct Times {
  std::vector<double> times;
  double last = 0;
  bool finished = false;
};

Times times_of(const PatientHistories& made, const survival::LargeVector<survival::Move>& moves, const Args& args,
               const declare::Poll& poll) {
  survival::Occupation now(made.histories, moves, {args.from_time, {}, false}, survival::StateVariance::none, false,
                           poll);
  Times all;
  all.times.push_back(now.start_time());
  while (now.next()) {
    if (all.times.size() == 1 && now.time() <= now.start_time()) all.times.clear();  // no room for a row before
    all.times.push_back(now.time());
  }
  all.last = now.last_time();
  all.finished = now.finished();
  if (args.times) all.times = functions::ascending(*args.times);
  return all;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  args.check(args.weight_type);
  const double z = survival::two_sided_quantile(args.conf_level);
  const PatientHistories made = args.histories(poll);
  declare::Rows<Row> rows{.labels = {.strata = args.events.strata, .causes = made.states}};
  if (made.histories.moves.empty()) return rows;
  check_times(args.times, args.from_time);
  const auto pairs = transitions(made.histories, poll);
  const auto moves = survival::moves_by_time(made.histories, args.events.strata.size(), poll);
  for (std::uint32_t g = 0; g < moves.size(); ++g) {
    if (moves[g].empty()) continue;
    const Times times = times_of(made, moves[g], args, poll);
    const double tolerance = made.histories.tolerance;
    for (const auto& [from, to] : pairs) {
      survival::TransitionHazard hazard(made.histories, moves[g], from, to, args.from_time, args.var_type, poll);
      for (const double time : times.times) {
        hazard.go_on(time + tolerance);
        const bool known = time <= times.last + tolerance || args.extend || times.finished;
        Row row{{g},          {from},       {to},         {time},      {hazard.n_risk_at(time)}, {hazard.take_events()},
                std::nan(""), std::nan(""), std::nan(""), std::nan("")};
        if (known) {
          row.estimate = hazard.hazard();
          row.std_error = std::sqrt(hazard.variance());
          const double factor = std::exp(z * row.std_error / row.estimate);
          const bool plain = args.conf_type == Scale::plain || row.estimate == 0;
          row.conf_low = plain ? row.estimate - z * row.std_error : row.estimate / factor;
          row.conf_high = plain ? row.estimate + z * row.std_error : row.estimate * factor;
        }
        rows.rows.push_back(row);
      }
    }
  }
  rows.labels.whole_counts = args.events.whole_weights;
  rows.labels.whole_times = whole_times(args.events, args.times, args.from_time);
  return rows;
}

}  // namespace

declare::Function functions::state_hazard() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "state_hazard",
      .summary =
          "Cumulative hazard of each transition between states (Nelson-Aalen). For each transition one row at time 0, "
          "then one for each distinct time; no rows if nobody moves",
      .reference =
          "Aalen 1978, Ann. Stat. 6:701; Andersen, Borgan, Gill & Keiding 1993, Statistical Models Based on Counting "
          "Processes; the estimate as cumhaz of R's survfit with id and istate",
      .oracle = "R survival: cumhaz of survfit with id and istate; the influences of all patients, worked one by one",
      .cost = "O(n log n + k n), k transitions",
      .example =
          "SELECT from_state, to_state, time, estimate, std_error FROM state_hazard('moves', 'day', 'state') WHERE "
          "id = 'patient_id' AND censor = 'last contact' AND states = 'GVHD,relapse,death' AND times = 365",
      .since = {0, 2},
      .arguments = {data_arguments(), conf_level(),
                    choice("conf_type", &Args::conf_type,
                           "scale on which the confidence limits are computed (the logarithm of the hazard, or the "
                           "hazard itself; not cut at 0)",
                           {{"log", Scale::log}, {"plain", Scale::plain}}),
                    times(), state_options(), states::from_time(), variance_option()},
      .columns = {column("strata", &Row::strata, strata_doc), column("from_state", &Row::from_state, "the state left"),
                  column("to_state", &Row::to_state, "the state entered"),
                  column("time", &Row::time, "time of the step, or the requested time"),
                  column("n_risk", &Row::n_risk, "patients at risk in from_state just before time"),
                  column("n_event", &Row::n_event,
                         "transitions at this time; at a requested time, since the previous one"),
                  column("estimate", &Row::estimate,
                         "cumulative hazard up to and including time, from 0 or from_time on; NULL past the end of "
                         "follow-up unless nobody can move any more"),
                  column("std_error", &Row::std_error, "standard error of the estimate, as chosen by var_type"),
                  column("conf_low", &Row::conf_low, "lower confidence limit; 0 where the estimate is 0"),
                  column("conf_high", &Row::conf_high, "upper confidence limit, likewise")},
      .compute = compute};
}
