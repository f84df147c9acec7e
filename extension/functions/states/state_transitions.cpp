// state_transitions: what happened to patients who move between states, counted.
#include <map>
#include <tuple>

#include "functions/functions.hpp"
#include "functions/states/model.hpp"

namespace {

using namespace functions::states;
using declare::Cause, declare::Count, declare::Stratum;
using survival::Move, survival::nowhere, survival::State;

struct Row {
  Stratum strata;
  Cause from_state, to_state;
  Count n, n_event, n_same_time;
};

/// What happened between two states in a group.
struct Tally {
  double patients = 0, events = 0, same_time = 0;
  std::uint32_t last = 0xFFFFFFFF;  ///< the patient counted last
};

/// By group, then from where (nowhere: entered), then where to (nowhere: censored).
using Tallies = std::map<std::tuple<std::uint32_t, std::size_t, std::size_t>, Tally>;

/// Those who enter stand before all states, those who leave after them.
std::size_t from_place(State state) { return state == nowhere ? 0 : state + std::size_t{1}; }

Tallies count(const PatientHistories& made, const declare::Poll& poll) {
  const auto& histories = made.histories;
  const std::size_t pairs = (made.states.size() + 1) * 256;
  std::vector<std::vector<Tally>> table;  // of each group, by pair
  const auto tally = [&](std::uint32_t patient, State from, State to) -> Tally& {
    const std::uint32_t group = histories.group_of(patient);
    if (table.size() <= group) table.resize(group + 1);
    if (table[group].empty()) table[group].resize(pairs);
    return table[group][from_place(from) * 256 + to];
  };
  std::uint32_t last = 0xFFFFFFFF;
  survival::for_each_row(histories.moves.size(), poll, [&](std::size_t i) {
    const Move& move = histories.moves[i];
    if (move.enters() && move.patient == last) return;  // comes back into sight
    last = move.patient;
    Tally& one = tally(move.patient, move.from, move.to);
    const double weight = histories.weight_of(move.patient);
    one.events += weight;
    if (one.last != move.patient) one.patients += weight;
    one.last = move.patient;
  });
  for (const Overruled& one : made.overruled)
    tally(one.patient, one.from, one.to).same_time += histories.weight_of(one.patient);
  Tallies found;
  for (std::uint32_t g = 0; g < table.size(); ++g)
    for (std::size_t pair = 0; pair < table[g].size(); ++pair)
      if (table[g][pair].events > 0 || table[g][pair].same_time > 0)
        found[{g, pair / 256, pair % 256}] = table[g][pair];
  return found;
}

declare::Rows<Row> compute(StateArgs& args, const declare::Poll& poll) {
  const PatientHistories made = args.histories(poll);
  declare::Rows<Row> rows{.labels = {.strata = args.events.strata}};
  std::vector<declare::Value>& labels = rows.labels.causes = made.states;
  const auto entered = std::uint32_t(labels.size());
  for (const char* label : {"(entered)", "(censored)", "(missing)"}) labels.emplace_back(label);
  labels.emplace_back();
  for (const auto& [place, tally] : count(made, poll)) {
    const auto [group, from, to] = place;
    rows.rows.push_back({{group},
                         {from == 0 ? entered : std::uint32_t(from - 1)},
                         {to == nowhere ? entered + 1 : std::uint32_t(to)},
                         {tally.patients},
                         {tally.events},
                         {tally.same_time}});
  }
  if (args.events.patients() == 0) return rows;
  rows.labels.strata.emplace_back();
  rows.rows.push_back({{std::uint32_t(rows.labels.strata.size() - 1)},
                       {entered + 2},
                       {entered + 3},
                       {args.events.n_missing},
                       {0},
                       {0}});
  rows.labels.whole_counts = args.events.whole_weights;
  return rows;
}

}  // namespace

declare::Function functions::state_transitions() {
  using namespace declare;
  return DeclareTable<StateArgs, Row>{
      .name = "state_transitions",
      .summary =
          "What happened to patients who move between states, counted: the check to read before state_curve. One row "
          "for each pair of states that occurs, for those who enter and those who are censored, and one for patients "
          "left out",
      .oracle = "counts of the rows",
      .cost = "O(n log n)",
      .example =
          "SELECT from_state, to_state, n, n_event FROM state_transitions('moves', 'day', 'state') WHERE id = "
          "'patient_id' AND censor = 'last contact' AND states = 'GVHD,relapse,death'",
      .since = {0, 2},
      .arguments = {data_arguments(), state_options()},
      .columns = {column("strata", &Row::strata, strata_doc),
                  column(
                      "from_state", &Row::from_state,
                      "the state left; '(entered)' for those who come into sight for the first time, '(missing)' for "
                      "patients left out for a NULL in by_expr or weight"),
                  column("to_state", &Row::to_state,
                         "the state entered; '(censored)' for those who leave sight; NULL beside '(missing)'"),
                  column("n", &Row::n, "patients to whom it happened, at least once"),
                  column("n_event", &Row::n_event, "how often it happened"),
                  column("n_same_time", &Row::n_same_time,
                         "how often it would have happened, but a state listed later in states was entered at the same "
                         "time")},
      .compute = compute};
}
