#include "cohort/parametric/lifetimes.hpp"

#include <algorithm>
#include <cmath>

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

bool Lifetimes::read_upper(std::span<const Cell> cells, double& upper) {
  const Cell& cell = cells[*upper_cell_];
  upper = HUGE_VAL;
  if (cell.is_null()) return true;
  if (!read_number(cell, 1, problems_, upper)) return false;
  const Cell& time = cells[time_cell_];
  if (std::isinf(upper))
    problems_.add(1, "is infinite", cat(upper), "write NULL where the event is only known to be after time");
  else if (time.is_number() && upper < time.number())
    problems_.add(1, "is before time", cat("upper ", upper, " at time ", time.number()), mend);
  else
    return true;
  return false;
}

void Lifetimes::row(std::span<const Cell> cells) {
  const std::size_t kept = size();
  double upper = 0;
  if (upper_cell_) {
    if (is_nobody(cells) || !read_upper(cells, upper)) return;
    const Cell& time = cells[time_cell_];
    cells_.assign(cells.begin(), cells.end());
    cells_[*upper_cell_] = Cell(std::int64_t{time.is_number() && upper == time.number()});
    Design::row(cells_);
  } else {
    Design::row(cells);
  }
  if (size() == kept) return;
  const double time = cells[time_cell_].number();
  if (upper_cell_) survival::append(upper_, upper, poll_);
  const bool is_lower_end = upper_cell_ && upper > 0 && std::isfinite(upper);
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
