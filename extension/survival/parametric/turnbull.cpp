#include "survival/parametric/turnbull.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "survival/patients.hpp"
#include "survival/radix_sort.hpp"

namespace survival {
namespace {

/// Brackets that hold the same intervals: those from `first` to before `end`.
struct Span {
  std::uint32_t first, end;
  double weight;
};

/// The ends of brackets: number 2 i is the lower one of bracket i, 2 i + 1 its upper one.
struct Ends {
  LargeVector<double> value;         ///< by number; those that rounding sets apart are one
  LargeVector<std::uint32_t> order;  ///< numbers, by value; at one value as their kinds
};

bool is_upper(std::uint32_t end) { return end % 2 == 1; }

/// Gives ends that are nearer to the one before them than rounding its value; `rank` tells distinct values by their
/// order.
void merge_near(LargeVector<double>& value, LargeVector<std::uint32_t>& rank, const Poll& poll) {
  double mean = 0, number = 0;
  for_each_row(value.size(), poll, [&](std::size_t i) { number += std::isfinite(value[i]); });
  for_each_row(value.size(), poll, [&](std::size_t i) {
    if (std::isfinite(value[i])) mean += value[i] / number;
  });
  const double tolerance = tie_tolerance * std::max(1.0, mean);
  const auto keys = sorted_rows(value.size(), poll, [&](std::size_t i) { return value[i]; });
  double before = 0;
  std::uint32_t ranks = 0;
  for_each_row(keys.size(), poll, [&](std::size_t i) {
    double& at = value[keys[i].row];
    if (i > 0 && at - before <= tolerance) at = before;
    ranks += i > 0 && at != before;
    before = at, rank[keys[i].row] = ranks;
  });
}

Ends sorted_ends(const LargeVector<Bracket>& brackets, const Poll& poll) {
  Ends ends;
  ends.value.reserve(2 * brackets.size());
  for_each_row(brackets.size(), poll, [&](std::size_t i) {
    ends.value.push_back(brackets[i].lower), ends.value.push_back(brackets[i].upper);
  });
  LargeVector<std::uint32_t> rank(ends.value.size());
  merge_near(ends.value, rank, poll);
  // The lower end of a point, then upper ends, then lower ones, which are open.
  const auto kind = [&](std::size_t end) { return end % 2 == 1 ? 1 : rank[end] == rank[end + 1] ? 0 : 2; };
  const auto keys = sorted_rows(rank.size(), poll, [&](std::size_t i) { return 3.0 * rank[i] + kind(i); });
  ends.order.resize(keys.size());
  for_each_row(keys.size(), poll, [&](std::size_t i) { ends.order[i] = keys[i].row; });
  return ends;
}

/// Where mass may be goes to `steps`, and of each bracket which of them it holds comes back, brackets that hold the
/// same ones as one.
std::vector<Span> find_steps(const LargeVector<Bracket>& brackets, std::vector<Turnbull::Step>& steps,
                             const Poll& poll) {
  const Ends ends = sorted_ends(brackets, poll);
  std::vector<Span> spans(brackets.size());
  for_each_row(ends.order.size(), poll, [&](std::size_t i) {
    const std::uint32_t end = ends.order[i];
    Span& span = spans[end / 2];
    if (is_upper(end)) {  // the first one has a lower one before it
      if (!is_upper(ends.order[i - 1])) steps.push_back({ends.value[ends.order[i - 1]], ends.value[end], 0, 0});
      span.end = std::uint32_t(steps.size());
    } else {
      span.first = std::uint32_t(steps.size()), span.weight = brackets[end / 2].weight;
    }
  });
  const double most = double(steps.size()) + 1;
  const auto keys =
      sorted_rows(spans.size(), poll, [&](std::size_t i) { return spans[i].first * most + spans[i].end; });
  std::vector<Span> joined;
  for_each_row(keys.size(), poll, [&](std::size_t i) {
    const Span& span = spans[keys[i].row];
    if (!joined.empty() && joined.back().first == span.first && joined.back().end == span.end)
      joined.back().weight += span.weight;
    else
      joined.push_back(span);
  });
  return joined;
}

/// The mean log-likelihood and what moves it.
class Mixture {
 public:
  Mixture(std::vector<Span> spans, std::size_t size, const Poll& poll)
      : spans_(std::move(spans)), poll_(poll), mass_(size, 1 / double(size)), gradient_(size) {
    for (const Span& span : spans_) total_ += span.weight;
  }

  /// The mean of log P(bracket), with what the gradient d needs.
  double look() {
    below_ = cumulated(mass_);
    std::vector<double> change(mass_.size() + 1);
    double value = 0;
    for_each_row(spans_.size(), poll_, [&](std::size_t i) {
      const Span& span = spans_[i];
      const double p = below_[span.end] - below_[span.first], share = span.weight / total_;
      value += share * std::log(p);
      change[span.first] += share / p, change[span.end] -= share / p;
    });
    double d = 0;
    for (std::size_t j = 0; j < mass_.size(); ++j) gradient_[j] = d += change[j];
    return value;
  }
  const std::vector<double>& mass() const { return mass_; }
  double gap() const { return *std::ranges::max_element(gradient_) - 1; }

  /// After look(): each patient's weight goes to the intervals of the bracket, as they are likely.
  void expect() {
    double sum = 0;
    for (std::size_t j = 0; j < mass_.size(); ++j) sum += mass_[j] *= gradient_[j];
    for (double& m : mass_) m /= sum;
  }

  /// After look(), which gave `value`: Newton's step in the distribution function with the diagonal of the second
  /// derivatives, made to ascend; halved until the likelihood rises.
  void minorant(double value) {
    const std::size_t m = mass_.size();
    std::vector<double> slope(m + 1), bend(m + 1);
    for_each_row(spans_.size(), poll_, [&](std::size_t i) {
      const Span& span = spans_[i];
      const double p = below_[span.end] - below_[span.first], share = span.weight / total_;
      slope[span.end] += share / p, slope[span.first] -= share / p;
      bend[span.end] += share / (p * p), bend[span.first] += share / (p * p);
    });
    std::vector<double> target(m + 1), before = mass_;
    for (std::size_t k = 1; k < m; ++k) target[k] = below_[k] + slope[k] / bend[k];
    ascend(target, bend);
    target[m] = 1;
    constexpr int most_halvings = 30;
    double share = 1;
    for (int halving = 0; halving < most_halvings; ++halving, share /= 2) {
      for (std::size_t j = 0; j < m; ++j) mass_[j] = (1 - share) * before[j] + share * (target[j + 1] - target[j]);
      if (value_of(mass_) > value) return;
    }
    mass_ = before;
  }

 private:
  static std::vector<double> cumulated(const std::vector<double>& masses) {
    std::vector<double> below(masses.size() + 1);
    std::partial_sum(masses.begin(), masses.end(), below.begin() + 1);
    return below;
  }

  double value_of(const std::vector<double>& masses) const {
    const std::vector<double> below = cumulated(masses);
    double value = 0;
    for_each_row(spans_.size(), poll_, [&](std::size_t i) {
      value += spans_[i].weight / total_ * std::log(below[spans_[i].end] - below[spans_[i].first]);
    });
    return value;
  }

  /// The nearest ascending values between 0 and 1, by weighted squares, of places 1 to before the last.
  static void ascend(std::vector<double>& values, const std::vector<double>& weights) {
    struct Block {
      double sum, weight;
      std::size_t size;
      double mean() const { return sum / weight; }
    };
    std::vector<Block> blocks;
    for (std::size_t k = 1; k + 1 < values.size(); ++k) {
      blocks.push_back({values[k] * weights[k], weights[k], 1});
      while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
        const Block last = blocks.back();
        blocks.pop_back();
        blocks.back().sum += last.sum, blocks.back().weight += last.weight, blocks.back().size += last.size;
      }
    }
    std::size_t k = 1;
    for (const Block& block : blocks)
      for (std::size_t i = 0; i < block.size; ++i) values[k++] = std::clamp(block.mean(), 0.0, 1.0);
  }

  std::vector<Span> spans_;
  const Poll& poll_;
  double total_ = 0;
  std::vector<double> mass_, gradient_;
  std::vector<double> below_;  ///< of each interval, the mass before it
};

}  // namespace

Turnbull turnbull(const LargeVector<Bracket>& brackets, const Poll& poll) {
  constexpr int most_iterations = 20'000;
  Turnbull found;
  std::vector<Span> spans = find_steps(brackets, found.steps, poll);
  if (found.steps.empty()) return found;
  Mixture mixture(std::move(spans), found.steps.size(), poll);
  for (;;) {
    const double value = mixture.look();
    found.gap = mixture.gap();
    if (found.converged() || found.iterations == most_iterations) break;
    if (++found.iterations % 2 == 0)
      mixture.minorant(value);
    else
      mixture.expect();
  }
  double left = 1;
  for (std::size_t j = 0; j < found.steps.size(); ++j) {
    found.steps[j].mass = mixture.mass()[j];
    left -= mixture.mass()[j];
    found.steps[j].estimate = j + 1 == found.steps.size() ? 0 : std::clamp(left, 0.0, 1.0);
  }
  return found;
}

}  // namespace survival
