// Labels and numbers as a figure shows them.
#pragma once
#include <string>
#include <vector>

#include "declare/value.hpp"
#include "functions/figures/options.hpp"
#include "survival/interval.hpp"

namespace functions {

/// What a value is called in the figure.
std::string label_of(const declare::Value& value, const TextMap& labels);

/// A label of a value that there is not is a slip where another value has none; where all have theirs, it is that of a
/// value that these patients lack.
/// \throws declare::Error that names the key of the options
void check_labels(std::string_view key, const TextMap& labels, const std::vector<declare::Value>& values);

/// A ratio as text: two digits behind the point, fewer of larger ones.
std::string ratio_text(double ratio);

/// A time as text: at most two digits behind the point.
std::string number_text(double value);

/// "67.1% (46.4–81.2)", or the proportions; an en dash when there is none.
std::string estimate_text(double estimate, survival::Limits limits, bool percent);

}  // namespace functions
