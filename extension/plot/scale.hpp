// Where on a page a number stands: from its axis to pixels.
#pragma once
#include <cmath>

namespace plot {

/// low stands at `from` and high at `to`, pixels in either direction.
struct LinearScale {
  double low = 0, high = 1, from = 0, to = 1;
  double at(double x) const { return from + (x - low) / (high - low) * (to - from); }
};

/// The same of numbers > 0, equal ratios at equal distances.
struct LogScale {
  double low = 1, high = 10, from = 0, to = 1;
  double at(double x) const {
    return from + (std::log(x) - std::log(low)) / (std::log(high) - std::log(low)) * (to - from);
  }
};

}  // namespace plot
