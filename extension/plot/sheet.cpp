#include "plot/sheet.hpp"

#include <charconv>
#include <cstdint>

#include "plot/text_width.hpp"

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

Sheet::Sheet(const Frame& frame) : frame_(frame), hash_(hashed(frame)) {
  const double width = frame.width - 2 * margin();
  title_ = wrapped(frame.title, width, title_size(), Weight::bold);
  subtitle_ = wrapped(frame.subtitle, width, frame.font_size);
  caption_ = wrapped(frame.caption, width, caption_size());
}

double Sheet::top() const {
  const double titles = double(title_.size()) * title_size() + double(subtitle_.size()) * frame_.font_size;
  return margin() + line_height * titles + (titles > 0 ? 0.4 * frame_.font_size : 0);
}

double Sheet::bottom() const {
  const double lines = double(caption_.size()) * line_height * caption_size();
  return margin() * 0.8 + (lines > 0 ? lines + 0.6 * frame_.font_size : 0);
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
                    {"font-size", frame_.font_size},
                    {"fill", ink}});
  svg.element("title", {{"id", id("title")}}, frame_.name);
  svg.element("desc", {{"id", id("desc")}}, frame_.description);
  svg.element("rect", {{"width", frame_.width}, {"height", height}, {"fill", "#ffffff"}});
  double y = margin();
  const auto lines = [&](const std::vector<std::string>& texts, double size, Svg::Attributes attributes) {
    attributes.emplace_back("font-size", size);
    for (const std::string& text : texts) {
      svg.text(margin(), y + size, text, attributes);
      y += line_height * size;
    }
  };
  lines(title_, title_size(), {{"font-weight", "bold"}});
  lines(subtitle_, frame_.font_size, {{"fill", faint_ink}});
}

void Sheet::finish(Svg& svg, double height) const {
  double y = height - 0.8 * margin() - double(caption_.size()) * line_height * caption_size();
  for (const std::string& text : caption_) {
    svg.text(margin(), y + caption_size(), text, {{"font-size", caption_size()}, {"fill", faint_ink}});
    y += line_height * caption_size();
  }
  svg.end();
}

}  // namespace plot
