#include "plot/svg.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "plot/text_width.hpp"

namespace plot {

std::string coordinate(double value) {
  constexpr double largest = 1e7;  // far outside of any canvas, and every browser still draws to it
  const long long hundredths = std::llround(100 * std::clamp(std::isnan(value) ? 0 : value, -largest, largest));
  const long long size = hundredths < 0 ? -hundredths : hundredths;
  char digits[24];
  char* end = digits;
  if (hundredths < 0) *end++ = '-';
  if (size >= 100 || size == 0) end = std::to_chars(end, digits + sizeof digits, size / 100).ptr;
  if (size % 100 != 0) {
    *end++ = '.';
    *end++ = char('0' + size % 100 / 10);
    if (size % 10 != 0) *end++ = char('0' + size % 10);
  }
  return {digits, end};
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : cleaned(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

void Svg::tag(std::string_view element, const Attributes& attributes, std::string_view close) {
  text_.append("<").append(element);
  for (const Attribute& attribute : attributes)
    text_.append(" ").append(attribute.name).append("=\"").append(attribute.value).append("\"");
  text_ += close;
}

void Svg::begin(std::string_view element, const Attributes& attributes) {
  tag(element, attributes, ">\n");
  open_.emplace_back(element);
}

void Svg::end() {
  text_.append("</").append(open_.back()).append(">\n");
  open_.pop_back();
}

void Svg::element(std::string_view element, const Attributes& attributes) { tag(element, attributes, "/>\n"); }

void Svg::element(std::string_view element, const Attributes& attributes, std::string_view content) {
  tag(element, attributes, ">");
  text_.append(escaped(content)).append("</").append(element).append(">\n");
}

void Svg::line(double x1, double y1, double x2, double y2, const Attributes& attributes) {
  Attributes all = {{"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}};
  all.insert(all.end(), attributes.begin(), attributes.end());
  element("line", all);
}

void Svg::text(double x, double y, std::string_view content, const Attributes& attributes) {
  Attributes all = {{"x", x}, {"y", y}};
  all.insert(all.end(), attributes.begin(), attributes.end());
  element("text", all, content);
}

}  // namespace plot
