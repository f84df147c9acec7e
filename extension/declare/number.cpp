#include "declare/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace declare {

std::string shortest(double number) {
  char digits[32];
  const bool whole = number == std::trunc(number) && std::abs(number) < 1e15;
  char* const end = digits + sizeof digits;
  return {digits, whole ? std::to_chars(digits, end, static_cast<long long>(number)).ptr
                        : std::to_chars(digits, end, number).ptr};
}

std::string real_text(double real) {
  if (std::isinf(real)) return real < 0 ? "-Inf" : "Inf";
  char digits[40];
  std::string text(digits, std::to_chars(digits, digits + sizeof digits, real, std::chars_format::general, 15).ptr);
  if (text.find('.') == std::string::npos) text.insert(std::min(text.find('e'), text.size()), ".0");
  return text;
}

std::string rounded(double number, std::int64_t decimals) {
  constexpr double nudge = 1 + 0x1p-51;
  constexpr double longest = 1e15;
  if (std::abs(number) >= longest) return shortest(number);
  char text[40];
  const double scale = std::pow(10.0, double(decimals));
  const double shifted = number * nudge * scale;
  const double whole = std::abs(shifted) < longest ? std::round(shifted) / scale : number;
  return {
      text,
      std::to_chars(text, text + sizeof text, whole == 0 ? 0.0 : whole, std::chars_format::fixed, int(decimals)).ptr};
}

}  // namespace declare
