#include "survival/histories.hpp"

#include <algorithm>

#include "survival/by_group.hpp"

namespace survival {
namespace {

/// Whether two rows of a patient agree in all that does not tell when and how they begin or end.
bool continues(const Patients& patients, std::size_t earlier, std::size_t later) {
  bool same = true;
  for_each_column(patients, [&](const auto& values, const auto& column) {
    const bool is_stay = is(column, &Patients::time) || is(column, &Patients::status) || is(column, &Patients::entry) ||
                         is(column, &Patients::row);
    if (!is_stay && !values.empty()) same &= values[earlier] == values[later];
  });
  return same;
}

}  // namespace

Histories histories(const Patients& patients, const Poll& poll) {
  std::uint32_t ids = 0;
  for_each_row(patients.size(), poll, [&](std::size_t i) { ids = std::max(ids, patients.id[i] + 1); });
  Histories found;
  found.rows = by_group(patients.size(), ids, poll, [&](std::size_t i) { return patients.id[i]; }).rows;
  found.goes_on.resize(patients.size());
  std::optional<std::uint32_t> counted;  // the last patient with an overlap
  for_each_row(found.rows.empty() ? 0 : found.rows.size() - 1, poll, [&](std::size_t k) {
    const std::uint32_t earlier = found.rows[k], later = found.rows[k + 1], id = patients.id[earlier];
    if (patients.id[later] != id) return;
    const bool overlaps = patients.entry.empty() || patients.entry[later] < patients.time[earlier];
    found.goes_on[earlier] = !overlaps && patients.entry[later] == patients.time[earlier];
    if (!overlaps || counted == id) return;
    counted = id;
    ++found.overlapping;
    if (!found.overlap) found.overlap = {id, patient(patients, earlier), patient(patients, later)};
  });
  return found;
}

void join(Patients& patients, const Histories& histories, const Poll& poll, const Alike& alike) {
  LargeVector<std::uint8_t> joined(patients.size());  // to the row after it
  std::size_t left = patients.size();
  for_each_row(histories.rows.size(), poll, [&](std::size_t k) {
    const std::uint32_t earlier = histories.rows[k];
    if (!histories.goes_on[earlier] || patients.status[earlier] != 0) return;
    const std::uint32_t later = histories.rows[k + 1];
    if (!continues(patients, earlier, later) || (alike && !alike(earlier, later))) return;
    patients.entry[later] = patients.entry[earlier];
    joined[earlier] = 1;
    --left;
  });
  if (left == patients.size()) return;
  LargeVector<std::uint32_t> kept;
  kept.reserve(left);
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    if (!joined[i]) kept.push_back(std::uint32_t(i));
  });
  patients = picked(patients, kept, poll);
}

}  // namespace survival
