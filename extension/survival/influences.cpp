#include "survival/influences.hpp"

#include <utility>

namespace survival {

Followers::Followers(const Patients& all, std::size_t number, LargeVector<std::uint8_t> not_ended, const Poll& asked)
    : patients(all), goes_on(std::move(not_ended)), poll(asked) {
  groups = by_group(all.size(), number, poll, [&](std::size_t i) { return all.group_of(i); });
  if (all.id.empty()) return;
  std::uint32_t ids = 0;
  for_each_row(all.size(), poll, [&](std::size_t i) { ids = std::max(ids, all.id[i] + 1); });
  LargeVector<std::uint32_t> seen(ids), number_of(ids);  // 1 + the last group in which the patient was met
  member.resize(all.size());
  std::uint32_t next = 0, last = 0;
  for_each_row(all.size(), poll, [&](std::size_t k) {
    const std::uint32_t row = groups.rows[k], id = all.id[row], group = all.group_of(row) + 1;
    if (group != last) next = 0, last = group;
    if (seen[id] != group) seen[id] = group, number_of[id] = next++;
    member[row] = number_of[id];
  });
}

}  // namespace survival
