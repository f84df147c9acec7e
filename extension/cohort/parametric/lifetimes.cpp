#include "cohort/parametric/lifetimes.hpp"

#include <algorithm>
#include <cmath>

#include "cohort/parametric/upper.hpp"
#include "declare/message.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::Expression;

void Lifetimes::begin(std::span<const Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  bool has_event = false;
  std::vector<Expression> all(expressions.begin(), expressions.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& argument = all[i].argument;
    if (argument == "time_expr") time_cell_ = i, time_ = all[i].text;
    if (argument == "event_expr") has_event = true;
    if (argument == "weight") has_weights_ = true;
    if (argument == "upper") upper_cell_ = i, upper_text_ = all[i].text;
  }
  if (has_event && upper_cell_)
    throw Error(
        "event_expr and upper exclude each other: upper tells of an event at time (upper = time), after it (NULL) or "
        "between the two; give one of them");
  if (!has_event && !upper_cell_)
    throw Error(
        "argument 'event_expr' is missing: 1 if the event happened at time, 0 if censored; or give upper, for events "
        "between two times");
  if (upper_cell_) all[*upper_cell_].argument = "event_expr";
  Design::begin(all, poll);
}

void Lifetimes::row(std::span<const Cell> cells) {
  const std::size_t kept = size();
  std::optional<double> upper;
  if (upper_cell_) {
    if (is_nobody(cells)) return;
    const Cell& time = cells[time_cell_];
    upper = read_upper(cells[*upper_cell_], time, "time", 1, problems_);
    if (!upper) return;
    cells_.assign(cells.begin(), cells.end());
    cells_[*upper_cell_] = Cell(std::int64_t{time.is_number() && *upper == time.number()});
    Design::row(cells_);
  } else {
    Design::row(cells);
  }
  if (size() == kept) return;
  const double time = cells[time_cell_].number();
  if (upper) survival::append(upper_, *upper, poll_);
  const bool is_lower_end = upper && *upper > 0 && std::isfinite(*upper);
  if (time == 0 && !is_lower_end)
    problems_.add(0, "is 0", "0",
                  "a parametric model takes logarithms of times: correct the rows, leave them out with a query as "
                  "source, or say what half a day is: max(time, 0.5)");
}

void Lifetimes::end() {
  problems_.report(
      [&](std::size_t place) { return place == 0 ? cat("time '", time_, "'") : cat("upper '", upper_text_, "'"); });
  Design::end();
}

}  // namespace cohort
