// The options of all functions that work with pseudo-values: of what, when, and how.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "declare/function.hpp"
#include "survival/competing_risks/pseudo_values.hpp"

namespace functions {

struct PseudoOptions {
  std::optional<std::string> type;
  std::optional<std::vector<double>> times;
  std::optional<double> tau;
  survival::PseudoMethod method = survival::PseudoMethod::jackknife;
};

/// What is estimated. \throws declare::Error when it is not told and there is more than one cause
survival::PseudoType pseudo_type(const PseudoOptions& options, std::size_t causes);

/// times for a curve, tau for a mean; ascending. \throws declare::Error when there are none, or the other is given
std::vector<double> pseudo_times(const PseudoOptions& options, survival::PseudoType type);

/// type, times, tau
declare::Arguments<PseudoOptions> pseudo_type_and_times();
declare::Argument<PseudoOptions> pseudo_method();

}  // namespace functions
