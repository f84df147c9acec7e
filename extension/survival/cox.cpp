#include "survival/cox.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "survival/input_error.hpp"
#include "survival/risk_order.hpp"
#include "survival/risk_table.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd, Eigen::VectorXd;

constexpr std::size_t rows_between_polls = 1 << 14;

/// The deaths of one time.
struct Deaths {
  double number = 0;     ///< of patients
  std::size_t rows = 0;  ///< they are written in
};

/// The terms of one event time: visit(c, f) for c / (s0 - f d0).
template <class Visit>
void for_each_term(const Deaths& deaths, Ties ties, bool whole_weights, Visit visit) {
  if (ties != Ties::efron) return visit(deaths.number, 0.0);
  const double m = whole_weights ? deaths.number : double(deaths.rows);
  for (double l = 0; l < m; ++l) visit(deaths.number / m, l / m);
}

/// Walks the event times of a RiskOrder from the last to the first, and keeps the sums over those at risk.
class Sweep {
 public:
  Sweep(const RiskOrder& order, const std::vector<double>& risk, const Poll& poll)
      : order_(order),
        risk_(risk),
        poll_(poll),
        p_(std::size_t(order.columns())),
        at_risk_(p_ + 1, !order.entry.empty()),
        dying_(p_ + 1, false) {}

  /// Begins a stratum.
  void enter(std::size_t s) {
    first_ = order_.stratum[s];
    begin_ = end_ = left_ = order_.stratum[s + 1];
    at_risk_.clear();
    count_ = 0;
  }

  /// Moves to the event time before. False when the stratum has no more. `joins` and `leaves` are told of each row as
  /// it comes to be at risk and, for one that enters late, as it ceases to be.
  template <class Joins, class Leaves>
  bool next(Joins joins, Leaves leaves) {
    while (begin_ > first_) {
      end_ = begin_;
      deaths_ = {};
      const double at = order_.time[end_ - 1];
      for (; begin_ > first_ && order_.time[begin_ - 1] == at; --begin_) {
        const std::size_t i = begin_ - 1;
        if (i % rows_between_polls == 0) poll_();
        at_risk_.add_row(risk_[i], row(i), p_);
        joins(i);
        ++count_;
        if (order_.status[i] == 1) deaths_.number += order_.weight[i], ++deaths_.rows;
      }
      if (deaths_.rows == 0) continue;
      if (!order_.entry.empty()) leave(at, leaves);
      dying_.clear();
      for (std::size_t i = begin_; i < end_; ++i)
        if (order_.status[i] == 1) dying_.add_row(risk_[i], row(i), p_);
      return true;
    }
    return false;
  }
  bool next() {
    return next([](std::size_t) {}, [](std::size_t) {});
  }

  double time() const { return order_.time[begin_]; }
  std::size_t begin() const { return begin_; }  ///< the rows of this time
  std::size_t end() const { return end_; }
  const Deaths& deaths() const { return deaths_; }
  const std::vector<double>& at_risk() { return at_risk_.values(); }  ///< sums of r, r x
  const std::vector<double>& dying() { return dying_.values(); }
  const double* row(std::size_t i) const { return order_.x.data() + i * p_; }

 private:
  template <class Leaves>
  void leave(double at, Leaves leaves) {
    for (; left_ > first_ && order_.entry[order_.by_entry[left_ - 1]] >= at; --left_) {
      const std::size_t i = order_.by_entry[left_ - 1];
      if (left_ % rows_between_polls == 0) poll_();
      at_risk_.add_row(-risk_[i], row(i), p_);
      leaves(i);
      if (--count_ == 0) at_risk_.clear();
    }
  }

  const RiskOrder& order_;
  const std::vector<double>& risk_;
  const Poll& poll_;
  std::size_t p_, first_ = 0, begin_ = 0, end_ = 0, left_ = 0, count_ = 0;
  RiskSums at_risk_, dying_;
  Deaths deaths_;
};

/// What an event time adds to the hazard of the baseline, and of those who die then.
struct Step {
  double time, hazard, hazard_of_dying;
  double weight;  ///< each of its deaths counts for so much
  std::size_t begin, end;
};

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
    Sweep sweep(order_, risk_, poll_);
    std::vector<Step> steps;
    for (std::size_t s = 0; s + 1 < order_.stratum.size(); ++s) {
      steps.clear();
      for (sweep.enter(s); sweep.next();) {
        if (rule_.ties == Ties::exact && sweep.deaths().number > 1) {
          value -= exact_time(sweep, s, score, exact_information);
          continue;
        }
        Step step{sweep.time(), 0, 0, weight_of_time_ ? weight_of_time_(sweep.time()) : 1, sweep.begin(), sweep.end()};
        const auto& all = sweep.at_risk();
        const auto& dying = sweep.dying();
        std::size_t terms = 0;
        for_each_term(sweep.deaths(), rule_.ties, order_.whole_weights, [&](double count, double f) {
          const double c = count * step.weight;
          if (++terms % rows_between_polls == 0) poll_();
          const double s0 = all[0] - f * dying[0];
          value -= c * std::log(s0);
          step.hazard += c / s0;
          step.hazard_of_dying += (1 - f) * c / s0;
          for (Index j = 0; j < p; ++j) mean(j) = (all[std::size_t(j) + 1] - f * dying[std::size_t(j) + 1]) / s0;
          means.add(c, mean.data());
        });
        steps.push_back(step);
      }
      std::ranges::reverse(steps);
      live_through(s, steps, score, squares);
    }
    Evaluation e{value, {score.data(), score.data() + p}, std::vector<double>(std::size_t(p * p)), {}};
    const MatrixXd& raw = squares.sum();
    Eigen::Map<MatrixXd> information(e.information.data(), p, p);
    information = raw - means.sum() + exact_information;
    for (Index j = 0; j < p; ++j) e.magnitude.push_back(raw(j, j) + exact_information(j, j));
    return e;
  }

  /// Adds each row's w d - r H to the score, and r H x x' to the squares.
  void live_through(std::size_t s, const std::vector<Step>& steps, VectorXd& score, CrossProduct& squares) {
    const std::size_t first = order_.stratum[s], last = order_.stratum[s + 1];
    entry_hazard_.resize(order_.entry.size());
    double hazard = 0;
    auto step = steps.begin();
    for (std::size_t k = order_.entry.empty() ? last : first; k < last; ++k) {
      if (k % rows_between_polls == 0) poll_();
      const std::size_t i = order_.by_entry[k];
      for (; step != steps.end() && step->time <= order_.entry[i]; ++step) hazard += step->hazard;
      entry_hazard_[i] = hazard;
    }
    hazard = 0, step = steps.begin();
    double before = 0;
    const Step* current = nullptr;
    const auto p = std::size_t(order_.columns());
    for (std::size_t i = first; i < last; ++i) {
      if (i % rows_between_polls == 0) poll_();
      if (step != steps.end() && step->begin == i) {
        before = hazard;
        hazard += step->hazard;
        current = &*step++;
      }
      const bool dies = order_.status[i] == 1 && current && i < current->end;  // else exact_time() has counted it
      double lived = dies ? before + current->hazard_of_dying : hazard;
      if (!entry_hazard_.empty()) lived -= entry_hazard_[i];
      const double expected = risk_[i] * lived;
      const double residual = (dies ? current->weight * order_.weight[i] : 0) - expected;
      const double* x = order_.x.data() + i * p;
      for (std::size_t j = 0; j < p; ++j) score(Index(j)) += residual * x[j];
      squares.add(expected, x);
    }
  }

  /// One time of several deaths, exactly: the log of the sum over all sets of d at risk, by adding one patient after
  /// the other; with its derivatives (Gail, Lubin & Rubinstein 1981).
  double exact_time(Sweep& sweep, std::size_t s, VectorXd& score, MatrixXd& information) {
    const Index p = order_.columns();
    const auto d = std::size_t(sweep.deaths().number);
    const double unit = std::exp(1) * sweep.at_risk()[0] / double(d);  // keeps the sums near 1
    std::vector<double> sums(d + 1);
    std::vector<VectorXd> first(d + 1, VectorXd::Zero(p));
    std::vector<MatrixXd> second(d + 1, MatrixXd::Zero(p, p));
    sums[0] = 1;
    std::size_t taken = 0;
    for (std::size_t i = sweep.begin(); i < order_.stratum[s + 1]; ++i) {
      if (!order_.entry.empty() && order_.entry[i] >= sweep.time()) continue;
      const VectorXd x = order_.x.row(Index(i)).transpose();
      const MatrixXd xx = x * x.transpose();
      const double r = risk_[i] / order_.weight[i] / unit;
      for (double copy = 0; copy < order_.weight[i]; ++copy) {
        if (taken % 64 == 0) poll_();
        for (std::size_t k = std::min(d, ++taken); k >= 1; --k) {
          const MatrixXd cross = first[k - 1] * x.transpose();
          second[k] += r * (second[k - 1] + cross + cross.transpose() + sums[k - 1] * xx);
          first[k] += r * (first[k - 1] + sums[k - 1] * x);
          sums[k] += r * sums[k - 1];
        }
      }
      if (i < sweep.end() && order_.status[i] == 1) score += order_.weight[i] * x;
    }
    const VectorXd mean = first[d] / sums[d];
    score -= mean;
    information += second[d] / sums[d] - mean * mean.transpose();
    return std::log(sums[d]) + double(d) * std::log(unit);
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
  std::vector<double> risk_, entry_hazard_;
  std::vector<unsigned char> identified_;
  std::function<double(double)> weight_of_time_;
};

/// g at each event time, from 0 to 1: neither where it starts nor its unit changes the test.
std::map<double, double> time_scale(const RiskOrder& order, TimeScale scale, const Poll& poll) {
  Patients all{order.time, order.status, {}, order.entry, order.weight};
  sort_by_time(all, poll);
  std::map<double, double> g;
  double surviving = 1, passed = 0;
  const Groups tables = risk_tables(all, 1, poll);
  for (const auto& row : tables.front().rows) {
    const double leaving = row.n_event + row.n_censor, rank = passed + (leaving + 1) / 2;
    passed += leaving;
    if (!(row.n_event > 0)) continue;
    if (scale == TimeScale::log && !(row.time > 0)) throw InputError("an event at time 0 has no logarithm");
    g[row.time] = scale == TimeScale::km     ? 1 - surviving
                  : scale == TimeScale::rank ? rank
                  : scale == TimeScale::log  ? std::log(row.time)
                                             : row.time;
    surviving *= 1 - row.n_event / row.n_risk;
  }
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const auto& [time, value] : g) low = std::min(low, value), high = std::max(high, value);
  for (auto& [time, value] : g) value = high > low ? (value - low) / (high - low) : 0;
  return g;
}

/// Score residuals, a row each of weight 1: x_i - mean at its death, less what its lifetime in the risk sets adds.
/// A row's part is taken as sums over all later event times when it joins, and the same when it leaves, so that no
/// sums are kept for each time.
Rows score_residuals(const RiskOrder& order, std::span<const double> beta, Ties ties, const Poll& poll) {
  const Index p = order.columns();
  std::vector<double> risk;
  order.risks(beta, risk, poll);
  Rows residual = Rows::Zero(Index(order.size()), p);
  double hazard = 0;                               // from the time at hand on
  RowVectorXd mean_hazard = RowVectorXd::Zero(p);  // likewise, times the mean covariates
  std::vector<unsigned char> gone(order.entry.empty() ? 0 : order.size());
  const auto take = [&](std::size_t i, double sign) {
    const double r = sign * risk[i] / order.weight[i];
    residual.row(Index(i)) += r * (hazard * order.x.row(Index(i)) - mean_hazard);
  };
  Sweep sweep(order, risk, poll);
  RowVectorXd mean(p), means(p), mean_step(p), dying_mean_step(p);
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s) {
    hazard = 0, mean_hazard.setZero();
    sweep.enter(s);
    const auto joins = [&](std::size_t i) { take(i, 1); };
    const auto leaves = [&](std::size_t i) {
      take(i, -1);
      gone[i] = 1;
    };
    while (sweep.next(joins, leaves)) {
      double step = 0, dying_step = 0;
      means.setZero(), mean_step.setZero(), dying_mean_step.setZero();
      const auto& all = sweep.at_risk();
      const auto& dying = sweep.dying();
      for_each_term(sweep.deaths(), ties, order.whole_weights, [&](double c, double f) {
        const double s0 = all[0] - f * dying[0];
        for (Index j = 0; j < p; ++j) mean(j) = (all[std::size_t(j) + 1] - f * dying[std::size_t(j) + 1]) / s0;
        means += c / sweep.deaths().number * mean;
        step += c / s0, mean_step += c / s0 * mean;
        dying_step += (1 - f) * c / s0, dying_mean_step += (1 - f) * c / s0 * mean;
      });
      for (std::size_t i = sweep.begin(); i < sweep.end(); ++i)
        if (order.status[i] == 1) {
          const auto x = order.x.row(Index(i));
          const double r = risk[i] / order.weight[i];
          residual.row(Index(i)) += x - means + r * ((step - dying_step) * x - (mean_step - dying_mean_step));
        }
      hazard += step, mean_hazard += mean_step;
    }
    for (std::size_t i = order.stratum[s]; i < order.stratum[s + 1]; ++i) {
      if (i % rows_between_polls == 0) poll();
      if (gone.empty() || !gone[i]) take(i, -1);
    }
  }
  return residual;
}

}  // namespace

Cox::Cox(Regression rows, const CoxRule& rule, Poll poll) : rule_(rule), poll_(std::move(poll)) {
  const bool robust = !rows.cluster.empty();
  order_ = std::make_unique<RiskOrder>(std::move(rows), poll_);
  if (rule.ties == Ties::exact) {
    if (!order_->whole_weights) throw InputError("exact ties need weights that are whole numbers");
    if (robust) throw InputError("exact ties have no robust variance; leave out cluster() or choose other ties");
    if (rule.penalty == Penalty::firth) throw InputError("exact ties have no Firth penalty; choose efron or breslow");
  }
  PartialLikelihood likelihood(*order_, rule_, poll_);
  const Maximum maximum = maximise(
      std::size_t(order_->columns()), [&](std::span<const double> beta) { return likelihood(beta); }, rule.newton);
  beta_ = maximum.at;
  MatrixXd squares;
  if (robust) squares = squared_sums(*order_, score_residuals(*order_, beta_, rule.ties, poll_), poll_);
  fit_ = finish(*order_, maximum, squares);
  const MatrixXd covariance = covariance_of(maximum, squares);
  covariance_.assign(covariance.data(), covariance.data() + covariance.size());
}

Drift Cox::drift(TimeScale scale) const {
  if (rule_.ties == Ties::exact) throw InputError("exact ties have no test of proportional hazards; choose other ties");
  const std::map<double, double> g = time_scale(*order_, scale, poll_);
  const Index p = order_->columns();
  const auto square = [p](const std::vector<double>& values) {
    return Eigen::Map<const MatrixXd>(values.data(), p, p);
  };
  PartialLikelihood likelihood(*order_, rule_, poll_);
  const Evaluation once = likelihood.weighted(beta_, [&](double time) { return g.at(time); });
  const Evaluation twice = likelihood.weighted(beta_, [&](double time) { return g.at(time) * g.at(time); });
  std::vector<unsigned char> estimated;
  for (const Finding finding : fit_.finding) estimated.push_back(finding == Finding::estimated);
  const Decomposed information = decompose(likelihood.weighted(beta_, {}).information, estimated);
  Drift drift{std::vector<double>(std::size_t(p)), std::vector<double>(std::size_t(p * p))};
  if (information.inverse.empty()) return drift;
  const MatrixXd covariance =
      square(twice.information) - square(once.information) * square(information.inverse) * square(once.information);
  for (std::size_t j = 0; j < std::size_t(p); ++j) {
    if (!estimated[j]) continue;
    drift.score[j] = once.score[j];
    for (std::size_t k = 0; k < std::size_t(p); ++k)
      if (estimated[k]) drift.covariance[j * std::size_t(p) + k] = covariance(Index(j), Index(k));
  }
  return drift;
}

Prediction Cox::prediction() const {
  if (!fit_.converged) throw InputError("the fit has not converged, so that nothing can be predicted by it");
  const RiskOrder& order = *order_;
  const Index p = order.columns();
  const auto size = std::size_t(p);
  Prediction found;
  found.beta = beta_;  // without information it has stayed 0, and so has its row of the covariance
  found.center.assign(order.center.data(), order.center.data() + p);
  found.scale.assign(order.scale.data(), order.scale.data() + p);
  found.offset_center = order.offset_center;
  found.tolerance = order.tolerance;

  // V may be singular: robust, of few clusters, or with columns without information.
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(Eigen::Map<const MatrixXd>(covariance_.data(), p, p));
  const MatrixXd root = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
  found.root.assign(root.data(), root.data() + root.size());

  std::vector<double> mean(size);
  double mean_offset = 0;
  for_each_row(order.size(), poll_, [&](std::size_t i) {
    const double share = order.weight[i] / order.total;
    for (std::size_t j = 0; j < size; ++j) mean[j] += share * order.x(Index(i), Index(j));
    if (!order.offset.empty()) mean_offset += share * order.offset[i];
  });
  found.mean = found.centred(mean, mean_offset);

  std::vector<double> risk;
  order.risks(found.beta, risk, poll_);
  struct Sums {
    double hazard = 0, variance = 0;
    VectorXd drift;
  };
  Sweep sweep(order, risk, poll_);
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s) {
    std::vector<Sums> steps;  // the last event time first
    for (sweep.enter(s); sweep.next();) {
      Sums step{0, 0, VectorXd::Zero(p)};
      const auto& all = sweep.at_risk();
      const auto& dying = sweep.dying();
      std::size_t terms = 0;
      for_each_term(sweep.deaths(), rule_.ties, order.whole_weights, [&](double c, double f) {
        if (++terms % rows_between_polls == 0) poll_();
        const double s0 = all[0] - f * dying[0];
        step.hazard += c / s0;
        step.variance += c / s0 / s0;
        for (Index j = 0; j < p; ++j)
          step.drift(j) += c / s0 * ((all[std::size_t(j) + 1] - f * dying[std::size_t(j) + 1]) / s0);
      });
      steps.push_back(std::move(step));
    }
    Prediction::Baseline baseline;
    Sums sum{0, 0, VectorXd::Zero(p)};
    baseline.drift.assign(size, 0);
    for_each_row(steps.size(), poll_, [&](std::size_t i) {
      const Sums& step = steps[steps.size() - 1 - i];
      sum.hazard += step.hazard, sum.variance += step.variance, sum.drift += step.drift;
      const VectorXd drift = root.transpose() * sum.drift;
      baseline.hazard.push_back(sum.hazard);
      baseline.variance.push_back(sum.variance);
      baseline.drift.insert(baseline.drift.end(), drift.data(), drift.data() + p);
    });
    found.strata.push_back(std::move(baseline));
  }

  Patients all{order.time, order.status, std::vector<std::uint32_t>(order.size()), order.entry, order.weight};
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s)
    std::fill(all.group.begin() + std::ptrdiff_t(order.stratum[s]),
              all.group.begin() + std::ptrdiff_t(order.stratum[s + 1]), std::uint32_t(s));
  found.tables = risk_tables(all, found.strata.size(), poll_);
  return found;
}

Cox::~Cox() = default;

double Cox::n() const { return order_->total; }
double Cox::n_event() const { return order_->events; }

Concordance Cox::concordance() const {
  std::vector<double> predictor(order_->size());
  for_each_row(order_->size(), poll_, [&](std::size_t i) { predictor[i] = order_->predictor(i, beta_); });
  return survival::concordance(*order_, predictor, poll_);
}

}  // namespace survival
