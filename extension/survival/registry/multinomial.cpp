#include "survival/registry/multinomial.hpp"

#include <algorithm>
#include <cmath>

namespace survival {
namespace {

/// Rows as the likelihood wants them: an intercept, then the covariates centred and scaled.
class Likelihood {
 public:
  Likelihood(const std::vector<LargeVector<double>>& columns, const LargeVector<std::uint32_t>& class_of_row,
             std::size_t classes, const Poll& poll)
      : class_of_row_(class_of_row),
        n_(class_of_row.size()),
        width_(columns.size() + 1),
        classes_(classes),
        poll_(poll),
        x_(n_ * width_),
        shares_(classes) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      double mean = 0, square = 0;
      for_each_row(n_, poll_, [&](std::size_t i) { mean += columns[j][i]; });
      mean /= double(n_);
      for_each_row(n_, poll_, [&](std::size_t i) { square += (columns[j][i] - mean) * (columns[j][i] - mean); });
      const double scale = std::sqrt(square / double(n_));
      for_each_row(n_, poll_, [&](std::size_t i) { x_[i * width_ + j + 1] = (columns[j][i] - mean) / scale; });
    }
    for_each_row(n_, poll_, [&](std::size_t i) { x_[i * width_] = 1; });
  }

  std::size_t parameters() const { return width_ * (classes_ - 1); }

  Evaluation operator()(std::span<const double> b) {
    const std::size_t p = parameters();
    Evaluation e{0, std::vector<double>(p), std::vector<double>(p * p), std::vector<double>(p)};
    for_each_row(n_, poll_, [&](std::size_t i) {
      const double log_sum = shares(b, i);
      const std::uint32_t own = class_of_row_[i];
      e.value += (own > 0 ? predictor(b, i, own) : 0) - log_sum;
      const double* x = x_.data() + i * width_;
      for (std::size_t k = 1; k < classes_; ++k) {
        const double residual = double(own == k) - shares_[k];
        for (std::size_t j = 0; j < width_; ++j) e.score[(k - 1) * width_ + j] += residual * x[j];
        for (std::size_t l = 1; l <= k; ++l) {
          const double spread = shares_[k] * (double(k == l) - shares_[l]);
          for (std::size_t j = 0; j < width_; ++j)
            for (std::size_t m = 0; m < width_; ++m)
              e.information[((k - 1) * width_ + j) * p + (l - 1) * width_ + m] += spread * x[j] * x[m];
        }
      }
    });
    for (std::size_t row = 0; row < p; ++row) {
      for (std::size_t column = row + 1; column < p; ++column)
        e.information[row * p + column] = e.information[column * p + row];
      e.magnitude[row] = e.information[row * p + row];
    }
    return e;
  }

  /// The largest |log(p_k / p_0)| of any row.
  double largest_predictor(std::span<const double> b) const {
    double largest = 0;
    for_each_row(n_, poll_, [&](std::size_t i) {
      for (std::size_t k = 1; k < classes_; ++k) largest = std::max(largest, std::abs(predictor(b, i, k)));
    });
    return largest;
  }

  LargeVector<double> probabilities(std::span<const double> b) {
    LargeVector<double> all(n_ * classes_);
    for_each_row(n_, poll_, [&](std::size_t i) {
      shares(b, i);
      std::ranges::copy(shares_, all.begin() + std::ptrdiff_t(i * classes_));
    });
    return all;
  }

 private:
  double predictor(std::span<const double> b, std::size_t i, std::size_t k) const {
    const double* x = x_.data() + i * width_;
    double sum = 0;
    for (std::size_t j = 0; j < width_; ++j) sum += b[(k - 1) * width_ + j] * x[j];
    return sum;
  }

  /// The probabilities of a row's classes; returns log sum exp of their predictors.
  double shares(std::span<const double> b, std::size_t i) {
    double largest = 0, sum = 0;
    shares_[0] = 0;
    for (std::size_t k = 1; k < classes_; ++k) largest = std::max(largest, shares_[k] = predictor(b, i, k));
    for (double& share : shares_) sum += share = std::exp(share - largest);
    for (double& share : shares_) share /= sum;
    return largest + std::log(sum);
  }

  const LargeVector<std::uint32_t>& class_of_row_;
  std::size_t n_, width_, classes_;
  const Poll& poll_;
  LargeVector<double> x_;
  std::vector<double> shares_;  ///< of the row at hand
};

}  // namespace

Multinomial multinomial(const std::vector<LargeVector<double>>& columns, const LargeVector<std::uint32_t>& class_of_row,
                        std::size_t classes, const NewtonRule& rule, const Poll& poll) {
  Likelihood likelihood(columns, class_of_row, classes, poll);
  const Maximum found = maximise(
      likelihood.parameters(), [&](std::span<const double> b) { return likelihood(b); }, rule);
  // On the way to infinity each step adds 1 to some log-odds, long after the gain has fallen below the tolerance; at a
  // maximum the last step is next to nothing.
  constexpr double still_moving = 0.1;
  const bool bounded = likelihood.largest_predictor(found.last_step) < still_moving;
  const bool identified = std::ranges::all_of(found.identified, [](unsigned char is) { return is != 0; });
  return {likelihood.probabilities(found.at), found.converged && bounded && identified};
}

}  // namespace survival
