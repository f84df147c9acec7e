#include "survival/competing_risks/gray.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace survival {
namespace {

/// 1 - (m - 1) / (n - 1), the correction for m tied events among n.
double tied(double m, double n) { return m > 1 ? 1 - (m - 1) / (n - 1) : 1; }

/// A group at a time t: its own curves, frozen once nobody is at risk.
struct GroupState {
  double n = 0, d1 = 0, d2 = 0;                ///< at risk, events of the cause, events of others
  double survival_before = 1, survival = 1;    ///< S(t-), S(t)
  double incidence_before = 0, incidence = 0;  ///< F(t-), F(t)
  double h = 0;                                ///< n / S(t-)
};

/// The paper's processes of one block, event time by event time; only the first K - 1 groups have scores:
///
///     R_i = h_i (1 - F_i(t-))      score_i += w (d1_i - d1 R_i / sum R)      dF0 = d1 / sum h
///     a_ij = w h_i (delta_ij - h_j / sum h)      c_ij += a_ij d1 / (sum h (1 - F0(t-)))
class Processes {
 public:
  Processes(std::size_t k, std::size_t cause, double rho)
      : groups(k), a((k - 1) * k), c(a.size()), compared(k), cause_(cause), rho_(rho) {}

  void step(const RiskSets& sets) {
    events = sum_h = 0;
    null_before = null;
    std::size_t present = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      GroupState& g = groups[i];
      g.n = sets.n(i);
      g.d1 = sets.d(i, cause_);
      g.d2 = sets.d(i) - g.d1;
      g.survival_before = g.survival;
      g.incidence_before = g.incidence;
      g.h = 0;
      if (!(g.n > 0) || !(g.survival > 0)) {  // a curve that has ended stays so, though some may enter late
        g.d1 = g.d2 = 0;
        continue;
      }
      g.h = g.n / g.survival;
      ++present;
      events += g.d1;
      sum_h += g.h;
      if (g.d1 + g.d2 == 0) continue;
      g.incidence += g.survival * g.d1 / g.n;
      g.survival *= (g.n - g.d1 - g.d2) / g.n;
    }
    if (!(events > 0)) return;
    accumulate(present > 1);
    for (std::size_t i = 0; i < groups.size() && present > 1; ++i) compared[i] |= groups[i].h > 0;
  }

  void add_score(std::vector<double>& score) const {
    if (!(events > 0)) return;
    double sum_r = 0;
    for (const GroupState& g : groups) sum_r += g.h * (1 - g.incidence_before);
    for (std::size_t i = 0; i < score.size(); ++i) {
      const GroupState& g = groups[i];
      score[i] += weight * (g.d1 - events * g.h * (1 - g.incidence_before) / sum_r);
    }
  }

  std::vector<GroupState> groups;
  std::vector<double> a, c;          ///< a_ij at [i * K + j]
  double null_before = 0, null = 0;  ///< F0(t-), F0(t)
  double events = 0, sum_h = 0;      ///< d1 and h of all groups
  double weight = 1;
  std::vector<unsigned char> compared;  ///< was a group at risk at an event, and another one too?

 private:
  /// The last group left has nothing to be compared with: there a_ij is 0, though F0 may be 1 by then, or above.
  void accumulate(bool compares) {
    weight = !compares ? 0 : rho_ == 0 ? 1 : std::pow(1 - null_before, rho_);
    const double per_h = 1 / sum_h;
    const double rise = events * per_h;
    const double step = rise / (1 - null_before);
    null += rise;
    if (!compares) {
      std::ranges::fill(a, 0);
      return;
    }
    const std::size_t k = groups.size();
    for (std::size_t i = 0; i + 1 < k; ++i) {
      const double scaled = weight * groups[i].h;
      for (std::size_t j = 0; j < k; ++j) {
        a[i * k + j] = scaled * ((i == j) - groups[j].h * per_h);
        c[i * k + j] += a[i * k + j] * step;
      }
    }
  }

  std::size_t cause_;
  double rho_;
};

/// Adds to V, of which only j <= i is filled:
///
///     V_ij += sum_k tau1 (a_ik + e (C_ik - c_ik)) (a_jk + e (C_jk - c_jk)) + tau2 g^2 (C_ik - c_ik) (C_jk - c_jk)
///     g = (1 - F0(t)) / S_k(t), e = 1 - g
///     tau1 = S_k(t-) d1 / (sum h n_k) tied(d1, sum h S_k(t-))      tau2 = S_k(t-)^2 d2_k / n_k^2 tied(d2_k, n_k)
///
/// Where S_k(t) = 0, e is 1 and the second term is dropped; a group with nobody at risk is passed over.
class Covariance {
 public:
  explicit Covariance(std::size_t scores) : v_(scores * scores), own_(scores), rest_(scores) {}

  void add(const Processes& p, const std::vector<double>& total) {
    const std::size_t k = p.groups.size(), scores = own_.size();
    for (std::size_t g = 0; g < k; ++g) {
      const GroupState& group = p.groups[g];
      if (!(group.h > 0) || (p.events == 0 && group.d2 == 0)) continue;
      const double ratio = group.survival > 0 ? (1 - p.null) / group.survival : 0;
      const double tau1 =
          p.events > 0 ? p.events / (p.sum_h * group.h) * tied(p.events, p.sum_h * group.survival_before) : 0;
      const double tau2 = group.d2 > 0 ? group.d2 / (group.h * group.h) * tied(group.d2, group.n) * ratio * ratio : 0;
      for (std::size_t i = 0; i < scores; ++i) {
        rest_[i] = total[i * k + g] - p.c[i * k + g];
        own_[i] = (p.events > 0 ? p.a[i * k + g] : 0) + (1 - ratio) * rest_[i];
      }
      for (std::size_t i = 0; i < scores; ++i)
        for (std::size_t j = 0; j <= i; ++j)
          v_[i * scores + j] += tau1 * own_[i] * own_[j] + tau2 * rest_[i] * rest_[j];
    }
  }

  std::vector<double> whole() const {
    const std::size_t scores = own_.size();
    std::vector<double> full = v_;
    for (std::size_t i = 0; i < scores; ++i)
      for (std::size_t j = 0; j < i; ++j) full[j * scores + i] = full[i * scores + j];
    return full;
  }

 private:
  std::vector<double> v_, own_, rest_;
};

/// The test of those groups that were compared but the last of them, as the scores sum to 0. The others have no score,
/// and a variance of 0.
ChiSquare test_of(const std::vector<unsigned char>& compared, const std::vector<double>& score,
                  const std::vector<double>& covariance, double magnitude) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < compared.size(); ++i)
    if (compared[i]) kept.push_back(i);
  if (!kept.empty()) kept.pop_back();
  std::vector<double> scores, block;
  for (const std::size_t i : kept) {
    scores.push_back(score[i]);
    for (const std::size_t j : kept) block.push_back(covariance[i * score.size() + j]);
  }
  return chi_square(scores, block, magnitude);
}

}  // namespace

std::vector<ChiSquare> gray(std::span<const Samples> blocks, std::span<const std::size_t> causes, double rho,
                            const Poll& poll) {
  const std::size_t groups = blocks.empty() ? 0 : blocks.front().size();
  if (groups < 2) return std::vector(causes.size(), chi_square({}, {}));
  std::vector<std::vector<double>> scores(causes.size(), std::vector<double>(groups - 1));
  std::vector<Covariance> covariances(causes.size(), Covariance(groups - 1));
  std::vector<std::vector<unsigned char>> compared(causes.size(), std::vector<unsigned char>(groups));
  std::vector<double> magnitudes(causes.size());
  for (const Samples& block : blocks) {
    std::vector<Processes> fresh;
    for (const std::size_t cause : causes) fresh.emplace_back(groups, cause, rho);
    auto first = fresh;
    for (RiskSets sets(block, poll); sets.next();)
      for (std::size_t i = 0; i < causes.size(); ++i) {
        first[i].step(sets);
        first[i].add_score(scores[i]);
        magnitudes[i] += first[i].weight * first[i].weight * first[i].events;
      }
    for (std::size_t i = 0; i < causes.size(); ++i)
      for (std::size_t g = 0; g < groups; ++g) compared[i][g] |= first[i].compared[g];
    auto second = fresh;  // once more: c at the end enters the covariance at every time
    for (RiskSets sets(block, poll); sets.next();)
      for (std::size_t i = 0; i < causes.size(); ++i) {
        second[i].step(sets);
        covariances[i].add(second[i], first[i].c);
      }
  }
  std::vector<ChiSquare> tests;
  for (std::size_t i = 0; i < causes.size(); ++i)
    tests.push_back(test_of(compared[i], scores[i], covariances[i].whole(), magnitudes[i]));
  return tests;
}

}  // namespace survival
