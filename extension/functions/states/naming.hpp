// Which states there are, what they are called, and in which order they stand.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "functions/states/events.hpp"

namespace functions::states {

/// What a call says of the states.
struct StateOptions {
  std::optional<declare::Value> censor;
  std::vector<std::string> states;     ///< in their order; empty: not given
  std::vector<std::string> absorbing;  ///< states after which no row may come
  bool sampling = false;               ///< weights are sampling weights
};

/// The codes of an Events' state_values, told apart.
struct Naming {
  static constexpr std::uint8_t no_code = 255;

  std::uint8_t censor = no_code;     ///< no_code: no row has it
  std::uint8_t start = no_code;      ///< the state lived in at first; no_code: each patient's is told
  std::vector<std::size_t> rank;     ///< of each code, its place in the list of states; empty: there is no list
  std::vector<std::uint8_t> listed;  ///< the codes in the list's order
  std::vector<bool> absorbing;       ///< of each code
};

/// Gives a code to every state that is listed, and to the one that is lived in at first.
/// \throws declare::Error where the values of censor, states and absorbing do not fit the rows
Naming name_states(Events& events, const StateOptions& options);

/// The names in a list: 'a,b' or '["a", "b"]'. Throws declare::Error at one that is there twice, or empty.
std::vector<std::string> read_names(const declare::Value& list);

/// The place of the state of that name; the values' number when there is none.
std::size_t place_of(std::string_view name, const std::vector<declare::Value>& values);

/// "state 'x' is no state ...", with what it may have meant.
declare::Error no_state(std::string_view option, std::string_view name, const std::vector<declare::Value>& known);

}  // namespace functions::states
