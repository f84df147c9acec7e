#include "cohort/grouping.hpp"

#include "declare/message.hpp"

namespace cohort {

std::uint32_t Grouping::combination(std::span<const declare::Cell> cells) {
  bool as_before = !last_.empty();
  last_.resize(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint32_t code = dictionaries_[i].code(cells[i]);
    as_before = as_before && last_[i] == code;
    last_[i] = code;
  }
  if (!as_before) last_code_ = combinations_.emplace(last_, std::uint32_t(combinations_.size())).first->second;
  return last_code_;
}

std::vector<std::uint32_t> Grouping::sort() {
  if (size() == 1) return dictionaries_.front().sort();
  std::vector<std::vector<std::uint32_t>> renumbered;
  for (Dictionary& dictionary : dictionaries_) renumbered.push_back(dictionary.sort());
  std::map<std::vector<std::uint32_t>, std::uint32_t> sorted;  // old code, by the new codes of its parts
  for (const auto& [old_parts, code] : combinations_) {
    std::vector<std::uint32_t> parts = old_parts;
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = renumbered[i][parts[i]];
    sorted.emplace(std::move(parts), code);
  }
  std::vector<std::uint32_t> new_codes(sorted.size());
  std::uint32_t next = 0;
  for (auto& [parts, code] : sorted) {
    new_codes[code] = next;
    code = next++;
  }
  combinations_ = std::move(sorted);
  last_.clear();
  return new_codes;
}

std::vector<std::vector<std::uint32_t>> Grouping::parts() const {
  std::vector<std::vector<std::uint32_t>> all;
  if (size() == 1)
    for (std::uint32_t code = 0; code < groups(); ++code) all.push_back({code});
  for (const auto& [parts, code] : combinations_) all.push_back(parts);
  return all;
}

std::optional<std::uint32_t> Grouping::find(const std::vector<std::uint32_t>& ranks) const {
  if (size() == 1) return ranks.front();
  const auto found = combinations_.find(ranks);
  return found == combinations_.end() ? std::nullopt : std::optional(found->second);
}

declare::Value Grouping::label(std::span<const std::uint32_t> parts, std::size_t first, std::size_t count) const {
  const auto value = [&](std::size_t i) -> const declare::Value& { return dictionaries_[i].values()[parts[i]]; };
  if (count == 1) return value(first);
  std::string label;
  for (std::size_t i = first; i < first + count; ++i)
    label += declare::cat(i > first ? ", " : "", names_[i], "=", declare::text(value(i)));
  return label;
}

}  // namespace cohort
