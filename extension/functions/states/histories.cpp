#include "functions/states/histories.hpp"

#include <algorithm>

#include "declare/message.hpp"
#include "functions/states/patient_rows.hpp"
#include "functions/states/walk.hpp"
#include "survival/states/places.hpp"

namespace functions::states {

using declare::cat, declare::Error, declare::literal;
using survival::LargeVector, survival::nowhere;

namespace {

/// The codes of the states, in the order in which they stand: as listed; else by first appearance, then as SQLite sorts
/// their values.
std::vector<std::uint8_t> order_of(const Events& events, const Naming& naming,
                                   const std::vector<std::uint32_t>& first_seen) {
  constexpr std::uint32_t never = 0xFFFFFFFF;
  std::vector<std::uint8_t> codes;
  const auto is_listed = [&](std::size_t code) { return std::ranges::count(naming.listed, std::uint8_t(code)) > 0; };
  for (std::size_t code = 0; code < first_seen.size(); ++code)
    if (first_seen[code] != never && !is_listed(code)) codes.push_back(std::uint8_t(code));
  const auto& values = events.state_values.values();
  std::ranges::sort(codes, [&](std::uint8_t a, std::uint8_t b) {
    if (first_seen[a] != first_seen[b]) return first_seen[a] < first_seen[b];
    return declare::less(values[a], values[b]);
  });
  codes.insert(codes.end(), naming.listed.begin(), naming.listed.end());
  return codes;
}

void number_states(const Events& events, const std::vector<std::uint8_t>& order, PatientHistories& made,
                   const declare::Poll& poll) {
  std::vector<survival::State> state(256, nowhere);
  for (std::size_t number = 0; number < order.size(); ++number) {
    state[order[number]] = survival::State(number);
    made.states.push_back(events.state_values.values()[order[number]]);
  }
  auto& histories = made.histories;
  histories.states = order.size();
  histories.leavable.assign(order.size() + 1, 0);
  survival::for_each_row(histories.moves.size(), poll, [&](std::size_t i) {
    survival::Move& move = histories.moves[i];
    move.from = state[move.from], move.to = state[move.to];
    histories.leavable[move.from == nowhere ? order.size() : move.from] = 1;
  });
  histories.leavable.resize(order.size());
  for (Overruled& one : made.overruled) one.from = state[one.from], one.to = state[one.to];
}

void check_people(const Events& events, const StateOptions& options, const Naming& naming, const declare::Poll& poll) {
  check_weights(events, options.sampling);
  if (!events.has_initial() || naming.censor == Naming::no_code) return;
  survival::for_each_row(events.patients(), poll, [&](std::size_t id) {
    if (!events.people[id].left_out && events.people[id].initial == naming.censor)
      throw Error(cat(events.subject("initial"), " is ", literal(events.state_values.values()[naming.censor]),
                      ", the value of censor, of patient ", events.name(std::uint32_t(id)),
                      "; it names the state that a patient starts in"));
  });
}

}  // namespace

PatientHistories make_histories(Events& events, const StateOptions& options, const declare::Poll& poll) {
  PatientHistories made;
  if (events.rows() == 0) return made;
  const Naming naming = name_states(events, options);
  check_people(events, options, naming, poll);
  survival::Places places = survival::places_of(events.time, events.entry, poll);
  Walk walk(events, naming, places, made, poll);
  made.histories.moves.reserve(2 * events.rows());
  for_each_patient(events, places, poll,
                   [&](std::uint32_t id, std::span<const Event> rows) { walk.patient(id, rows); });
  walk.end();
  number_states(events, order_of(events, naming, walk.first_seen()), made, poll);
  copy_people(events, options.sampling, made.histories, poll);
  made.histories.tolerance = places.tolerance;
  made.histories.times = std::move(places.times);
  return made;
}

}  // namespace functions::states
