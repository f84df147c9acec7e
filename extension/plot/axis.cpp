#include "plot/axis.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace plot {
namespace {

struct Unit {
  std::string_view start;  ///< of its name, singular or plural
  std::string_view cjk;    ///< its names in Chinese and Japanese, separated by spaces
  std::span<const double> steps;
};

constexpr std::array<double, 8> month_steps = {1, 2, 3, 6, 12, 24, 60, 120};
constexpr std::array<double, 13> day_steps = {1, 2, 5, 10, 20, 30, 60, 90, 180, 365, 730, 1825, 3650};
constexpr std::array<double, 9> week_steps = {1, 2, 4, 8, 12, 26, 52, 104, 260};
constexpr std::array<double, 9> hour_steps = {1, 2, 3, 6, 12, 24, 48, 72, 168};
constexpr std::array<double, 9> year_steps = {0.25, 0.5, 1, 2, 5, 10, 20, 50, 100};
constexpr std::array<Unit, 5> units = {{{"month", "个月 個月 か月 月", month_steps},
                                        {"day", "天 日", day_steps},
                                        {"week", "星期 周 週", week_steps},
                                        {"hour", "小时 小時 時間", hour_steps},
                                        {"year", "年", year_steps}}};

bool is_unit(const Unit& unit, std::string_view name) {
  if (name.starts_with(unit.start)) return true;
  return !name.empty() && (" " + std::string(unit.cjk) + " ").find(" " + std::string(name) + " ") != std::string::npos;
}

/// 1, 2 or 5 times a power of ten, at least this; at the ends of the numbers, where powers of ten end, the last of
/// them.
double decimal_step(double least) {
  least = std::clamp(least, 1e-300, 1e308);
  double power = std::pow(10, std::floor(std::log10(least)));
  for (;; power *= 10)
    for (const double digit : {1, 2, 5})
      if (digit * power >= least * (1 - 1e-9)) return digit * power;
}

}  // namespace

std::string fixed(double value, int decimals) {
  std::array<char, 400> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(value), std::chars_format::fixed, decimals)
          .ptr;
  std::string text(digits.data(), end);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !is_zero ? "\u2212" + text : text;
}

std::string tick_number(double value, double step, double largest) {
  constexpr std::size_t longest = 18;
  constexpr double smallest = 1e-10;  // of which twelve decimals show two digits
  std::string digits = fixed(value, decimals_of(step));
  if (step >= smallest && fixed(largest, decimals_of(step)).size() <= longest) return digits;
  if (value == 0) return "0";
  const double power = std::floor(std::log10(largest)), unit = std::pow(10, power);
  constexpr int most_decimals = 4;
  return fixed(value / unit, std::min(decimals_of(step / unit), most_decimals)) + "e" + fixed(power, 0);
}

double nice_step(std::string_view unit, double least) {
  std::string name(unit);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  for (const Unit& known : units) {
    if (!is_unit(known, name) || least < known.steps.front() / 2) continue;
    for (const double step : known.steps)
      if (step >= least * (1 - 1e-9)) return step;
    return known.steps.back() * decimal_step(least / known.steps.back());
  }
  return decimal_step(least);
}

std::vector<double> ticks(double low, double high, double step) {
  std::vector<double> found;
  constexpr double slack = 1e-9;
  for (double k = std::ceil(low / step - slack); k <= high / step + slack && found.size() < 1000; ++k)
    found.push_back(k * step + 0.0);
  return found;
}

int decimals_of(double step) {
  int decimals = 0;
  for (double x = step; decimals < 12 && std::abs(x - std::round(x)) > 1e-6 * step; ++decimals)
    x = step * std::pow(10, decimals + 1);
  return decimals;
}

std::vector<double> log_ticks(double low, double high, std::size_t most) {
  static constexpr std::array<std::array<double, 3>, 3> digits = {{{1, 2, 5}, {1, 3, 0}, {1, 0, 0}}};
  low = std::max(low, 1e-307), high = std::min(high, 1e308);  // beyond, powers of ten are 0 or infinite
  std::vector<double> found;
  for (const auto& of_decade : digits) {
    found.clear();
    for (double power = std::floor(std::log10(low)); power <= std::ceil(std::log10(high)); ++power)
      for (const double digit : of_decade) {
        // a negative power of ten is exact only as a quotient
        const double tick = power < 0 ? digit / std::pow(10, -power) : digit * std::pow(10, power);
        if (digit > 0 && tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) found.push_back(tick);
      }
    if (found.size() <= most) return found;
  }
  std::vector<double> fewer;  // many decades: every so many of them, 1 always among these
  const std::size_t stride = found.size() / std::max(most, std::size_t{1}) + 1;
  for (const double tick : found)
    if (std::llround(std::log10(tick)) % static_cast<long long>(stride) == 0) fewer.push_back(tick);
  return fewer;
}

}  // namespace plot
