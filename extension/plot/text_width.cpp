#include "plot/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace plot {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t ellipsis = 0x2026;

/// The character at `at`, which moves behind it; as the Unicode standard counts broken bytes.
char32_t decode(std::string_view bytes, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return std::uint32_t(static_cast<unsigned char>(bytes[i])); };
  const std::uint32_t first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xC2 && first < 0xE0 ? 1 : first >= 0xE0 && first < 0xF0 ? 2 : first < 0xF5 ? 3 : 0;
  if (more == 0 || first < 0xC2) return replacement;
  std::uint32_t code = first & (0x3FU >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= bytes.size() || (byte(at) & 0xC0) != 0x80) return replacement;
    const std::uint32_t next = byte(at);
    const bool overlong = i == 0 && ((first == 0xE0 && next < 0xA0) || (first == 0xF0 && next < 0x90));
    const bool beyond = i == 0 && ((first == 0xED && next > 0x9F) || (first == 0xF4 && next > 0x8F));
    if (overlong || beyond) return replacement;
    code = code << 6 | (next & 0x3F);
    ++at;
  }
  return code;
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_mark(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE00 && c <= 0xFE0F);
}

/// In ems.
double advance(char32_t c) {
  static constexpr std::array<unsigned char, 95> ascii = {
      32, 40, 46, 84, 64, 95, 78, 28, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
      64, 64, 34, 34, 84, 84, 84, 56, 102, 69, 69, 73, 77, 67, 61, 78, 76, 30, 50, 67, 56, 87, 75, 79,
      67, 79, 73, 67, 61, 74, 69, 99, 69,  67, 69, 39, 34, 39, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64,
      64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 52, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84};
  if (c >= 32 && c < 127) return ascii[c - 32] / 100.0;
  if (is_mark(c)) return 0;
  if (is_wide(c)) return 1.02;
  if (c < 0x250) return 0.7;
  if (c < 0x590) return 0.8;                                          // Greek, Cyrillic, Armenian
  if (c == 0x2013) return 0.56;                                       // en dash
  if (c >= 0x2018 && c <= 0x201F) return 0.52;                        // quotes
  if (c == replacement || (c >= 0x1F000 && c < 0x20000)) return 1.4;  // emoji
  return 1.02;
}

double width_of(std::u32string_view text, double size, Weight weight) {
  constexpr double bold = 1.12;
  double ems = 0;
  for (const char32_t c : text) ems += advance(c);
  return ems * size * (weight == Weight::bold ? bold : 1);
}

}  // namespace

std::u32string characters(std::string_view bytes) {
  std::u32string found;
  for (std::size_t at = 0; at < bytes.size();) {
    const char32_t c = decode(bytes, at);
    const bool is_space = c == '\t' || c == '\n' || c == '\r';
    const bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF;
    if (is_space)
      found += U' ';
    else if (!is_control)
      found += c;
  }
  return found;
}

std::string utf8(std::u32string_view text) {
  std::string bytes;
  for (const char32_t c : text) {
    const auto tail = [&](int shift) { bytes += char(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
      bytes += char(c);
    } else if (c < 0x800) {
      bytes += char(0xC0 | c >> 6);
      tail(0);
    } else if (c < 0x10000) {
      bytes += char(0xE0 | c >> 12);
      tail(6), tail(0);
    } else {
      bytes += char(0xF0 | c >> 18);
      tail(12), tail(6), tail(0);
    }
  }
  return bytes;
}

std::string cleaned(std::string_view bytes) { return utf8(characters(bytes)); }

double text_width(std::string_view text, double size, Weight weight) {
  return width_of(characters(text), size, weight);
}

std::string shortened_to(std::string_view text, double width, double size, Weight weight) {
  std::u32string line = characters(text);
  if (width_of(line, size, weight) <= width) return utf8(line);
  line += ellipsis;
  while (line.size() > 1 && width_of(line, size, weight) > width) line.erase(line.size() - 2, 1);
  return utf8(line);
}

std::vector<std::string> wrapped(std::string_view text, double width, double size, Weight weight) {
  const std::u32string all = characters(text);
  std::vector<std::string> lines;
  std::u32string line;
  const auto flush = [&] {
    while (!line.empty() && line.back() == U' ') line.pop_back();
    if (!line.empty()) lines.push_back(utf8(line));
    line.clear();
  };
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;  // of a piece that is not broken: a word and the space behind it, or a CJK character
    if (!is_wide(all[begin]))
      while (end < all.size() && all[end - 1] != U' ' && !is_wide(all[end])) ++end;
    std::u32string piece = all.substr(begin, end - begin);
    const std::u32string_view word = std::u32string_view(piece).substr(0, piece.size() - (piece.back() == U' '));
    if (!line.empty() && width_of(line, size, weight) + width_of(word, size, weight) > width) flush();
    for (const char32_t c : piece) {
      const double more = advance(c) * size * 1.12;
      if (c != U' ' && !line.empty() && width_of(word, size, weight) > width &&
          width_of(line, size, weight) + more > width)
        flush();
      line += c;
    }
    begin = end;
  }
  flush();
  return lines;
}

std::vector<std::string> wrapped_to(std::string_view text, double width, double size, Weight weight) {
  if (text_width(text, size, weight) <= width) return {std::string(text)};
  return wrapped(text, width, size, weight);
}

}  // namespace plot
