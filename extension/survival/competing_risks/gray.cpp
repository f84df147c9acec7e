#include "survival/competing_risks/gray.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "survival/competing_risks/gray_two_groups.hpp"

namespace survival {
namespace {

/// All groups of one block, event time by event time.
struct States {
  std::vector<GrayGroup> groups;
  std::size_t present = 0;  ///< groups that somebody is at risk in
  double sum_h = 0;         ///< h of all groups

  explicit States(std::size_t k) : groups(k) {}

  void step(const RiskSets& sets) {
    sum_h = 0;
    present = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i].step(sets.n(i), sets.d(i));
      present += groups[i].h > 0;
      sum_h += groups[i].h;
    }
  }
};

/// What a cause does in a group at a time t.
struct CauseState {
  double d1 = 0;                               ///< events of it
  double incidence_before = 0, incidence = 0;  ///< F(t-), F(t)
};

/// The paper's processes of one block, event time by event time; only the first K - 1 groups have scores:
///
///     R_i = h_i (1 - F_i(t-))      score_i += w (d1_i - d1 R_i / sum R)      dF0 = d1 / sum h
///     a_ij = w h_i (delta_ij - h_j / sum h)      c_ij += a_ij d1 / (sum h (1 - F0(t-)))
class Processes {
 public:
  Processes(std::size_t k, std::size_t cause, double rho)
      : groups(k), a((k - 1) * k), c(a.size()), compared(k), cause_(cause), rho_(rho) {}

  void step(const States& at, const RiskSets& sets) {
    events = 0;
    null_before = null;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const GrayGroup& g = at.groups[i];
      CauseState& own = groups[i];
      own.d1 = g.d > 0 ? sets.d(i, cause_) : 0;
      own.incidence_before = own.incidence;
      if (own.d1 == 0) continue;
      events += own.d1;
      own.incidence += g.survival_before * own.d1 / g.n;
    }
    if (!(events > 0)) return;
    accumulate(at);
    for (std::size_t i = 0; i < groups.size() && at.present > 1; ++i) compared[i] |= at.groups[i].h > 0;
  }

  void add_score(const States& at, std::vector<double>& score) const {
    if (!(events > 0)) return;
    const auto r = [&](std::size_t i) { return at.groups[i].h * (1 - groups[i].incidence_before); };
    double sum_r = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) sum_r += r(i);
    for (std::size_t i = 0; i < score.size(); ++i) score[i] += weight * (groups[i].d1 - events * r(i) / sum_r);
  }

  std::vector<CauseState> groups;
  std::vector<double> a, c;          ///< a_ij at [i * K + j]
  double null_before = 0, null = 0;  ///< F0(t-), F0(t)
  double events = 0;                 ///< d1 of all groups
  double weight = 1;
  std::vector<unsigned char> compared;  ///< was a group at risk at an event, and another one too?

 private:
  /// The last group left has nothing to be compared with: there a_ij is 0, though F0 may be 1 by then, or above.
  void accumulate(const States& at) {
    const bool compares = at.present > 1;
    weight = !compares ? 0 : rho_ == 0 ? 1 : std::pow(1 - null_before, rho_);
    const double per_h = 1 / at.sum_h;
    const double rise = events * per_h;
    const double step = rise / (1 - null_before);
    null += rise;
    if (!compares) {
      std::ranges::fill(a, 0);
      return;
    }
    const std::size_t k = groups.size();
    for (std::size_t i = 0; i + 1 < k; ++i) {
      const double scaled = weight * at.groups[i].h;
      for (std::size_t j = 0; j < k; ++j) {
        a[i * k + j] = scaled * ((i == j) - at.groups[j].h * per_h);
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

  void add(const States& at, const Processes& p, const std::vector<double>& total) {
    const std::size_t k = p.groups.size(), scores = own_.size();
    for (std::size_t g = 0; g < k; ++g) {
      const GrayGroup& group = at.groups[g];
      const double d2 = group.d - p.groups[g].d1;
      if (!(group.h > 0) || (p.events == 0 && d2 == 0)) continue;
      const double ratio = (1 - p.null) * group.per_survival;
      const double tau1 =
          p.events > 0 ? p.events / (at.sum_h * group.h) * tie_correction(p.events, at.sum_h * group.survival_before)
                       : 0;
      const double tau2 = d2 > 0 ? d2 / (group.h * group.h) * tie_correction(d2, group.n) * ratio * ratio : 0;
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
  return chi_square_of(kept, score, covariance, magnitude);
}

std::vector<ChiSquare> of_two_groups(const Blocks& blocks, std::span<const std::size_t> causes, double rho,
                                     const Poll& poll) {
  std::vector<GrayOfTwo> processes;
  for (const std::size_t cause : causes) processes.emplace_back(cause, rho);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    GrayOfTwo::Groups groups;
    for (GrayOfTwo& process : processes) process.start_block();
    for (RiskSets sets(blocks[b], poll); sets.next();) {
      for (std::size_t g = 0; g < 2; ++g) groups[g].step(sets.n(g), sets.d(g));
      for (GrayOfTwo& process : processes) process.step(groups, sets);
    }
    for (GrayOfTwo& process : processes) process.end_block();
  }
  std::vector<ChiSquare> tests;
  for (const GrayOfTwo& process : processes) tests.push_back(process.test());
  return tests;
}

}  // namespace

std::vector<ChiSquare> gray(const Blocks& blocks, std::span<const std::size_t> causes, double rho, const Poll& poll) {
  const std::size_t groups = blocks.groups();
  if (groups < 2) return std::vector(causes.size(), chi_square({}, {}));
  if (groups == 2) return of_two_groups(blocks, causes, rho, poll);
  std::vector<std::vector<double>> scores(causes.size(), std::vector<double>(groups - 1));
  std::vector<Covariance> covariances(causes.size(), Covariance(groups - 1));
  std::vector<std::vector<unsigned char>> compared(causes.size(), std::vector<unsigned char>(groups));
  std::vector<double> magnitudes(causes.size());
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    std::vector<Processes> fresh;
    for (const std::size_t cause : causes) fresh.emplace_back(groups, cause, rho);
    auto first = fresh;
    States at(groups);
    for (RiskSets sets(blocks[b], poll); sets.next();) {
      at.step(sets);
      for (std::size_t i = 0; i < causes.size(); ++i) {
        first[i].step(at, sets);
        first[i].add_score(at, scores[i]);
        magnitudes[i] += first[i].weight * first[i].weight * first[i].events;
      }
    }
    for (std::size_t i = 0; i < causes.size(); ++i)
      for (std::size_t g = 0; g < groups; ++g) compared[i][g] |= first[i].compared[g];
    auto second = fresh;  // once more: c at the end enters the covariance at every time
    at = States(groups);
    for (RiskSets sets(blocks[b], poll); sets.next();) {
      at.step(sets);
      for (std::size_t i = 0; i < causes.size(); ++i) {
        second[i].step(at, sets);
        covariances[i].add(at, second[i], first[i].c);
      }
    }
  }
  std::vector<ChiSquare> tests;
  for (std::size_t i = 0; i < causes.size(); ++i)
    tests.push_back(test_of(compared[i], scores[i], covariances[i].whole(), magnitudes[i]));
  return tests;
}

}  // namespace survival
