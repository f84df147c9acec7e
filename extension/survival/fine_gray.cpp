#include "survival/fine_gray.hpp"

#include <algorithm>
#include <cmath>

#include "survival/input_error.hpp"
#include "survival/risk_order.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd;

constexpr std::size_t rows_between_polls = 1 << 14;

/// One distinct time.
struct Moment {
  std::size_t begin, end;            ///< its rows
  double at_risk, events, censored;  ///< patients: Y, and how many leave in which way
  double uncensored;                 ///< G just before
};

std::vector<Moment> moments_of(const RiskOrder& order, const Poll& poll) {
  std::vector<Moment> moments;
  for_each_row(order.size(), poll, [&](std::size_t i) {
    if (i == 0 || order.time[i] != order.time[i - 1]) moments.push_back({i, i, 0, 0, 0, 1});
    Moment& m = moments.back();
    m.end = i + 1;
    m.at_risk += order.weight[i];
    if (order.status[i] == 0) m.censored += order.weight[i];
    if (order.status[i] == 1) m.events += order.weight[i];
  });
  for (std::size_t k = moments.size(); k-- > 1;) moments[k - 1].at_risk += moments[k].at_risk;
  for (std::size_t k = 1; k < moments.size(); ++k) {
    const Moment& before = moments[k - 1];
    moments[k].uncensored = before.uncensored * (1 - before.censored / before.at_risk);
  }
  return moments;
}

/// Walks the distinct times from the last to the first, and keeps the sums over those at risk and over those whom
/// another event has taken out.
class Sweep {
 public:
  Sweep(const RiskOrder& order, const std::vector<Moment>& moments, const std::vector<double>& risk, const Poll& poll)
      : order_(order),
        moments_(moments),
        risk_(risk),
        poll_(poll),
        p_(std::size_t(order.columns())),
        at_risk_(p_ + 1, false),
        taken_out_(p_ + 1, true),
        sums_(p_ + 1),
        next_(moments.size()) {
    for (const Moment& m : moments)
      move(
          m, [](std::size_t) {}, 1, false);
  }

  /// False when there is no earlier time. `joins` is told of each row that comes to be at risk.
  template <class Joins>
  bool next(Joins joins) {
    if (next_ == 0) return false;
    move(moments_[--next_], joins, -1, true);
    return true;
  }

  const Moment& moment() const { return moments_[next_]; }
  /// Sums of r and r x of those with an event of another cause before, each over G just before it.
  const std::vector<double>& taken_out() { return taken_out_.values(); }
  /// Sums of r and r x over the weighted risk set.
  const std::vector<double>& sums() {
    const auto& all = at_risk_.values();
    const auto& out = taken_out_.values();
    for (std::size_t j = 0; j <= p_; ++j) sums_[j] = all[j] + moment().uncensored * out[j];
    return sums_;
  }

 private:
  template <class Joins>
  void move(const Moment& m, Joins joins, double sign, bool at_risk) {
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll_();
      const double* x = order_.x.data() + i * p_;
      if (order_.status[i] > 1) taken_out_.add_row(sign * risk_[i] / m.uncensored, x, p_);
      if (at_risk) at_risk_.add_row(risk_[i], x, p_);
      joins(i);
    }
  }

  const RiskOrder& order_;
  const std::vector<Moment>& moments_;
  const std::vector<double>& risk_;
  const Poll& poll_;
  std::size_t p_;
  RiskSums at_risk_, taken_out_;
  std::vector<double> sums_;
  std::size_t next_;
};

Evaluation evaluate(const RiskOrder& order, const std::vector<Moment>& moments, std::span<const double> beta,
                    const Poll& poll) {
  const auto p = std::size_t(order.columns());
  std::vector<double> risk, mean(p), steps(moments.size());
  Evaluation e{order.risks(beta, risk, poll), std::vector<double>(p), std::vector<double>(p * p), {}};
  CrossProduct squares(order.columns()), means(order.columns());
  Sweep sweep(order, moments, risk, poll);
  for (std::size_t k = moments.size(); sweep.next([](std::size_t) {});) {
    const double d = moments[--k].events;
    if (d == 0) continue;
    const auto& sums = sweep.sums();
    e.value -= d * std::log(sums[0]);
    steps[k] = d / sums[0];
    for (std::size_t j = 0; j < p; ++j) mean[j] = sums[j + 1] / sums[0];
    means.add(d, mean.data());
  }
  // The baseline hazard that each row lived through: up to its time, and with its weight after another event.
  double later = 0, hazard = 0;
  for (std::size_t k = 0; k < moments.size(); ++k) later += moments[k].uncensored * steps[k];
  for (std::size_t k = 0; k < moments.size(); ++k) {
    const Moment& m = moments[k];
    hazard += steps[k], later = std::max(0.0, later - m.uncensored * steps[k]);
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll();
      const double lived = hazard + (order.status[i] > 1 ? later / m.uncensored : 0);
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

/// eta_i + psi_i, a row each of weight 1. What sums from the start up to a row's time is taken as the sum after it when
/// the sweep meets it, and the whole sum at the end.
Rows influences(const RiskOrder& order, const std::vector<Moment>& moments, std::span<const double> beta,
                const Poll& poll) {
  const Index p = order.columns();
  std::vector<double> risk;
  order.risks(beta, risk, poll);
  Rows influence = Rows::Zero(Index(order.size()), p);
  double hazard = 0, weighted_hazard = 0;
  RowVectorXd mean = RowVectorXd::Zero(p), mean_hazard = mean, weighted_mean = mean, censoring = mean, out = mean,
              q = mean;
  const auto lived = [&](std::size_t i) {
    return risk[i] / order.weight[i] * (hazard * order.x.row(Index(i)) - mean_hazard);
  };
  Sweep sweep(order, moments, risk, poll);
  const auto joins = [&](std::size_t i) { influence.row(Index(i)) += lived(i) + censoring; };
  while (sweep.next(joins)) {
    const Moment& m = sweep.moment();
    for (std::size_t i = m.begin; i < m.end; ++i)
      if (order.status[i] > 1)
        influence.row(Index(i)) -=
            risk[i] / order.weight[i] / m.uncensored * (weighted_hazard * order.x.row(Index(i)) - weighted_mean);
    if (m.events > 0) {
      const auto& sums = sweep.sums();
      for (Index j = 0; j < p; ++j) mean(j) = sums[std::size_t(j) + 1] / sums[0];
      const double step = m.events / sums[0];
      hazard += step, mean_hazard += step * mean;
      weighted_hazard += m.uncensored * step, weighted_mean += m.uncensored * step * mean;
      for (std::size_t i = m.begin; i < m.end; ++i)
        if (order.status[i] == 1) influence.row(Index(i)) += order.x.row(Index(i)) - mean;
    }
    if (m.censored > 0) {
      const auto& taken_out = sweep.taken_out();
      for (Index j = 0; j < p; ++j) out(j) = taken_out[std::size_t(j) + 1];
      q = weighted_hazard * out - taken_out[0] * weighted_mean;
      for (std::size_t i = m.begin; i < m.end; ++i)
        if (order.status[i] == 0) influence.row(Index(i)) += q / m.at_risk;
      censoring += m.censored / (m.at_risk * m.at_risk) * q;
    }
  }
  for_each_row(order.size(), poll, [&](std::size_t i) { influence.row(Index(i)) -= lived(i) + censoring; });
  return influence;
}

}  // namespace

FineGray::FineGray(Regression rows, const NewtonRule& rule, Poll poll) : poll_(std::move(poll)) {
  if (!rows.patients.entry.empty()) throw InputError("delayed entry is not known to this model");
  if (!rows.patients.group.empty()) throw InputError("strata() is not known to this model");
  order_ = std::make_unique<RiskOrder>(std::move(rows), poll_);
  const std::vector<Moment> moments = moments_of(*order_, poll_);
  const Maximum maximum = maximise(
      std::size_t(order_->columns()),
      [&](std::span<const double> beta) { return evaluate(*order_, moments, beta, poll_); }, rule);
  fit_ = finish(*order_, maximum, squared_sums(*order_, influences(*order_, moments, maximum.at, poll_), poll_));
  fit_.score = {std::nan(""), std::nan(""), std::nan("")};  // its covariance would need the censoring term as well
}

FineGray::~FineGray() = default;

double FineGray::n() const { return order_->total; }
double FineGray::n_event() const { return order_->events; }

}  // namespace survival
