// Labels and numbers as a figure shows them.
#pragma once
#include <string>

#include "declare/value.hpp"
#include "functions/figures/options.hpp"
#include "survival/interval.hpp"

namespace functions {

/// What a value is called in the figure.
std::string label_of(const declare::Value& value, const TextMap& labels);

/// A ratio as text: two digits behind the point, fewer of larger ones.
std::string ratio_text(double ratio);

/// A time as text: at most two digits behind the point.
std::string number_text(double value);

/// "67.1% (46.4–81.2)", or the proportions; an en dash when there is none.
std::string estimate_text(double estimate, survival::Limits limits, bool percent);

}  // namespace functions
