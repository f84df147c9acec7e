#include "functions/states/model.hpp"

#include <algorithm>

#include "declare/json.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace functions::states {

using namespace declare;

const char* const strata_doc = "the group: the value of by_expr; NULL if not given";

PatientHistories StateArgs::histories(const Poll& poll) {
  options.censor = censor;
  options.sampling = weight_type == WeightType::sampling;
  return make_histories(events, options, poll);
}

Arguments<StateArgs> data_arguments() {
  return {
      unpacked_source(&StateArgs::events),
      expression("time_expr", Meaning::number,
                 "time at which the patient entered the state, or was seen last, >= 0 (a column, or an SQL "
                 "expression over the source's columns). NULL is an error",
                 true),
      expression("state_expr", Meaning::condition,
                 "the state entered at that time, a number or text; the value of censor: observed until then, and no "
                 "change (a column or an expression). NULL is an error. At most 254 different states",
                 true),
      by_expr(),
      expression("id", Meaning::any,
                 "the patient that a row belongs to (a column or an expression). Rows may come in any order", true)};
}

Arguments<StateArgs> state_options() {
  return {
      expression(
          "initial", Meaning::any,
          "the state that a patient lives in at first, the same in all rows (a column or an expression; a text is "
          "written '''CR'''). If not given: '(start)'"),
      Argument<StateArgs>(
          {.name = "states",
           .type = "TEXT",
           .doc = "the states in their order, 'CR,relapse,death' or a JSON array: the order of the rows, "
                  "and who wins: of several states at one time the patient is in the one listed later. "
                  "Without it the order is that of first appearance, and two states at one time are an "
                  "error"},
          [](StateArgs& args, const Value& list) { args.options.states = read_names(list); }),
      any_value("censor", &StateArgs::censor,
                "the value of state_expr that means observed until then, without a change; 0 if not given"),
      expression("entry", Meaning::number,
                 "where the observation before a row starts (a column or an expression): the same in all rows of a "
                 "patient, a delayed entry; else that of each row, and the patient is out of sight between rows. "
                 "0 or less means from the start. A row at its own entry tells the state of entry. NULL: since the row "
                 "before, the first one since 0"),
      expression("weight", Meaning::number,
                 "number of identical patients that the patient stands for, >= 0, the same in all rows (a column or an "
                 "expression); with weight_type sampling a sampling weight"),
      choice("weight_type", &StateArgs::weight_type, "what a weight is",
             {{"counts", WeightType::counts}, {"sampling", WeightType::sampling}}),
      Argument<StateArgs>({.name = "absorbing",
                           .type = "TEXT",
                           .doc = "states after which a row of the patient is an error, 'death' or a JSON array"},
                          [](StateArgs& args, const Value& list) { args.options.absorbing = read_names(list); })};
}

Argument<StartTimeOption> from_time() {
  return number(
      "from_time", &StartTimeOption::from_time,
      "start at this time (landmark), with those who are at risk just after it in the state they are in then; "
      "what happens later counts, and time still runs from 0. Default: the start",
      {.low = 0, .with_low = true});
}

Arguments<StartOptions> start_options() {
  return {
      from_time(),
      any_value("from_state", &StartOptions::from_state,
                "start with everybody in this state: probabilities given that state at from_time. NULL where nobody "
                "is in it then"),
      flag("landmark", &StartOptions::landmark,
           "1: from_state with only those who are in it at the start, which needs no Markov assumption; 0: with the "
           "transitions of all")};
}

survival::StateStart StartOptions::start(const std::vector<Value>& states) const {
  survival::StateStart start{from_time, {}, landmark};
  if (landmark && !from_state) throw Error("landmark = 1 wants a state to start in; name it with from_state");
  if (!from_state) return start;
  const std::size_t at = place_of(text(*from_state), states);
  if (at == states.size()) throw no_state("from_state", text(*from_state), states);
  start.state = survival::State(at);
  return start;
}

void VarianceOption::check(WeightType weight_type) const {
  if (weight_type == WeightType::sampling && var_type == survival::StateVariance::greenwood)
    throw Error("var_type greenwood counts patients, and weight_type is 'sampling'; use var_type = 'jackknife'");
}

Argument<VarianceOption> variance_option() {
  return choice(
      "var_type", &VarianceOption::var_type,
      "estimator of the variance; jackknife: infinitesimal, by patient, as R's survfit; greenwood: as R's etm",
      {{"jackknife", survival::StateVariance::jackknife}, {"greenwood", survival::StateVariance::greenwood}});
}

Argument<UnionsOption> unions_option() {
  return Argument<UnionsOption>(
      {.name = "unions",
       .type = "TEXT",
       .doc = "sums of states as further states, with errors of their own, as a JSON object: '{\"current LFS\": "
              "[\"CR1\", \"CR2\"]}'. n_event counts those who come from outside"},
      [](UnionsOption& option, const Value& json) {
        if (const Cell cell = json; cell.type() != Type::text || !trimmed(cell.bytes()).starts_with('{'))
          throw Error(
              cat("must be a JSON object such as '{\"current LFS\": [\"CR1\", \"CR2\"]}', got ", literal(json)));
        for (const auto& [name, list] : read_object(json)) {
          if (name.empty()) throw Error(cat("has an empty name, got ", literal(json)));
          try {
            option.unions.emplace_back(name, read_names(list));
          } catch (const Error& error) {
            throw Error(cat("key '", name, "' ", error.what()));
          }
        }
      });
}

Sums::Sums(const std::vector<Value>& states, const UnionsOption& option) : labels(states) {
  for (std::size_t state = 0; state < states.size(); ++state) {
    members.emplace_back(states.size(), std::uint8_t{0});
    members.back()[state] = 1;
  }
  for (const auto& [name, names] : option.unions) {
    if (place_of(name, states) < states.size())
      throw Error(cat("unions names '", name, "', which is a state already; give the union another name"));
    members.emplace_back(states.size(), std::uint8_t{0});
    for (const std::string& one : names) {
      const std::size_t at = place_of(one, states);
      if (at == states.size()) throw no_state(cat("unions: '", name, "':"), one, states);
      members.back()[at] = 1;
    }
    labels.emplace_back(name);
  }
}

void check_times(const std::optional<std::vector<double>>& times, const std::optional<double>& from_time) {
  if (!times || !from_time) return;
  const double first = std::ranges::min(*times);
  if (first < *from_time)
    throw Error(cat("times asks for ", first, ", and the curve starts at from_time, ", *from_time));
}

bool whole_times(const Events& events, const std::optional<std::vector<double>>& times,
                 const std::optional<double>& from_time) {
  return events.whole_times && is_whole(from_time.value_or(0)) && (!times || std::ranges::all_of(*times, is_whole));
}

}  // namespace functions::states
