#include "survival/regression/fine_gray.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "survival/regression/censoring_weights.hpp"
#include "survival/regression/refusal.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd, Eigen::VectorXd;

constexpr auto ignore = [](const auto&) {};

Evaluation evaluate(const CensoringWeights& weights, std::span<const double> beta, const Poll& poll) {
  const RiskOrder& order = weights.order;
  const auto p = std::size_t(order.columns());
  std::vector<double> mean(p);
  LargeVector<double> risk, steps(weights.moments.size()), entry_hazard(order.entry.size());
  Evaluation e{order.risks(beta, risk, poll), std::vector<double>(p), std::vector<double>(p * p), {}};
  CrossProduct squares(order.columns()), means(order.columns());
  // The baseline hazard that each row lived through: up to its time, and with its weight after another event.
  std::vector<double> later(weights.groups());
  LargeVector<double> lived_later(order.size());
  WeightedSweep sweep(weights, risk, poll);
  const auto joins = [&](std::size_t i) {
    if (weights.inverse[i] > 0) lived_later[i] = later[weights.group(i)] * weights.inverse[i];
  };
  while (sweep.next(ignore, joins, ignore)) {
    const double d = sweep.moment().events;
    if (d == 0) continue;
    const auto& sums = sweep.sums();
    e.value -= d * std::log(sums[0]);
    const double step = steps[sweep.place()] = d / sums[0];
    for (std::size_t g = 0; g < later.size(); ++g) later[g] += sweep.observed()[g] * step;
    for (std::size_t j = 0; j < p; ++j) mean[j] = sums[j + 1] / sums[0];
    means.add(d, mean.data());
  }
  const Pace pace(order.columns());
  double hazard = 0;
  for (std::size_t k = 0; k < weights.moments.size(); ++k) {
    const Moment& m = weights.moments[k];
    hazard += steps[k];
    for (std::size_t i = m.entry_begin; i < m.entry_end; ++i) entry_hazard[order.by_entry[i]] = hazard;
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (pace.is_due(i)) poll();
      const double lived = hazard - (entry_hazard.empty() ? 0 : entry_hazard[i]) + lived_later[i];
      const double expected = risk[i] * lived, residual = (order.status[i] == 1 ? order.weight[i] : 0) - expected;
      const double* x = order.x.data() + i * p;
      for (std::size_t j = 0; j < p; ++j) e.score[j] += residual * x[j];
      squares.add(expected, x);
    }
  }
  const auto size = Index(p);
  const MatrixXd& raw = squares.sum();
  Eigen::Map<MatrixXd>(e.information.data(), size, size) = raw - means.sum();
  for (Index j = 0; j < size; ++j) e.magnitude.push_back(raw(j, j));
  return e;
}

/// The influences as they grow while the sweep goes back in time.
class ScoreInfluence {
 public:
  ScoreInfluence(const CensoringWeights& weights, std::span<const double> beta, const Poll& poll)
      : weights_(weights),
        order_(weights.order),
        poll_(poll),
        risk_(risks(weights.order, beta, poll)),
        sweep_(weights, risk_, poll),
        influence_(RowMatrix::Zero(Index(order_.size()), order_.columns())),
        mean_(RowVectorXd::Zero(order_.columns())),
        mean_hazard_(mean_),
        q_(mean_),
        weighted_hazard_(VectorXd::Zero(Index(weights.groups()))),
        weighted_mean_(RowMatrix::Zero(Index(weights.groups()), order_.columns())),
        observing_(weighted_mean_),
        own_(weighted_mean_),
        entered_(order_.entry.empty() ? 0 : order_.size()) {}

  RowMatrix of_all() && {
    while (sweep_.next([&](const Change& c) { change(c); }, [&](std::size_t i) { join(i); },
                       [&](std::size_t i) { leave(i); })) {
      if (sweep_.moment().events > 0) step();
      censor();
    }
    for_each_row(order_.size(), poll_, [&](std::size_t i) {
      if (entered_.empty() || !entered_[i]) take(i, -1);
    });
    return std::move(influence_);
  }

 private:
  static LargeVector<double> risks(const RiskOrder& order, std::span<const double> beta, const Poll& poll) {
    LargeVector<double> risk;
    order.risks(beta, risk, poll);
    return risk;
  }
  double share(std::size_t i) const { return risk_[i] / order_.weight[i]; }

  /// What sums up while a row is at risk.
  void take(std::size_t i, double sign) {
    influence_.row(Index(i)) += sign * (share(i) * (hazard_ * order_.x.row(Index(i)) - mean_hazard_) +
                                        observing_.row(Index(weights_.group(i))));
  }
  void find_q(std::uint32_t g) {
    const auto& out = sweep_.taken_out(g);
    const double w = weighted_hazard_(Index(g));
    for (Index j = 0; j < q_.size(); ++j) q_(j) = w * out[std::size_t(j) + 1] - out[0] * weighted_mean_(Index(g), j);
  }

  void change(const Change& c) {
    if (!(c.entering > 0)) return;
    find_q(c.group);
    own_.row(Index(c.group)) = q_ / c.remaining;
    observing_.row(Index(c.group)) -= c.entering / (c.remaining * c.remaining) * q_;
  }
  void join(std::size_t i) {
    take(i, 1);
    if (!(weights_.inverse[i] > 0)) return;
    const auto g = Index(weights_.group(i));
    influence_.row(Index(i)) -=
        share(i) * weights_.inverse[i] * (weighted_hazard_(g) * order_.x.row(Index(i)) - weighted_mean_.row(g));
  }
  void leave(std::size_t i) {
    take(i, -1);
    influence_.row(Index(i)) -= own_.row(Index(weights_.group(i)));
    entered_[i] = 1;
  }

  void step() {
    const Moment& m = sweep_.moment();
    const auto& sums = sweep_.sums();
    for (Index j = 0; j < mean_.size(); ++j) mean_(j) = sums[std::size_t(j) + 1] / sums[0];
    const double step = m.events / sums[0];
    hazard_ += step, mean_hazard_ += step * mean_;
    for (Index g = 0; g < weighted_hazard_.size(); ++g) {
      const double weighted = sweep_.observed()[std::size_t(g)] * step;
      weighted_hazard_(g) += weighted, weighted_mean_.row(g) += weighted * mean_;
    }
    for (std::size_t i = m.begin; i < m.end; ++i)
      if (order_.status[i] == 1) influence_.row(Index(i)) += order_.x.row(Index(i)) - mean_;
  }
  void censor() {
    const Moment& m = sweep_.moment();
    bool censors = false;
    for (const Change& c : sweep_.changes()) {
      if (!(c.censored > 0)) continue;
      censors = true;
      find_q(c.group);
      own_.row(Index(c.group)) = q_ / c.at_risk;
      observing_.row(Index(c.group)) += c.censored / (c.at_risk * c.at_risk) * q_;
    }
    for (std::size_t i = m.begin; i < m.end && censors; ++i)
      if (order_.status[i] == 0) influence_.row(Index(i)) += own_.row(Index(weights_.group(i)));
  }

  const CensoringWeights& weights_;
  const RiskOrder& order_;
  const Poll& poll_;
  const LargeVector<double> risk_;
  WeightedSweep sweep_;
  RowMatrix influence_;
  double hazard_ = 0;  ///< from the time at hand on
  RowVectorXd mean_, mean_hazard_, q_;
  VectorXd weighted_hazard_;  ///< by group: each step of the hazard times A(t-)
  RowMatrix weighted_mean_;   ///< by group: the same times the mean
  RowMatrix observing_;       ///< by group: what the estimation of G and H adds to those at risk
  RowMatrix own_;             ///< by group at the time at hand: what one who enters, or is censored, has of q
  std::vector<unsigned char> entered_;
};

}  // namespace

RowMatrix influences(const CensoringWeights& weights, std::span<const double> beta, const Poll& poll) {
  return ScoreInfluence(weights, beta, poll).of_all();
}

FineGray::FineGray(Regression rows, const NewtonRule& rule, Poll poll) : poll_(std::move(poll)) {
  if (!rows.patients.group.empty()) throw Refused(Refusal::strata_with_competing_risks);
  order_ = std::make_unique<RiskOrder>(std::move(rows), poll_);
  weights_ = std::make_unique<CensoringWeights>(*order_, poll_);
  const Maximum maximum = maximise(
      std::size_t(order_->columns()), [&](std::span<const double> beta) { return evaluate(*weights_, beta, poll_); },
      rule);
  beta_ = maximum.at, model_covariance_ = maximum.covariance;
  fit_ = finish(*order_, maximum, squared_sums(*order_, influences(*weights_, beta_, poll_), poll_));
  if (order_->sampling) forget_likelihood(fit_);
  fit_.score = {std::nan(""), std::nan(""), std::nan("")};  // its covariance would need the censoring term as well
}

FineGray::~FineGray() = default;

double FineGray::n() const { return order_->given_total(); }
double FineGray::n_event() const { return order_->given_events(); }

}  // namespace survival
