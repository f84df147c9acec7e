// What table_one tells where a count, or a number that stands for one patient, may not be told.
#pragma once
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "declare/message.hpp"
#include "declare/value.hpp"
#include "survival/radix_sort.hpp"
#include "survival/registry/description.hpp"
#include "survival/registry/suppression.hpp"

namespace functions {

/// What is told of one variable, stratum by stratum; the last row of its counts is of those without a value.
class Privacy {
 public:
  /// \param least  fewest patients that a count may tell of, a whole number >= 3; none: all is told
  Privacy(std::optional<double> least, const survival::Contingency& counts, const survival::Poll& poll)
      : told_(least ? std::optional(survival::suppressed(counts, std::uint64_t(*least), poll)) : std::nullopt),
        missing_(counts.rows - 1),
        least_(least.value_or(0)) {}

  bool hides_any() const { return told_ && told_->hides_any(); }
  survival::Told of(std::size_t row, std::size_t s) const {
    return !told_ ? survival::Told::shown : s == 0 ? told_->total(row) : told_->of(row, s - 1);
  }
  survival::Told of_missing(std::size_t s) const { return of(missing_, s); }
  /// In place of what is not told.
  std::string text(survival::Told told) const {
    if (told == survival::Told::nothing) return "\u2013";
    return declare::cat(told == survival::Told::few ? "<" : "\u2265", least_);
  }
  /// Leaves out of n numbers what has fewer than `least` of them on one side: with the mean and the spread it would
  /// tell single ones.
  void hide(survival::Description& d, std::int64_t n) const {
    if (!told_) return;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    d.min = d.max = none;
    if (double(n) < 4 * least_) d.q1 = d.q3 = none;
    if (double(n) < 2 * least_) d.median = none;
  }

 private:
  std::optional<survival::Suppression> told_;
  std::size_t missing_;
  double least_;
};

/// Of numbers with few different values the mean and the spread tell how many patients have each.
/// \throws declare::Error of sorted keys with 2 to 10 values
inline void check_values(const std::string& name, const std::vector<survival::Key>& sorted) {
  constexpr std::size_t few = 10;
  std::size_t values = !sorted.empty();
  for (std::size_t i = 1; i < sorted.size() && values <= few; ++i) values += sorted[i].bits != sorted[i - 1].bits;
  if (values < 2 || values > few) return;
  throw declare::Error(declare::cat("variable '", name, "' has ", values,
                                    " different values, whose mean and spread tell "
                                    "how many patients have each, also where those are fewer than least; say types = '",
                                    name, "=categorical', or '", name, "=numeric' if that may be told"));
}

}  // namespace functions
