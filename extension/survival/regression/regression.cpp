#include "survival/regression/regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "survival/input_error.hpp"
#include "survival/radix_sort.hpp"
#include "survival/regression/risk_order.hpp"

namespace survival {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Spread {
  double mean, deviation, low, high;
};

/// Mean and standard deviation in two passes, so that no digits are lost to where the values lie.
Spread spread(std::span<const double> values, const Poll& poll) {
  Spread s{0, 0, HUGE_VAL, -HUGE_VAL};
  const double n = double(values.size());
  for_each_row(values.size(), poll, [&](std::size_t i) {
    s.mean += values[i] / n;
    s.low = std::min(s.low, values[i]), s.high = std::max(s.high, values[i]);
  });
  // The largest deviation as the unit: squares of huge or tiny ones stay inside the doubles.
  const double unit = std::max(s.high - s.mean, s.mean - s.low);
  if (!(unit > 0)) return s;
  double squares = 0;
  for_each_row(values.size(), poll, [&](std::size_t i) {
    const double z = (values[i] - s.mean) / unit;
    squares += z * z;
  });
  s.deviation = unit * std::sqrt(squares / n);
  return s;
}

bool is_constant(const Spread& s) {
  return !(s.high - s.low > 8 * std::numeric_limits<double>::epsilon() * std::max(std::abs(s.low), std::abs(s.high)));
}

/// Row `order[i]` of `column` at i.
template <class T>
LargeVector<T> permuted(const LargeVector<T>& column, const LargeVector<std::uint32_t>& order, const Poll& poll) {
  LargeVector<T> sorted(column.empty() ? 0 : order.size());
  for_each_row(sorted.size(), poll, [&](std::size_t i) { sorted[i] = column[order[i]]; });
  return sorted;
}

/// The rows by `group`, those of a group in the order of `rows`; where each group begins goes to `begins`.
LargeVector<std::uint32_t> by_group(const LargeVector<std::uint32_t>& rows, const LargeVector<std::uint32_t>& group,
                                    std::vector<std::size_t>& begins, const Poll& poll) {
  std::uint32_t groups = rows.empty() ? 0 : 1;
  for (const std::uint32_t g : group) groups = std::max(groups, g + 1);
  begins.assign(groups + 1, 0);
  const auto of = [&](std::uint32_t row) { return group.empty() ? 0 : group[row]; };
  for_each_row(rows.size(), poll, [&](std::size_t i) { ++begins[of(rows[i]) + 1]; });
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::size_t> next = begins;
  LargeVector<std::uint32_t> sorted(rows.size());
  for_each_row(rows.size(), poll, [&](std::size_t i) { sorted[next[of(rows[i])]++] = rows[i]; });
  return sorted;
}

}  // namespace

std::optional<Superfluous> superfluous(const Regression& rows, const Poll& poll) {
  constexpr double least_share = 1e-11;
  const auto p = Eigen::Index(rows.columns.size());
  const std::size_t n = rows.patients.size();
  std::vector<Spread> spreads;
  for (const auto& column : rows.columns) {
    spreads.push_back(spread(column, poll));
    if (n > 0 && is_constant(spreads.back())) return Superfluous{spreads.size() - 1, {}};
  }
  if (p == 0) return {};
  CrossProduct products(p);
  Eigen::VectorXd row(p);
  const Pace pace(p);
  for_each_row(n, poll, [&](std::size_t i) {
    if (pace.is_due(i)) poll();
    for (Eigen::Index j = 0; j < p; ++j)
      row(j) = (rows.columns[std::size_t(j)][i] - spreads[std::size_t(j)].mean) / spreads[std::size_t(j)].deviation;
    products.add(1, row.data());
  });
  const Eigen::MatrixXd correlation = products.sum() / double(std::max(n, std::size_t{1}));
  RowMatrix factor = RowMatrix::Zero(p, p);  // rows are what is multiplied
  for (Eigen::Index j = 0; j < p && n > 0; ++j) {
    if (pace.is_due(std::size_t(j))) poll();
    for (Eigen::Index k = 0; k < j; ++k)
      factor(j, k) = (correlation(j, k) - factor.row(j).head(k).dot(factor.row(k).head(k))) / factor(k, k);
    const double left = correlation(j, j) - factor.row(j).head(j).squaredNorm();
    if (left > least_share) {
      factor(j, j) = std::sqrt(left);
      continue;
    }
    // Which of those before it make it: its regression on them.
    const Eigen::VectorXd slope =
        factor.topLeftCorner(j, j).triangularView<Eigen::Lower>().transpose().solve(factor.row(j).head(j).transpose());
    Superfluous found{std::size_t(j), {}};
    for (Eigen::Index k = 0; k < j; ++k)
      if (std::abs(slope(k)) > 1e-4) found.given.push_back(std::size_t(k));
    return found;
  }
  return std::nullopt;
}

LargeVector<double> of_mean_one(const LargeVector<double>& weights, const Poll& poll) {
  double sum = 0;
  for_each_row(weights.size(), poll, [&](std::size_t i) { sum += weights[i]; });
  const double mean = sum / double(weights.size());
  LargeVector<double> scaled(weights.size());
  for_each_row(weights.size(), poll, [&](std::size_t i) { scaled[i] = weights[i] / mean; });
  return scaled;
}

RiskOrder::RiskOrder(Regression&& rows, const Poll& poll) {
  rows.patients.row.resize(rows.patients.size());
  std::iota(rows.patients.row.begin(), rows.patients.row.end(), 0U);
  sort_by_time(rows.patients, poll);
  try {
    tolerance = merge_near_ties(rows.patients, poll);
  } catch (const EntryAtTime& problem) {
    throw InputError(std::string("entry ") + problem.what());
  }
  LargeVector<std::uint32_t> place(rows.patients.size());  // among those sorted by time alone
  std::iota(place.begin(), place.end(), 0U);
  place = by_group(place, rows.patients.group, stratum, poll);
  Patients sorted = picked(rows.patients, place, poll);
  rows.patients = {};
  time = std::move(sorted.time), status = std::move(sorted.status), entry = std::move(sorted.entry);
  weight = std::move(sorted.weight), row = std::move(sorted.row);
  const LargeVector<std::uint32_t> stratum_of = std::move(sorted.group);
  offset = permuted(rows.offset, row, poll);
  if (!offset.empty()) {  // a common part cancels, but may overflow before it does
    offset_center = spread(offset, poll).mean;
    for_each_row(size(), poll, [&](std::size_t i) { offset[i] -= offset_center; });
  }
  cluster = permuted(rows.cluster, row, poll);
  counted = rows.counted, sampling = rows.sampling;
  censoring = permuted(rows.censoring, row, poll);
  if (weight.empty()) weight.assign(time.size(), 1);
  if (sampling) {  // their scale must not show, not even in when the iteration ends
    given_weight = std::move(weight);
    weight = of_mean_one(given_weight, poll);
  }
  for_each_row(size(), poll, [&](std::size_t i) {
    total += weight[i];
    events += status[i] == 1 ? weight[i] : 0;
    whole_weights &= weight[i] == std::trunc(weight[i]);
  });
  whole_weights = whole_weights && !sampling;
  if (!entry.empty()) {
    const auto keys = sorted_rows(size(), poll, [&](std::size_t i) { return entry[i]; });
    by_entry.reserve(size());
    for_each_row(size(), poll, [&](std::size_t i) { by_entry.push_back(keys[i].row); });
    std::vector<std::size_t> begins;
    by_entry = by_group(by_entry, stratum_of, begins, poll);
  }

  const auto p = Eigen::Index(rows.columns.size());
  x.resize(Eigen::Index(size()), p);
  prefer_huge_pages(x.data(), sizeof(double) * std::size_t(x.size()));
  center.resize(p), scale.resize(p), range.resize(p);
  for (Eigen::Index j = 0; j < p; ++j) {
    LargeVector<double>& column = rows.columns[std::size_t(j)];
    const Spread s = spread(column, poll);
    center(j) = s.mean;
    scale(j) = s.deviation > 0 ? s.deviation : 1;
    range(j) = s.high / scale(j) - s.low / scale(j);
    for_each_row(size(), poll, [&](std::size_t i) { x(Eigen::Index(i), j) = (column[row[i]] - s.mean) / scale(j); });
    release(column, poll);
  }
}

double RiskOrder::given_total() const {
  return sampling ? std::accumulate(given_weight.begin(), given_weight.end(), 0.0) : total;
}

double RiskOrder::given_events() const {
  double sum = sampling ? 0 : events;
  for (std::size_t i = 0; i < given_weight.size(); ++i) sum += status[i] == 1 ? given_weight[i] : 0;
  return sum;
}

double RiskOrder::risks(std::span<const double> beta, LargeVector<double>& risk, const Poll& poll) const {
  risk.resize(size());
  double sum = 0;
  for_each_row(size(), poll, [&](std::size_t i) {
    const double linear = predictor(i, beta);
    risk[i] = weight[i] * std::exp(linear);
    if (status[i] == 1) sum += weight[i] * linear;
  });
  return sum;
}

Eigen::MatrixXd squared_sums(const RiskOrder& order, const RowMatrix& influence, const Poll& poll) {
  CrossProduct products(influence.cols());
  const Pace pace(influence.cols());
  if (order.cluster.empty()) {
    for_each_row(order.size(), poll, [&](std::size_t i) {
      if (pace.is_due(i)) poll();
      products.add(order.weight[i] * (order.sampling ? order.weight[i] : 1),
                   influence.data() + Eigen::Index(i) * influence.cols());
    });
    return products.sum();
  }
  std::uint32_t clusters = 0;
  for (const std::uint32_t c : order.cluster) clusters = std::max(clusters, c + 1);
  // At the maximum the clusters' sums add up to 0: as few as the columns span less than these.
  if (Eigen::Index(clusters) <= influence.cols())
    return Eigen::MatrixXd::Constant(influence.cols(), influence.cols(), none);
  RowMatrix sums = RowMatrix::Zero(Eigen::Index(clusters), influence.cols());
  std::vector<double> number(clusters, 1);  // of such clusters; then sums are of one
  for_each_row(order.size(), poll, [&](std::size_t i) {
    if (order.counted) number[order.cluster[i]] = order.weight[i];
    sums.row(Eigen::Index(order.cluster[i])) += (order.counted ? 1 : order.weight[i]) * influence.row(Eigen::Index(i));
  });
  for_each_row(clusters, poll, [&](std::size_t c) {
    if (pace.is_due(c)) poll();
    products.add(number[c], sums.data() + Eigen::Index(c) * sums.cols());
  });
  return products.sum();
}

Eigen::MatrixXd covariance_of(const Maximum& maximum, const Eigen::MatrixXd& robust) {
  const auto size = Eigen::Index(maximum.at.size());
  const Eigen::Map<const Eigen::MatrixXd> model(maximum.covariance.data(), size, size);
  if (robust.size() == 0) return model;
  Eigen::MatrixXd covariance = model * robust * model;
  // Influences of 0 leave squares of rounding: no error, and not one near 0.
  constexpr double rounding = 1e-20;
  for (Eigen::Index j = 0; j < size; ++j)
    if (covariance(j, j) <= rounding * model(j, j) && model(j, j) > 0)
      covariance.row(j).setConstant(none), covariance.col(j).setConstant(none);
  return covariance;
}

Prediction prediction_without_baselines(const RiskOrder& order, std::span<const double> beta,
                                        const Eigen::MatrixXd& covariance, const Poll& poll) {
  const std::size_t p = beta.size();
  Prediction found;
  found.beta.assign(beta.begin(), beta.end());
  found.center.assign(order.center.data(), order.center.data() + p);
  found.scale.assign(order.scale.data(), order.scale.data() + p);
  found.offset_center = order.offset_center;
  found.tolerance = order.tolerance;
  Eigen::MatrixXd root = covariance;  // where that is not known
  if (p > 0 && covariance.allFinite()) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
    root = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
  }
  found.root.assign(root.data(), root.data() + root.size());
  std::vector<double> mean(p);
  double mean_offset = 0;
  for_each_row(order.size(), poll, [&](std::size_t i) {
    const double share = order.weight[i] / order.total;
    for (std::size_t j = 0; j < p; ++j) mean[j] += share * order.x(Eigen::Index(i), Eigen::Index(j));
    if (!order.offset.empty()) mean_offset += share * order.offset[i];
  });
  found.mean = found.centred(mean, mean_offset);
  return found;
}

void forget_likelihood(Fit& fit) {
  fit.loglik_null = fit.loglik = none;
  fit.likelihood_ratio = {none, none, none};
}

Fit finish(const RiskOrder& order, const Maximum& maximum, const Eigen::MatrixXd& robust) {
  using Eigen::Index;
  const std::size_t p = maximum.at.size();
  const auto size = Index(p);
  const Eigen::Map<const Eigen::MatrixXd> model(maximum.covariance.data(), size, size);
  const Eigen::MatrixXd covariance = covariance_of(maximum, robust);
  Fit fit;
  fit.loglik_null = maximum.start.value, fit.loglik = maximum.end.value;
  fit.iterations = maximum.iterations, fit.converged = maximum.converged;
  fit.estimate.assign(p, none), fit.std_error.assign(p, none), fit.covariance.assign(p * p, none),
      fit.model_covariance.assign(p * p, none);
  fit.finding.assign(p, Finding::estimated);
  const Eigen::VectorXd next = model * Eigen::Map<const Eigen::VectorXd>(maximum.end.score.data(), size);
  for (std::size_t j = 0; j < p; ++j) {
    // The likelihood is flat by now; a coefficient that still moves the predictor, and would go on, has no end to go
    // to. One whose column is nearly a combination of others may have moved, but then arrived.
    constexpr double still = 1e-4;
    const double range = order.range(Index(j)), moves = maximum.last_step[j] * range;
    const bool goes_on =
        maximum.converged ? std::abs(next(Index(j)) * range) > still : std::abs(maximum.at[j] * range) > 15;
    if (!maximum.identified[j])
      fit.finding[j] = Finding::no_information;
    else if (std::abs(moves) > still && goes_on)
      fit.finding[j] = moves > 0 ? Finding::rises : Finding::falls;
    else if (!maximum.converged)
      fit.finding[j] = Finding::unfinished;
  }
  for (const Finding finding : fit.finding)
    fit.converged &= finding == Finding::estimated || finding == Finding::no_information;
  std::vector<double> estimates, covariances, scores, informations;
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < p; ++j)
    if (fit.finding[j] != Finding::no_information) kept.push_back(j);
  bool all_finite = true;
  for (const std::size_t j : kept) {
    const bool finite = fit.finding[j] == Finding::estimated;
    all_finite &= finite;
    if (finite || fit.finding[j] == Finding::unfinished) fit.estimate[j] = maximum.at[j] / order.scale(Index(j));
    if (finite) fit.std_error[j] = std::sqrt(covariance(Index(j), Index(j))) / order.scale(Index(j));
    estimates.push_back(maximum.at[j]);
    scores.push_back(maximum.start.score[j]);
    for (const std::size_t k : kept) {
      const bool both = finite && fit.finding[k] == Finding::estimated;
      const double units = order.scale(Index(j)) * order.scale(Index(k));
      if (both) {
        fit.covariance[j * p + k] = covariance(Index(j), Index(k)) / units;
        fit.model_covariance[j * p + k] = model(Index(j), Index(k)) / units;
      }
      covariances.push_back(covariance(Index(j), Index(k)));
      informations.push_back(maximum.start.information[j * p + k]);
    }
  }
  const auto df = double(kept.size());
  const double ratio = std::max(0.0, 2 * (fit.loglik - fit.loglik_null));
  fit.likelihood_ratio = kept.empty() ? ChiSquare{none, none, none} : ChiSquare{ratio, df, chi_square_tail(ratio, df)};
  fit.wald = all_finite && covariance.allFinite() ? chi_square(estimates, covariances) : ChiSquare{none, none, none};
  fit.score = chi_square(scores, informations);
  return fit;
}

}  // namespace survival
