// What the functions of patients who move between states share: their arguments, and the histories made of their rows.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "declare/function.hpp"
#include "functions/shared.hpp"
#include "functions/states/events.hpp"
#include "functions/states/histories.hpp"
#include "survival/states/occupation.hpp"

namespace functions::states {

enum class WeightType { counts, sampling };

/// source, time_expr, state_expr, by_expr, id, initial, states, censor, entry, weight, weight_type, absorbing
struct StateArgs {
  Events events;
  StateOptions options;
  std::optional<declare::Value> censor;
  WeightType weight_type = WeightType::counts;

  PatientHistories histories(const declare::Poll& poll);
};
declare::Arguments<StateArgs> data_arguments();
declare::Arguments<StateArgs> state_options();

struct StartTimeOption {
  std::optional<double> from_time;
};
declare::Argument<StartTimeOption> from_time();

/// from_time, from_state, landmark
struct StartOptions : StartTimeOption {
  std::optional<declare::Value> from_state;
  bool landmark = false;

  survival::StateStart start(const std::vector<declare::Value>& states) const;
};
declare::Arguments<StartOptions> start_options();

struct VarianceOption {
  survival::StateVariance var_type = survival::StateVariance::jackknife;

  /// Throws declare::Error where the weights do not go with it.
  void check(WeightType weight_type) const;
};
declare::Argument<VarianceOption> variance_option();

/// Sums of states.
struct UnionsOption {
  std::vector<std::pair<std::string, std::vector<std::string>>> unions;
};
declare::Argument<UnionsOption> unions_option();

/// The states, then the unions: each as the states in it, and as the label of its rows.
struct Sums {
  std::vector<std::vector<std::uint8_t>> members;
  std::vector<declare::Value> labels;

  /// \throws declare::Error when a union names what is no state
  Sums(const std::vector<declare::Value>& states, const UnionsOption& option);
  std::size_t size() const { return members.size(); }
};

/// Throws declare::Error when a time is asked for before the start.
void check_times(const std::optional<std::vector<double>>& times, const std::optional<double>& from_time);

/// Whether all times of the rows are whole.
bool whole_times(const Events& events, const std::optional<std::vector<double>>& times,
                 const std::optional<double>& from_time);

/// A probability whose parts may miss 1 by their last bits.
inline double snapped(double probability) { return probability > 1 - 1e-12 ? 1 : probability; }

/// strata
extern const char* const strata_doc;

}  // namespace functions::states
