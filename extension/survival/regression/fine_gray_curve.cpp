// What a Fine-Gray model predicts.
#include <algorithm>
#include <cmath>

#include "survival/regression/censoring_weights.hpp"
#include "survival/regression/fine_gray.hpp"
#include "survival/regression/refusal.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd, Eigen::VectorXd;

/// The influences a_u(t) = c_u' phi(t) of the units of the sample, clusters or else patients, on the baseline hazard:
/// the sum of their squares phi' M phi, and of their products with the influences on beta, N phi.
///
/// phi: 1; D = sum dH0 / S0; then of each group E, and F = Q - P E, which those at risk have in common.
class Influences {
 public:
  /// What the coefficients of a patient gain at once, E and F being those of its own group.
  struct Gain {
    double one = 0, d = 0, e = 0, f = 0;
  };

  /// \param of_beta  J_i, a row each of weight 1
  Influences(const CensoringWeights& weights, const RowMatrix& of_beta)
      : weights_(weights),
        squares_(MatrixXd::Zero(width(), width())),
        products_(MatrixXd::Zero(of_beta.cols(), width())),
        of_beta_(of_beta) {
    if (weights.order.cluster.empty()) {
      state_ = RowMatrix::Zero(Index(weights.order.size()), 4);
      return;
    }
    std::uint32_t clusters = 0;
    for (const std::uint32_t c : weights.order.cluster) clusters = std::max(clusters, c + 1);
    state_ = RowMatrix::Zero(clusters, width());
    of_cluster_ = RowMatrix::Zero(clusters, of_beta.cols());
    for (std::size_t i = 0; i < weights.order.size(); ++i)
      of_cluster_.row(weights.order.cluster[i]) += weights.order.weight[i] * of_beta.row(Index(i));
  }

  Index width() const { return 2 + 2 * Index(weights_.groups()); }

  void add(std::size_t i, const Gain& gain) {
    const double weight = weights_.order.weight[i], squared = weight * (weights_.order.sampling ? weight : 1);
    const Index e = 2 + 2 * Index(weights_.group(i)), mine[] = {0, 1, e, e + 1};
    double gained[] = {gain.one, gain.d, gain.e, gain.f};
    if (weights_.order.cluster.empty()) {
      double* state = state_.row(Index(i)).data();
      for (int a = 0; a < 4; ++a) {
        for (int b = 0; b < 4; ++b)
          squares_(mine[a], mine[b]) += squared * (state[a] * gained[b] + gained[a] * state[b] + gained[a] * gained[b]);
        products_.col(mine[a]) += squared * gained[a] * of_beta_.row(Index(i)).transpose();
      }
      for (int a = 0; a < 4; ++a) state[a] += gained[a];
      return;
    }
    const Index c = weights_.order.cluster[i];
    for (int a = 0; a < 4; ++a) {
      const double step = weight * gained[a];
      if (step == 0) continue;
      squares_.col(mine[a]) += step * state_.row(c).transpose();
      squares_.row(mine[a]) += step * state_.row(c);
      squares_(mine[a], mine[a]) += step * step;
      products_.col(mine[a]) += step * of_cluster_.row(c).transpose();
      state_(c, mine[a]) += step;
    }
  }

  double sum_of_squares(const VectorXd& phi) const { return phi.dot(squares_ * phi); }
  VectorXd sum_of_products(const VectorXd& phi) const { return products_ * phi; }

 private:
  const CensoringWeights& weights_;
  RowMatrix state_;  ///< by unit: its coefficients; of a patient just those of 1, D, and its own E and F
  MatrixXd squares_, products_;
  const RowMatrix& of_beta_;
  RowMatrix of_cluster_;
};

/// The weighted risk set at each moment with an event.
struct RiskSetMeans {
  LargeVector<double> s0;
  RowMatrix mean;

  RiskSetMeans(const CensoringWeights& weights, const LargeVector<double>& risk, const Poll& poll)
      : s0(weights.moments.size()), mean(RowMatrix::Zero(Index(weights.moments.size()), weights.order.columns())) {
    WeightedSweep sweep(weights, risk, poll);
    const auto ignore = [](const auto&) {};
    while (sweep.next(ignore, ignore, ignore)) {
      if (!(sweep.moment().events > 0)) continue;
      const auto& sums = sweep.sums();
      s0[sweep.place()] = sums[0];
      for (Index j = 0; j < mean.cols(); ++j) mean(Index(sweep.place()), j) = sums[std::size_t(j) + 1] / sums[0];
    }
  }
};

/// The transpose's pseudo-inverse: the columns of `root` are orthogonal.
MatrixXd inverse_of(const Eigen::Map<const MatrixXd>& root) {
  MatrixXd inverse = root.transpose();
  const double longest = root.cols() > 0 ? root.colwise().squaredNorm().maxCoeff() : 0;
  for (Index j = 0; j < root.cols(); ++j) {
    const double length = root.col(j).squaredNorm();
    inverse.row(j) *= length > 1e-14 * longest ? 1 / length : 0;
  }
  return inverse;
}

/// The baseline and the influences on it, moment by moment from the first on. At each of them, in this order: those
/// censored leave the estimate of G, the hazard steps, the rows leave, and others enter.
class BaselineInfluence {
 public:
  BaselineInfluence(const CensoringWeights& weights, const LargeVector<double>& risk, const RowMatrix& of_beta,
                    const Poll& poll)
      : weights_(weights),
        order_(weights.order),
        risk_(risk),
        poll_(poll),
        sets_(weights, risk, poll),
        sample_(weights, of_beta),
        phi_(VectorXd::Zero(sample_.width())),
        mean_hazard_(RowVectorXd::Zero(order_.columns())),
        taken_out_(VectorXd::Zero(Index(weights.groups()))),
        p_sum_(taken_out_),
        q_sum_(taken_out_),
        observed_(weights.at_end),
        after_(weights.changes.size()),
        per_patient_(weights.groups()) {
    for (std::size_t c = weights.changes.size(); c-- > 0;)
      after_[c] = std::exchange(observed_[weights.changes[c].group], weights.changes[c].before);
    phi_(0) = 1;
    if (order_.entry.empty())
      for_each_row(order_.size(), poll, [&](std::size_t i) { sample_.add(i, {.d = -share(i), .f = 1}); });
  }

  /// \param root  Prediction::root
  Prediction::Baseline baseline(const Eigen::Map<const MatrixXd>& root) {
    const MatrixXd inverse_root = inverse_of(root);
    Prediction::Baseline found;
    found.drift.assign(std::size_t(root.rows()), 0);
    std::size_t next_change = 0;
    for (std::size_t k = 0; k < weights_.moments.size(); ++k) {
      const Moment& m = weights_.moments[k];
      const std::size_t first = next_change;
      while (next_change < weights_.changes.size() && weights_.changes[next_change].moment == k) ++next_change;
      first_change_ = first, changes_ = std::span(weights_.changes).subspan(first, next_change - first);
      censor(m);
      if (m.events > 0) step(k);
      leave(k);
      enter(m);
      if (!(m.events > 0)) continue;
      for (std::uint32_t g = 0; g < weights_.groups(); ++g) phi_(3 + 2 * Index(g)) = q_sum_(g) - p_sum_(g) * e(g);
      // (z H0 - sum m dH0)' J + a, squared: with a's part along J taken into the drift, what is left stands alone.
      const VectorXd along = inverse_root * sample_.sum_of_products(phi_);
      const VectorXd drift = root.transpose() * mean_hazard_.transpose() - along;
      found.hazard.push_back(hazard_);
      found.variance.push_back(std::max(0.0, sample_.sum_of_squares(phi_) - along.squaredNorm()));
      found.drift.insert(found.drift.end(), drift.data(), drift.data() + drift.size());
    }
    return found;
  }

 private:
  double share(std::size_t i) const { return risk_[i] / order_.weight[i]; }
  double& d() { return phi_(1); }
  double& e(std::uint32_t group) { return phi_(2 + 2 * Index(group)); }

  void censor(const Moment& m) {
    std::ranges::fill(per_patient_, 0);
    for (const Change& at : changes_) {
      if (!(at.censored > 0)) continue;
      per_patient_[at.group] = taken_out_(at.group) / at.at_risk;
      const double all = per_patient_[at.group] * at.censored / at.at_risk;
      p_sum_(at.group) += all, q_sum_(at.group) += all * e(at.group);
    }
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll_();
      if (order_.status[i] != 0) continue;
      const std::uint32_t g = weights_.group(i);
      sample_.add(i, {.one = -per_patient_[g] * e(g), .e = per_patient_[g]});
    }
  }

  void step(std::size_t moment) {
    const double s0 = sets_.s0[moment], step = weights_.moments[moment].events / s0;
    hazard_ += step, mean_hazard_ += step * sets_.mean.row(Index(moment));
    d() += step / s0;
    for (std::uint32_t g = 0; g < weights_.groups(); ++g) e(g) += observed_[g] * step / s0;
  }

  void leave(std::size_t moment) {
    const Moment& m = weights_.moments[moment];
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll_();
      const std::uint32_t g = weights_.group(i);
      Influences::Gain gain{share(i) * -d() + q_sum_(g), share(i), -p_sum_(g), -1};
      if (order_.status[i] == 1) gain.one += 1 / sets_.s0[moment];
      if (weights_.inverse[i] > 0) {
        const double weight = share(i) * weights_.inverse[i];
        gain.one += weight * e(g), gain.e -= weight;
        taken_out_(g) += order_.weight[i] * weight;
      }
      sample_.add(i, gain);
    }
  }

  void enter(const Moment& m) {
    std::ranges::fill(per_patient_, 0);
    for (const Change& at : changes_)
      if (at.entering > 0) per_patient_[at.group] = taken_out_(at.group) / at.remaining;
    for (std::size_t at = m.entry_begin; at < m.entry_end; ++at) {
      if (at % rows_between_polls == 0) poll_();
      const std::size_t i = order_.by_entry[at];
      const std::uint32_t g = weights_.group(i);
      const double own = per_patient_[g];
      sample_.add(i, {share(i) * d() - q_sum_(g) + own * e(g), -share(i), p_sum_(g) - own, 1});
    }
    for (std::size_t c = 0; c < changes_.size(); ++c) {
      const Change& at = changes_[c];
      if (at.entering > 0) {
        const double all = per_patient_[at.group] * at.entering / at.remaining;
        p_sum_(at.group) -= all, q_sum_(at.group) -= all * e(at.group);
      }
      observed_[at.group] = after_[first_change_ + c];
    }
  }

  const CensoringWeights& weights_;
  const RiskOrder& order_;
  const LargeVector<double>& risk_;
  const Poll& poll_;
  RiskSetMeans sets_;
  Influences sample_;
  VectorXd phi_;
  double hazard_ = 0;
  RowVectorXd mean_hazard_;
  VectorXd taken_out_;               ///< by group: K
  VectorXd p_sum_, q_sum_;           ///< by group: P and Q
  std::vector<double> observed_;     ///< by group: A(t-) at the time at hand
  LargeVector<double> after_;        ///< by change: A after it
  std::vector<double> per_patient_;  ///< by group: what one of those censored, or entering, adds to E
  std::span<const Change> changes_;  ///< of the moment at hand
  std::size_t first_change_ = 0;
};

}  // namespace

Prediction FineGray::prediction() const {
  if (!fit_.converged) throw Refused(Refusal::prediction_without_convergence);
  const RiskOrder& order = *order_;
  const Index p = order.columns();
  const Eigen::Map<const MatrixXd> inverse_information(model_covariance_.data(), p, p);
  const RowMatrix of_beta = influences(*weights_, beta_, poll_) * inverse_information;
  Prediction found = prediction_without_baselines(order, beta_, squared_sums(order, of_beta, poll_), poll_);
  LargeVector<double> risk;
  order.risks(beta_, risk, poll_);
  const Eigen::Map<const MatrixXd> root(found.root.data(), p, p);
  found.strata.push_back(BaselineInfluence(*weights_, risk, of_beta, poll_).baseline(root));

  Patients all{order.time, order.status, {}, order.entry, order.sampling ? order.given_weight : order.weight};
  for (std::uint8_t& status : all.status) status = status == 1;
  found.tables = risk_tables(all, 1, poll_);
  return found;
}

}  // namespace survival
