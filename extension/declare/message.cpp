#include "declare/message.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace declare {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

/// Levenshtein's distance, names compared as SQLite compares them.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> distance(b.size() + 1);
  std::iota(distance.begin(), distance.end(), std::size_t{0});
  for (const char x : a) {
    std::size_t diagonal = distance[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(x) != lower(b[j]));
      diagonal = std::exchange(distance[j + 1], std::min({distance[j + 1] + 1, distance[j] + 1, replaced}));
    }
  }
  return distance.back();
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
  if (word.size() < 2 || word.size() > 64) return "";
  std::size_t least = word.size() / 3 + 1;  // further than this is another word
  const std::string* nearest = nullptr;
  for (const std::string& candidate : known) {
    if (candidate.size() > 2 * word.size() + 2) continue;
    if (const std::size_t distance = edits(word, candidate); distance < least + (nearest == nullptr)) {
      least = distance;
      nearest = &candidate;
    }
  }
  return nearest ? cat("; did you mean ", *nearest, "?") : "";
}

bool same_name(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

}  // namespace declare
