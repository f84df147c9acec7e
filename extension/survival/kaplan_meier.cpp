#include "survival/kaplan_meier.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace survival {
namespace {

constexpr std::size_t rows_between_polls = 1 << 16;
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// The product and the sum, row by row.
class ProductLimit {
 public:
  explicit ProductLimit(Direction direction) : reverse_(direction == Direction::reverse) {}

  CurvePoint step(const RiskRow& row) {
    double n_risk = row.n_risk, n_event = row.n_event, n_censor = row.n_censor;
    if (reverse_) {
      n_risk -= n_event;
      std::swap(n_event, n_censor);
    }
    if (n_event > 0) {
      survival_ *= (n_risk - n_event) / n_risk;
      greenwood_ += n_event / (n_risk * (n_risk - n_event));
    }
    return {row.time, row.n_risk, n_event, n_censor, survival_, std_err()};
  }

 private:
  double std_err() const { return survival_ > 0 ? survival_ * std::sqrt(greenwood_) : undefined; }

  bool reverse_;
  double survival_ = 1;
  double greenwood_ = 0;
};

}  // namespace

void kaplan_meier(const RiskTable& table, Direction direction, const Poll& poll,
                  const std::function<void(const CurvePoint&)>& visit) {
  if (table.rows.empty()) return;
  if (table.rows.front().time > 0) visit({0, table.at_risk(0), 0, 0, 1, 0});
  ProductLimit estimate(direction);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (i % rows_between_polls == 0) poll();
    visit(estimate.step(table.rows[i]));
  }
}

void kaplan_meier_at(const RiskTable& table, Direction direction, std::span<const double> times, bool extend,
                     double tolerance, const Poll& poll, const std::function<void(const CurvePoint&)>& visit) {
  if (table.rows.empty()) return;
  const double last_time = table.rows.back().time;
  ProductLimit estimate(direction);
  CurvePoint now{0, 0, 0, 0, 1, 0};
  std::size_t next = 0;
  for (const double time : times) {
    CurvePoint since{time, 0, 0, 0, now.survival, now.std_err};
    for (; next < table.rows.size() && table.rows[next].time <= time + tolerance; ++next) {
      if (next % rows_between_polls == 0) poll();
      now = estimate.step(table.rows[next]);
      since.n_event += now.n_event;
      since.n_censor += now.n_censor;
    }
    const bool on_step = next > 0 && now.time >= time - tolerance;
    since.n_risk = table.at_risk(on_step ? now.time : time);
    const bool past_the_end = time > last_time + tolerance && !extend && now.survival > 0;
    since.survival = past_the_end ? undefined : now.survival;
    since.std_err = past_the_end ? undefined : now.std_err;
    visit(since);
  }
}

}  // namespace survival
