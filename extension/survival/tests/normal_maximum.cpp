#include "survival/tests/normal_maximum.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace survival {
namespace {

using std::numbers::pi;

constexpr int most = 4;  ///< variables

/// P(chi_r > x), r = 1 ... 4.
double chi_tail(double x, int r) {
  const double density = std::exp(-x * x / 2);
  switch (r) {
    case 1:
      return std::erfc(x / std::numbers::sqrt2);
    case 2:
      return density;
    case 3:
      return std::erfc(x / std::numbers::sqrt2) + std::sqrt(2 / pi) * x * density;
    default:
      return (1 + x * x / 2) * density;
  }
}

/// correlation = L L', as many columns as its rank.
Eigen::MatrixXd root(Eigen::MatrixXd rest) {
  constexpr double nothing = 1e-10;  // sums over event times do not cancel to the last bit
  Eigen::MatrixXd columns(rest.rows(), 0);
  for (Eigen::Index pivot = 0; rest.diagonal().maxCoeff(&pivot) > nothing;) {
    const Eigen::VectorXd column = rest.col(pivot) / std::sqrt(rest(pivot, pivot));
    rest -= column * column.transpose();
    rest.row(pivot).setZero();
    rest.col(pivot).setZero();
    columns.conservativeResize(Eigen::NoChange, columns.cols() + 1);
    columns.col(columns.cols() - 1) = column;
  }
  return columns;
}

/// Gauss-Kronrod, 7 and 15 points: nodes from the end of [-1, 1] to its middle, and their weights.
constexpr double nodes[] = {0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
                            0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
                            0.586087235467691130294144838258730, 0.405845151377397166906606412076961,
                            0.207784955007898467600689403773245, 0.0};
constexpr double kronrod[] = {0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
                              0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
                              0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
                              0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
constexpr double gauss[] = {0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
                            0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

/// The mean of f over [a, b], halved until both rules agree. \param accuracy  absolute, of the mean
template <class F>
double mean(const F& f, double a, double b, double accuracy, int halvings = 16) {
  const double middle = (a + b) / 2, half = (b - a) / 2;
  double fine = 0, coarse = 0;
  for (int i = 0; i < 8; ++i) {
    const double sum = i == 7 ? f(middle) : f(middle - half * nodes[i]) + f(middle + half * nodes[i]);
    fine += kronrod[i] * sum;
    if (i % 2) coarse += gauss[i / 2] * sum;
  }
  if (halvings == 0 || std::abs(fine - coarse) / 2 <= accuracy) return fine / 2;
  // Where a kink is left, the halves without it are at once exact: each may have as large an error as the whole.
  return (mean(f, a, middle, accuracy, halvings - 1) + mean(f, middle, b, accuracy, halvings - 1)) / 2;
}

using Reach = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, most, 1>;  ///< L u, or its part from some of the angles

class Directions {
 public:
  Directions(const Eigen::MatrixXd& l, double c, Tail tail, const Poll& poll)
      : l_(l), r_(int(l.cols())), c_(c), tail_(tail), poll_(poll) {}

  /// The mean over all directions.
  double mean_tail(double accuracy) {
    accuracy_ = accuracy;
    const Reach none = Reach::Zero(l_.rows());
    if (r_ == 1) return (value(l_.col(0)) + value(-l_.col(0))) / 2;
    return over(0, none, 1);
  }

 private:
  double largest(const Reach& reach) const {
    return tail_ == Tail::both ? reach.cwiseAbs().maxCoeff() : reach.maxCoeff();
  }

  /// Of the direction u with L u = reach.
  double value(const Reach& reach) const {
    const double length = largest(reach);
    if (c_ > 0) return length > 0 ? chi_tail(c_ / length, r_) : 0;
    return length >= 0 ? 1 : 1 - chi_tail(c_ / length, r_);
  }

  /// The mean over the angles from number `angle` on; those before gave `reach`, and leave `length` for the rest.
  double over(int angle, const Reach& reach, double length) {
    if (angle == r_ - 2) return over_circle(reach, length * l_.col(r_ - 2), length * l_.col(r_ - 1));
    poll_();
    // The angle from this axis has the density sin^power, power 1 or 2.
    const int power = r_ - 2 - angle;
    const auto of_angle = [&](double a) {
      const double sine = std::sin(a);
      const Reach further = reach + length * std::cos(a) * l_.col(angle);
      return (power == 1 ? sine : sine * sine) * over(angle + 1, further, length * sine);
    };
    // Where u is as far out as -u, half the directions tell it all.
    const double half = angle == 0 && tail_ == Tail::both ? pi / 2 : pi;
    constexpr int parts = 4;  // so that a narrow peak is not stepped over
    double sum = 0;
    for (int i = 0; i < parts; ++i) sum += mean(of_angle, half * i / parts, half * (i + 1) / parts, accuracy_);
    return sum / parts * pi / (power == 1 ? 2 : pi / 2);
  }

  /// The mean over a circle, reach + cos(a) x + sin(a) y: between the angles where another variable becomes the largest
  /// it is smooth, and a few points are enough.
  double over_circle(const Reach& reach, const Reach& x, const Reach& y) const {
    std::array<double, 40> breaks{};
    std::size_t count = 0;
    const auto at = [&](double a) -> Reach { return reach + std::cos(a) * x + std::sin(a) * y; };
    const auto add_zeros = [&](double constant, double cosine, double sine, Eigen::Index of, bool any) {
      const double size = std::sqrt(cosine * cosine + sine * sine);
      if (!(std::abs(constant) < size)) return;
      const double middle = std::atan2(sine, cosine), aside = std::acos(-constant / size);
      for (const double a : {middle - aside, middle + aside}) {
        const Reach there = at(a);
        const double own = tail_ == Tail::both ? std::abs(there[of]) : there[of];
        if (any || own > largest(there) - 1e-9) breaks[count++] = a < 0 ? a + 2 * pi : a;
      }
    };
    for (Eigen::Index i = 0; i < reach.size(); ++i) {
      if (c_ <= 0) add_zeros(reach[i], x[i], y[i], i, true);
      for (Eigen::Index j = 0; j < i; ++j) {
        add_zeros(reach[i] - reach[j], x[i] - x[j], y[i] - y[j], i, false);
        if (tail_ == Tail::both) add_zeros(reach[i] + reach[j], x[i] + x[j], y[i] + y[j], i, false);
      }
    }
    if (count == 0) breaks[count++] = 0;
    std::sort(breaks.begin(), breaks.begin() + std::ptrdiff_t(count));
    breaks[count] = breaks[0] + 2 * pi;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double length = breaks[i + 1] - breaks[i];
      if (length < 1e-13) continue;
      const int parts = 1 + int(length);
      for (int part = 0; part < parts; ++part)
        sum += length / parts *
               mean([&](double a) { return value(at(a)); }, breaks[i] + length * part / parts,
                    breaks[i] + length * (part + 1) / parts, accuracy_);
    }
    return sum / (2 * pi);
  }

  const Eigen::MatrixXd& l_;
  int r_;
  double c_;
  Tail tail_;
  const Poll& poll_;
  double accuracy_ = 0;
};

}  // namespace

double normal_maximum(std::span<const double> correlation, std::size_t size, double c, Tail tail, const Poll& poll) {
  if (size > std::size_t(most)) throw std::logic_error("a normal maximum of more than 4 variables");
  const auto k = Eigen::Index(size);
  const Eigen::MatrixXd l = root(Eigen::Map<const Eigen::MatrixXd>(correlation.data(), k, k));
  if (tail == Tail::lower) c = -c;  // min Z <= c as often as max -Z >= -c, and -Z is as Z
  if (tail == Tail::both && c <= 0) return 1;
  Directions directions(l, c, tail, poll);
  // No less than one component has, and no more than all have together.
  const double single = tail == Tail::both ? chi_tail(c, 1) : std::erfc(c / std::numbers::sqrt2) / 2;
  return std::clamp(directions.mean_tail(single * (l.cols() < 4 ? 1e-9 : 1e-5)), single,
                    std::min(1.0, single * double(size)));
}

}  // namespace survival
