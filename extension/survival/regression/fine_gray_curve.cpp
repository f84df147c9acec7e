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
    const double weight = weights_.order.weight[i];
    const Index e = 2 + 2 * Index(weights_.group(i)), mine[] = {0, 1, e, e + 1};
    double gained[] = {gain.one, gain.d, gain.e, gain.f};
    if (weights_.order.cluster.empty()) {
      double* state = state_.row(Index(i)).data();
      for (int a = 0; a < 4; ++a) {
        for (int b = 0; b < 4; ++b)
          squares_(mine[a], mine[b]) += weight * (state[a] * gained[b] + gained[a] * state[b] + gained[a] * gained[b]);
        products_.col(mine[a]) += weight * gained[a] * of_beta_.row(Index(i)).transpose();
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

}  // namespace

Prediction FineGray::prediction() const {
  if (!fit_.converged) throw Refused(Refusal::prediction_without_convergence);
  const CensoringWeights& weights = *weights_;
  const RiskOrder& order = *order_;
  const Index p = order.columns();
  const Eigen::Map<const MatrixXd> inverse_information(model_covariance_.data(), p, p);
  const RowMatrix of_beta = influences(weights, beta_, poll_) * inverse_information;
  Prediction found = prediction_without_baselines(order, beta_, squared_sums(order, of_beta, poll_), poll_);
  const Eigen::Map<const MatrixXd> root(found.root.data(), p, p);
  // root^+: its columns are orthogonal.
  MatrixXd inverse_root = root.transpose();
  const double longest = p > 0 ? root.colwise().squaredNorm().maxCoeff() : 0;
  for (Index j = 0; j < p; ++j) {
    const double length = root.col(j).squaredNorm();
    inverse_root.row(j) *= length > 1e-14 * longest ? 1 / length : 0;
  }

  LargeVector<double> risk;
  order.risks(beta_, risk, poll_);
  LargeVector<double> s0(weights.moments.size());
  RowMatrix mean = RowMatrix::Zero(Index(weights.moments.size()), p);
  WeightedSweep sweep(weights, risk, poll_);
  const auto ignore = [](const auto&) {};
  while (sweep.next(ignore, ignore, ignore)) {
    if (!(sweep.moment().events > 0)) continue;
    const auto& sums = sweep.sums();
    s0[sweep.place()] = sums[0];
    for (Index j = 0; j < p; ++j) mean(Index(sweep.place()), j) = sums[std::size_t(j) + 1] / sums[0];
  }

  std::vector<double> observed = weights.at_end;
  LargeVector<double> after(weights.changes.size());  // A(t-) of each group, and after each change
  for (std::size_t c = weights.changes.size(); c-- > 0;)
    after[c] = std::exchange(observed[weights.changes[c].group], weights.changes[c].before);

  Influences sample(weights, of_beta);
  const auto groups = Index(weights.groups());
  const auto share = [&](std::size_t i) { return risk[i] / order.weight[i]; };
  double hazard = 0;
  RowVectorXd mean_hazard = RowVectorXd::Zero(p);
  VectorXd phi = VectorXd::Zero(sample.width());
  phi(0) = 1;
  const auto d = [&]() -> double& { return phi(1); };
  const auto e = [&](std::uint32_t group) -> double& { return phi(2 + 2 * Index(group)); };
  VectorXd taken_out = VectorXd::Zero(groups), p_sum = taken_out, q_sum = taken_out;
  if (order.entry.empty())
    for_each_row(order.size(), poll_, [&](std::size_t i) { sample.add(i, {.d = -share(i), .f = 1}); });
  Prediction::Baseline baseline;
  baseline.drift.assign(std::size_t(p), 0);
  std::vector<double> per_patient(weights.groups());  // of those censored, or entering: what one of them adds to E
  std::size_t change = 0;
  for (std::size_t k = 0; k < weights.moments.size(); ++k) {
    const Moment& m = weights.moments[k];
    const std::size_t first = change;
    while (change < weights.changes.size() && weights.changes[change].moment == k) ++change;

    std::ranges::fill(per_patient, 0);
    for (std::size_t c = first; c < change; ++c) {
      const Change& at = weights.changes[c];
      if (!(at.censored > 0)) continue;
      per_patient[at.group] = taken_out(at.group) / at.at_risk;
      const double all = per_patient[at.group] * at.censored / at.at_risk;
      p_sum(at.group) += all, q_sum(at.group) += all * e(at.group);
    }
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll_();
      if (order.status[i] != 0) continue;
      const double own = per_patient[weights.group(i)];
      sample.add(i, {.one = -own * e(weights.group(i)), .e = own});
    }

    if (m.events > 0) {
      const double step = m.events / s0[k];
      hazard += step, mean_hazard += step * mean.row(Index(k));
      d() += step / s0[k];
      for (std::uint32_t g = 0; g < weights.groups(); ++g) e(g) += observed[g] * step / s0[k];
    }
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll_();
      const std::uint32_t g = weights.group(i);
      Influences::Gain gain{share(i) * -d() + q_sum(g), share(i), -p_sum(g), -1};
      if (order.status[i] == 1) gain.one += 1 / s0[k];
      if (weights.inverse[i] > 0) {
        const double weight = share(i) * weights.inverse[i];
        gain.one += weight * e(g), gain.e -= weight;
        taken_out(g) += order.weight[i] * weight;
      }
      sample.add(i, gain);
    }

    std::ranges::fill(per_patient, 0);
    for (std::size_t c = first; c < change; ++c)
      if (const Change& at = weights.changes[c]; at.entering > 0)
        per_patient[at.group] = taken_out(at.group) / at.remaining;
    for (std::size_t at = m.entry_begin; at < m.entry_end; ++at) {
      if (at % rows_between_polls == 0) poll_();
      const std::size_t i = order.by_entry[at];
      const std::uint32_t g = weights.group(i);
      const double own = per_patient[g];
      sample.add(i, {share(i) * d() - q_sum(g) + own * e(g), -share(i), p_sum(g) - own, 1});
    }
    for (std::size_t c = first; c < change; ++c) {
      const Change& at = weights.changes[c];
      if (at.entering > 0) {
        const double all = per_patient[at.group] * at.entering / at.remaining;
        p_sum(at.group) -= all, q_sum(at.group) -= all * e(at.group);
      }
      observed[at.group] = after[c];
    }

    if (!(m.events > 0)) continue;
    for (std::uint32_t g = 0; g < weights.groups(); ++g) phi(3 + 2 * Index(g)) = q_sum(g) - p_sum(g) * e(g);
    // (z H0 - sum m dH0)' J + a, squared: with a's part along J taken into the drift, what is left stands alone.
    const VectorXd along = inverse_root * sample.sum_of_products(phi);
    const VectorXd drift = root.transpose() * mean_hazard.transpose() - along;
    baseline.hazard.push_back(hazard);
    baseline.variance.push_back(std::max(0.0, sample.sum_of_squares(phi) - along.squaredNorm()));
    baseline.drift.insert(baseline.drift.end(), drift.data(), drift.data() + p);
  }
  found.strata.push_back(std::move(baseline));

  Patients all{order.time, order.status, {}, order.entry, order.weight};
  for (std::uint8_t& status : all.status) status = status == 1;
  found.tables = risk_tables(all, 1, poll_);
  return found;
}

}  // namespace survival
