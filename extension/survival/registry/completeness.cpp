#include "survival/registry/completeness.hpp"

#include <algorithm>
#include <cmath>

#include "survival/risk_table.hpp"

namespace survival {
namespace {

/// Kaplan and Meier's curve and its integral from 0.
class Area {
 public:
  Area(const RiskTable& table, const Poll& poll) {
    double area = 0, last = 0, survival = 1;
    for_each_row(table.rows.size(), poll, [&](std::size_t i) {
      const RiskRow& row = table.rows[i];
      area += survival * (row.time - last);
      if (row.n_event > 0) survival *= 1 - row.n_event / row.n_risk;
      steps_.push_back({row.time, survival, area});
      last = row.time;
    });
  }

  double survival(double time) const { return at(time).survival; }
  double until(double time) const {
    const Step step = at(time);
    return step.area + step.survival * (time - step.time);
  }

 private:
  struct Step {
    double time, survival, area;
  };

  Step at(double time) const {
    const auto after = std::ranges::upper_bound(steps_, time, {}, &Step::time);
    return after == steps_.begin() ? Step{0, 1, 0} : *(after - 1);
  }

  std::vector<Step> steps_;
};

}  // namespace

std::vector<Completeness> completeness(const Patients& patients, const LargeVector<double>& potential,
                                       std::size_t groups, const Poll& poll) {
  Patients sorted = patients;
  sort_by_time(sorted, poll);
  std::vector<Area> curves;
  for (const RiskTable& table : risk_tables(sorted, groups, poll)) curves.emplace_back(table, poll);
  std::vector<Completeness> all(groups);
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    const double weight = patients.weight_of(i), time = patients.time[i];
    const bool is_event = patients.status[i] == 1;
    const Area& curve = curves[patients.group_of(i)];
    Completeness& group = all[patients.group_of(i)];
    const double alive = curve.survival(time);
    const double expected = alive > 0 ? time + (curve.until(potential[i]) - curve.until(time)) / alive : potential[i];
    group.n += weight;
    group.person_time += weight * time;
    group.potential_time += weight * (is_event ? time : potential[i]);
    group.expected_time += weight * (is_event ? time : expected);
  });
  return all;
}

}  // namespace survival
