#include "survival/tests/robust_scores.hpp"

#include <algorithm>
#include <limits>

#include "survival/influences.hpp"
#include "survival/input_error.hpp"

namespace survival {
namespace {

/// The event times of a block, with the sums over them up to and including each.
struct Course {
  std::vector<double> time;
  /// From 0 on. Of weight a: sum w d / n; behind it, of each group, sum w d / n n_j / n.
  std::vector<double> lived;
  std::vector<double> weight, share;  ///< of each time: w_a; n_j / n
};

class Residuals {
 public:
  Residuals(const Blocks& blocks, std::span<const EventWeight> weights, const Poll& poll)
      : groups_(blocks.groups()), weights_(weights.size()), poll_(poll), courses_(blocks.size()) {
    for (std::size_t b = 0; b < blocks.size(); ++b) follow(blocks[b], weights, courses_[b]);
  }

  /// Adds times the residuals of a row, in group j of block b.
  void add(const Patients& patients, std::size_t row, std::size_t b, std::size_t j, double times,
           std::vector<double>& u) const {
    const Course& course = courses_[b];
    const auto passed = [&](double t) {
      return std::size_t(std::ranges::upper_bound(course.time, t) - course.time.begin());
    };
    const std::size_t end = passed(patients.time[row]);
    const std::size_t begin = patients.entry.empty() ? 0 : passed(patients.entry[row]);
    const std::size_t width = groups_ + 1;
    for (std::size_t a = 0; a < weights_; ++a) {
      const double *at_end = &course.lived[(end * weights_ + a) * width],
                   *at_begin = &course.lived[(begin * weights_ + a) * width];
      const bool dies = patients.status[row] != 0;
      const double w = dies ? course.weight[(end - 1) * weights_ + a] : 0;
      double* of_weight = &u[a * groups_];
      of_weight[j] += times * (w - (at_end[0] - at_begin[0]));
      for (std::size_t k = 0; k < groups_; ++k) {
        const double expected = dies ? w * course.share[(end - 1) * groups_ + k] : 0;
        of_weight[k] -= times * (expected - (at_end[k + 1] - at_begin[k + 1]));
      }
    }
  }

 private:
  void follow(Samples groups, std::span<const EventWeight> weights, Course& course) const {
    const std::size_t width = groups_ + 1;
    std::vector<EventWeights> running(weights.begin(), weights.end());
    std::vector<double> lived(weights_ * width);
    course.lived = lived;
    for (RiskSets sets(groups, poll_); sets.next();) {
      double n = 0, d = 0;
      for (const double in_group : sets.n()) n += in_group;
      for (const std::uint32_t g : sets.moved()) d += sets.d(g);
      course.time.push_back(sets.time());
      for (std::size_t k = 0; k < groups_; ++k) course.share.push_back(sets.n(k) / n);
      for (std::size_t a = 0; a < weights_; ++a) {
        const double w = running[a].next(n, d), hazard = w * d / n;
        course.weight.push_back(w);
        lived[a * width] += hazard;
        for (std::size_t k = 0; k < groups_; ++k) lived[a * width + k + 1] += hazard * sets.n(k) / n;
      }
      course.lived.insert(course.lived.end(), lived.begin(), lived.end());
    }
  }

  std::size_t groups_, weights_;
  const Poll& poll_;
  std::vector<Course> courses_;
};

void add_square(const std::vector<double>& u, double times, std::vector<double>& sum) {
  for (std::size_t i = 0; i < u.size(); ++i)
    for (std::size_t k = 0; k < u.size(); ++k) sum[i * u.size() + k] += times * u[i] * u[k];
}

}  // namespace

bool is_sampled(const Blocks& blocks) { return blocks.size() > 0 && blocks[0][0]->followers; }

std::vector<double> robust_covariance(const Blocks& blocks, std::span<const EventWeight> weights, const Poll& poll) {
  for (const EventWeight& weight : weights)
    if (weight.kind == EventWeight::peto)
      throw InputError(
          "the Peto-Peto weight counts patients, and the weights are sampling weights; choose another weighting, such "
          "as rho = 1");
  const Followers& followers = *blocks[0][0]->followers;
  const Patients& patients = followers.patients;
  const Residuals residuals(blocks, weights, poll);
  std::vector<double> u(weights.size() * blocks.groups()), sum(u.size() * u.size());
  constexpr std::uint32_t nowhere = ~0U;
  const std::size_t groups = std::max<std::size_t>(blocks.groups(), 1);
  std::vector<std::uint32_t> place(followers.groups.begins.size(), nowhere);  // of a group of the tables in the blocks
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (std::size_t j = 0; j < blocks.groups(); ++j) place[blocks[b][j]->group] = std::uint32_t(b * groups + j);
  LargeVector<std::uint32_t> order;  // those of one patient together
  if (!patients.id.empty()) {
    const auto keys = sorted_rows(patients.size(), poll, [&](std::size_t i) { return double(patients.id[i]); });
    order.reserve(keys.size());
    for_each_row(keys.size(), poll, [&](std::size_t k) { order.push_back(keys[k].row); });
  }
  const std::size_t pace = 1 + (std::size_t{1} << 14) / (u.size() * u.size() + 1);
  for (std::size_t k = 0; k < patients.size(); ++k) {
    if (k % pace == 0) poll();
    const std::size_t row = order.empty() ? k : order[k];
    const std::uint32_t at = place[patients.group_of(row)];
    const bool counts = order.empty();
    if (at != nowhere) residuals.add(patients, row, at / groups, at % groups, counts ? 1 : patients.weight_of(row), u);
    if (!counts && k + 1 < order.size() && patients.id[order[k + 1]] == patients.id[row]) continue;
    add_square(u, counts ? patients.weight2[row] : 1, sum);
    std::ranges::fill(u, 0);
  }
  return sum;
}

}  // namespace survival
