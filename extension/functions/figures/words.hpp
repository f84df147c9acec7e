// The words that a figure writes by itself: in English or Chinese, and any of them as the user wants it.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "functions/figures/options.hpp"
#include "survival/interval.hpp"

namespace functions {

/// The English of every text that can be replaced, for the documentation.
std::string all_words();

class Words {
 public:
  using Parts = std::initializer_list<std::pair<std::string_view, std::string>>;

  /// \throws declare::Error when `words` replaces a text that no figure writes, or leaves out one of its {parts}
  explicit Words(const PlotOptions& options);

  /// A text by its English, each {part} filled in. \throws std::logic_error when there is none
  std::string operator()(std::string_view english, Parts parts = {}) const;

  /// "p = 0.012", "p < 0.001"; with `digits` behind the point where these are asked for.
  std::string p_value(double p) const;
  /// The same in a column of P values: "0.012", "<0.001".
  std::string p_cell(double p) const;
  /// "23 months", "not reached" for NaN.
  std::string time(double time, const std::string& unit) const;
  /// The same with "(95% CI 10 to not reached)", where there are limits.
  std::string time(double time, survival::Limits limits, double conf_level, const std::string& unit) const;

 private:
  struct Shown {
    char sign;  ///< of '=', '<', '>'
    std::string number;
  };
  Shown shown(double p) const;

  const PlotOptions& options_;
  std::vector<std::string> texts_;  ///< in the order of the list
};

}  // namespace functions
