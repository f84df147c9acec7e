// The rows of a parametric regression: covariates and outcome as those of any other, or outcomes known to lie between
// two times.
#pragma once
#include <string>
#include <vector>

#include "cohort/design.hpp"

namespace cohort {

/// Takes what a Design takes, and `upper` in place of an event: the row's event was in (time, upper], at time where the
/// two are one, after time where upper is NULL.
class Lifetimes : public Design {
 public:
  Lifetimes() : Design(Outcome::event) { allow_no_covariate(); }

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  /// Of each row kept, inf where the event was after time; empty where there was an event in place of it.
  const survival::LargeVector<double>& upper() const { return upper_; }
  bool has_weights() const { return has_weights_; }

 private:
  std::size_t time_cell_ = 0;
  std::optional<std::size_t> upper_cell_;
  std::string time_, upper_text_;
  std::vector<declare::Cell> cells_;  ///< of the row at hand, an event in place of `upper`
  survival::LargeVector<double> upper_;
  Problems problems_;  ///< at 0 of time, at 1 of upper
  bool has_weights_ = false;
  survival::Poll poll_;
};

}  // namespace cohort
