#include "survival/prediction/prediction_score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "survival/radix_sort.hpp"

namespace survival {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// How many have a rank, and a lower one: a Fenwick tree.
class RankCounts {
 public:
  explicit RankCounts(std::size_t ranks) : own_(ranks), sums_(ranks + 1) {}
  void add(std::size_t rank) {
    ++own_[rank];
    for (std::size_t i = rank + 1; i < sums_.size(); i += i & (~i + 1)) ++sums_[i];
  }
  double below(std::size_t rank) const {
    std::uint64_t sum = 0;
    for (std::size_t i = rank; i > 0; i &= i - 1) sum += sums_[i];
    return double(sum);
  }
  double at(std::size_t rank) const { return double(own_[rank]); }

 private:
  std::vector<std::uint32_t> own_, sums_;
};

}  // namespace

/// What every patient counts at a time.
struct ScoredFollowUp::Weights {
  std::size_t reached = 0;      ///< rows of the table up to t
  bool known = false;           ///< somebody is left who tells of t, or all had their event
  std::vector<double> of_case;  ///< W of the cases, else 0
  std::vector<double> of_control;
  double cases = 0, controls = 0;  ///< their sums
};

ScoredFollowUp::ScoredFollowUp(const Patients& patients, const RiskTable& table, double tolerance, Poll poll)
    : patients_(patients),
      table_(table),
      tolerance_(tolerance),
      poll_(std::move(poll)),
      one_cause_(std::ranges::all_of(patients.status, [](std::uint8_t status) { return status <= 1; })),
      row_(patients.size()) {
  std::uint32_t row = 0;
  for_each_row(patients.size(), poll_, [&](std::size_t i) {
    while (table.rows[row].time < patients.time[i]) ++row;
    row_[i] = row;
  });
  double g = 1;
  for (const RiskRow& at : table.rows) {
    before_.push_back(g);
    if (at.n_censor > 0) g *= 1 - at.n_censor / (at.n_risk - at.n_event);
    after_.push_back(g);
  }
}

ScoredFollowUp::Weights ScoredFollowUp::weights_at(double t) const {
  const std::size_t n = patients_.size();
  Weights weights{.of_case = std::vector<double>(n), .of_control = std::vector<double>(n)};
  while (weights.reached < table_.rows.size() && table_.rows[weights.reached].time <= t + tolerance_) ++weights.reached;
  const double g = weights.reached == 0 ? 1 : after_[weights.reached - 1];
  weights.known = g > 0;
  if (!weights.known) return weights;
  for_each_row(n, poll_, [&](std::size_t i) {
    if (row_[i] >= weights.reached)
      weights.controls += weights.of_control[i] = 1 / g;
    else if (patients_.status[i] == 1)
      weights.cases += weights.of_case[i] = 1 / before_[row_[i]];
    else if (patients_.status[i] > 1)
      weights.controls += weights.of_control[i] = 1 / before_[row_[i]];
  });
  return weights;
}

/// \param q  of each patient, for one in place of n
double ScoredFollowUp::auc_error(const Weights& weights, const std::vector<double>& q) const {
  const std::size_t n = patients_.size();
  if (n < 2) return none;
  // Of each row up to t: the q of all whose weight has the factor of its time in it.
  std::vector<double> later(weights.reached), sum(weights.reached);
  double beyond = 0;
  std::size_t i = n;
  for (; i > 0 && row_[i - 1] >= weights.reached; --i) beyond += q[i - 1];
  for (std::size_t row = weights.reached; row-- > 0;) {
    later[row] = beyond;
    for (; i > 0 && row_[i - 1] == row; --i) beyond += q[i - 1];
  }
  double before = 0;
  for (std::size_t row = 0; row < weights.reached; ++row) {
    const RiskRow& at = table_.rows[row];
    const double y = at.n_risk - at.n_event;
    sum[row] = before += at.n_censor > 0 ? later[row] * at.n_censor / (y * y) : 0;
  }
  double mean = 0, squares = 0;
  const auto influence = [&](std::size_t l) {
    const std::size_t row = row_[l];
    if (row >= weights.reached) return q[l] - before;
    if (patients_.status[l] != 0) return q[l] - (row > 0 ? sum[row - 1] : 0);
    const RiskRow& at = table_.rows[row];
    return q[l] + later[row] / (at.n_risk - at.n_event) - sum[row];
  };
  for_each_row(n, poll_, [&](std::size_t l) { mean += influence(l) / double(n); });
  for_each_row(n, poll_, [&](std::size_t l) { squares += (influence(l) - mean) * (influence(l) - mean); });
  return std::sqrt(squares * double(n) / double(n - 1));
}

double ScoredFollowUp::c_index(std::span<const std::uint32_t> rank, std::size_t reached) const {
  RankCounts longer(rank.size());
  double count = 0, concordant = 0, pairs = 0;
  std::size_t end = patients_.size(), begin = end;
  const auto take = [&](bool events) {
    for (std::size_t i = begin; i < end; ++i)
      if ((patients_.status[i] != 0) == events) longer.add(rank[i]), ++count;
  };
  constexpr std::size_t rows_between_polls = 1 << 14;
  for (; end > 0; end = begin) {
    while (begin > 0 && row_[begin - 1] == row_[end - 1]) --begin;
    take(false);
    const double weight = 1 / (before_[row_[begin]] * before_[row_[begin]]);
    for (std::size_t i = begin; i < end && row_[i] < reached; ++i) {
      if (i % rows_between_polls == 0) poll_();
      if (patients_.status[i] == 0) continue;
      concordant += weight * (longer.below(rank[i]) + longer.at(rank[i]) / 2);
      pairs += weight * count;
    }
    take(true);
  }
  return pairs > 0 ? concordant / pairs : none;
}

PredictionScore ScoredFollowUp::score(std::span<const double> risk, double t) const {
  const std::size_t n = patients_.size();
  PredictionScore score{0, none, none, none, none, none};
  const Weights weights = weights_at(t);
  for (std::size_t i = 0; i < n && row_[i] < weights.reached; ++i) score.n_event += patients_.status[i] == 1;
  if (!weights.known) return score;

  const double incidence = weights.controls == 0 ? 1 : weights.cases / double(n);  // the sum of 1 / G may round
  score.brier_null =
      (weights.cases * (1 - incidence) * (1 - incidence) + weights.controls * incidence * incidence) / double(n);
  if (std::ranges::all_of(risk, [](double r) { return r >= 0 && r <= 1; })) {
    score.brier = 0;
    for_each_row(n, poll_, [&](std::size_t i) {
      score.brier += weights.of_case[i] * (1 - risk[i]) * (1 - risk[i]) + weights.of_control[i] * risk[i] * risk[i];
    });
    score.brier /= double(n);
  }

  // By ascending risk: of each case the weight of the controls below, ties by half; of each control that of cases
  // above.
  const auto order = sorted_rows(n, poll_, [&](std::size_t i) { return risk[i] + 0.0; });
  std::vector<std::uint32_t> rank(n);
  std::vector<double> higher(n);
  double cases = 0, controls = 0, concordant = 0;
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    double tied_cases = 0, tied_controls = 0;
    for (; end < n && order[end].bits == order[begin].bits; ++end) {
      const std::uint32_t i = order[end].row;
      rank[i] = std::uint32_t(begin);
      tied_cases += weights.of_case[i], tied_controls += weights.of_control[i];
    }
    cases += tied_cases;
    for (std::size_t k = begin; k < end; ++k) {
      const std::uint32_t i = order[k].row;
      if (weights.of_case[i] > 0) {
        higher[i] = controls + tied_controls / 2;
        concordant += weights.of_case[i] * higher[i];
      } else if (weights.of_control[i] > 0) {
        higher[i] = weights.cases - cases + tied_cases / 2;
      }
    }
    controls += tied_controls;
    if (begin % (1 << 14) == 0) poll_();
  }
  const double pairs = weights.cases * weights.controls;
  if (pairs > 0) {
    score.auc = concordant / pairs;
    for_each_row(n, poll_, [&](std::size_t i) {
      higher[i] = (weights.of_case[i] * (higher[i] - score.auc * weights.controls) +
                   (weights.of_control[i] > 0 ? weights.of_control[i] * (higher[i] - score.auc * weights.cases) : 0)) /
                  pairs;
      if (weights.of_case[i] == 0 && weights.of_control[i] == 0) higher[i] = 0;
    });
    score.auc_se = auc_error(weights, higher);
  }
  if (one_cause_) score.c_index = c_index(rank, weights.reached);
  return score;
}

}  // namespace survival
