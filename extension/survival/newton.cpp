#include "survival/newton.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const MatrixXd> square(std::span<const double> values) {
  const auto p = Index(std::lround(std::sqrt(double(values.size()))));
  return {values.data(), p, p};
}

bool all_finite(const Evaluation& e) {
  const auto finite = [](const std::vector<double>& values) {
    for (const double x : values)
      if (!std::isfinite(x)) return false;
    return true;
  };
  return std::isfinite(e.value) && finite(e.score) && finite(e.information);
}

}  // namespace

std::vector<unsigned char> identified(std::span<const double> matrix, std::span<const double> magnitude) {
  constexpr double least_pivot = 1e-11, least_share = 1e-13;
  const auto m = square(matrix);
  std::vector<unsigned char> is(std::size_t(m.rows()));
  RowMajor factor = RowMajor::Zero(m.rows(), m.rows());  // rows are what is multiplied
  for (Index j = 0; j < m.rows(); ++j) {
    if (!(m(j, j) > least_share * magnitude[std::size_t(j)])) continue;
    double pivot = 1;
    for (Index k = 0; k < j; ++k) {
      if (!is[std::size_t(k)]) continue;
      const double correlation = m(j, k) / std::sqrt(m(j, j) * m(k, k));
      factor(j, k) = (correlation - factor.row(j).head(k).dot(factor.row(k).head(k))) / factor(k, k);
      pivot -= factor(j, k) * factor(j, k);
    }
    is[std::size_t(j)] = pivot > least_pivot;
    if (pivot > least_pivot)
      factor(j, j) = std::sqrt(pivot);
    else
      factor.row(j).setZero();
  }
  return is;
}

Decomposed decompose(std::span<const double> matrix, std::span<const unsigned char> coordinates) {
  const auto m = square(matrix);
  std::vector<Index> kept;
  for (std::size_t j = 0; j < coordinates.size(); ++j)
    if (coordinates[j]) kept.push_back(Index(j));
  MatrixXd part = m(kept, kept);
  const VectorXd scale = part.diagonal().cwiseSqrt().cwiseInverse();
  if (!scale.allFinite()) return {};
  part = scale.asDiagonal() * part * scale.asDiagonal();
  const Eigen::LLT<MatrixXd> factor(part);
  if (factor.info() != Eigen::Success) return {};
  Decomposed result;
  result.inverse.assign(matrix.size(), 0);
  Eigen::Map<MatrixXd> inverse(result.inverse.data(), m.rows(), m.rows());
  inverse(kept, kept) =
      scale.asDiagonal() * factor.solve(MatrixXd::Identity(part.rows(), part.rows())) * scale.asDiagonal();
  for (Index j = 0; j < part.rows(); ++j)
    result.log_determinant += 2 * std::log(factor.matrixLLT()(j, j)) - 2 * std::log(scale(j));
  return result;
}

Maximum maximise(std::size_t p, const std::function<Evaluation(std::span<const double>)>& evaluate,
                 const NewtonRule& rule) {
  constexpr int most_halvings = 40;
  Maximum found;
  found.at.assign(p, 0), found.last_step.assign(p, 0);
  found.start = found.end = evaluate(found.at);
  found.covariance.assign(p * p, 0);
  found.identified.assign(p, 0);
  if (!all_finite(found.start)) return found;
  found.identified = identified(found.start.information, found.start.magnitude);
  bool any = false;
  for (const unsigned char is : found.identified) any |= is != 0;
  if (!any) {
    found.converged = true;
    return found;
  }
  const double unit = std::min(1.0, std::abs(found.start.value));
  Decomposed information = decompose(found.end.information, found.identified);
  while (found.iterations < rule.max_iter && !found.converged && !information.inverse.empty()) {
    const VectorXd step = square(information.inverse) * Eigen::Map<const VectorXd>(found.end.score.data(), Index(p));
    const double gain = step.dot(Eigen::Map<const VectorXd>(found.end.score.data(), Index(p)));
    const double rounding = 1e-13 * (std::abs(found.end.value) + unit);
    // The sums over a million patients are noisier than that: with so little to gain, their difference says nothing.
    const bool judged = gain > 10 * rounding;
    double share = 1;
    Evaluation next;
    std::vector<double> at(p);
    bool rises = false;
    for (int halving = 0; halving < most_halvings && !rises; ++halving, share /= 2) {
      for (std::size_t j = 0; j < p; ++j) at[j] = found.at[j] + share * step(Index(j));
      next = evaluate(at);
      rises = all_finite(next) && (!judged || next.value >= found.end.value - rounding);
    }
    ++found.iterations;
    // Whole: rounding may halve the steps of an iteration without an end until they are small.
    found.last_step.assign(step.data(), step.data() + step.size());
    if (!rises) {
      found.converged = gain <= 1e-8 * unit;
      break;
    }
    found.at = std::move(at);
    found.end = std::move(next);
    found.converged = gain <= std::max(rule.tolerance * unit, rounding);
    information = decompose(found.end.information, found.identified);
  }
  if (information.inverse.empty())
    found.converged = false;
  else
    found.covariance = std::move(information.inverse);
  return found;
}

}  // namespace survival
