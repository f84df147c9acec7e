#include <algorithm>
#include <cmath>
#include <functional>

#include "survival/regression/refusal.hpp"
#include "survival/regression/risk_sweep.hpp"

namespace survival {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd;

/// From the first time to the last: what a row lived through is small where its risk is large. Summed from the last,
/// it would be the small difference of large numbers.
RowMatrix score_residuals(const RiskOrder& order, std::span<const double> beta, Ties ties, const Poll& poll) {
  const Index p = order.columns();
  LargeVector<double> risk;
  order.risks(beta, risk, poll);
  RowMatrix residual(Index(order.size()), p);
  prefer_huge_pages(residual.data(), sizeof(double) * std::size_t(residual.size()));
  for_each_row(order.size(), poll, [&](std::size_t i) { residual.row(Index(i)).setZero(); });
  struct Time {
    double time, hazard;
  };
  LargeVector<Time> times;           // of a stratum, the last first
  LargeVector<double> mean_hazards;  // of each: hazard times the mean covariates
  RowVectorXd mean(p), means(p), mean_step(p), dying_mean_step(p);
  mean_hazards.reserve(std::size_t(std::ranges::count(order.status, 1) * p));  // grown, it would be copied at length
  Sweep sweep(order, risk, poll);
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s) {
    times.clear(), mean_hazards.clear();
    for (sweep.enter(s); sweep.next();) {
      double step = 0, dying_step = 0;
      means.setZero(), mean_step.setZero(), dying_mean_step.setZero();
      for_each_term(sweep.deaths(), ties, order.whole_weights, [&](double c, double f) {
        const double s0 = sweep.mean(f, mean.data());
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
      append(times, {sweep.time(), step}, poll);
      mean_hazards.insert(mean_hazards.end(), mean_step.data(), mean_step.data() + p);
    }
    // Takes off what the rows, ascending in `until`, live through up to then; with a sign of -1 gives it back.
    const auto live = [&](const LargeVector<double>& until, auto row_of, double sign) {
      double hazard = 0;
      RowVectorXd mean_hazard = RowVectorXd::Zero(p);
      std::size_t k = times.size();
      for (std::size_t place = order.stratum[s]; place < order.stratum[s + 1]; ++place) {
        if (place % rows_between_polls == 0) poll();
        const std::size_t i = row_of(place);
        for (; k > 0 && times[k - 1].time <= until[i]; --k) {
          hazard += times[k - 1].hazard;
          mean_hazard += Eigen::Map<const RowVectorXd>(mean_hazards.data() + Index(k - 1) * p, p);
        }
        const double r = sign * risk[i] / order.weight[i];
        residual.row(Index(i)) -= r * (hazard * order.x.row(Index(i)) - mean_hazard);
      }
    };
    live(
        order.time, [](std::size_t place) { return place; }, 1);
    if (!order.entry.empty())
      live(
          order.entry, [&](std::size_t place) { return order.by_entry[place]; }, -1);
  }
  return residual;
}

namespace {

LargeVector<double> martingale(const RiskOrder& order, std::span<const double> beta, Ties ties, const Poll& poll) {
  LargeVector<double> risk, entry_hazard, residual(order.size());
  order.risks(beta, risk, poll);
  LargeVector<BaselineStep> steps;
  Sweep sweep(order, risk, poll);
  for (std::size_t s = 0; s + 1 < order.stratum.size(); ++s) {
    steps.clear();
    for (sweep.enter(s); sweep.next();) {
      BaselineStep step{sweep.time(), 0, 0, 1, sweep.begin(), sweep.end()};
      const double all = sweep.at_risk(), dying = sweep.dying();
      for_each_term(sweep.deaths(), ties, order.whole_weights, [&](double c, double f) {
        step.hazard += c / (all - f * dying);
        step.hazard_of_dying += (1 - f) * c / (all - f * dying);
      });
      append(steps, step, poll);
    }
    std::ranges::reverse(steps);
    for_each_life(order, s, steps, entry_hazard, poll, [&](std::size_t i, double hazard, const BaselineStep* death) {
      residual[i] = (death ? 1 : 0) - risk[i] / order.weight[i] * hazard;
    });
  }
  return residual;
}

double deviance(double martingale, bool dies) {
  // log1p(-m) for log(1 - m): near 0 it all but cancels m
  const double half = martingale + (dies ? std::log1p(-martingale) : 0);
  return std::copysign(std::sqrt(std::max(0.0, -2 * half)), martingale);
}

/// x - mean of the deaths by stratum, time and row; `places` says which rows of `order` they are.
RowMatrix schoenfeld(const RiskOrder& order, std::span<const double> beta, Ties ties, const Poll& poll,
                     std::vector<std::size_t>& places) {
  LargeVector<double> risk;
  order.risks(beta, risk, poll);
  places.resize(std::size_t(std::ranges::count(order.status, 1)));
  const Index p = order.columns();
  RowMatrix residual(Index(places.size()), p);
  std::size_t at = places.size();
  std::vector<std::size_t> dead;
  RowVectorXd mean(p), means(p);
  Sweep sweep(order, risk, poll);
  for (std::size_t s = order.stratum.size() - 1; s-- > 0;)
    for (sweep.enter(s); sweep.next();) {
      means.setZero();
      for_each_term(sweep.deaths(), ties, order.whole_weights, [&](double c, double f) {
        sweep.mean(f, mean.data());
        means += c / sweep.deaths().number * mean;
      });
      dead.clear();
      for (std::size_t i = sweep.begin(); i < sweep.end(); ++i)
        if (order.status[i] == 1) dead.push_back(i);
      std::ranges::sort(dead, std::greater(), [&](std::size_t i) { return order.row[i]; });
      for (const std::size_t i : dead) {
        places[--at] = i;
        residual.row(Index(at)) = order.x.row(Index(i)) - means;
      }
    }
  return residual;
}

/// From the units of RiskOrder::x: row * product, each column times its unit, plus its origin.
struct Translation {
  MatrixXd product;  ///< empty: none
  RowVectorXd unit, origin;
};

Translation translation(Residual type, const RiskOrder& order, const Fit& fit, const std::vector<double>& covariance) {
  using enum Residual;
  const Index p = order.columns();
  Translation to{{}, order.scale.transpose(), RowVectorXd::Zero(p)};
  if (type != score && type != schoenfeld) to.product = Eigen::Map<const MatrixXd>(covariance.data(), p, p);
  for (Index j = 0; j < p; ++j) {
    const double estimate = fit.estimate[std::size_t(j)];
    if (std::isnan(estimate)) to.origin(j) = estimate;
    if (!to.product.size()) continue;
    const double variance = to.product(j, j);
    if (type == dfbeta) to.unit(j) = 1 / order.scale(j);
    if (type == dfbetas) to.unit(j) = 1 / std::sqrt(variance);
    if (type == scaled_schoenfeld) to.unit(j) = order.events / order.scale(j), to.origin(j) = estimate;
    if (std::isnan(estimate)) to.product.row(j).setZero();  // tends to 0 in the others' as the coefficient runs away
    if (!(variance > 0)) to.origin(j) = std::nan("");       // the iteration ended where there is no inverse
  }
  return to;
}

}  // namespace

Residuals Cox::residuals(Residual type) const {
  using enum Residual;
  const bool of_deaths = type == schoenfeld || type == scaled_schoenfeld;
  if (rule_.ties == Ties::exact && is_by_coefficient(type)) throw Refused(Refusal::exact_ties_with_score_residuals);
  const RiskOrder& order = *order_;
  std::vector<std::size_t> places(order.size());  // of the residuals among the rows of `order`
  for_each_row(order.size(), poll_, [&](std::size_t i) { places[order.row[i]] = i; });
  Residuals found;
  if (!is_by_coefficient(type)) {
    const LargeVector<double> residual = survival::martingale(order, beta_, rule_.ties, poll_);
    found.value.resize(places.size());
    for_each_row(places.size(), poll_, [&](std::size_t k) {
      const std::size_t i = places[k];
      found.value[k] = type == martingale ? residual[i] : survival::deviance(residual[i], order.status[i] == 1);
    });
  } else {
    const RowMatrix x = of_deaths ? survival::schoenfeld(order, beta_, rule_.ties, poll_, places)
                                  : score_residuals(order, beta_, rule_.ties, poll_);
    found.width = std::size_t(order.columns());
    found.value.reserve(places.size() * found.width);
    Translation to = translation(type, order, fit_, model_covariance_);
    const bool whole = order.sampling && !of_deaths;  // of all that the row's weight stands for
    for (Index j = 0; whole && type == dfbetas && j < order.columns(); ++j)
      to.unit(j) = 1 / (order.scale(j) * fit_.std_error[std::size_t(j)]);
    RowVectorXd row(order.columns());
    const std::size_t step = 1 + rows_between_polls / (found.width * found.width);
    for (std::size_t k = 0; k < places.size(); ++k) {
      if (k % step == 0) poll_();
      row = x.row(Index(of_deaths ? k : places[k]));
      if (whole) row *= (type == score ? order.given_weight : order.weight)[places[k]];
      if (to.product.size()) row *= to.product;
      for (Index j = 0; j < row.size(); ++j) found.value.push_back(row(j) * to.unit(j) + to.origin(j));
    }
  }
  found.row.reserve(places.size()), found.time.reserve(places.size()), found.stratum.reserve(places.size());
  for_each_row(places.size(), poll_, [&](std::size_t k) {
    const std::size_t i = places[k];
    found.row.push_back(order.row[i]);
    found.time.push_back(order.time[i]);
    const auto after = std::ranges::upper_bound(order.stratum, i);
    found.stratum.push_back(std::uint32_t(after - order.stratum.begin()) - 1);
  });
  return found;
}

}  // namespace survival
