// Where on a page a number stands: from its axis to pixels.
#pragma once
#include <cmath>

namespace plot {

/// low stands at `from` and high at `to`, pixels in either direction.
struct LinearScale {
  double low = 0, high = 1, from = 0, to = 1;
  double at(double x) const {
    const double k = std::isinf(high - low) ? 0.5 : 1;  // halves have a difference where the numbers have none
    return from + (k * x - k * low) / (k * high - k * low) * (to - from);
  }
};

/// The same of numbers > 0, equal ratios at equal distances.
struct LogScale {
  double low = 1, high = 10, from = 0, to = 1;
  double at(double x) const {
    return from + (std::log(x) - std::log(low)) / (std::log(high) - std::log(low)) * (to - from);
  }
};

}  // namespace plot
