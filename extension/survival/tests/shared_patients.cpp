#include "survival/tests/shared_patients.hpp"

#include <algorithm>

#include "survival/radix_sort.hpp"

namespace survival {

SharedPatients::SharedPatients(const Followers* followers, std::size_t groups) : groups_(groups) {
  if (!followers || followers->patients.id.empty()) return;
  poll_ = followers->poll;
  const Patients& patients = followers->patients;
  const ByGroup& by_group = followers->groups;
  std::uint32_t ids = 0;
  for_each_row(patients.size(), poll_, [&](std::size_t i) { ids = std::max(ids, patients.id[i] + 1); });
  LargeVector<std::uint32_t> met(ids), number(ids);  // 1 + the group met last, in how many groups
  const auto for_each_member = [&](auto visit) {
    for_each_row(ids, poll_, [&](std::size_t id) { met[id] = 0; });
    for (std::uint32_t g = 0; g < groups; ++g)
      for_each_row(by_group.begins[g + 1] - by_group.begins[g], poll_, [&](std::size_t k) {
        const std::uint32_t id = patients.id[by_group.rows[by_group.begins[g] + k]];
        if (met[id] == g + 1) return;
        met[id] = g + 1;
        visit(id, g);
      });
  };
  for_each_member([&](std::uint32_t id, std::uint32_t) { ++number[id]; });
  begins_.assign(groups + 1, 0);
  for_each_member([&](std::uint32_t id, std::uint32_t g) {
    if (number[id] < 2) return;
    append(entries_, {id, g}, poll_);
    ++begins_[g + 1];
  });
  if (entries_.empty()) return;
  for (std::size_t g = 0; g < groups; ++g) begins_[g + 1] += begins_[g];
  const auto order = sorted_rows(entries_.size(), poll_, [&](std::size_t k) { return double(entries_[k].id); });
  by_patient_.reserve(order.size());
  for_each_row(order.size(), poll_, [&](std::size_t k) { by_patient_.push_back(order[k].row); });
  by_id_.resize(ids);
}

void SharedPatients::start(std::size_t estimates) {
  estimates_ = estimates;
  values_.assign(entries_.size() * estimates, 0);
}

void SharedPatients::take(std::size_t group, std::size_t estimate) {
  for_each_row(begins_[group + 1] - begins_[group], poll_, [&](std::size_t place) {
    const std::size_t k = begins_[group] + place;
    values_[k * estimates_ + estimate] = by_id_[entries_[k].id];
  });
}

std::vector<double> SharedPatients::covariance(std::size_t estimate) const {
  if (!any()) return {};
  constexpr std::size_t rows_between_polls = 1 << 15;
  std::vector<double> sums(groups_ * groups_);
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < by_patient_.size(); begin = end) {
    const std::uint32_t id = entries_[by_patient_[begin]].id;
    for (end = begin; end < by_patient_.size() && entries_[by_patient_[end]].id == id; ++end) {
      if (end % rows_between_polls == 0) poll_();
      const std::uint32_t row = by_patient_[end];
      for (std::size_t other = begin; other < end; ++other) {
        const std::uint32_t met = by_patient_[other];
        const double product = values_[row * estimates_ + estimate] * values_[met * estimates_ + estimate];
        const std::size_t g = entries_[row].group, h = entries_[met].group;
        sums[g * groups_ + h] += product, sums[h * groups_ + g] += product;
      }
    }
  }
  return sums;
}

}  // namespace survival
