// Covariates in the order of a partial likelihood's sweep, centred and scaled. For the estimators alone: it shows
// Eigen.
#pragma once
#include <Eigen/Dense>
#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include "survival/regression/prediction.hpp"
#include "survival/regression/regression.hpp"

namespace survival {

inline constexpr std::size_t rows_between_polls = 1 << 14;

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Says when to poll: the more often, the more pairs of covariates each row makes work for.
class Pace {
 public:
  explicit Pace(Eigen::Index p) : mask_(std::bit_floor(1 + most / (1 + std::size_t(p) * std::size_t(p) / 32)) - 1) {}
  bool is_due(std::size_t i) const { return (i & mask_) == 0; }

 private:
  static constexpr std::size_t most = 1 << 14;  ///< rows between two polls
  std::size_t mask_;
};

/// RowMatrix by stratum, then by time; near ties merged.
struct RiskOrder {
  RowMatrix x;                                      ///< n x p: (column - center) / scale
  Eigen::VectorXd center, scale;                    ///< p: mean and standard deviation of each column
  Eigen::VectorXd range;                            ///< p: of the scaled column
  double offset_center = 0;                         ///< what was taken from each offset
  LargeVector<double> time, entry, weight, offset;  ///< entry, offset: empty where not given
  LargeVector<std::uint8_t> status;
  LargeVector<std::uint32_t> cluster, censoring;
  LargeVector<std::uint32_t> row;       ///< its place among the rows given
  std::vector<std::size_t> stratum;     ///< where each begins, and the end
  LargeVector<std::uint32_t> by_entry;  ///< the rows of each stratum by entry
  double total = 0, events = 0;         ///< weights
  bool whole_weights = true;
  bool counted = false, sampling = false;  ///< as in Regression
  /// With sampling weights: as they were given. `weight` is in units of their mean.
  LargeVector<double> given_weight;
  double given_total() const;
  double given_events() const;
  double tolerance = 0;  ///< times nearer than this are one

  RiskOrder(Regression&& rows, const Poll& poll);
  std::size_t size() const { return time.size(); }
  Eigen::Index columns() const { return x.cols(); }
  /// x beta + offset of a row; rows that agree have the same to the last bit.
  double predictor(std::size_t i, std::span<const double> beta) const {
    double sum = offset.empty() ? 0 : offset[i];
    for (std::size_t j = 0; j < beta.size(); ++j) sum += x(Eigen::Index(i), Eigen::Index(j)) * beta[j];
    return sum;
  }
  /// weight exp(x beta + offset) of each row, and the sum of weight (x beta + offset) over those of status 1.
  double risks(std::span<const double> beta, LargeVector<double>& risk, const Poll& poll) const;
};

/// Adds up weight * row row' in blocks.
class CrossProduct {
 public:
  explicit CrossProduct(Eigen::Index p) : sum_(Eigen::MatrixXd::Zero(p, p)), block_(rows_of_block(p), p) {}
  /// A weight below 0 counts as 0: it is rounding.
  void add(double weight, const double* row) {
    if (!(weight > 0)) {
      if (std::isnan(weight)) sum_.setConstant(weight);
      return;
    }
    block_.row(used_++) = std::sqrt(weight) * Eigen::Map<const Eigen::RowVectorXd>(row, block_.cols());
    if (used_ == block_.rows()) flush();
  }
  const Eigen::MatrixXd& sum() {
    flush();
    sum_.triangularView<Eigen::StrictlyUpper>() = sum_.transpose();
    return sum_;
  }

 private:
  /// As many as are multiplied out within milliseconds.
  static Eigen::Index rows_of_block(Eigen::Index p) {
    constexpr Eigen::Index most = 128, least = 16, products = 1 << 22;
    return std::clamp(products / std::max(p * p, Eigen::Index{1}), least, most);
  }
  void flush() {
    if (used_ > 0 && sum_.size() > 0)
      sum_.selfadjointView<Eigen::Lower>().rankUpdate(block_.topRows(used_).transpose());
    used_ = 0;
  }
  Eigen::MatrixXd sum_;
  RowMatrix block_;
  Eigen::Index used_ = 0;
};

/// The sums of a risk set from which rows may leave again: what rounding takes is kept and given back.
class RiskSums {
 public:
  RiskSums(std::size_t size, bool rows_leave) : sum_(size), lost_(rows_leave ? size : 0), value_(size) {}
  void add(std::size_t i, double value) {
    if (lost_.empty()) {
      sum_[i] += value;
      return;
    }
    const double total = sum_[i] + value;
    lost_[i] += std::abs(sum_[i]) >= std::abs(value) ? (sum_[i] - total) + value : (value - total) + sum_[i];
    sum_[i] = total;
  }
  /// sums[0] += weight, sums[1 + j] += weight row[j]
  void add_row(double weight, const double* row, std::size_t p) {
    if (!lost_.empty()) {
      add(0, weight);
      for (std::size_t j = 0; j < p; ++j) add(j + 1, weight * row[j]);
      return;
    }
    sum_[0] += weight;
    for (std::size_t j = 0; j < p; ++j) sum_[j + 1] += weight * row[j];
  }
  void clear() {
    std::fill(sum_.begin(), sum_.end(), 0);
    std::fill(lost_.begin(), lost_.end(), 0);
  }
  const std::vector<double>& values() {
    if (lost_.empty()) return sum_;
    for (std::size_t i = 0; i < sum_.size(); ++i) value_[i] = sum_[i] + lost_[i];
    return value_;
  }

 private:
  std::vector<double> sum_, lost_, value_;
};

/// The sum of the squared influences, weighted, of the clusters; without any, each patient is one.
Eigen::MatrixXd squared_sums(const RiskOrder& order, const RowMatrix& influence, const Poll& poll);

/// The inverse of the information; robust, with the clusters' squared influences between two of it. In the units of x.
/// NaN for a column whose robust variance is 0 but for rounding.
Eigen::MatrixXd covariance_of(const Maximum& maximum, const Eigen::MatrixXd& robust);

/// What a prediction is made of but for the baselines and tables. A column without information has stayed at 0 in beta,
/// and so has its row of the covariance. O(n p + p^3).
/// \param covariance  of beta, in the units of x; it may be singular: robust, of few clusters, or without information
Prediction prediction_without_baselines(const RiskOrder& order, std::span<const double> beta,
                                        const Eigen::MatrixXd& covariance, const Poll& poll);

/// With sampling weights a likelihood says nothing: makes NaN of what comes from it.
void forget_likelihood(Fit& fit);

/// The fit in the units of the columns, from the maximum in those of RiskOrder::x.
/// \param robust  the sum of the clusters' squared influences, in the units of x; empty: the model's covariance
Fit finish(const RiskOrder& order, const Maximum& maximum, const Eigen::MatrixXd& robust);

}  // namespace survival
