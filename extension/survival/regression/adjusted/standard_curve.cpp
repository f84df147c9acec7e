#include "survival/regression/adjusted/standard_curve.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

constexpr double width = 0.5;
constexpr std::size_t order_of_panel = 14;
using Shares = std::array<double, order_of_panel>;

/// Chebyshev nodes on panels of a range, and how a function's value between them is made of those at the nodes.
class Panels {
 public:
  Panels(double low, double high) : low_(low), panels_(std::size_t((high - low) / width) + 1) {
    for (std::size_t k = 0; k < order_of_panel; ++k) {
      const double angle = (double(k) + 0.5) * std::numbers::pi / double(order_of_panel);
      place_[k] = std::cos(angle), barycentric_[k] = (k % 2 ? -1 : 1) * std::sin(angle);
    }
  }

  std::size_t nodes() const { return panels_ * order_of_panel; }
  double at(std::size_t node) const {
    const std::size_t panel = node / order_of_panel;
    return low_ + width * (double(panel) + 0.5 + 0.5 * place_[node % order_of_panel]);
  }

  /// The first of the nodes that make the value at eta, and the share of each.
  std::size_t share(double eta, Shares& shares) const {
    const auto panel = std::min(std::size_t((eta - low_) / width), panels_ - 1);
    const double x = 2 * ((eta - low_) / width - double(panel)) - 1;
    double sum = 0;
    for (std::size_t k = 0; k < order_of_panel; ++k) {
      const double distance = x - place_[k];
      if (distance == 0) {
        shares.fill(0), shares[k] = 1;
        return panel * order_of_panel;
      }
      sum += shares[k] = barycentric_[k] / distance;
    }
    for (double& one : shares) one /= sum;
    return panel * order_of_panel;
  }

 private:
  double low_;
  std::size_t panels_;
  Shares place_{}, barycentric_{};
};

class Curve {
  static constexpr std::size_t first_score = 5;

 public:
  Curve(const StandardPatients& patients, const BaselineInfluence& influence, const BaselineInfluence::Integral& unit,
        std::size_t group, bool sampling, const Poll& poll)
      : influence_(influence),
        order_(influence.order()),
        unit_(unit),
        stratum_(patients.stratum(group)),
        sampling_(sampling),
        poll_(poll),
        p_(order_.columns()),
        eta_(order_.size()),
        panels_(range(patients, group)),
        fixed_(MatrixXd::Zero(Index(panels_.nodes()), 2 + 2 * p_)),
        left_nodes_(panels_.nodes()),
        stays_(panels_.nodes()),
        leaves_(panels_.nodes()),
        risk_nodes_(2 * panels_.nodes(), true),
        left_scores_(VectorXd::Zero(p_)),
        risk_(first_score + 2 * std::size_t(p_), true),
        squares_(MatrixXd::Zero(p_, p_)),
        scores_(VectorXd::Zero(p_)) {
    CrossProduct products(p_);
    VectorXd z(p_);
    Shares shares;
    for_each_row(order_.size(), poll, [&](std::size_t i) {
      const std::size_t first = panels_.share(eta_[i], shares);
      patients.covariates(i, group, z.data());
      const double w = order_.weight[i], v = square(i);
      const auto score = this->score(i);
      for (std::size_t k = 0; k < order_of_panel; ++k) {
        double* of = fixed_.row(Index(first + k)).data();
        of[0] += shares[k] * w, of[1] += shares[k] * v;
        for (Index j = 0; j < p_; ++j) of[2 + j] += shares[k] * w * z(j), of[2 + p_ + j] += shares[k] * v * score(j);
      }
      products.add(v, score.data());
      scores_ += v * score, total_ += v;
    });
    squares_ = products.sum();
  }

  std::vector<StandardPoint> walk() {
    const auto& steps = influence_.steps(stratum_);
    std::vector<StandardPoint> found = {{1, 0}};
    std::size_t entered = order_.stratum[stratum_], left = entered;
    const std::size_t last = order_.stratum[stratum_ + 1];
    if (order_.entry.empty())
      for_each_row(last - left, poll_, [&](std::size_t place) { join(order_.stratum[stratum_] + place, 1); });
    double hazard = 0;
    VectorXd drift = VectorXd::Zero(p_);
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const double until = steps[k].time;
      for (; !order_.entry.empty() && entered < last && order_.entry[order_.by_entry[entered]] < until; ++entered) {
        if (entered % rows_between_polls == 0) poll_();
        join(order_.by_entry[entered], 1);
      }
      for (; left < last && order_.time[left] <= until; ++left) {
        if (left % rows_between_polls == 0) poll_();
        join(left, -1), leave(left);
      }
      if (k % 64 == 0) poll_();
      hazard += steps[k].hazard;
      drift += Eigen::Map<const VectorXd>(influence_.drift(stratum_, k), p_);
      found.push_back(point(hazard, unit_.cumulated[stratum_][k + 1], drift));
    }
    return found;
  }

 private:
  Panels range(const StandardPatients& patients, std::size_t group) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for_each_row(order_.size(), poll_, [&](std::size_t i) {
      eta_[i] = patients.predictor(i, group);
      low = std::min(low, eta_[i]), high = std::max(high, eta_[i]);
    });
    return {low, high};
  }

  Eigen::Map<const VectorXd> score(std::size_t i) const { return {influence_.score(i), p_}; }
  /// What a square counts for.
  double square(std::size_t i) const { return sampling_ ? order_.weight[i] * order_.weight[i] : order_.weight[i]; }

  /// Row i comes to be at risk, with a sign of 1, or ceases to be.
  void join(std::size_t i, double sign) {
    const double r = influence_.risk(i), e = order_.entry.empty() ? 0 : unit_.at_entry[i], v = sign * square(i);
    const double sums[first_score] = {v * r, v * r * e, v * r * r, v * r * r * e, v * r * r * e * e};
    for (std::size_t k = 0; k < first_score; ++k) risk_.add(k, sums[k]);
    const double* score = influence_.score(i);
    for (std::size_t j = 0; j < std::size_t(p_); ++j) {
      risk_.add(first_score + 2 * j, v * r * score[j]);
      risk_.add(first_score + 2 * j + 1, v * r * e * score[j]);
    }
    Shares shares;
    const std::size_t first = panels_.share(eta_[i], shares);
    for (std::size_t k = 0; k < order_of_panel; ++k) {
      risk_nodes_.add(2 * (first + k), shares[k] * sums[0]);
      if (e != 0) risk_nodes_.add(2 * (first + k) + 1, shares[k] * sums[1]);
    }
  }

  void leave(std::size_t i) {
    const double whole = unit_.whole[i], v = square(i) * whole;
    left_ += v, left_squares_ += v * whole, left_scores_ += v * score(i);
    Shares shares;
    const std::size_t first = panels_.share(eta_[i], shares);
    for (std::size_t k = 0; k < order_of_panel; ++k) left_nodes_[first + k] += shares[k] * v;
  }

  StandardPoint point(double hazard, double lived, const VectorXd& drift) {
    double survival = 0, leaving = 0, slope = 0, s1 = 0, s2 = 0, s_left = 0, s_risk = 0, s_entry = 0;
    VectorXd by_score = VectorXd::Zero(p_), s_scores = VectorXd::Zero(p_);
    const std::vector<double>&nodes = risk_nodes_.values(), &risk = risk_.values();
    for (std::size_t node = 0; node < panels_.nodes(); ++node) {
      const double u = std::exp(panels_.at(node) + std::log(hazard));
      const double stays = stays_[node] = std::exp(-u), s = leaves_[node] = std::expm1(-u);
      const double falls = stays > 0 ? u * stays : 0, *of = fixed_.row(Index(node)).data();
      survival += of[0] * stays, leaving -= of[0] * s, slope += of[0] * falls;
      for (Index j = 0; j < p_; ++j) by_score(j) += of[2 + j] * falls;
    }
    // The difference to the mean: of S where that is small, else of S - 1, each with its own digits.
    const bool few_stay = survival < leaving;
    if (few_stay) leaving = -survival;
    const std::vector<double>& away = few_stay ? stays_ : leaves_;
    for (std::size_t node = 0; node < panels_.nodes(); ++node) {
      const double s = away[node], *of = fixed_.row(Index(node)).data();
      s1 += of[1] * s, s2 += of[1] * s * s;
      s_left += left_nodes_[node] * s, s_risk += nodes[2 * node] * s, s_entry += nodes[2 * node + 1] * s;
      for (Index j = 0; j < p_; ++j) s_scores(j) += of[2 + p_ + j] * s;
    }
    const double n = order_.total;
    leaving /= n, slope /= hazard * n;
    const VectorXd q = influence_.by_information(by_score / n - slope * drift);
    // Of a, the influence on the baseline: whole where the patient has left, else -r (lived - entry).
    const double a = left_ - lived * risk[0] + risk[1];
    const double a2 = left_squares_ + lived * lived * risk[2] - 2 * lived * risk[3] + risk[4];
    VectorXd a_scores = left_scores_;
    for (Index j = 0; j < p_; ++j)
      a_scores(j) += risk[first_score + 2 * std::size_t(j) + 1] - lived * risk[first_score + 2 * std::size_t(j)];
    const double a_s = s_left - lived * s_risk + s_entry + leaving * a;
    const double variance = (s2 + 2 * leaving * s1 + leaving * leaving * total_) / n / n + q.dot(squares_ * q) +
                            slope * slope * a2 - 2 / n * q.dot(s_scores + leaving * scores_) - 2 * slope / n * a_s +
                            2 * slope * q.dot(a_scores);
    return {survival / n, std::max(0.0, variance)};
  }

  const BaselineInfluence& influence_;
  const RiskOrder& order_;
  const BaselineInfluence::Integral& unit_;
  std::size_t stratum_;
  bool sampling_;
  const Poll& poll_;
  Index p_;
  LargeVector<double> eta_;
  Panels panels_;
  RowMatrix fixed_;                     ///< by node: sums of w, of what squares count for, of w z and of the scores
  std::vector<double> left_nodes_;      ///< by node, of those who have left: their influence on the baseline
  std::vector<double> stays_, leaves_;  ///< by node, at the time at hand: S and S - 1
  RiskSums risk_nodes_;                 ///< of those at risk: r, and r times what was cumulated by entry, e
  double left_ = 0, left_squares_ = 0;
  VectorXd left_scores_;
  RiskSums risk_;  ///< r, r e, r^2, r^2 e, r^2 e^2, then r and r e times each score
  MatrixXd squares_;
  VectorXd scores_;
  double total_ = 0;
};

}  // namespace

std::vector<StandardPoint> standard_curve(const StandardPatients& patients, const BaselineInfluence& influence,
                                          const BaselineInfluence::Integral& unit, std::size_t group, bool sampling,
                                          const Poll& poll) {
  return Curve(patients, influence, unit, group, sampling, poll).walk();
}

}  // namespace survival
