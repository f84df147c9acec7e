#include "survival/curves/landmark.hpp"

#include <algorithm>

namespace survival {
namespace {

LargeVector<std::uint32_t> followed_rows(const Patients& patients, double landmark, const Poll& poll) {
  const auto is_at_risk = [&](std::size_t i) {
    return (patients.entry.empty() || patients.entry[i] <= landmark) && patients.time[i] > landmark;
  };
  std::uint32_t ids = 0;
  for_each_row(patients.id.size(), poll, [&](std::size_t i) { ids = std::max(ids, patients.id[i] + 1); });
  LargeVector<std::uint8_t> is_followed(ids);
  for_each_row(patients.id.size(), poll, [&](std::size_t i) {
    if (is_at_risk(i)) is_followed[patients.id[i]] = 1;
  });
  LargeVector<std::uint32_t> kept;
  kept.reserve(patients.size());
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    const bool comes_later = !patients.id.empty() && is_followed[patients.id[i]] && patients.time[i] > landmark;
    if (is_at_risk(i) || comes_later) kept.push_back(std::uint32_t(i));
  });
  return kept;
}

}  // namespace

Patients followed_beyond(const Patients& patients, double landmark, double tolerance, const Poll& poll) {
  Patients followed = picked(patients, followed_rows(patients, landmark + tolerance, poll), poll);
  if (followed.id.empty()) {
    followed.entry = {};
  } else {
    for_each_row(followed.entry.size(), poll, [&](std::size_t i) {
      if (followed.entry[i] <= landmark + tolerance) followed.entry[i] = 0;
    });
  }
  return followed;
}

}  // namespace survival
