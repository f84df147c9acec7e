#include "survival/regression/exact_ties.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

constexpr std::size_t rows_between_polls = 1 << 10;

auto row_of(const AtRisk& one, Index p) { return Eigen::Map<const VectorXd>(one.x, p); }

/// The mean of x, each patient with the weight of its risk.
template <class Weight>
VectorXd center_of(std::span<const AtRisk> rows, Index p, const Poll& poll, Weight weight) {
  VectorXd sum = VectorXd::Zero(p);
  double total = 0;
  for_each_row(rows.size(), poll, [&](std::size_t i) {
    const double w = weight(rows[i].risk) * rows[i].copies;
    total += w;
    sum += w * row_of(rows[i], p);
  });
  if (total > 0) sum /= total;
  return sum;
}

/// k such that the pi sum to d, if not to the last bit: every k gives the same set. NaN when there is none.
double tilt(std::span<const AtRisk> rows, double d, const Poll& poll) {
  double low = HUGE_VAL, high = 0, total = 0;
  for (const AtRisk& one : rows) {
    if (one.risk > 0) low = std::min(low, one.risk);
    high = std::max(high, one.risk);
    total += one.risk * one.copies;
  }
  if (!(high > 0) || !std::isfinite(total)) return std::nan("");
  low = std::log(low) - 40, high = std::log(high) + 40;
  double log_k = std::clamp(std::log(total / d), low, high);
  for (int step = 0; step < 200; ++step) {
    const double k = std::exp(log_k);
    double excess = -d, variance = 0;
    for_each_row(rows.size(), poll, [&](std::size_t i) {
      const double pi = rows[i].risk / (rows[i].risk + k);
      excess += rows[i].copies * pi;
      variance += rows[i].copies * pi * (1 - pi);
    });
    if (std::abs(excess) <= 1e-3 * std::sqrt(variance) + 1e-12 * d) return k;
    (excess > 0 ? low : high) = log_k;
    log_k += excess / variance;
    if (!(log_k > low && log_k < high)) log_k = (low + high) / 2;
  }
  return std::nan("");
}

/// log_sum less log P(S = d).
double log_of_all(std::span<const AtRisk> rows, double k, double d, const Poll& poll) {
  double sum = d * std::log(k);
  for_each_row(rows.size(), poll, [&](std::size_t i) { sum += rows[i].copies * std::log1p(rows[i].risk / k); });
  return sum;
}

/// Of the set, with x measured from a center.
struct Moments {
  double log_probability;  ///< of d patients
  VectorXd mean;
  MatrixXd covariance;
};

DrawnSet finished(const Moments& moments, double log_of_all, double d, const VectorXd& center) {
  const VectorXd mean = moments.mean + d * center;
  const VectorXd magnitude = moments.covariance.diagonal() + d * center.cwiseAbs2();
  return {moments.log_probability + log_of_all,
          {mean.begin(), mean.end()},
          {moments.covariance.reshaped().begin(), moments.covariance.reshaped().end()},
          {magnitude.begin(), magnitude.end()}};
}

DrawnSet nothing(Index p) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return finished({none, VectorXd::Constant(p, none), MatrixXd::Constant(p, p, none)}, none, none, VectorXd::Zero(p));
}

/// The probabilities of 0, 1, ... d patients in the set, and the sums of x and x x' over them times these.
class Additions {
 public:
  Additions(double d, Index p)
      : size_(std::size_t(d)),
        sums_(size_ + 1),
        first_(std::size_t(p), sums_),
        second_(std::size_t(p * (p + 1) / 2), sums_) {
    sums_[size_] = 1;
  }

  void add(double pi, double rest, const VectorXd& x) {
    auto both = second_.begin();
    for (std::size_t a = 0; a < first_.size(); ++a)
      for (std::size_t b = 0; b <= a; ++b, ++both) {
        const double xa = pi * x(Index(a)), xb = pi * x(Index(b)), xx = xa * x(Index(b));
        for (std::size_t k = 0; k < size_; ++k)
          (*both)[k] = rest * (*both)[k] + pi * (*both)[k + 1] + xb * first_[a][k + 1] + xa * first_[b][k + 1] +
                       xx * sums_[k + 1];
        (*both)[size_] *= rest;
      }
    for (std::size_t a = 0; a < first_.size(); ++a) {
      const double xa = pi * x(Index(a));
      for (std::size_t k = 0; k < size_; ++k)
        first_[a][k] = rest * first_[a][k] + pi * first_[a][k + 1] + xa * sums_[k + 1];
      first_[a][size_] *= rest;
    }
    for (std::size_t k = 0; k < size_; ++k) sums_[k] = rest * sums_[k] + pi * sums_[k + 1];
    sums_[size_] *= rest;
  }

  Moments moments() const {
    const auto p = Index(first_.size());
    Moments found{std::log(sums_[0]), VectorXd(p), MatrixXd(p, p)};
    auto both = second_.begin();
    for (Index a = 0; a < p; ++a) {
      found.mean(a) = first_[std::size_t(a)][0] / sums_[0];
      for (Index b = 0; b <= a; ++b, ++both)
        found.covariance(a, b) = found.covariance(b, a) = (*both)[0] / sums_[0] - found.mean(a) * found.mean(b);
    }
    return found;
  }

 private:
  using Sums = std::vector<double>;  ///< what belongs to d - k patients stands at k, so that each takes from the next

  std::size_t size_;
  Sums sums_;
  std::vector<Sums> first_, second_;
};

/// The sums over rows at some frequencies, side by side so that they are computed together.
class Frequencies {
 public:
  static constexpr std::size_t most = 32;
  using Row = std::array<double, most>;

  /// \param deviation  sigma
  Frequencies(double d, double n, double deviation, Index p)
      : p_(p), a_(2 * std::size_t(p)), b_(std::size_t(p * (p + 1))) {
    m_ = 2 * std::floor(std::min(std::ceil(10 * deviation + 20), n + 1) / 2) + 1;  // odd: at pi a factor may be 0
    for (; count_ < most && count_ <= std::size_t(m_ / 2); ++count_) {
      const double half = std::numbers::pi * double(count_) / m_, sine = std::sin(half);
      constexpr double nothing = 45;  // exp(-45) beside 1
      if (2 * deviation * deviation * sine * sine > nothing) break;
      sine_squared_[count_] = sine * sine;
      sine_[count_] = std::sin(2 * half);
      cosine_[count_] = std::cos(2 * half);
      const double turn = -2 * std::numbers::pi * std::fmod(d * double(count_), m_) / m_;
      turn_[count_] = std::polar(count_ ? 2.0 : 1.0, turn);  // but for the first each stands for two
      re_[count_] = 1;
    }
  }

  void add(double pi, double rest, double copies, const VectorXd& x) {
    Row re, im, inverse;
    const double variance = pi * rest;
    for (std::size_t j = 0; j < count_; ++j) {
      re[j] = 1 - 2 * pi * sine_squared_[j], im[j] = pi * sine_[j];
      inverse[j] = 1 / (1 - 4 * variance * sine_squared_[j]);
    }
    multiply(re, im, variance, copies);
    // what pi is at a frequency, less pi: pi (1 - pi) (exp(i t) - 1) / z; its variance: pi (1 - pi) exp(i t) / z^2
    const double w = copies * variance;
    Row a_re, a_im, b_re, b_im;
    for (std::size_t j = 0; j < count_; ++j) {
      const double u = re[j] * inverse[j], v = -im[j] * inverse[j];  // 1 / z
      a_re[j] = w * (-2 * sine_squared_[j] * u - sine_[j] * v);
      a_im[j] = w * (-2 * sine_squared_[j] * v + sine_[j] * u);
      const double uu = u * u - v * v, uv = 2 * u * v;
      b_re[j] = w * (cosine_[j] * uu - sine_[j] * uv);
      b_im[j] = w * (cosine_[j] * uv + sine_[j] * uu);
    }
    std::size_t both = 0;
    for (Index a = 0; a < p_; ++a) {
      add_times(x(a), a_re, a_[2 * std::size_t(a)]);
      add_times(x(a), a_im, a_[2 * std::size_t(a) + 1]);
      for (Index b = 0; b <= a; ++b) {
        add_times(x(a) * x(b), b_re, b_[both++]);
        add_times(x(a) * x(b), b_im, b_[both++]);
      }
    }
  }

  /// The mean less sum pi x.
  Moments moments() const {
    Moments found{0, VectorXd::Zero(p_), MatrixXd::Zero(p_, p_)};
    double total = 0;
    for (std::size_t j = 0; j < count_; ++j) {
      const std::complex<double> share = turn_[j] * std::complex<double>(re_[j], im_[j]);
      total += share.real();
      std::size_t both = 0;
      for (Index a = 0; a < p_; ++a) {
        found.mean(a) += (share * at(a_, 2 * std::size_t(a), j)).real();
        for (Index b = 0; b <= a; ++b, both += 2)
          found.covariance(a, b) +=
              (share * (at(a_, 2 * std::size_t(a), j) * at(a_, 2 * std::size_t(b), j) + at(b_, both, j))).real();
      }
    }
    found.log_probability = std::log(total / m_);
    found.mean /= total;
    found.covariance /= total;
    found.covariance.triangularView<Eigen::StrictlyUpper>() = found.covariance.transpose();
    found.covariance -= found.mean * found.mean.transpose();
    return found;
  }

 private:
  /// The product of the z, each as often as there are copies.
  void multiply(const Row& re, const Row& im, double variance, double copies) {
    if (copies == 1) {
      for (std::size_t j = 0; j < count_; ++j) {
        const double product = re_[j] * re[j] - im_[j] * im[j];
        im_[j] = re_[j] * im[j] + im_[j] * re[j];
        re_[j] = product;
      }
      return;
    }
    for (std::size_t j = 0; j < count_; ++j) {  // a power would repeat the rounding of z
      const double length = copies / 2 * std::log1p(-4 * variance * sine_squared_[j]);
      const auto product =
          std::complex<double>(re_[j], im_[j]) * std::polar(std::exp(length), copies * std::atan2(im[j], re[j]));
      re_[j] = product.real(), im_[j] = product.imag();
    }
  }
  void add_times(double x, const Row& from, Row& to) const {
    for (std::size_t j = 0; j < count_; ++j) to[j] += x * from[j];
  }
  static std::complex<double> at(const std::vector<Row>& sums, std::size_t place, std::size_t j) {
    return {sums[place][j], sums[place + 1][j]};
  }

  Index p_;
  double m_;  ///< M
  std::size_t count_ = 0;
  Row sine_squared_{}, sine_{}, cosine_{};  ///< sin(t / 2)^2, sin t, cos t
  std::array<std::complex<double>, most> turn_;
  Row re_{}, im_{};         ///< the product of the z = 1 - pi + pi exp(i t)
  std::vector<Row> a_, b_;  ///< sums of x and of x x', real and imaginary part in turn
};

}  // namespace

DrawnSet draw_by_adding(std::span<const AtRisk> rows, double d, std::size_t columns, const Poll& poll) {
  const auto p = Index(columns);
  const double k = tilt(rows, d, poll);
  if (std::isnan(k)) return nothing(p);
  const VectorXd center = center_of(rows, p, poll, [k](double risk) { return risk / (risk + k); });
  Additions additions(d, p);
  VectorXd x(p);
  std::size_t added = 0;
  for (const AtRisk& one : rows) {
    x = row_of(one, p) - center;
    for (double copy = 0; copy < one.copies; ++copy) {
      if (added++ % rows_between_polls == 0) poll();
      additions.add(one.risk / (one.risk + k), k / (one.risk + k), x);
    }
  }
  return finished(additions.moments(), log_of_all(rows, k, d, poll), d, center);
}

DrawnSet draw_by_frequencies(std::span<const AtRisk> rows, double d, std::size_t columns, const Poll& poll) {
  const auto p = Index(columns);
  const double k = tilt(rows, d, poll);
  if (std::isnan(k)) return nothing(p);
  const auto variance = [k](double risk) { return risk / (risk + k) * (k / (risk + k)); };
  const VectorXd center = center_of(rows, p, poll, variance);  // with it sums of x vary little with the frequency
  double n = 0, spread = 0;
  VectorXd mean = VectorXd::Zero(p);
  for_each_row(rows.size(), poll, [&](std::size_t i) {
    const auto& [risk, copies, x] = rows[i];
    n += copies;
    spread += copies * variance(risk);
    mean += copies * (risk / (risk + k)) * (row_of(rows[i], p) - center);
  });
  Frequencies frequencies(d, n, std::sqrt(spread), p);
  VectorXd x(p);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % rows_between_polls == 0) poll();
    const double whole = rows[i].risk + k;
    x = row_of(rows[i], p) - center;
    frequencies.add(rows[i].risk / whole, k / whole, rows[i].copies, x);
  }
  Moments moments = frequencies.moments();
  moments.mean += mean;
  return finished(moments, log_of_all(rows, k, d, poll), d, center);
}

DrawnSet draw(std::span<const AtRisk> rows, double d, std::size_t columns, const Poll& poll) {
  constexpr double frequencies_cost = 32;  // as many sums as each patient is added to
  double copies = 0;
  for (const AtRisk& one : rows) copies += one.copies;
  return copies * d <= frequencies_cost * double(rows.size()) ? draw_by_adding(rows, d, columns, poll)
                                                              : draw_by_frequencies(rows, d, columns, poll);
}

}  // namespace survival
