#include "survival/regression/prediction.hpp"

#include <cmath>
#include <limits>

namespace survival {
namespace {

/// For trace(): counts the event times.
class EventTimes {
 public:
  double start() const { return 0; }
  bool finished() const { return false; }  // of nobody it is certain that the event has happened
  CurvePoint step(const RiskTable& table, std::size_t row) {
    const RiskRow& now = table.rows[row];
    passed_ += now.n_event > 0;
    return {now.time, now.n_risk, now.n_event, now.n_censor, passed_, 0};
  }

 private:
  double passed_ = 0;
};

}  // namespace

std::vector<Station> stations(const RiskTable& table, const std::optional<Request>& request, const Poll& poll) {
  std::vector<Station> all;
  all.reserve(request ? request->times.size() : table.rows.size() + 1);
  trace(table, EventTimes(), request, poll, [&](const CurvePoint& p) {
    all.push_back({p.time, p.n_risk, p.n_event, p.estimate});
  });
  return all;
}

Profile Prediction::profile(std::span<const double> x, double offset) const {
  std::vector<double> z(x.size());
  for (std::size_t j = 0; j < z.size(); ++j) z[j] = (x[j] - center[j]) / scale[j];
  return centred(z, offset - offset_center);
}

Profile Prediction::centred(std::span<const double> z, double offset) const {
  Profile profile{offset, std::vector<double>(z.size())};
  for (std::size_t j = 0; j < z.size(); ++j) {
    profile.predictor += z[j] * beta[j];
    for (std::size_t k = 0; k < z.size(); ++k) profile.root[j] += root[j * z.size() + k] * z[k];
  }
  return profile;
}

Survival Prediction::at(const Profile& profile, std::size_t stratum, std::size_t event_times) const {
  const Baseline& baseline = strata[stratum];
  const std::size_t p = beta.size();
  const double h0 = baseline.hazard[event_times];
  if (h0 == 0) return {1, 0, 0};
  double variance = baseline.variance[event_times];
  const double* drift = baseline.drift.data() + event_times * p;
  for (std::size_t j = 0; j < p; ++j) {
    const double q = drift[j] - profile.root[j] * h0;
    variance += q * q;
  }
  const double hazard = std::exp(profile.predictor + std::log(h0));  // r alone may be beyond the doubles
  const double estimate = std::exp(-hazard);
  if (!(estimate > 0)) return {estimate, std::numeric_limits<double>::quiet_NaN(), hazard};
  return {estimate, estimate * hazard * (std::sqrt(variance) / h0), hazard};
}

}  // namespace survival
