#include "functions/figures/wording.hpp"

#include <algorithm>
#include <cmath>

#include "declare/message.hpp"
#include "plot/axis.hpp"

namespace functions {

std::string label_of(const declare::Value& value, const TextMap& labels) {
  std::string name = declare::text(value);
  for (const auto& [known, label] : labels)
    if (known == name) return label;
  return name;
}

void check_labels(std::string_view key, const TextMap& labels, const std::vector<declare::Value>& values) {
  std::vector<std::string> names;
  bool all = true;
  for (const declare::Value& value : values) {
    names.push_back(declare::text(value));
    all = all && std::ranges::count(labels, names.back(), &TextMap::value_type::first) > 0;
  }
  if (all) return;
  for (const auto& [name, label] : labels)
    if (std::ranges::find(names, name) == names.end())
      throw declare::Error(declare::cat("argument 'options' key '", key, "' has '", name, "', which is no value",
                                        declare::did_you_mean(name, names), "; the values are ",
                                        declare::any_of(names)));
}

std::string ratio_text(double ratio) {
  if (std::isinf(ratio)) return "\u221e";
  if (ratio < 0.01) return "<0.01";
  return ratio >= 99.95   ? plot::fixed(std::min(ratio, 1e9), 0)
         : ratio >= 9.995 ? plot::fixed(ratio, 1)
                          : plot::fixed(ratio, 2);
}

std::string number_text(double value) {
  for (int decimals = 0; decimals < 2; ++decimals)
    if (std::abs(value - std::round(value * std::pow(10, decimals)) / std::pow(10, decimals)) < 1e-9 * std::abs(value))
      return plot::fixed(value, decimals);
  return value >= 100 ? plot::fixed(value, 0) : plot::fixed(value, value >= 10 ? 1 : 2);
}

std::string estimate_text(double estimate, survival::Limits limits, bool percent) {
  if (std::isnan(estimate)) return "\u2013";
  const auto number = [&](double p) { return percent ? plot::fixed(100 * p, 1) : plot::fixed(p, 3); };
  std::string text = number(estimate) + (percent ? "%" : "");
  if (!std::isnan(limits.low)) text += " (" + number(limits.low) + "\u2013" + number(limits.high) + ")";
  return text;
}

}  // namespace functions
