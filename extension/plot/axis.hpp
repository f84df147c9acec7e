// An axis: which steps between its ticks readers expect, and how its numbers are written.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace plot {

/// A number with `decimals` digits behind the point, a true minus sign before it.
std::string fixed(double value, int decimals);

/// A multiple of `step`, none of them above `largest`, as the others are written: "0.25", "1500"; where that would be
/// too many digits, with the power of ten of the largest: "0.5e300".
std::string tick_number(double value, double step, double largest);

/// The smallest step, at least `least`, that is usual for the unit: months go by 3, 6 or 12, days by 30, 90 or 365,
/// anything else by 1, 2 or 5 times a power of ten.
double nice_step(std::string_view unit, double least);

/// The multiples of `step` in [low, high].
std::vector<double> ticks(double low, double high, double step);

/// The digits that multiples of `step` need behind the point.
int decimals_of(double step);

/// 1, 2 or 5 times a power of ten that lie in [low, high] > 0; fewer of each decade where that would be many.
std::vector<double> log_ticks(double low, double high, std::size_t most);

}  // namespace plot
