#include "survival/curves/band.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "survival/curves/kaplan_meier.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;
using std::numbers::pi;

struct Quadrature {
  VectorXd nodes, weights;
};

/// Gauss-Legendre on [-1, 1], from the eigenvalues of its Jacobi matrix (Golub & Welsch 1969).
Quadrature gauss_legendre(Index size) {
  MatrixXd jacobi = MatrixXd::Zero(size, size);
  for (Index i = 1; i < size; ++i) {
    const auto k = double(i);
    jacobi(i, i - 1) = jacobi(i - 1, i) = k / std::sqrt(4 * k * k - 1);
  }
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(jacobi);
  return {solved.eigenvalues(), 2 * solved.eigenvectors().row(0).transpose().cwiseAbs2()};
}

double normal_density(double x, double variance) {
  return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * pi * variance);
}

/// Density that a Brownian motion goes from x to y in a time without leaving (-c, c): images in the two walls, or for
/// long times eigenfunctions.
double between_walls(double x, double y, double time, double c) {
  double sum = 0;
  if (time < c * c) {
    for (int k = -3; k <= 3; ++k)
      sum += normal_density(y - x + 4 * c * k, time) - normal_density(2 * c - y - x + 4 * c * k, time);
    return sum;
  }
  for (int m = 1; m <= 12; ++m) {
    const double wave = m * pi / (2 * c);
    sum += std::sin(wave * (x + c)) * std::sin(wave * (y + c)) * std::exp(-wave * wave * time / 2) / c;
  }
  return sum;
}

/// Of the bridge: sqrt(2 pi) integral of density(x at low) between_walls(x, y) density(y to 0 at 1) over (-c, c)^2.
double hall_wellner_probability(double low, double high, double c) {
  static const Quadrature rule = gauss_legendre(64);
  constexpr double far = 9;  // standard errors
  const auto points = [&](double variance) { return std::min(c, far * std::sqrt(variance)); };
  const double reach_x = points(low * (1 - low)), reach_y = points(high * (1 - high)), time = high - low;
  const auto density = [](double x, double variance) { return variance > 0 ? normal_density(x, variance) : 1; };
  const Index size = rule.nodes.size();
  double sum = 0;
  for (Index i = 0; i < size; ++i) {
    const double x = reach_x * rule.nodes[i], wx = reach_x > 0 ? reach_x * rule.weights[i] : i == 0;
    if (wx == 0) continue;
    // Where x is known, y is near it: within far errors of the bridge from x to 0.
    const double centre = x * (1 - high) / (1 - low), spread = far * std::sqrt(time * (1 - high) / (1 - low));
    const double from = std::max(-c, centre - spread), to = std::min(c, centre + spread);
    if (!(reach_y > 0)) {
      sum += wx * density(x, low) * between_walls(x, 0, time, c);
      continue;
    }
    double inner = 0;
    for (Index j = 0; j < size; ++j) {
      const double y = (from + to) / 2 + (to - from) / 2 * rule.nodes[j];
      inner += (to - from) / 2 * rule.weights[j] * between_walls(x, y, time, c) * density(y, 1 - high);
    }
    sum += wx * density(x, low) * inner;
  }
  return std::clamp(std::sqrt(2 * pi) * sum, 0.0, 1.0);
}

/// Of the Ornstein-Uhlenbeck process in its stationary state over a time T = log(high (1 - low) / (low (1 - high))) /
/// 2, killed at -+c: sum exp(-lambda_k T) (integral of psi_k phi)^2, where lambda_k and psi_k solve -f'' + x f' =
/// lambda f with f(-+c) = 0, in polynomials (1 - s^2) P_2i(s), s = x / c (Galerkin).
double equal_precision_probability(double low, double high, double c) {
  constexpr Index size = 48;
  static const Quadrature rule = gauss_legendre(200);
  const double time = std::log(high * (1 - low) / (low * (1 - high))) / 2;
  MatrixXd mass = MatrixXd::Zero(size, size), energy = mass;
  VectorXd total = VectorXd::Zero(size), value(size), slope(size);
  std::vector<double> legendre(2 * size);
  for (Index q = 0; q < rule.nodes.size(); ++q) {
    const double s = rule.nodes[q], weight = rule.weights[q] * c * normal_density(c * s, 1);
    legendre[0] = 1, legendre[1] = s;
    for (std::size_t n = 1; n + 1 < legendre.size(); ++n) {
      const auto k = double(n);
      legendre[n + 1] = ((2 * k + 1) * s * legendre[n] - k * legendre[n - 1]) / (k + 1);
    }
    for (Index i = 0; i < size; ++i) {
      const auto n = std::size_t(2 * i);
      const double p = legendre[n], p_before = n > 0 ? legendre[n - 1] : 0;
      value[i] = (1 - s * s) * p;
      slope[i] = (double(n) * (p_before - s * p) - 2 * s * p) / c;  // since (1 - s^2) P_n' = n (P_(n-1) - s P_n)
    }
    mass.selfadjointView<Eigen::Lower>().rankUpdate(value, weight);  // all that the solver reads
    energy.selfadjointView<Eigen::Lower>().rankUpdate(slope, weight);
    total += weight * value;
  }
  const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd> solved(energy, mass);
  const VectorXd overlap = solved.eigenvectors().transpose() * total;
  double sum = 0;
  for (Index k = 0; k < size; ++k) sum += overlap[k] * overlap[k] * std::exp(-solved.eigenvalues()[k] * time);
  return std::clamp(sum, 0.0, 1.0);
}

}  // namespace

double band_probability(Band band, double low, double high, double c) {
  if (high - low < 1e-12)  // one level: the supremum is that of one normal variable
    return std::erf(c / std::sqrt(band == Band::hall_wellner ? 2 * low * (1 - low) : 2));
  return band == Band::hall_wellner ? hall_wellner_probability(low, high, c)
                                    : equal_precision_probability(low, high, c);
}

double critical_value(Band band, double low, double high, double level, const Poll& poll) {
  // log(1 - P) falls almost as a parabola, which the secant's steps follow; halving guards them.
  const auto excess = [&](double c) {
    poll();  // a millisecond each
    return std::log(std::max(1 - band_probability(band, low, high, c), 1e-16)) - std::log(1 - level);
  };
  double below = 0, at_below = -std::log(1 - level), above = 1, at_above = excess(above);
  while (at_above > 0 && above < 64) {
    below = above, at_below = at_above;
    above *= 1.5, at_above = excess(above);
  }
  constexpr double accuracy = 1e-10;
  for (int step = 0; step < 100 && above - below > accuracy * above; ++step) {
    const double share = step % 3 == 2 ? 0.5 : std::clamp(at_below / (at_below - at_above), 1e-3, 1 - 1e-3);
    const double middle = below + share * (above - below), at_middle = excess(middle);
    if (std::abs(at_middle) < 1e-11) return middle;
    (at_middle > 0 ? below : above) = middle;
    (at_middle > 0 ? at_below : at_above) = at_middle;
  }
  return (below + above) / 2;
}

BandRegion::BandRegion(const RiskTable& table, bool reverse, std::optional<double> from, std::optional<double> to,
                       double tolerance, const Poll& poll)
    : n_(table.n()),
      from_(from.value_or(0)),
      to_(to.value_or(std::numeric_limits<double>::infinity())),
      tolerance_(tolerance) {
  double last_before = 0;  // a of the step that holds at `from`
  bool begun = false;
  const KaplanMeier estimator(reverse ? Direction::reverse : Direction::forward);
  trace(table, estimator, {}, poll, [&](const CurvePoint& p) {
    if (!(p.estimate > 0 && p.estimate < 1) || p.time > to_ + tolerance_) return;
    const double a = share(p.estimate, p.std_err);
    if (p.time < from_ - tolerance_) {
      last_before = a;
      return;
    }
    if (!begun) low_ = from && last_before > 0 && p.time > from_ + tolerance_ ? last_before : a;
    begun = true;
    high_ = a;
  });
  if (!begun && last_before > 0) low_ = high_ = last_before;
}

double BandRegion::share(double estimate, double std_err) const {
  const double scaled = n_ * (std_err / estimate) * (std_err / estimate);
  return scaled / (1 + scaled);
}

bool BandRegion::contains(double time, double estimate) const {
  return exists() && estimate > 0 && estimate < 1 && time >= from_ - tolerance_ && time <= to_ + tolerance_;
}

double BandRegion::error(Band band, double estimate, double std_err) const {
  if (band == Band::equal_precision) return std_err;
  const double relative = std_err / estimate;
  return estimate * (1 + n_ * relative * relative) / std::sqrt(n_);
}

}  // namespace survival
