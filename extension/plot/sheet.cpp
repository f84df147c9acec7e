#include "plot/sheet.hpp"

#include <charconv>
#include <cstdint>

namespace plot {
namespace {

/// FNV-1a of the texts, in hexadecimal.
std::string hashed(const Frame& frame) {
  std::uint64_t hash = 14695981039346656037U;
  for (const std::string* text : {&frame.name, &frame.title, &frame.subtitle, &frame.caption, &frame.description})
    for (const char c : *text + '\n') hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  char digits[16];
  return {digits, std::to_chars(digits, digits + sizeof digits, hash >> 16, 16).ptr};
}

}  // namespace

Sheet::Sheet(const Frame& frame, const Sizes& sizes) : frame_(frame), sizes_(sizes), hash_(hashed(frame)) {
  const double width = frame.width - 2 * sizes_.margin();
  title_ = wrapped(frame.title, width, title_size(), Weight::bold);
  subtitle_ = wrapped(frame.subtitle, width, sizes_.font);
  caption_ = wrapped(frame.caption, width, caption_size());
}

double Sheet::top() const {
  const double titles = double(title_.size()) * title_size() + double(subtitle_.size()) * sizes_.font;
  return sizes_.margin() + line_height * titles + (titles > 0 ? 0.4 * sizes_.font : 0);
}

double Sheet::bottom() const {
  const double lines = double(caption_.size()) * line_height * caption_size();
  return sizes_.margin() * 0.8 + (lines > 0 ? lines + 0.6 * sizes_.font : 0);
}

Texts Sheet::titles() const {
  Texts placed;
  double y = sizes_.margin();
  const auto place = [&](const std::vector<std::string>& lines, double size, Weight weight) {
    for (const std::string& line : lines) {
      placed.push_back({.content = line, .x = sizes_.margin(), .y = y + size, .size = size, .weight = weight});
      y += line_height * size;
    }
  };
  place(title_, title_size(), Weight::bold);
  place(subtitle_, sizes_.font, Weight::regular);
  return placed;
}

Texts Sheet::caption(double height) const {
  Texts placed;
  const double size = caption_size();
  double y = height - 0.8 * sizes_.margin() - double(caption_.size()) * line_height * size;
  for (const std::string& line : caption_) {
    placed.push_back({.content = line, .x = sizes_.margin(), .y = y + size, .size = size});
    y += line_height * size;
  }
  return placed;
}

std::string Sheet::id(const char* name) const { return std::string(name) + "-" + hash_; }

void Sheet::begin(Svg& svg, double height) const {
  svg.begin("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                    {"version", "1.1"},
                    {"width", frame_.width},
                    {"height", height},
                    {"viewBox", "0 0 " + coordinate(frame_.width) + " " + coordinate(height)},
                    {"role", "img"},
                    {"aria-labelledby", id("title") + " " + id("desc")},
                    {"font-family", frame_.font_family},
                    {"font-size", sizes_.font},
                    {"fill", frame_.shades.ink}});
  svg.element("title", {{"id", id("title")}}, frame_.name);
  svg.element("desc", {{"id", id("desc")}}, frame_.description);
  if (!frame_.shades.background.empty())
    svg.element("rect", {{"width", frame_.width}, {"height", height}, {"fill", frame_.shades.background}});
  for (const Text& text : titles())
    if (text.weight == Weight::bold)
      svg.text(text.x, text.y, text.content, {{"font-weight", "bold"}, {"font-size", text.size}});
    else
      svg.text(text.x, text.y, text.content, {{"fill", frame_.shades.faint}, {"font-size", text.size}});
}

void Sheet::finish(Svg& svg, double height) const {
  for (const Text& text : caption(height))
    svg.text(text.x, text.y, text.content, {{"font-size", text.size}, {"fill", frame_.shades.faint}});
  svg.end();
}

}  // namespace plot
