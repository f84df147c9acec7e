#include "survival/regression/cox.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "survival/regression/exact_ties.hpp"
#include "survival/regression/refusal.hpp"
#include "survival/regression/risk_sweep.hpp"
#include "survival/risk_table.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

/// The partial likelihood with its derivatives. Written with H_i, the baseline hazard that row i lived through, the
/// score is sum x_i (w_i d_i - r_i H_i), and the information sum r_i H_i x_i x_i' less the squared mean covariates at
/// each event time: two plain products, where sums of squares over each risk set would be far slower.
class PartialLikelihood {
 public:
  PartialLikelihood(const RiskOrder& order, const CoxRule& rule, const Poll& poll)
      : order_(order), rule_(rule), poll_(poll) {}

  /// With each event at t counted g(t) times.
  Evaluation weighted(std::span<const double> beta, const std::function<double(double)>& g) {
    weight_of_time_ = g;
    return unpenalised(beta);
  }

  Evaluation operator()(std::span<const double> beta) {
    Evaluation e = unpenalised(beta);
    if (rule_.penalty == Penalty::firth) penalise(e);
    return e;
  }

 private:
  Evaluation unpenalised(std::span<const double> beta) {
    const Index p = order_.columns();
    double value = order_.risks(beta, risk_, poll_);
    VectorXd score = VectorXd::Zero(p);
    CrossProduct squares(p), means(p);
    VectorXd mean(p);
    MatrixXd exact_information = MatrixXd::Zero(p, p);
    VectorXd exact_magnitude = VectorXd::Zero(p);
    Sweep sweep(order_, risk_, poll_);
    LargeVector<BaselineStep> steps;
    for (std::size_t s = 0; s + 1 < order_.stratum.size(); ++s) {
      steps.clear();
      for (sweep.enter(s); sweep.next();) {
        if (rule_.ties == Ties::exact && sweep.deaths().number > 1) {
          value -= exact_time(sweep, s, score, exact_information, exact_magnitude);
          continue;
        }
        BaselineStep step{sweep.time(),  0,          0, weight_of_time_ ? weight_of_time_(sweep.time()) : 1,
                          sweep.begin(), sweep.end()};
        std::size_t terms = 0;
        for_each_term(sweep.deaths(), rule_.ties, order_.whole_weights, [&](double count, double f) {
          const double c = count * step.weight;
          if (++terms % rows_between_polls == 0) poll_();
          const double s0 = sweep.mean(f, mean.data());
          value -= c * std::log(s0);
          step.hazard += c / s0;
          step.hazard_of_dying += (1 - f) * c / s0;
          means.add(c, mean.data());
        });
        append(steps, step, poll_);
      }
      std::ranges::reverse(steps);
      live_through(s, steps, score, squares);
    }
    Evaluation e{value, {score.data(), score.data() + p}, std::vector<double>(std::size_t(p * p)), {}};
    const MatrixXd& raw = squares.sum();
    Eigen::Map<MatrixXd> information(e.information.data(), p, p);
    information = raw - means.sum() + exact_information;
    for (Index j = 0; j < p; ++j) e.magnitude.push_back(raw(j, j) + exact_magnitude(j));
    return e;
  }

  /// Adds each row's w d - r H to the score, and r H x x' to the squares.
  void live_through(std::size_t s, const LargeVector<BaselineStep>& steps, VectorXd& score, CrossProduct& squares) {
    const auto p = std::size_t(order_.columns());
    for_each_life(order_, s, steps, entry_hazard_, poll_, [&](std::size_t i, double hazard, const BaselineStep* death) {
      const double expected = risk_[i] * hazard;  // a death without a step: exact_time() has counted it
      const double residual = (death ? death->weight * order_.weight[i] : 0) - expected;
      const double* x = order_.x.data() + i * p;
      for (std::size_t j = 0; j < p; ++j) score(Index(j)) += residual * x[j];
      squares.add(expected, x);
    });
  }

  /// One time of several deaths, exactly: adds its part of the score and of the information. Returns what it takes from
  /// the log-likelihood.
  double exact_time(const Sweep& sweep, std::size_t s, VectorXd& score, MatrixXd& information, VectorXd& magnitude) {
    const Index p = order_.columns();
    const double d = sweep.deaths().number;
    at_risk_.clear();
    double copies = 0, log_risk = 0;
    VectorXd dying = VectorXd::Zero(p);
    for (std::size_t i = sweep.begin(); i < order_.stratum[s + 1]; ++i) {
      if (i % rows_between_polls == 0) poll_();
      if (!order_.entry.empty() && order_.entry[i] >= sweep.time()) continue;
      const double risk = risk_[i] / order_.weight[i];
      append(at_risk_, {risk, order_.weight[i], sweep.row(i)}, poll_);
      copies += order_.weight[i];
      if (i >= sweep.end() || order_.status[i] != 1) continue;
      log_risk += order_.weight[i] * std::log(risk);
      dying += order_.weight[i] * order_.x.row(Index(i)).transpose();
    }
    if (d == copies) return log_risk;  // there is one such set, whatever beta
    const DrawnSet drawn = draw(at_risk_, d, std::size_t(p), poll_);
    score += dying - Eigen::Map<const VectorXd>(drawn.mean.data(), p);
    information += Eigen::Map<const MatrixXd>(drawn.covariance.data(), p, p);
    magnitude += Eigen::Map<const VectorXd>(drawn.magnitude.data(), p);
    return drawn.log_sum;
  }

  /// Firth: adds log|I| / 2 and its gradient, trace(I^-1 dI) / 2, by the third moments of each risk set.
  void penalise(Evaluation& e) {
    const Index p = order_.columns();
    const auto size = std::size_t(p);
    if (identified_.empty()) identified_ = identified(e.information, e.magnitude);
    const Decomposed inverse = decompose(e.information, identified_);
    if (inverse.inverse.empty()) {
      e.value = std::nan("");
      return;
    }
    const Eigen::Map<const MatrixXd> v(inverse.inverse.data(), p, p);
    // sums over a set of r: 1, x, then x x' , q = x'Vx, q x
    struct Moments {
      double s0, q;
      VectorXd s1, qx;
      MatrixXd s2;
      explicit Moments(Index columns) : s1(columns), qx(columns), s2(columns, columns) { clear(); }
      void clear() { s0 = q = 0, s1.setZero(), qx.setZero(), s2.setZero(); }
      void add(double r, const VectorXd& x, double xvx) {
        s0 += r, q += r * xvx, s1 += r * x, qx += (r * xvx) * x;
        s2.noalias() += r * x * x.transpose();
      }
    } all(p), dying(p);
    VectorXd gradient = VectorXd::Zero(p), x(p);
    const auto take = [&](Moments& moments, std::size_t i, double sign) {
      x = order_.x.row(Index(i)).transpose();
      moments.add(sign * risk_[i], x, x.dot(v * x));
    };
    Sweep sweep(order_, risk_, poll_);
    for (std::size_t s = 0; s + 1 < order_.stratum.size(); ++s) {
      all.clear();
      sweep.enter(s);
      while (sweep.next([&](std::size_t i) { take(all, i, 1); }, [&](std::size_t i) { take(all, i, -1); })) {
        dying.clear();
        for (std::size_t i = sweep.begin(); i < sweep.end(); ++i)
          if (order_.status[i] == 1) take(dying, i, 1);
        for_each_term(sweep.deaths(), rule_.ties, order_.whole_weights, [&](double c, double f) {
          const double s0 = all.s0 - f * dying.s0;
          const VectorXd mean = (all.s1 - f * dying.s1) / s0;
          const VectorXd vm = v * mean;
          const double q = (all.q - f * dying.q) / s0;
          gradient += c * ((all.qx - f * dying.qx) / s0 - mean * q -
                           2 * ((all.s2 - f * dying.s2) / s0 * vm - mean * mean.dot(vm)));
        });
      }
    }
    e.value += inverse.log_determinant / 2;
    for (std::size_t j = 0; j < size; ++j)
      if (identified_[j]) e.score[j] += gradient(Index(j)) / 2;
  }

  const RiskOrder& order_;
  const CoxRule& rule_;
  const Poll& poll_;
  LargeVector<double> risk_, entry_hazard_;
  LargeVector<AtRisk> at_risk_;
  std::vector<unsigned char> identified_;
  std::function<double(double)> weight_of_time_;
};

/// Exact ties go through all at risk for each time of several deaths. \throws Refused when that would take hours
void check_work(const RiskOrder& order, const Poll& poll) {
  constexpr double most = 1e10;
  double visits = 0;
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s)
    for (std::size_t end = order.stratum[s + 1], begin = end; begin > order.stratum[s]; end = begin) {
      double deaths = 0;
      for (; begin > order.stratum[s] && order.time[begin - 1] == order.time[end - 1]; --begin) {
        if (begin % rows_between_polls == 0) poll();
        deaths += order.status[begin - 1] == 1 ? order.weight[begin - 1] : 0;
      }
      if (deaths > 1) visits += double(order.stratum[s + 1] - begin);
    }
  if (visits > most) throw Refused(Refusal::exact_ties_too_many);
}

/// A function of time, known at the event times.
struct OfTime {
  std::vector<std::pair<double, double>> values;  ///< time, ascending, and value

  double operator()(double time) const {
    return std::ranges::lower_bound(values, time, {}, &std::pair<double, double>::first)->second;
  }
};

/// g at each event time, from 0 to 1: neither where it starts nor its unit changes the test.
OfTime time_scale(const RiskOrder& order, TimeScale scale, const Poll& poll) {
  Patients all{order.time, order.status, {}, order.entry, order.weight};
  sort_by_time(all, poll);
  OfTime g;
  double surviving = 1, passed = 0;
  const Groups tables = risk_tables(all, 1, poll);
  for_each_row(tables.front().rows.size(), poll, [&](std::size_t i) {
    const auto& row = tables.front().rows[i];
    const double leaving = row.n_event + row.n_censor, rank = passed + (leaving + 1) / 2;
    passed += leaving;
    if (!(row.n_event > 0)) return;
    if (scale == TimeScale::log && !(row.time > 0)) throw Refused(Refusal::event_at_0_on_a_log_scale);
    g.values.emplace_back(row.time, scale == TimeScale::km     ? 1 - surviving
                                    : scale == TimeScale::rank ? rank
                                    : scale == TimeScale::log  ? std::log(row.time)
                                                               : row.time);
    surviving *= 1 - row.n_event / row.n_risk;
  });
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const auto& [time, value] : g.values) low = std::min(low, value), high = std::max(high, value);
  for (auto& [time, value] : g.values) value = high > low ? (value - low) / (high - low) : 0;
  return g;
}

}  // namespace

Cox::Cox(Regression rows, const CoxRule& rule, Poll poll) : rule_(rule), poll_(std::move(poll)) {
  const bool robust = rows.sampling || (!rows.cluster.empty() && rows.robust);
  order_ = std::make_unique<RiskOrder>(std::move(rows), poll_);
  if (order_->sampling && rule.penalty == Penalty::firth) throw Refused(Refusal::penalty_with_sampling_weights);
  if (rule.ties == Ties::exact) {
    if (order_->sampling) throw Refused(Refusal::exact_ties_with_sampling_weights);
    if (!order_->whole_weights) throw Refused(Refusal::exact_ties_with_fractions);
    if (robust) throw Refused(Refusal::exact_ties_with_clusters);
    if (rule.penalty == Penalty::firth) throw Refused(Refusal::exact_ties_with_penalty);
    check_work(*order_, poll_);
  }
  PartialLikelihood likelihood(*order_, rule_, poll_);
  const Maximum maximum = maximise(
      std::size_t(order_->columns()), [&](std::span<const double> beta) { return likelihood(beta); }, rule.newton);
  beta_ = maximum.at, model_covariance_ = maximum.covariance;
  MatrixXd squares;
  if (robust) squares = squared_sums(*order_, score_residuals(*order_, beta_, rule.ties, poll_), poll_);
  fit_ = finish(*order_, maximum, squares);
  if (order_->sampling) use_robust_score(maximum);
  const MatrixXd covariance = covariance_of(maximum, squares);
  covariance_.assign(covariance.data(), covariance.data() + covariance.size());
}

/// In place of the likelihood's tests, of which the weights' scale would make anything. The score test of beta = 0 has
/// the sum of the patients' squared score residuals there as its variance.
void Cox::use_robust_score(const Maximum& maximum) {
  const auto p = std::size_t(order_->columns());
  const std::vector<double> null(p);
  const MatrixXd squares = squared_sums(*order_, score_residuals(*order_, null, rule_.ties, poll_), poll_);
  std::vector<double> score, variance;
  for (std::size_t j = 0; j < p; ++j) {
    if (fit_.finding[j] == Finding::no_information) continue;
    score.push_back(maximum.start.score[j]);
    for (std::size_t k = 0; k < p; ++k)
      if (fit_.finding[k] != Finding::no_information) variance.push_back(squares(Index(j), Index(k)));
  }
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  fit_.score = squares.allFinite() ? chi_square(score, variance) : ChiSquare{none, none, none};
  forget_likelihood(fit_);
}

Drift Cox::drift(TimeScale scale) const {
  if (order_->sampling) throw Refused(Refusal::drift_with_sampling_weights);
  if (rule_.ties == Ties::exact) throw Refused(Refusal::exact_ties_with_drift);
  const OfTime g = time_scale(*order_, scale, poll_);
  const Index p = order_->columns();
  const auto square = [p](const std::vector<double>& values) {
    return Eigen::Map<const MatrixXd>(values.data(), p, p);
  };
  PartialLikelihood likelihood(*order_, rule_, poll_);
  const Evaluation once = likelihood.weighted(beta_, [&](double time) { return g(time); });
  const Evaluation twice = likelihood.weighted(beta_, [&](double time) { return g(time) * g(time); });
  std::vector<unsigned char> estimated;
  for (const Finding finding : fit_.finding) estimated.push_back(finding == Finding::estimated);
  const Evaluation plain = likelihood.weighted(beta_, {});
  const Decomposed information = decompose(plain.information, estimated);
  Drift drift{std::vector<double>(std::size_t(p)), std::vector<double>(std::size_t(p * p))};
  if (information.inverse.empty()) return drift;
  // The score at the end of Newton's iteration is not quite 0: what the estimates lack of the maximum, taken off.
  const MatrixXd share = square(once.information) * square(information.inverse);
  VectorXd lacks = VectorXd::Zero(p);
  if (rule_.penalty == Penalty::none) lacks = share * Eigen::Map<const VectorXd>(plain.score.data(), p);
  const MatrixXd covariance = square(twice.information) - share * square(once.information);
  // Of one event time that tells anything there is no drift, but rounding.
  for (Index j = 0; j < p; ++j)
    if (!(covariance(j, j) > 1e-11 * twice.magnitude[std::size_t(j)])) estimated[std::size_t(j)] = 0;
  for (std::size_t j = 0; j < std::size_t(p); ++j) {
    if (!estimated[j]) continue;
    drift.score[j] = once.score[j] - lacks(Index(j));
    for (std::size_t k = 0; k < std::size_t(p); ++k)
      if (estimated[k]) drift.covariance[j * std::size_t(p) + k] = covariance(Index(j), Index(k));
  }
  return drift;
}

std::function<Evaluation(std::span<const double>)> Cox::likelihood() const {
  return PartialLikelihood(*order_, rule_, poll_);
}

Cox::~Cox() = default;

double Cox::n() const { return order_->given_total(); }
double Cox::n_event() const { return order_->given_events(); }

}  // namespace survival
