#include "functions/states/naming.hpp"

#include <algorithm>

#include "declare/json.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "survival/states/movements.hpp"

namespace functions::states {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Type, declare::Value;

namespace {

constexpr std::string_view default_start = "(start)";

std::string in_quotes(std::string_view name) { return literal(Value{std::string(name)}); }

/// Every value of the rows that is a state has its place in the list; every name of the list a code.
void rank(Events& events, const StateOptions& options, Naming& naming) {
  for (const std::string& name : options.states) {
    std::size_t code = place_of(name, events.state_values.values());
    if (code == events.state_values.values().size()) code = events.state_values.code(Cell(Type::text, name));
    if (code == naming.censor)
      throw Error(cat("states lists ", in_quotes(name), ", the value of censor, which is no state"));
    naming.listed.push_back(std::uint8_t(code));
  }
  const std::vector<Value>& values = events.state_values.values();
  if (values.size() > survival::most_states) throw Error(cat("there are more than ", survival::most_states, " states"));
  naming.rank.assign(values.size(), 0);
  for (std::size_t code = 0; code < values.size(); ++code) {
    const auto at = std::ranges::find(naming.listed, std::uint8_t(code));
    naming.rank[code] = std::size_t(at - naming.listed.begin());
    const bool unnamed_start = code == naming.start && declare::text(values[code]) == default_start;
    if (at != naming.listed.end() || code == naming.censor || unnamed_start) continue;
    std::string near = declare::did_you_mean(literal(values[code]), [&] {
      std::vector<std::string> names;
      for (const std::string& name : options.states) names.push_back(in_quotes(name));
      return names;
    }());
    throw Error(cat("states does not list ", literal(values[code]), ", a value of ", events.subject("state"), near,
                    near.empty() ? "; add it, or leave its rows out with a query as source" : ""));
  }
}

void find_censor(Events& events, const std::optional<Value>& censor, Naming& naming) {
  const std::vector<Value>& values = events.state_values.values();
  const auto is_text = [](const Value& value) { return Type(value.index()) == Type::text; };
  const std::size_t at = cohort::place(censor.value_or(Value{std::int64_t{0}}), values);
  if (at < values.size()) {
    naming.censor = std::uint8_t(at);
    return;
  }
  const auto text = std::ranges::find_if(values, is_text);
  if (!censor && text != values.end())
    throw Error(cat(events.subject("state"), " is text, e.g. ", literal(*text),
                    ", and nothing says which value means observed until then, without a change; name it with censor "
                    "(any other text where every patient ends in a last state)"));
  cohort::check_censor(censor, values, events.subject("state"), true);
}

}  // namespace

std::vector<std::string> read_names(const Value& list) {
  std::vector<std::string> names;
  const Cell cell = list;
  if (cell.type() == Type::text && !cell.bytes().starts_with('[')) {
    std::string_view rest = cell.bytes();
    for (bool more = true; more;) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      names.emplace_back(declare::trimmed(rest.substr(0, comma)));
      more = comma < rest.size();
      if (more) rest.remove_prefix(comma + 1);
    }
  } else {
    names = declare::read_texts(list);
  }
  if (names.empty()) throw Error("must name a state");
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) throw Error(cat("has an empty name, got ", literal(list)));
    if (std::find(names.begin(), names.begin() + std::ptrdiff_t(i), names[i]) != names.begin() + std::ptrdiff_t(i))
      throw Error(cat("names ", in_quotes(names[i]), " twice"));
  }
  return names;
}

std::size_t place_of(std::string_view name, const std::vector<Value>& values) {
  const auto found = std::ranges::find_if(values, [&](const Value& value) { return declare::text(value) == name; });
  return std::size_t(found - values.begin());
}

Error no_state(std::string_view option, std::string_view name, const std::vector<Value>& known) {
  return cohort::no_value(option, Value{std::string(name)}, "the states", known);
}

Naming name_states(Events& events, const StateOptions& options) {
  Naming naming;
  find_censor(events, options.censor, naming);
  if (!events.has_initial()) naming.start = std::uint8_t(events.state_values.code(Cell(Type::text, default_start)));
  if (!options.states.empty()) rank(events, options, naming);
  const std::vector<Value>& values = events.state_values.values();
  if (values.size() > survival::most_states + 1)
    throw Error(cat("there are more than ", survival::most_states, " states"));
  naming.absorbing.assign(values.size(), false);
  for (const std::string& name : options.absorbing) {
    const std::size_t code = place_of(name, values);
    if (code == values.size()) {
      std::vector<Value> states = values;
      if (naming.censor != Naming::no_code) states.erase(states.begin() + naming.censor);
      throw no_state("absorbing", name, states);
    }
    if (code == naming.censor)
      throw Error(cat("absorbing lists ", in_quotes(name), ", the value of censor, which is no state"));
    naming.absorbing[code] = true;
  }
  return naming;
}

}  // namespace functions::states
