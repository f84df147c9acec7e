#include "fuzz/answers.hpp"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <type_traits>

namespace fuzz {

using robust::Answer, robust::shown, robust::violation;

namespace {

constexpr std::array<std::string_view, 16> coordinates = {
    "x", "y", "d", "points", "width", "height", "cx", "cy", "x1", "y1", "x2", "y2", "r", "transform", "viewBox", "dx"};

/// expat's callback: notes in `*fault` what no figure may hold.
void look_at(void* fault, const char* element, const char** attributes) {
  const std::string_view name = element;
  const auto note = [&](std::string what) { *static_cast<std::string*>(fault) = std::move(what); };
  for (const char* foreign : {"script", "foreignObject", "image", "iframe", "a"})
    if (name == foreign) note("the element " + std::string(name));
  for (; *attributes; attributes += 2) {
    const std::string_view key = attributes[0], value = attributes[1];
    if (key.starts_with("on")) note("the attribute " + std::string(key));
    if (key.ends_with("href") && !value.starts_with("#")) note("a link to " + std::string(value));
    if (std::ranges::find(coordinates, key) != coordinates.end() &&
        (value.find("nan") != value.npos || value.find("inf") != value.npos))
      note(std::string(key) + " = " + std::string(value.substr(0, 80)));
  }
}

}  // namespace

std::string svg_fault(const std::string& svg) {
  std::string fault;
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"),
                                                                                        XML_ParserFree);
  XML_SetUserData(parser.get(), &fault);
  XML_SetStartElementHandler(parser.get(), look_at);
  if (XML_Parse(parser.get(), svg.data(), int(svg.size()), 1) == XML_STATUS_OK) return fault;
  const auto at = std::size_t(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser.get())));
  return std::string(XML_ErrorString(XML_GetErrorCode(parser.get()))) + " at byte " + std::to_string(at) + ": " +
         svg.substr(at < 40 ? 0 : at - 40, 80);
}

bool is_utf8(const std::string& text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned first = at(i);
    if (first < 0x80) continue;
    const std::size_t more = first >= 0xC2 && first < 0xE0   ? 1
                             : first >= 0xE0 && first < 0xF0 ? 2
                             : first >= 0xF0 && first < 0xF5 ? 3
                                                             : 0;
    if (more == 0 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((at(i + k) & 0xC0) != 0x80) return false;
    const unsigned second = at(i + 1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0)) return false;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90)) return false;
    i += more;
  }
  return true;
}

std::string shown_query(const std::string& sql, const std::vector<robust::Value>& values) {
  std::string text = sql + "\n";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += "  ?" + std::to_string(i + 1) + " = " + robust::literal(values[i]) + "\n";
  return text;
}

void check_answer(const Answer& answer, const std::string& query) {
  const auto fail = [&](const std::string& what) { violation(what + "\n" + query + shown(answer)); };
  for (const int fault : {SQLITE_INTERNAL, SQLITE_PERM, SQLITE_CORRUPT, SQLITE_MISUSE})
    if (answer.code == fault) fail("a result code that means a fault");
  for (const char* inner : {": vector::", ": basic_string", ": std::", ": map::at", ": bad_", ": stoi", ": stod",
                            ": [json.exception", ": cannot create", "a cohort has no column"})
    if (answer.message.find(inner) < 30 && query.find(inner) == query.npos)  // a syntax error repeats what was asked
      fail("a message from inside the program");
  for (const robust::Row& row : answer.rows)
    for (const robust::Value& value : row)
      if (const auto* text = std::get_if<std::string>(&value); text && text->starts_with("<svg")) {
        if (const std::string fault = svg_fault(*text); !fault.empty()) fail("the figure: " + fault);
        if (text->size() > 3'000'000) fail("a figure of " + std::to_string(text->size()) + " bytes");
      }
}

}  // namespace fuzz
