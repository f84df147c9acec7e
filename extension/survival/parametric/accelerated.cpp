#include "survival/parametric/accelerated.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;
using Outcome = AcceleratedFit::Outcome;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A row's part of the log-likelihood, l(w_low, w_high), w = tau v - x gamma: its value, and its derivatives by a
/// common shift of w, `shift`, and by tau.
struct Terms {
  double value = 0, shift = 0, tau = 0, shift_shift = 0, shift_tau = 0, tau_tau = 0;
};

/// \param v     log times less the offset, from low to high
/// \param w     the same as w
Terms terms_of(Lifetime lifetime, double v_low, double v_high, double w_low, double w_high, double tau) {
  if (v_low == v_high) {
    const LogDensity f = log_density(lifetime, w_low);
    return {f.value + std::log(tau),
            f.slope,
            f.slope * v_low + 1 / tau,
            f.bend,
            f.bend * v_low,
            f.bend * v_low * v_low - 1 / (tau * tau)};
  }
  if (std::isinf(v_high)) {
    const LogSurvival s = log_survival(lifetime, w_low);
    const double bend = -s.hazard * (log_density(lifetime, w_low).slope + s.hazard);
    return {s.value, -s.hazard, -s.hazard * v_low, bend, bend * v_low, bend * v_low * v_low};
  }
  const double value = log_between(lifetime, w_low, w_high);
  const LogDensity high = log_density(lifetime, w_high);
  const double b = std::exp(high.value - value);
  Terms t{value, b, b * v_high, 0, 0, 0};
  const double hh = b * high.slope - b * b;
  double ll = 0, lh = 0, v = 0;
  if (!std::isinf(v_low)) {
    const LogDensity low = log_density(lifetime, w_low);
    const double a = std::exp(low.value - value);
    t.shift -= a, t.tau -= a * v_low;
    ll = -a * low.slope - a * a, lh = a * b, v = v_low;
  }
  t.shift_shift = ll + 2 * lh + hh;
  t.shift_tau = ll * v + lh * (v + v_high) + hh * v_high;
  t.tau_tau = ll * v * v + 2 * lh * v * v_high + hh * v_high * v_high;
  return t;
}

/// The likelihood in gamma (of the intercept, then of columns less their mean over their deviation) and tau.
class Likelihood {
 public:
  Likelihood(const LifetimeRows& rows, Lifetime lifetime, std::size_t columns, const Poll& poll)
      : rows_(rows), lifetime_(lifetime), poll_(poll), p_(columns), mean_(p_), scale_(p_, 1), range_(p_) {
    for_each_row(rows.size(), poll, [&](std::size_t i) { total_ += rows.weight_of(i); });
    for (std::size_t j = 0; j < p_; ++j) standardise(j);
    double sum = 0, squares = 0;
    for_each_row(rows.size(), poll, [&](std::size_t i) {
      const auto [low, high] = ends(i);
      const double v = std::isinf(low) ? high : std::isinf(high) ? low : (low + high) / 2;
      sum += rows.weight_of(i) * v, squares += rows.weight_of(i) * v * v;
    });
    const double center = sum / total_, deviation = std::sqrt(std::max(squares / total_ - center * center, 0.0));
    const double tau = has_scale() && deviation > 1e-6 * (1 + std::abs(center)) ? 1 / deviation : 1;
    begin_.assign(size(), 0);
    begin_.front() = tau * center;
    if (has_scale()) begin_.back() = tau;
  }

  std::size_t size() const { return p_ + (has_scale() ? 2 : 1); }
  const std::vector<double>& mean() const { return mean_; }
  const std::vector<double>& scale() const { return scale_; }
  const std::vector<double>& range() const { return range_; }
  const std::vector<double>& begin() const { return begin_; }
  bool has_scale() const { return lifetime_ != Lifetime::exponential; }

  /// \param by  how far from `begin`
  Evaluation operator()(std::span<const double> by) const {
    const auto q = Index(size());
    std::vector<double> at = begin_;
    for (std::size_t j = 0; j < at.size(); ++j) at[j] += by[j];
    Evaluation e{0, std::vector<double>(size()), std::vector<double>(size() * size()), {}};
    if (has_scale() && !(at.back() > 0)) {  // outside
      e.value = none;
      return e;
    }
    Eigen::Map<VectorXd> score(e.score.data(), q);
    MatrixXd information = MatrixXd::Zero(q, q);
    VectorXd x(q);
    for_each_row(rows_.size(), poll_, [&](std::size_t i) {
      const double w = rows_.weight_of(i);
      const Terms t = row(i, at, x);
      e.value += w * t.value;
      score += w * gradient(t, x);
      if (!has_scale()) {
        information.selfadjointView<Eigen::Lower>().rankUpdate(x, -w * t.shift_shift);
        return;
      }
      const Index last = q - 1;
      information.topLeftCorner(last, last)
          .selfadjointView<Eigen::Lower>()
          .rankUpdate(x.head(last), -w * t.shift_shift);
      information.row(last).head(last) += w * t.shift_tau * x.head(last).transpose();
      information(last, last) -= w * t.tau_tau;
    });
    Eigen::Map<MatrixXd>(e.information.data(), q, q) = information.selfadjointView<Eigen::Lower>();
    for (Index j = 0; j < q; ++j) e.magnitude.push_back(information(j, j));
    return e;
  }

  /// The squared sums of the scores of each cluster, or row.
  MatrixXd squares(const std::vector<double>& at) const {
    const auto q = Index(size());
    VectorXd x(q);
    MatrixXd sum = MatrixXd::Zero(q, q);
    if (rows_.cluster.empty()) {
      for_each_row(rows_.size(), poll_, [&](std::size_t i) {
        const VectorXd u = rows_.weight_of(i) * gradient(row(i, at, x), x);
        sum.noalias() += u * u.transpose();
      });
      return sum;
    }
    std::uint32_t clusters = 0;
    for (const std::uint32_t c : rows_.cluster) clusters = std::max(clusters, c + 1);
    // At the maximum the clusters' sums add up to 0: as few as the parameters span less than these.
    if (Index(clusters) <= q) return MatrixXd::Constant(q, q, none);
    MatrixXd of_cluster = MatrixXd::Zero(q, Index(clusters));
    for_each_row(rows_.size(), poll_, [&](std::size_t i) {
      of_cluster.col(Index(rows_.cluster[i])) += rows_.weight_of(i) * gradient(row(i, at, x), x);
    });
    for_each_row(clusters, poll_, [&](std::size_t c) {
      sum.noalias() += of_cluster.col(Index(c)) * of_cluster.col(Index(c)).transpose();
    });
    return sum;
  }

  /// Densities of T have the factor 1/t beside those of log T.
  double density_of_time() const {
    double sum = 0;
    for_each_row(rows_.size(), poll_, [&](std::size_t i) {
      if (rows_.time[i] == rows_.upper[i]) sum -= rows_.weight_of(i) * std::log(rows_.time[i]);
    });
    return sum;
  }

 private:
  void standardise(std::size_t j) {
    const LargeVector<double>& column = rows_.columns[j];
    double low = HUGE_VAL, high = -HUGE_VAL, squares = 0;
    for_each_row(rows_.size(), poll_, [&](std::size_t i) {
      mean_[j] += rows_.weight_of(i) / total_ * column[i];
      low = std::min(low, column[i]), high = std::max(high, column[i]);
    });
    const double unit = std::max(high - mean_[j], mean_[j] - low);
    for_each_row(rows_.size(), poll_, [&](std::size_t i) {
      const double z = (column[i] - mean_[j]) / unit;
      squares += rows_.weight_of(i) / total_ * z * z;
    });
    scale_[j] = unit * std::sqrt(squares), range_[j] = high / scale_[j] - low / scale_[j];
  }

  /// From low to high: log times less the offset; equal where the event was seen.
  std::pair<double, double> ends(std::size_t i) const {
    const double offset = rows_.offset.empty() ? 0 : rows_.offset[i];
    const double low = std::log(rows_.time[i]) - offset;
    return {low, rows_.upper[i] == rows_.time[i] ? low : std::log(rows_.upper[i]) - offset};
  }

  /// The row's terms; its covariates go to x.
  Terms row(std::size_t i, const std::vector<double>& at, VectorXd& x) const {
    const double tau = has_scale() ? at.back() : 1;
    x(0) = 1;
    double predictor = at.front();
    for (std::size_t j = 0; j < p_; ++j) {
      x(Index(j + 1)) = (rows_.columns[j][i] - mean_[j]) / scale_[j];
      predictor += x(Index(j + 1)) * at[j + 1];
    }
    const auto [low, high] = ends(i);
    return terms_of(lifetime_, low, high, tau * low - predictor, tau * high - predictor, tau);
  }

  VectorXd gradient(const Terms& t, const VectorXd& x) const {
    VectorXd g = -t.shift * x;
    if (has_scale()) g(g.size() - 1) = t.tau;
    return g;
  }

  const LifetimeRows& rows_;
  Lifetime lifetime_;
  const Poll& poll_;
  std::size_t p_;
  double total_ = 0;
  std::vector<double> mean_, scale_, range_;  ///< of the columns
  std::vector<double> begin_;                 ///< where the iteration starts
};

/// How each parameter came out, of gamma and tau. What is infinite has moved by much in the last step and would go on.
std::vector<Outcome> outcomes(const Likelihood& likelihood, const Maximum& maximum) {
  constexpr double still = 1e-4;
  const std::size_t q = likelihood.size();
  const Eigen::Map<const MatrixXd> inverse(maximum.covariance.data(), Index(q), Index(q));
  const VectorXd next = inverse * Eigen::Map<const VectorXd>(maximum.end.score.data(), Index(q));
  std::vector<Outcome> found(q, maximum.converged ? Outcome::estimated : Outcome::unfinished);
  for (std::size_t j = 0; j < q; ++j) {
    const bool is_column = j > 0 && j <= likelihood.range().size();
    const double range = is_column ? likelihood.range()[j - 1] : 1;
    const double moves = maximum.last_step[j] * range;
    const bool goes_on =
        maximum.converged ? std::abs(next(Index(j)) * range) > still : std::abs(maximum.at[j] * range) > 15;
    if (std::abs(moves) > still && goes_on) found[j] = moves > 0 ? Outcome::rises : Outcome::falls;
  }
  return found;
}

/// The parameters of gamma and tau, and how they change with these.
void transform(AcceleratedFit& fit, const Likelihood& likelihood, const std::vector<double>& at,
               const MatrixXd& covariance) {
  const std::size_t q = likelihood.size(), p = likelihood.range().size();
  const double tau = fit.has_scale() ? at.back() : 1;
  const auto last = Index(q) - 1;
  MatrixXd change = MatrixXd::Zero(Index(q), Index(q));
  std::vector<double>& b = fit.estimate;
  b.assign(q, 0);
  b[0] = at[0] / tau, change(0, 0) = 1 / tau;
  for (std::size_t j = 0; j < p; ++j) {
    const double unit = 1 / (tau * likelihood.scale()[j]);
    b[j + 1] = at[j + 1] * unit, change(Index(j + 1), Index(j + 1)) = unit;
    b[0] -= b[j + 1] * likelihood.mean()[j], change(0, Index(j + 1)) = -unit * likelihood.mean()[j];
  }
  if (fit.has_scale()) {
    for (Index j = 0; j < last; ++j) change(j, last) = -b[std::size_t(j)] / tau;
    b.back() = -std::log(tau), change(last, last) = -1 / tau;
  }
  const MatrixXd transformed = change * covariance * change.transpose();
  fit.covariance.assign(transformed.data(), transformed.data() + transformed.size());
}

void leave_out(AcceleratedFit& fit) {
  const std::size_t q = fit.estimate.size();
  for (std::size_t j = 0; j < q; ++j) {
    if (fit.outcome[j] == Outcome::estimated && !fit.exact) continue;
    fit.estimate[j] = none;
    for (std::size_t k = 0; k < q; ++k) fit.covariance[j * q + k] = fit.covariance[k * q + j] = none;
  }
}

/// Somebody has an event, and somebody was free of it at a time above 0.
bool tell_anything(const LifetimeRows& rows, const Poll& poll) {
  bool before = false, after = false;
  for_each_row(rows.size(), poll, [&](std::size_t i) {
    before = before || std::isfinite(rows.upper[i]);
    after = after || rows.time[i] > 0;
  });
  return before && after;
}

AcceleratedFit nothing(Lifetime lifetime, std::size_t size) {
  AcceleratedFit fit;
  fit.lifetime = lifetime, fit.loglik = fit.loglik_null = none;
  fit.estimate.assign(size, none), fit.covariance.assign(size * size, none);
  fit.outcome.assign(size, Outcome::unknown);
  fit.likelihood_ratio = fit.wald = {none, none, none};
  return fit;
}

ChiSquare wald_test(const AcceleratedFit& fit) {
  const std::size_t q = fit.estimate.size(), p = fit.columns();
  std::vector<double> estimates(fit.estimate.begin() + 1, fit.estimate.begin() + 1 + std::ptrdiff_t(p)), covariance;
  for (std::size_t j = 1; j <= p; ++j)
    for (std::size_t k = 1; k <= p; ++k) covariance.push_back(fit.covariance[j * q + k]);
  for (const double value : covariance)
    if (std::isnan(value)) return {none, none, none};
  return chi_square(estimates, covariance);
}

}  // namespace

double AcceleratedFit::scale() const { return has_scale() ? std::exp(estimate.back()) : 1; }

AcceleratedFit accelerated(const LifetimeRows& rows, Lifetime lifetime, Variance variance, const NewtonRule& rule,
                           const Poll& poll) {
  const Likelihood likelihood(rows, lifetime, rows.columns.size(), poll);
  if (!tell_anything(rows, poll)) return nothing(lifetime, likelihood.size());
  const Maximum maximum = maximise(
      likelihood.size(), [&](std::span<const double> by) { return likelihood(by); }, rule);
  const auto q = Index(likelihood.size());
  std::vector<double> at = likelihood.begin();
  for (std::size_t j = 0; j < at.size(); ++j) at[j] += maximum.at[j];
  MatrixXd covariance = Eigen::Map<const MatrixXd>(maximum.covariance.data(), q, q);
  if (variance == Variance::robust) covariance = covariance * likelihood.squares(at) * covariance;

  AcceleratedFit fit{.lifetime = lifetime};
  fit.iterations = maximum.iterations, fit.converged = maximum.converged;
  fit.outcome = outcomes(likelihood, maximum);
  for (const Outcome one : fit.outcome) fit.converged = fit.converged && one == Outcome::estimated;
  if (Outcome& last = fit.outcome.back(); fit.has_scale()) {  // of tau, which is 1 / scale
    fit.exact = !fit.converged && (last == Outcome::rises || at.back() > 1e4 * likelihood.begin().back());
    last = last == Outcome::rises ? Outcome::falls : last == Outcome::falls ? Outcome::rises : last;
  }
  transform(fit, likelihood, at, covariance);
  leave_out(fit);

  const double of_time = likelihood.density_of_time();
  const Likelihood empty(rows, lifetime, 0, poll);
  const Maximum without = rows.columns.empty()
                              ? maximum
                              : maximise(
                                    empty.size(), [&](std::span<const double> by) { return empty(by); }, rule);
  fit.loglik = maximum.end.value + of_time, fit.loglik_null = without.end.value + of_time;
  const auto df = double(rows.columns.size());
  const double ratio = std::max(2 * (fit.loglik - fit.loglik_null), 0.0);
  const bool tested = df > 0 && !fit.exact;
  fit.likelihood_ratio = tested ? ChiSquare{ratio, df, chi_square_tail(ratio, df)} : ChiSquare{none, none, none};
  fit.wald = tested ? wald_test(fit) : ChiSquare{none, none, none};
  return fit;
}

LifetimePoint survival_at(const AcceleratedFit& fit, double time, std::span<const double> x, double offset) {
  if (time <= 0) return {1, 0};
  const std::size_t q = fit.estimate.size();
  double predictor = fit.estimate.front() + offset;
  for (std::size_t j = 0; j < x.size(); ++j) predictor += fit.estimate[j + 1] * x[j];
  const double scale = fit.scale(), w = (std::log(time) - predictor) / scale;
  std::vector<double> change(q, -1 / scale);  // of w, by the parameters
  for (std::size_t j = 0; j < x.size(); ++j) change[j + 1] *= x[j];
  if (fit.has_scale()) change.back() = -w;
  double variance = 0;
  for (std::size_t j = 0; j < q; ++j)
    for (std::size_t k = 0; k < q; ++k) variance += change[j] * change[k] * fit.covariance[j * q + k];
  const LogSurvival s = log_survival(fit.lifetime, w);
  const double estimate = std::exp(s.value);
  return {estimate, estimate * s.hazard * std::sqrt(variance)};
}

}  // namespace survival
