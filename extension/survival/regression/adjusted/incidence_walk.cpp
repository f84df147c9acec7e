#include "survival/regression/adjusted/incidence_walk.hpp"

#include <algorithm>
#include <limits>

namespace survival {

IncidenceWalk::IncidenceWalk(const std::vector<BaselineInfluence>& causes, std::size_t stratum, RiskPatterns patterns,
                             Poll poll)
    : causes_(causes),
      stratum_(stratum),
      patterns_(std::move(patterns)),
      poll_(std::move(poll)),
      passed_(causes.size()),
      hazard_(causes.size()),
      survival_(patterns_.size(), 1.0),
      incidence_(causes.size(), LargeVector<double>(patterns_.size())),
      slope_(causes.size() * causes.size(), LargeVector<double>(patterns_.size())),
      at_risk_(causes.size()),
      fall_(causes.size() * causes.size()),
      fallen_(causes.size() * causes.size()) {}

double IncidenceWalk::mean_incidence(std::size_t cause) const {
  double sum = 0;
  for_each_row(patterns_.size(), poll_, [&](std::size_t i) { sum += patterns_.share[i] * incidence_[cause][i]; });
  return std::min(1.0, sum);  // but for rounding
}

void IncidenceWalk::advance(std::span<const std::size_t> passed) {
  std::vector<std::size_t> acts;  // causes of the next time
  while (true) {
    double next = std::numeric_limits<double>::infinity();
    acts.clear();
    for (std::size_t l = 0; l < causes_.size(); ++l) {
      if (passed_[l] >= passed[l]) continue;
      const double time = causes_[l].steps(stratum_)[passed_[l]].time;
      if (time < next) acts.clear(), next = time;
      if (time == next) acts.push_back(l);
    }
    if (acts.empty()) return;
    step(acts);
  }
}

/// One event time, of the causes that act there.
void IncidenceWalk::step(std::span<const std::size_t> acts) {
  const std::size_t causes = causes_.size();
  std::vector<double> jump(causes), at_risk(causes), fall(causes * causes), own(causes * causes);
  for (const std::size_t j : acts) jump[j] = causes_[j].steps(stratum_)[passed_[j]].hazard;
  for_each_row(patterns_.size(), poll_, [&](std::size_t i) {
    const double before = survival_[i];
    if (!(before > 0)) return;
    double sum = 0;
    for (const std::size_t j : acts) sum += patterns_.risk[j][i] * jump[j];
    const double scale = sum > 1 ? 1 / sum : 1;
    if (sum > 1) scaled_ = true;
    const double share = patterns_.share[i];
    for (const std::size_t j : acts) {
      const double rate = before * patterns_.risk[j][i], dies = rate * jump[j] * scale;
      at_risk[j] += share * rate * scale;
      incidence_[j][i] += dies;
      for (std::size_t l = 0; l < causes; ++l) {
        const double both = dies * patterns_.risk[l][i];
        fall[j * causes + l] += share * both;
        slope_[j * causes + l][i] += both * hazard_[l];
        if (scale == 1) continue;
        own[j * causes + l] += share * both * scale;
        slope_[j * causes + l][i] += both * scale * jump[l];
      }
    }
    survival_[i] = sum >= 1 ? 0 : before * (1 - sum);
  });
  for (const std::size_t j : acts) {
    at_risk_[j].push_back(at_risk[j]);
    for (std::size_t l = 0; l < causes; ++l) fall_[j * causes + l] += fall[j * causes + l];
  }
  for (const std::size_t l : acts) {
    for (std::size_t j = 0; j < causes; ++j)
      fallen_[j * causes + l].push_back(fall_[j * causes + l] - own[j * causes + l]);
    hazard_[l] += jump[l];
    ++passed_[l];
  }
}

}  // namespace survival
