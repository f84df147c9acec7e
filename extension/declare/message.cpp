#include "declare/message.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace declare {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

/// The characters of UTF-8 text, each as some number of its own; names compared as SQLite compares them.
std::vector<std::uint32_t> letters(std::string_view text) {
  std::vector<std::uint32_t> found;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(lower(c));
    const bool continues = (byte & 0xC0) == 0x80 && !found.empty();
    if (continues)
      found.back() = found.back() << 8 | byte;
    else
      found.push_back(byte);
  }
  return found;
}

/// Letters to change, drop, add, or swap with the next one (Damerau's distance).
std::size_t edits(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::vector<std::size_t> two_before, before, now(b.size() + 1);
  std::iota(now.begin(), now.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_before = std::exchange(before, now);
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto same = [&](std::size_t k, std::size_t l) { return a[k] == b[l]; };
      now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + !same(i - 1, j - 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) now[j] = std::min(now[j], two_before[j - 2] + 1);
    }
  }
  return now.back();
}

/// A text literal without its quotes.
std::string_view unquoted(std::string_view word) {
  const bool quoted = word.size() >= 2 && word.front() == '\'' && word.back() == '\'';
  return quoted ? word.substr(1, word.size() - 2) : word;
}

/// How many letters two names have in common from their start.
std::size_t common_start(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  return i;
}

}  // namespace

std::string any_of(std::span<const std::string> words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i)
    list += cat(i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  return list;
}

std::string rows(double count) { return cat(count, count == 1 ? " row" : " rows"); }

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // inside a UTF-8 character
  return cat(text.substr(0, end), "...");
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  constexpr std::size_t longest = 64;
  const auto typed = letters(unquoted(word).substr(0, 4 * longest));
  if (typed.size() < 2 || typed.size() > longest) return "";
  const std::size_t most = typed.size() < 4 ? 1 : typed.size() < 8 ? 2 : 3;  // further than this is another word
  const std::string* nearest = nullptr;
  std::size_t least = 0, start = 0;
  for (const std::string& candidate : known) {
    if (candidate.size() > 4 * (typed.size() + most)) continue;
    const auto name = letters(unquoted(candidate));
    const std::size_t distance = edits(typed, name), common = common_start(typed, name);
    if (distance > most || (nearest && (distance > least || (distance == least && common <= start)))) continue;
    least = distance;
    start = common;
    nearest = &candidate;
  }
  return nearest ? cat("; did you mean ", *nearest, "?") : "";
}

bool same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

}  // namespace declare
