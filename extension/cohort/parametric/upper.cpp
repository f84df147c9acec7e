#include "cohort/parametric/upper.hpp"

#include <cmath>

#include "declare/message.hpp"

namespace cohort {

using declare::cat, declare::Cell;

std::optional<double> read_upper(const Cell& upper, const Cell& lower, std::string_view lower_name, std::size_t place,
                                 Problems& problems) {
  if (upper.is_null()) return HUGE_VAL;
  double end = 0;
  if (!read_number(upper, place, problems, end)) return std::nullopt;
  end += 0.0;  // -0 is 0
  if (std::isinf(end))
    problems.add(place, "is infinite", cat(end),
                 cat("write NULL where the event is only known to be after ", lower_name));
  else if (lower.is_number() && end < lower.number())
    problems.add(place, cat("is before ", lower_name), cat("upper ", end, " at ", lower_name, " ", lower.number()),
                 mend);
  else
    return end;
  return std::nullopt;
}

}  // namespace cohort
