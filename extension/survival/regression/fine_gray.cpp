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

}  // namespace

RowMatrix influences(const CensoringWeights& weights, std::span<const double> beta, const Poll& poll) {
  const RiskOrder& order = weights.order;
  const Index p = order.columns();
  const auto groups = Index(weights.groups());
  LargeVector<double> risk;
  order.risks(beta, risk, poll);
  RowMatrix influence = RowMatrix::Zero(Index(order.size()), p);
  double hazard = 0;
  RowVectorXd mean = RowVectorXd::Zero(p), mean_hazard = mean, q = mean;
  // By group: the hazard from the time at hand on, each step times A(t-), and the same times the mean; what the
  // estimation of G and H adds to those at risk.
  VectorXd weighted_hazard = VectorXd::Zero(groups);
  RowMatrix weighted_mean = RowMatrix::Zero(groups, p), observing = weighted_mean;
  WeightedSweep sweep(weights, risk, poll);
  const auto take = [&](std::size_t i, double sign) {
    influence.row(Index(i)) += sign * (risk[i] / order.weight[i] * (hazard * order.x.row(Index(i)) - mean_hazard) +
                                       observing.row(Index(weights.group(i))));
  };
  const auto find_q = [&](std::uint32_t g) {
    const auto& out = sweep.taken_out(g);
    const double w = weighted_hazard(Index(g));
    for (Index j = 0; j < p; ++j) q(j) = w * out[std::size_t(j) + 1] - out[0] * weighted_mean(Index(g), j);
  };
  RowMatrix own =
      RowMatrix::Zero(groups, p);  // of each group at the time at hand: what one who enters, or is censored, has of q
  const auto changes = [&](const Change& c) {
    if (!(c.entering > 0)) return;
    find_q(c.group);
    own.row(Index(c.group)) = q / c.remaining;
    observing.row(Index(c.group)) -= c.entering / (c.remaining * c.remaining) * q;
  };
  const auto joins = [&](std::size_t i) {
    take(i, 1);
    if (!(weights.inverse[i] > 0)) return;
    const auto g = Index(weights.group(i));
    influence.row(Index(i)) -= risk[i] / order.weight[i] * weights.inverse[i] *
                               (weighted_hazard(g) * order.x.row(Index(i)) - weighted_mean.row(g));
  };
  std::vector<unsigned char> entered(order.entry.empty() ? 0 : order.size());
  const auto leaves = [&](std::size_t i) {
    take(i, -1);
    influence.row(Index(i)) -= own.row(Index(weights.group(i)));
    entered[i] = 1;
  };
  while (sweep.next(changes, joins, leaves)) {
    const Moment& m = sweep.moment();
    if (m.events > 0) {
      const auto& sums = sweep.sums();
      for (Index j = 0; j < p; ++j) mean(j) = sums[std::size_t(j) + 1] / sums[0];
      const double step = m.events / sums[0];
      hazard += step, mean_hazard += step * mean;
      for (Index g = 0; g < groups; ++g) {
        const double weighted = sweep.observed()[std::size_t(g)] * step;
        weighted_hazard(g) += weighted, weighted_mean.row(g) += weighted * mean;
      }
      for (std::size_t i = m.begin; i < m.end; ++i)
        if (order.status[i] == 1) influence.row(Index(i)) += order.x.row(Index(i)) - mean;
    }
    bool censors = false;
    for (const Change& c : sweep.changes()) {
      if (!(c.censored > 0)) continue;
      censors = true;
      find_q(c.group);
      own.row(Index(c.group)) = q / c.at_risk;
      observing.row(Index(c.group)) += c.censored / (c.at_risk * c.at_risk) * q;
    }
    for (std::size_t i = m.begin; i < m.end && censors; ++i)
      if (order.status[i] == 0) influence.row(Index(i)) += own.row(Index(weights.group(i)));
  }
  for_each_row(order.size(), poll, [&](std::size_t i) {
    if (entered.empty() || !entered[i]) take(i, -1);
  });
  return influence;
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
  fit_.score = {std::nan(""), std::nan(""), std::nan("")};  // its covariance would need the censoring term as well
}

FineGray::~FineGray() = default;

double FineGray::n() const { return order_->total; }
double FineGray::n_event() const { return order_->events; }

}  // namespace survival
