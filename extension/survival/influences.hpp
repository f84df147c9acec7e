// Robust errors of curves: the rows behind a risk table, and what each patient has moved an estimate by so far.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>

#include "survival/by_group.hpp"
#include "survival/patients.hpp"
#include "survival/radix_sort.hpp"

namespace survival {

/// The rows of all groups, as errors want them that treat a weight as a sampling weight.
struct Followers {
  const Patients& patients;           ///< by time, with the sums of squared weights; they stay where they are
  ByGroup groups;                     ///< the rows of each
  LargeVector<std::uint8_t> goes_on;  ///< 1: the row's end is no censoring, the patient goes on; empty without ids
  LargeVector<std::uint32_t> member;  ///< with ids, of each row: 0, 1, ... the patient among those of the group

  Poll poll;

  /// \param goes_on  empty: every end is one
  Followers(const Patients& patients, std::size_t groups, LargeVector<std::uint8_t> goes_on, const Poll& poll);

  bool ends(std::size_t row) const { return goes_on.empty() || goes_on[row] == 0; }
};

/// The infinitesimal jackknife of estimates that are sums over time. With z_i the derivative of D such sums in the
/// patient's weight times that weight, at each time u
///
///     every row at risk   z_i -= w g(u)
///     one that dies then  z_i += w J(u)
///
/// and the variance of a combination l of the sums is sum_i (l' z_i)^2 over the patients: those of an id, or else each
/// that a row stands for. Kaplan-Meier's log S, say, has g = d / (n (n - d)), J = 1 / (n - d), with a minus. A patient
/// moves only when they leave, as all who are at risk move alike: O(n D^2) in all, and no patients x times.
template <std::size_t D>
class Influences {
 public:
  using Vector = std::array<double, D>;

  /// \param reverse  deaths are the ends without one, and those with one leave before
  Influences(const Followers& followers, std::size_t group, bool reverse = false)
      : followers_(&followers), patients_(&followers.patients), reverse_(reverse) {
    const Patients& p = *patients_;
    const Poll& poll = followers.poll;
    const auto begin = followers.groups.begins[group], end = followers.groups.begins[group + 1];
    rows_ = {followers.groups.rows.data() + begin, end - begin};
    std::uint32_t members = 0;
    for_each_row(p.id.empty() ? 0 : rows_.size(), poll,
                 [&](std::size_t k) { members = std::max(members, followers.member[rows_[k]] + 1); });
    z_.resize(members);
    if (p.entry.empty()) {
      for_each_row(rows_.size(), poll, [&](std::size_t k) { enter(k); });
      return;
    }
    const auto order = sorted_rows(rows_.size(), poll, [&](std::size_t k) { return p.entry[rows_[k]]; });
    by_entry_.reserve(order.size());
    for_each_row(order.size(), poll, [&](std::size_t k) { by_entry_.push_back(order[k].row); });
    entered_at_.resize(rows_.size());
  }

  /// Moves past a time of the risk table, ascending; one without deaths may be left out. \param jump  status -> J
  template <class Jump>
  void pass(double time, const Vector& g, Jump jump) {
    const Patients& p = *patients_;
    for (; next_ < rows_.size() && p.time[rows_[next_]] < time; ++next_) {
      enter_before(p.time[rows_[next_]]);
      leave(next_, {});
    }
    enter_before(time);
    passed_ = time;
    std::size_t end = next_;
    for (; end < rows_.size() && p.time[rows_[end]] <= time; ++end)
      if (reverse_ && p.status[rows_[end]] != 0) leave(end, {});
    for (; next_ < end; ++next_) {  // J - g at once: nearly the same where nearly all die
      const std::uint32_t row = rows_[next_];
      if (reverse_ && p.status[row] != 0) continue;
      const bool dies = reverse_ ? followers_->ends(row) : p.status[row] != 0;
      leave(next_, net(dies ? jump(std::size_t(p.status[row])) : Vector{}, g));
    }
    if (at_risk_ == 0) mass_ = 0, pull_ = {};  // rounding goes with the last
    for (std::size_t a = 0; a < D; ++a)
      for (std::size_t b = 0; b < D; ++b) squares_[a][b] += mass_ * g[a] * g[b] - g[a] * pull_[b] - pull_[a] * g[b];
    for (std::size_t a = 0; a < D; ++a) pull_[a] -= mass_ * g[a], moved_[a] += g[a];
  }

  /// What each patient of the group has moved the combination l of the sums by, l' z_i, now: by id, others are left
  /// alone. With ids only. O(rows of the group).
  void spread(const Vector& l, LargeVector<double>& by_id) const {
    const Patients& p = *patients_;
    const auto combined = [&l](const Vector& v) {
      double sum = 0;
      for (std::size_t a = 0; a < D; ++a) sum += l[a] * v[a];
      return sum;
    };
    for_each_row(rows_.size(), followers_->poll,
                 [&](std::size_t k) { by_id[p.id[rows_[k]]] = combined(z_[followers_->member[rows_[k]]]); });
    for_each_row(rows_.size() - next_, followers_->poll, [&](std::size_t place) {  // those who have not left
      const std::size_t k = next_ + place;
      const std::uint32_t row = rows_[k];
      if (!by_entry_.empty() && !(p.entry[row] < passed_)) return;
      Vector lived = moved_;
      if (!by_entry_.empty())
        for (std::size_t a = 0; a < D; ++a) lived[a] -= entered_at_[k][a];
      by_id[p.id[row]] -= p.weight_of(row) * combined(lived);
    });
  }

  /// The variance of the combination of the sums, now.
  double variance(const Vector& l) const {
    double sum = 0;
    for (std::size_t a = 0; a < D; ++a)
      for (std::size_t b = 0; b < D; ++b) sum += l[a] * l[b] * squares_[a][b];
    return std::max(sum, 0.0);
  }

 private:
  /// J - g, exactly 0 where it is rounding: all have the event at once.
  static Vector net(const Vector& jump, const Vector& g) {
    constexpr double rounding = 8 * std::numeric_limits<double>::epsilon();
    Vector left{};
    for (std::size_t a = 0; a < D; ++a)
      if (const double one = jump[a] - g[a]; !(std::abs(one) <= rounding * std::abs(g[a]))) left[a] = one;
    return left;
  }

  void enter_before(double time) {
    for (; next_entry_ < by_entry_.size() && patients_->entry[rows_[by_entry_[next_entry_]]] < time; ++next_entry_)
      enter(by_entry_[next_entry_]);
  }

  void enter(std::size_t k) {
    const Patients& p = *patients_;
    const std::uint32_t row = rows_[k];
    ++at_risk_;
    if (p.id.empty()) {
      mass_ += p.weight2[row];  // who enters has not moved yet
    } else {
      const double w = p.weight_of(row);
      mass_ += w * w;
      for (std::size_t a = 0; a < D; ++a) pull_[a] += w * z_[followers_->member[row]][a];
    }
    if (!by_entry_.empty()) entered_at_[k] = moved_;
  }

  void leave(std::size_t k, const Vector& jump) {
    const Patients& p = *patients_;
    const std::uint32_t row = rows_[k];
    Vector lived = moved_;
    if (!by_entry_.empty())
      for (std::size_t a = 0; a < D; ++a) lived[a] -= entered_at_[k][a];
    --at_risk_;
    if (p.id.empty()) {
      Vector z{};
      for (std::size_t a = 0; a < D; ++a) z[a] = -lived[a], pull_[a] -= p.weight2[row] * z[a];
      mass_ -= p.weight2[row];
      jump_by(z, jump, p.weight2[row]);
      return;
    }
    const double w = p.weight_of(row);
    Vector &z = z_[followers_->member[row]], leap{};
    for (std::size_t a = 0; a < D; ++a) z[a] -= w * lived[a], pull_[a] -= w * z[a], leap[a] = w * jump[a];
    mass_ -= w * w;
    z = jump_by(z, leap, 1);
  }

  Vector jump_by(const Vector& z, const Vector& jump, double times) {
    Vector after{};
    for (std::size_t a = 0; a < D; ++a) after[a] = z[a] + jump[a];
    for (std::size_t a = 0; a < D; ++a)
      for (std::size_t b = 0; b < D; ++b) squares_[a][b] += times * (after[a] * after[b] - z[a] * z[b]);
    return after;
  }

  const Followers* followers_;
  const Patients* patients_;
  bool reverse_;
  std::span<const std::uint32_t> rows_;  ///< of the group
  LargeVector<std::uint32_t> by_entry_;  ///< places in rows_; empty where everyone is followed from the start
  LargeVector<Vector> entered_at_;       ///< of each place: moved_ at its entry
  LargeVector<Vector> z_;                ///< with ids: of each patient, as they stood when they last left
  std::size_t next_ = 0, next_entry_ = 0, at_risk_ = 0;
  double passed_ = -HUGE_VAL;        ///< the time passed last
  Vector moved_{};                   ///< the sum of g so far
  double mass_ = 0;                  ///< sum of w^2 over those at risk
  Vector pull_{};                    ///< sum of w z
  std::array<Vector, D> squares_{};  ///< sum of z z' over all patients
};

}  // namespace survival
