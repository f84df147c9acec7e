#include "survival/competing_risks/pseudo_regression.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "survival/newton.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Mean {
  double value, slope;  ///< mu and d mu / d eta
};

Mean mean_of(double eta, Link link) {
  switch (link) {
    case Link::identity:
      return {eta, 1};
    case Link::log:
      return {std::exp(eta), std::exp(eta)};
    case Link::logit: {
      const double small = std::exp(-std::abs(eta));
      return {(eta < 0 ? small : 1) / (1 + small), small / ((1 + small) * (1 + small))};
    }
    case Link::cloglog:
      return {-std::expm1(-std::exp(eta)), std::exp(eta - std::exp(eta))};
  }
  return {};
}

/// g of a mean, which is moved to where g is defined.
double link_of(double mean, double largest, Link link) {
  const double share = std::clamp(mean, 0.01, 0.99);
  switch (link) {
    case Link::identity:
      return mean;
    case Link::log:
      return std::log(std::max(mean, 0.01 * largest));
    case Link::logit:
      return std::log(share / (1 - share));
    case Link::cloglog:
      return std::log(-std::log1p(-share));
  }
  return 0;
}

/// The equations at one place.
struct Place {
  double squares = 0;  ///< of the residuals
  MatrixXd a;          ///< q x q
  VectorXd u;          ///< q
  MatrixXd uu;         ///< q x q: sum u_i u_i'
};

/// Covariates centred and scaled, and what is made of them.
class Equations {
 public:
  Equations(const std::vector<LargeVector<double>>& columns, const LargeVector<double>& values, std::size_t times,
            Link link, const Poll& poll)
      : y_(values),
        n_(values.size() / times),
        times_(Index(times)),
        p_(Index(columns.size())),
        link_(link),
        poll_(poll),
        x_(Index(n_), p_),
        center_(p_),
        scale_(p_) {
    for (Index j = 0; j < p_; ++j) {
      const LargeVector<double>& column = columns[std::size_t(j)];
      double mean = 0, square = 0;
      for_each_row(n_, poll, [&](std::size_t i) { mean += column[i] / double(n_); });
      for_each_row(n_, poll, [&](std::size_t i) { square += (column[i] - mean) * (column[i] - mean) / double(n_); });
      center_(j) = mean, scale_(j) = std::sqrt(square);
      for_each_row(n_, poll, [&](std::size_t i) { x_(Index(i), j) = (column[i] - mean) / scale_(j); });
    }
  }

  Index size() const { return times_ + p_; }

  /// The mean of each time alone.
  VectorXd start() const {
    VectorXd mean = VectorXd::Zero(size());
    for_each_row(n_, poll_, [&](std::size_t i) {
      for (Index k = 0; k < times_; ++k) mean(k) += value(i, k) / double(n_);
    });
    const double largest = mean.cwiseAbs().maxCoeff();
    for (Index k = 0; k < times_; ++k) mean(k) = link_of(mean(k), largest, link_);
    return mean;
  }

  double squares(const VectorXd& beta) const {
    double sum = 0;
    for_each_row(n_, poll_, [&](std::size_t i) {
      const double predictor = x_.row(Index(i)).dot(beta.tail(p_));
      for (Index k = 0; k < times_; ++k) {
        const double residual = value(i, k) - mean_of(beta(k) + predictor, link_).value;
        sum += residual * residual;
      }
    });
    return sum;
  }

  Place at(const VectorXd& beta, bool with_sandwich) const {
    Place place{0, MatrixXd::Zero(size(), size()), VectorXd::Zero(size()), {}};
    if (with_sandwich) place.uu = MatrixXd::Zero(size(), size());
    VectorXd u(size());
    for_each_row(n_, poll_, [&](std::size_t i) {
      const auto x = x_.row(Index(i));
      const double predictor = x.dot(beta.tail(p_));
      double pushes = 0, slopes = 0;
      for (Index k = 0; k < times_; ++k) {
        const Mean mean = mean_of(beta(k) + predictor, link_);
        const double residual = value(i, k) - mean.value, square = mean.slope * mean.slope;
        place.squares += residual * residual;
        u(k) = mean.slope * residual;
        pushes += u(k), slopes += square;
        place.a(k, k) += square;
        place.a.row(k).tail(p_) += square * x;
      }
      u.tail(p_) = pushes * x.transpose();
      place.a.bottomRightCorner(p_, p_).triangularView<Eigen::Upper>() += slopes * x.transpose() * x;
      place.u += u;
      if (with_sandwich) place.uu.selfadjointView<Eigen::Upper>().rankUpdate(u);
    });
    place.a.triangularView<Eigen::StrictlyLower>() = place.a.transpose();
    if (with_sandwich) place.uu.triangularView<Eigen::StrictlyLower>() = place.uu.transpose();
    return place;
  }

  /// From the centred and scaled covariates to those given.
  MatrixXd back() const {
    MatrixXd all = MatrixXd::Identity(size(), size());
    for (Index j = 0; j < p_; ++j) {
      all(times_ + j, times_ + j) = 1 / scale_(j);
      all.col(times_ + j).head(times_).setConstant(-center_(j) / scale_(j));
    }
    return all;
  }
  /// What a coefficient of those given is measured in.
  double unit(Index j) const { return j < times_ ? 1 : 1 / scale_(j - times_); }

 private:
  double value(std::size_t i, Index k) const { return y_[i * std::size_t(times_) + std::size_t(k)]; }

  const LargeVector<double>& y_;
  std::size_t n_;
  Index times_, p_;
  Link link_;
  const Poll& poll_;
  Rows x_;
  VectorXd center_, scale_;
};

/// The inverse of A over its identified coordinates; clears those that are not.
MatrixXd inverse(const MatrixXd& a, std::vector<unsigned char>& free) {
  const std::span<const double> matrix(a.data(), std::size_t(a.size()));
  // Beside the largest, what is left of a coordinate without slope is rounding.
  const std::vector<double> magnitude(std::size_t(a.rows()), a.diagonal().maxCoeff());
  const auto identified = survival::identified(matrix, magnitude);
  for (std::size_t j = 0; j < free.size(); ++j) free[j] = free[j] && identified[j];
  const Decomposed whole = decompose(matrix, free);
  if (whole.inverse.empty()) return {};
  return Eigen::Map<const MatrixXd>(whole.inverse.data(), a.rows(), a.cols());
}

}  // namespace

PseudoFit pseudo_regression(const std::vector<LargeVector<double>>& columns, const LargeVector<double>& values,
                            std::size_t times, Link link, const Poll& poll) {
  constexpr int most_iterations = 200, most_halvings = 40;
  constexpr double enough = 1e-12, still_moving = 1e-8, rounding = 1e-11, has_part = 1e-4;
  const Equations equations(columns, values, times, link, poll);
  const MatrixXd back = equations.back();
  const auto q = std::size_t(equations.size());
  PseudoFit fit{{}, {}, std::vector<unsigned char>(q), 0};
  std::vector<unsigned char> free(q, 1);
  const auto mark = [&](const VectorXd& direction, double least) {
    const VectorXd given = back * direction;
    for (std::size_t j = 0; j < q; ++j)
      if (!(std::abs(given(Index(j))) <= least * equations.unit(Index(j)))) fit.moves[j] = 1;
  };
  VectorXd beta = equations.start(), step = VectorXd::Zero(equations.size()), next;
  for (bool converged = false; !converged && fit.iterations < most_iterations; ++fit.iterations) {
    const Place place = equations.at(beta, false);
    const MatrixXd inverted = inverse(place.a, free);
    if (inverted.size() == 0) break;
    step = inverted * place.u;
    converged = (step.array().abs() <= enough * (1 + beta.array().abs())).all();
    int halvings = 0;
    for (next = beta + step; !(equations.squares(next) <= place.squares * (1 + rounding)) && ++halvings < most_halvings;
         next = beta + step)
      step /= 2;
    if (halvings == most_halvings) break;
    beta = next;
  }
  mark(step, still_moving);

  const Place place = equations.at(beta, true);
  MatrixXd inverted = inverse(place.a, free);
  if (inverted.size() == 0) {
    std::ranges::fill(fit.moves, 1);
    inverted = MatrixXd::Zero(Index(q), Index(q));
  }
  // Along such a direction nothing changes any more: who has a part in it could be anywhere.
  for (std::size_t j = 0; j < q; ++j)
    if (!free[j]) mark(VectorXd::Unit(Index(q), Index(j)) - inverted * place.a.col(Index(j)), has_part);
  const MatrixXd bread = back * inverted, covariance = bread * place.uu * bread.transpose();
  const VectorXd estimate = back * beta;
  const MatrixXd model = bread * back.transpose();
  for (std::size_t j = 0; j < q; ++j) {
    const auto at = Index(j);
    const double variance = covariance(at, at), none = std::numeric_limits<double>::quiet_NaN();
    // Where the fit is perfect, what is left of the residuals is rounding.
    const bool known = !fit.moves[j] && variance > rounding * rounding * model(at, at);
    fit.estimate.push_back(fit.moves[j] ? none : estimate(at));
    fit.std_error.push_back(known ? std::sqrt(variance) : none);
  }
  return fit;
}

}  // namespace survival
