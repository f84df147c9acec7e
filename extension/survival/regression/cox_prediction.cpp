#include <algorithm>
#include <cmath>
#include <optional>

#include "survival/regression/refusal.hpp"
#include "survival/regression/risk_sweep.hpp"
#include "survival/risk_table.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd, Eigen::VectorXd;

/// What an event time adds to the baseline hazard: for a patient's weight w and risk r its derivative is -r pace while
/// at risk, and of one who dies w own + r spared more.
struct HazardStep {
  double time, pace = 0, own = 0, spared = 0;
};

/// The influence of the baseline and the coefficients together. With h_i that of the baseline hazard at fixed
/// coefficients, b_i that of the coefficients: sum h_i^2, and sum h_i b_i, of 0, 1, ... event times of a stratum.
struct JointInfluence {
  std::vector<double> squares = {0};
  std::vector<VectorXd> products;
};

/// Walks one stratum from its first event time to its last. Those at risk move alike, each by their risk, so that sums
/// over them are enough, and a row's own h is needed only as it leaves: O(n p + times p).
class HazardInfluence {
 public:
  HazardInfluence(const RiskOrder& order, const LargeVector<double>& risk, const RowMatrix& moved, const Poll& poll)
      : order_(order), risk_(risk), moved_(moved), poll_(poll) {
    std::uint32_t clusters = 0;
    for (const std::uint32_t c : order.cluster) clusters = std::max(clusters, c + 1);
    members_.resize(order.cluster.empty() ? order.size() : clusters);
  }

  JointInfluence walk(std::size_t s, const std::vector<HazardStep>& steps) {
    const Index p = order_.columns();
    begin(s);
    JointInfluence found{{0}, {VectorXd::Zero(p)}};
    VectorXd product = VectorXd::Zero(p);
    const Pace pace(p);
    std::size_t row = order_.stratum[s], entering = row;
    const std::size_t last = order_.stratum[s + 1];
    for (const HazardStep& step : steps) {
      for (; entering < last && !order_.entry.empty() && order_.entry[order_.by_entry[entering]] < step.time;
           ++entering)
        enter(order_.by_entry[entering]);
      for (; row < last && order_.time[row] < step.time; ++row) leave(row);
      poll_();
      squares_ += step.pace * (mass_ * step.pace - 2 * pull_);
      pull_ -= mass_ * step.pace, hazard_ += step.pace;
      product -= step.pace * at_risk_;
      for (; row < last && order_.time[row] == step.time; ++row) {
        if (pace.is_due(row)) poll_();
        leave(row);
        if (order_.status[row] != 1) continue;
        const double jump = order_.weight[row] * step.own + risk_[row] * step.spared;
        Member& who = settled(row);
        squares_ += jump * (2 * who.h + jump);
        who.h += jump, pull_ += who.at_risk * jump;
        product += jump * moved_.row(Index(row)).transpose();
      }
      found.squares.push_back(std::max(squares_, 0.0));
      found.products.push_back(product);
    }
    return found;
  }

 private:
  /// A cluster, or a row without any. What its rows at risk are moved by waits until one of them comes or goes.
  struct Member {
    double h, at_risk, since;  ///< until hazard_ was `since`; the sum of r over its rows at risk
  };

  Member& settled(std::size_t row) {
    Member& who = members_[order_.cluster.empty() ? row : order_.cluster[row]];
    who.h -= who.at_risk * (hazard_ - who.since);
    who.since = hazard_;
    return who;
  }

  void begin(std::size_t s) {
    squares_ = mass_ = pull_ = hazard_ = 0;
    at_risk_ = VectorXd::Zero(order_.columns());
    for (std::size_t i = order_.stratum[s]; i < order_.stratum[s + 1]; ++i) {
      if (i % rows_between_polls == 0) poll_();
      members_[order_.cluster.empty() ? i : order_.cluster[i]] = {};
    }
    for (std::size_t i = order_.stratum[s]; order_.entry.empty() && i < order_.stratum[s + 1]; ++i) enter(i);
  }

  void enter(std::size_t i) { change(i, risk_[i]); }
  void leave(std::size_t i) { change(i, -risk_[i]); }

  void change(std::size_t i, double risk) {
    Member& who = settled(i);
    mass_ += risk * (2 * who.at_risk + risk);
    pull_ += risk * who.h;
    who.at_risk += risk;
    at_risk_ += risk * moved_.row(Index(i)).transpose();
  }

  const RiskOrder& order_;
  const LargeVector<double>& risk_;
  const RowMatrix& moved_;  ///< of each row: b_i of its cluster
  const Poll& poll_;
  LargeVector<Member> members_;
  double squares_ = 0, mass_ = 0, pull_ = 0, hazard_ = 0;
  VectorXd at_risk_;  ///< sum of r b over those at risk
};

/// Of each row what its cluster, or itself, moves the coefficients by: the sum of w u I^-1.
RowMatrix moved_coefficients(const RiskOrder& order, std::span<const double> beta, Ties ties, const MatrixXd& model,
                             const Poll& poll) {
  RowMatrix moved = score_residuals(order, beta, ties, poll);
  const Pace pace(order.columns());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (pace.is_due(i)) poll();
    const RowVectorXd own = order.weight[i] * moved.row(Index(i)) * model;
    moved.row(Index(i)) = own;
  }
  if (order.cluster.empty()) return moved;
  std::uint32_t clusters = 0;
  for (const std::uint32_t c : order.cluster) clusters = std::max(clusters, c + 1);
  RowMatrix sums = RowMatrix::Zero(Index(clusters), order.columns());
  for_each_row(order.size(), poll, [&](std::size_t i) { sums.row(Index(order.cluster[i])) += moved.row(Index(i)); });
  for_each_row(order.size(), poll, [&](std::size_t i) { moved.row(Index(i)) = sums.row(Index(order.cluster[i])); });
  return moved;
}

/// Var(h - q'b) = sum h^2 - 2 q' sum h b + q' V q, with V = root root' and c = root^+ sum h b, is the square of the
/// length of root' q - c, and sum h^2 - c'c.
void make_robust(Prediction::Baseline& baseline, const JointInfluence& joint, const MatrixXd& root, const Poll& poll) {
  const auto p = std::size_t(root.cols());
  const VectorXd lengths = root.colwise().squaredNorm();
  const double least = lengths.size() ? 1e-14 * lengths.maxCoeff() : 0;
  for_each_row(baseline.hazard.size(), poll, [&](std::size_t k) {
    VectorXd c = root.transpose() * joint.products[k];
    for (Index j = 0; j < c.size(); ++j) c(j) = lengths(j) <= least ? 0 : c(j) / lengths(j);
    for (std::size_t j = 0; j < p; ++j) baseline.drift[k * p + j] -= c(Index(j));
    baseline.variance[k] = std::max(joint.squares[k] - c.squaredNorm(), 0.0);
  });
}

}  // namespace

Prediction Cox::prediction() const {
  if (!fit_.converged) throw Refused(Refusal::prediction_without_convergence);
  const RiskOrder& order = *order_;
  const Index p = order.columns();
  const auto size = std::size_t(p);
  Prediction found =
      prediction_without_baselines(order, beta_, Eigen::Map<const MatrixXd>(covariance_.data(), p, p), poll_);
  const Eigen::Map<const MatrixXd> root(found.root.data(), p, p);
  LargeVector<double> risk;
  order.risks(found.beta, risk, poll_);
  struct Sums {
    double hazard = 0, variance = 0;
    VectorXd drift;
    HazardStep influence = {};
  };
  RowMatrix moved;
  std::optional<HazardInfluence> influence;
  if (order.sampling) {
    const Eigen::Map<const MatrixXd> model(model_covariance_.data(), p, p);
    moved = moved_coefficients(order, beta_, rule_.ties, model, poll_);
    influence.emplace(order, risk, moved, poll_);
  }
  VectorXd mean(p);
  Sweep sweep(order, risk, poll_);
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s) {
    std::vector<Sums> steps;  // the last event time first
    for (sweep.enter(s); sweep.next();) {
      Sums step{0, 0, VectorXd::Zero(p), {sweep.time()}};
      std::size_t terms = 0;
      for_each_term(sweep.deaths(), rule_.ties, order.whole_weights, [&](double c, double f) {
        if (++terms % rows_between_polls == 0) poll_();
        const double s0 = sweep.mean(f, mean.data());
        step.hazard += c / s0;
        step.variance += c / s0 / s0;
        step.drift += c / s0 * mean;
        step.influence.pace += c / s0 / s0, step.influence.spared += c * f / s0 / s0;
        step.influence.own += c / sweep.deaths().number / s0;
      });
      steps.push_back(std::move(step));
    }
    Prediction::Baseline baseline;
    Sums sum{0, 0, VectorXd::Zero(p), {}};
    baseline.drift.reserve((steps.size() + 1) * size);
    baseline.drift.assign(size, 0);
    const Pace pace(p);
    for_each_row(steps.size(), poll_, [&](std::size_t i) {
      if (pace.is_due(i)) poll_();
      const Sums& step = steps[steps.size() - 1 - i];
      sum.hazard += step.hazard, sum.variance += step.variance, sum.drift += step.drift;
      const VectorXd drift = root.transpose() * sum.drift;
      baseline.hazard.push_back(sum.hazard);
      baseline.variance.push_back(sum.variance);
      baseline.drift.insert(baseline.drift.end(), drift.data(), drift.data() + p);
    });
    if (influence) {
      std::vector<HazardStep> ascending;
      for (std::size_t i = steps.size(); i-- > 0;) ascending.push_back(steps[i].influence);
      make_robust(baseline, influence->walk(s, ascending), root, poll_);
    }
    found.strata.push_back(std::move(baseline));
  }
  Patients all{order.time, order.status, LargeVector<std::uint32_t>(order.size()), order.entry,
               order.sampling ? order.given_weight : order.weight};
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s)
    std::fill(all.group.begin() + std::ptrdiff_t(order.stratum[s]),
              all.group.begin() + std::ptrdiff_t(order.stratum[s + 1]), std::uint32_t(s));
  found.tables = risk_tables(all, found.strata.size(), poll_);
  return found;
}

}  // namespace survival
