#include "survival/regression/adjusted/standard_incidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "survival/regression/adjusted/incidence_walk.hpp"
#include "survival/regression/adjusted/influence_moments.hpp"
#include "survival/regression/adjusted/standard_patients.hpp"
#include "survival/regression/refusal.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::VectorXd;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The rows of an order by what they have in common.
struct Patterns {
  RiskPatterns patterns;
  LargeVector<std::uint32_t> of;  ///< each row's
};

/// Rows with the same risks of all causes are one pattern. O(n log n).
Patterns patterns_of(const RiskOrder& order, std::vector<LargeVector<double>> risk, const Poll& poll) {
  LargeVector<std::uint32_t> rows(order.size());
  std::iota(rows.begin(), rows.end(), 0U);
  std::size_t compared = 0;
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    if (++compared % rows_between_polls == 0) poll();
    for (const auto& of : risk)
      if (of[a] != of[b]) return of[a] < of[b];
    return a < b;
  };
  std::ranges::sort(rows, less);
  Patterns found;  // by member: where memory fails within nested braces, g++ 12 destroys one of them twice
  found.patterns.risk.resize(risk.size());
  found.of.resize(order.size());
  for_each_row(rows.size(), poll, [&](std::size_t k) {
    const std::uint32_t i = rows[k];
    const bool same = k > 0 && std::ranges::all_of(risk, [&](const auto& of) { return of[i] == of[rows[k - 1]]; });
    if (!same) {
      for (std::size_t l = 0; l < risk.size(); ++l) append(found.patterns.risk[l], risk[l][i], poll);
      append(found.patterns.share, 0.0, poll);
    }
    found.patterns.share.back() += order.weight[i] / order.total;
    found.of[i] = std::uint32_t(found.patterns.size() - 1);
  });
  return found;
}

}  // namespace

struct CauseSpecificModels::Parts {
  Parts(const std::vector<std::unique_ptr<Cox>>& all, bool is_sampling, Poll stop)
      : models(all), sampling(is_sampling), poll(std::move(stop)) {
    influences.reserve(models.size());
    for (const auto& model : models) influences.emplace_back(*model, poll);
    square.resize(order().size());
    for_each_row(square.size(), poll, [&](std::size_t i) { square[i] = square_weight(i); });
  }

  /// Made when first asked for.
  const InfluenceUnits& units() const {
    if (!units_) units_ = std::make_unique<InfluenceUnits>(influences, square, poll);
    return *units_;
  }

  const RiskOrder& order() const { return models.front()->order(); }
  double square_weight(std::size_t i) const {
    return sampling ? order().weight[i] * order().weight[i] : order().weight[i];
  }

  /// Adds the influence of each row on F_j by way of hazards and coefficients. \param slopes  B_l for F_j, by l
  void add_influences(const IncidenceWalk& walk, std::size_t stratum, std::size_t j, std::vector<VectorXd> slopes,
                      LargeVector<double>& influence) const {
    const Index p = order().columns();
    for (std::size_t l = 0; l < influences.size(); ++l) {
      const BaselineInfluence& of = influences[l];
      const std::size_t passed = walk.passed()[l];
      for (std::size_t k = 0; k < passed; ++k)
        slopes[l] -= walk.weight(j, l, k) * Eigen::Map<const VectorXd>(of.drift(stratum, k), p);
      const VectorXd by_score = of.by_information(slopes[l]);
      auto integral = of.integral();
      of.integrate(
          stratum, [&](std::size_t k) { return k < passed ? walk.weight(j, l, k) : 0; }, integral, poll);
      const std::size_t first = order().stratum[stratum], last = order().stratum[stratum + 1];
      for_each_row(order().size(), poll, [&](std::size_t i) {
        influence[i] += by_score.dot(Eigen::Map<const VectorXd>(of.score(i), p));
        if (i >= first && i < last) influence[i] += of.at(integral, stratum, i, passed);
      });
    }
  }

  const std::vector<std::unique_ptr<Cox>>& models;
  std::vector<BaselineInfluence> influences;
  bool sampling;
  Poll poll;
  LargeVector<double> square;  ///< of each row: what its square counts for

 private:
  mutable std::unique_ptr<InfluenceUnits> units_;
};

namespace {

/// The patients as if in one group, along the event times.
class GroupWalk {
 public:
  GroupWalk(const std::vector<std::unique_ptr<Cox>>& models, const std::vector<BaselineInfluence>& influences,
            const Counterfactual& rule, std::size_t group, const Poll& poll)
      : GroupWalk(patterns(models, rule, group, poll), models, influences, rule, group, poll) {}

  IncidenceWalk& walk() { return walk_; }
  std::size_t stratum() const { return stratum_; }

  /// What the sample of covariates adds to each row's influence on F_j.
  void add_sampling(std::size_t j, LargeVector<double>& influence) const {
    const double mean = walk_.mean_incidence(j);
    for_each_row(of_.size(), poll_,
                 [&](std::size_t i) { influence[i] += (walk_.incidence(j, of_[i]) - mean) / order_.total; });
  }

  /// B_l for F_j, by l.
  std::vector<VectorXd> slopes(std::size_t j, std::size_t causes) const {
    std::vector<VectorXd> all(causes, VectorXd::Zero(order_.columns()));
    VectorXd z(order_.columns());
    for_each_row(of_.size(), poll_, [&](std::size_t i) {
      patients_.covariates(i, group_, z.data());
      for (std::size_t l = 0; l < causes; ++l)
        all[l] += order_.weight[i] / order_.total * walk_.slope(j, l, of_[i]) * z;
    });
    return all;
  }

 private:
  static Patterns patterns(const std::vector<std::unique_ptr<Cox>>& models, const Counterfactual& rule,
                           std::size_t group, const Poll& poll) {
    std::vector<LargeVector<double>> risk;
    for (const auto& model : models) {
      const RiskOrder& order = model->order();
      const StandardPatients patients(order, model->beta(), rule, poll);
      auto& of = risk.emplace_back(order.size());
      for_each_row(order.size(), poll, [&](std::size_t i) { of[i] = std::exp(patients.predictor(i, group)); });
    }
    return patterns_of(models.front()->order(), std::move(risk), poll);
  }

  GroupWalk(Patterns found, const std::vector<std::unique_ptr<Cox>>& models,
            const std::vector<BaselineInfluence>& influences, const Counterfactual& rule, std::size_t group,
            const Poll& poll)
      : order_(models.front()->order()),
        patients_(order_, models.front()->beta(), rule, poll),
        group_(group),
        stratum_(patients_.stratum(group)),
        of_(std::move(found.of)),
        walk_(influences, stratum_, std::move(found.patterns), poll),
        poll_(poll) {}

  const RiskOrder& order_;
  StandardPatients patients_;  // for their covariates
  std::size_t group_, stratum_;
  LargeVector<std::uint32_t> of_;
  IncidenceWalk walk_;
  const Poll& poll_;
};

}  // namespace

CauseSpecificModels::CauseSpecificModels(const std::vector<std::unique_ptr<Cox>>& models, bool sampling, Poll poll) {
  for (const auto& model : models)
    if (model->ties() == Ties::exact) throw Refused(Refusal::exact_ties_with_score_residuals);
  parts_ = std::make_unique<Parts>(models, sampling, std::move(poll));
}

CauseSpecificModels::~CauseSpecificModels() = default;

std::vector<std::vector<Incidence>> CauseSpecificModels::of_patient(std::span<const Profile> profiles,
                                                                    std::span<const double> z, std::size_t stratum,
                                                                    std::span<const PassedEvents> points) const {
  const Parts& parts = *parts_;
  const std::size_t causes = parts.models.size();
  RiskPatterns one;
  one.share.push_back(1);
  for (const Profile& profile : profiles) one.risk.push_back({std::exp(profile.predictor)});
  IncidenceWalk walk(parts.influences, stratum, std::move(one), parts.poll);
  const Index p = parts.order().columns();
  const Eigen::Map<const VectorXd> covariates(z.data(), p);
  /// What changes with time of the influences on one F_j.
  struct Moment {
    std::vector<double> fall;
    VectorXd by_score;
  };
  std::vector<std::vector<Incidence>> found;
  std::vector<std::vector<Moment>> moments;  // by cause, then point
  moments.resize(causes);
  // By cause, of j and l in turn: sum over the steps of the factor, or of 1, times the drift.
  std::vector<VectorXd> drift(causes * causes, VectorXd::Zero(p)), unit(causes, VectorXd::Zero(p));
  PassedEvents summed(causes);
  for (const PassedEvents& passed : points) {
    walk.advance(passed);
    for (std::size_t l = 0; l < causes; ++l)
      for (; summed[l] < passed[l]; ++summed[l]) {
        const Eigen::Map<const VectorXd> step(parts.influences[l].drift(stratum, summed[l]), p);
        unit[l] += step;
        for (std::size_t j = 0; j < causes; ++j) drift[j * causes + l] += walk.factor(j, l, summed[l]) * step;
      }
    auto& at = found.emplace_back();
    for (std::size_t j = 0; j < causes; ++j) {
      at.push_back({walk.incidence(j, 0), none});
      if (walk.is_scaled()) continue;
      Moment& now = moments[j].emplace_back(Moment{{}, VectorXd(Index(causes) * p)});
      for (std::size_t l = 0; l < causes; ++l) {
        now.fall.push_back(walk.fall(j, l));
        now.by_score.segment(Index(l) * p, p) = parts.influences[l].by_information(
            walk.slope(j, l, 0) * covariates - drift[j * causes + l] + walk.fall(j, l) * unit[l]);
      }
    }
  }
  for (std::size_t j = 0; j < causes; ++j) {
    if (moments[j].empty()) continue;
    InfluenceMoments of(parts.influences, parts.units(), parts.square, stratum, j, walk, parts.poll);
    for (std::size_t m = 0; m < moments[j].size(); ++m)
      found[m][j].variance = of.squares(points[m], moments[j][m].fall, moments[j][m].by_score);
  }
  return found;
}

std::vector<std::vector<Incidence>> CauseSpecificModels::of_group(const Counterfactual& rule, std::size_t group,
                                                                  std::span<const PassedEvents> points) const {
  std::vector<std::vector<std::optional<PassedEvents>>> asked;
  for (const PassedEvents& passed : points) {
    asked.emplace_back(rule.groups);
    asked.back()[group] = passed;
  }
  std::vector<std::vector<Incidence>> found;
  for (const auto& at : of_groups(rule, asked)) {
    found.emplace_back();
    for (const JointEstimate& estimate : at) found.back().push_back({estimate.value[group], estimate.variance[group]});
  }
  return found;
}

std::vector<std::vector<JointEstimate>> CauseSpecificModels::of_groups(
    const Counterfactual& rule, std::span<const std::vector<std::optional<PassedEvents>>> points) const {
  const Parts& parts = *parts_;
  const std::size_t causes = parts.models.size(), groups = rule.groups, n = parts.order().size();
  std::vector<std::unique_ptr<GroupWalk>> walks(groups);
  for (const auto& point : points)
    for (std::size_t g = 0; g < groups; ++g)
      if (point[g] && !walks[g])
        walks[g] = std::make_unique<GroupWalk>(parts.models, parts.influences, rule, g, parts.poll);
  std::vector<std::vector<JointEstimate>> found;
  for (const auto& point : points) {
    auto& at =
        found.emplace_back(causes, JointEstimate{std::vector<double>(groups, none), std::vector<double>(groups, none),
                                                 std::vector<double>(groups * groups, none)});
    for (std::size_t g = 0; g < groups; ++g)
      if (point[g]) walks[g]->walk().advance(*point[g]);
    for (std::size_t j = 0; j < causes; ++j) {
      std::vector<LargeVector<double>> influence(groups);
      for (std::size_t g = 0; g < groups; ++g) {
        if (!point[g]) continue;
        GroupWalk& of = *walks[g];
        at[j].value[g] = of.walk().mean_incidence(j);
        influence[g].resize(n);
        of.add_sampling(j, influence[g]);
        parts.add_influences(of.walk(), of.stratum(), j, of.slopes(j, causes), influence[g]);
      }
      for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t h = 0; h <= g; ++h) {
          if (influence[g].empty() || influence[h].empty()) continue;
          double sum = 0;
          for_each_row(n, parts.poll,
                       [&](std::size_t i) { sum += parts.square[i] * influence[g][i] * influence[h][i]; });
          at[j].covariance[g * groups + h] = at[j].covariance[h * groups + g] = sum;
          if (g == h) at[j].variance[g] = sum;
        }
    }
  }
  return found;
}

}  // namespace survival
