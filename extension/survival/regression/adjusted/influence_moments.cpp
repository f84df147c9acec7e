#include "survival/regression/adjusted/influence_moments.hpp"

#include <algorithm>

namespace survival {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

namespace {

/// The scores of row i by all models, side by side.
void put_scores(const std::vector<BaselineInfluence>& causes, std::size_t i, VectorXd& all) {
  const Index p = causes.front().order().columns();
  for (std::size_t l = 0; l < causes.size(); ++l)
    all.segment(Index(l) * p, p) = Eigen::Map<const VectorXd>(causes[l].score(i), p);
}

}  // namespace

InfluenceUnits::InfluenceUnits(const std::vector<BaselineInfluence>& causes, const LargeVector<double>& square,
                               const Poll& poll) {
  for (const BaselineInfluence& cause : causes) {
    auto& own = unit.emplace_back(cause.integral());
    for (std::size_t s = 0; s + 1 < cause.order().stratum.size(); ++s)
      cause.integrate(
          s, [](std::size_t) { return 1.0; }, own, poll);
  }
  VectorXd all(Index(causes.size()) * causes.front().order().columns());
  CrossProduct products(all.size());
  for_each_row(square.size(), poll, [&](std::size_t i) {
    put_scores(causes, i, all);
    products.add(square[i], all.data());
  });
  score_squares = products.sum();
}

InfluenceMoments::InfluenceMoments(const std::vector<BaselineInfluence>& causes, const InfluenceUnits& units,
                                   const LargeVector<double>& square, std::size_t stratum, std::size_t j,
                                   const IncidenceWalk& walk, const Poll& poll)
    : causes_(causes),
      units_(units),
      square_(square),
      order_(causes.front().order()),
      stratum_(stratum),
      poll_(poll),
      left_whole_(order_.size()),
      entered_(order_.entry.size()),
      left_width_(1 + Index(causes.size())),
      risk_width_(order_.entry.empty() ? Index(causes.size()) : 1 + 2 * Index(causes.size())),
      scores_width_(Index(causes.size()) * order_.columns()),
      left_(MatrixXd::Zero(left_width_, left_width_ + scores_width_)),
      risk_(std::size_t(risk_width_ * (risk_width_ + scores_width_)), true),
      left_feature_(left_width_),
      risk_feature_(risk_width_),
      score_(scores_width_),
      next_entry_(order_.stratum[stratum]),
      next_exit_(next_entry_) {
  for (std::size_t l = 0; l < causes.size(); ++l) {
    auto integral = causes[l].integral();
    const std::size_t known = walk.passed()[l];
    causes[l].integrate(
        stratum, [&](std::size_t k) { return k < known ? walk.factor(j, l, k) : 0; }, integral, poll);
    for_each_row(order_.stratum[stratum + 1] - next_exit_, poll, [&](std::size_t place) {
      const std::size_t i = next_exit_ + place;
      left_whole_[i] += integral.whole[i];
      if (!entered_.empty()) entered_[i] += causes[l].risk(i) * integral.at_entry[i];
    });
    cumulated_.push_back(std::move(integral.cumulated[stratum]));
  }
  if (order_.entry.empty())
    for_each_row(order_.stratum[stratum + 1] - next_exit_, poll,
                 [&](std::size_t place) { join(next_exit_ + place, 1); });
}

/// Row i comes to be at risk, with a sign of 1, or ceases to be.
void InfluenceMoments::join(std::size_t i, double sign) {
  const std::size_t causes = causes_.size();
  for (std::size_t l = 0; l < causes; ++l) {
    const double r = causes_[l].risk(i);
    risk_feature_(Index(l)) = r;
    if (!order_.entry.empty()) risk_feature_(Index(causes + 1 + l)) = r * units_.unit[l].at_entry[i];
  }
  if (!order_.entry.empty()) risk_feature_(Index(causes)) = entered_[i];
  put_scores(causes_, i, score_);
  std::size_t at = 0;
  for (Index a = 0; a < risk_width_; ++a) {
    const double value = sign * square_[i] * risk_feature_(a);
    for (Index b = 0; b < risk_width_; ++b) risk_.add(at++, value * risk_feature_(b));
    for (Index b = 0; b < scores_width_; ++b) risk_.add(at++, value * score_(b));
  }
}

void InfluenceMoments::leave(std::size_t i) {
  left_feature_(0) = left_whole_[i];
  for (std::size_t l = 0; l < causes_.size(); ++l) left_feature_(Index(l) + 1) = units_.unit[l].whole[i];
  put_scores(causes_, i, score_);
  left_.leftCols(left_width_) += square_[i] * left_feature_ * left_feature_.transpose();
  left_.rightCols(scores_width_) += square_[i] * left_feature_ * score_.transpose();
}

double InfluenceMoments::squares(std::span<const std::size_t> passed, std::span<const double> fall,
                                 const VectorXd& by_score) {
  double until = -HUGE_VAL;
  for (std::size_t l = 0; l < passed.size(); ++l)
    if (passed[l] > 0) until = std::max(until, causes_[l].steps(stratum_)[passed[l] - 1].time);
  const std::size_t last = order_.stratum[stratum_ + 1];
  for (; !order_.entry.empty() && next_entry_ < last && order_.entry[order_.by_entry[next_entry_]] < until;
       ++next_entry_) {
    if (next_entry_ % rows_between_polls == 0) poll_();
    join(order_.by_entry[next_entry_], 1);
  }
  for (; next_exit_ < last && order_.time[next_exit_] <= until; ++next_exit_) {
    if (next_exit_ % rows_between_polls == 0) poll_();
    join(next_exit_, -1), leave(next_exit_);
  }
  VectorXd of_left(left_width_), of_risk(risk_width_);
  of_left(0) = 1;
  const std::size_t causes = causes_.size();
  for (std::size_t l = 0; l < causes; ++l) {
    of_left(Index(l) + 1) = -fall[l];
    of_risk(Index(l)) = fall[l] * units_.unit[l].cumulated[stratum_][passed[l]] - cumulated_[l][passed[l]];
    if (!order_.entry.empty()) of_risk(Index(causes + 1 + l)) = -fall[l];
  }
  if (!order_.entry.empty()) of_risk(Index(causes)) = 1;
  const std::vector<double>& values = risk_.values();
  const Eigen::Map<const RowMatrix> risk(values.data(), risk_width_, risk_width_ + scores_width_);
  const VectorXd with_scores =
      left_.rightCols(scores_width_).transpose() * of_left + risk.rightCols(scores_width_).transpose() * of_risk;
  const double sum = of_left.dot(left_.leftCols(left_width_) * of_left) +
                     of_risk.dot(risk.leftCols(risk_width_) * of_risk) + 2 * by_score.dot(with_scores) +
                     by_score.dot(units_.score_squares * by_score);
  return std::max(0.0, sum);
}

}  // namespace survival
