// SVG as text: elements, attributes and escaping. The same bytes for the same drawing on every machine.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "plot/text.hpp"

namespace plot {

/// A coordinate, to the hundredth; no locale, no exponent, no "-0".
std::string coordinate(double value);

/// Text that may stand in an element or an attribute, whatever its bytes were.
std::string escaped(std::string_view text);

struct Attribute {
  std::string_view name;
  std::string value;

  Attribute(std::string_view n, double number) : name(n), value(coordinate(number)) {}
  Attribute(std::string_view n, std::string_view text) : name(n), value(escaped(text)) {}
};

/// One document, written from its start to its end.
class Svg {
 public:
  using Attributes = std::vector<Attribute>;

  void begin(std::string_view element, const Attributes& attributes = {});
  void end();
  void element(std::string_view element, const Attributes& attributes);
  void element(std::string_view element, const Attributes& attributes, std::string_view content);
  void line(double x1, double y1, double x2, double y2, const Attributes& attributes = {});
  void text(double x, double y, std::string_view content, const Attributes& attributes = {});
  void text(const Text& placed, const Attributes& attributes = {}) {
    text(placed.x, placed.y, placed.content, attributes);
  }
  /// The text so far.
  const std::string& str() const { return text_; }

 private:
  void tag(std::string_view element, const Attributes& attributes, std::string_view close);

  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace plot
