// The log-rank test of equal hazards in several groups, and its weighted kin.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "survival/chi_square.hpp"
#include "survival/risk_sets.hpp"

namespace survival {

/// The weight w of an event time: S is the pooled Kaplan-Meier curve of the block just before it, n all at risk.
struct EventWeight {
  enum Kind {
    log_rank,            ///< 1                                    Mantel 1966, Peto & Peto 1972
    gehan,               ///< n                                    Gehan 1965, Breslow 1970
    tarone_ware,         ///< sqrt(n)                              Tarone & Ware 1977
    peto,                ///< prod (1 - d / (n + 1)), including the time   Peto & Peto 1972, Prentice 1978
    fleming_harrington,  ///< S^rho (1 - S)^gamma                  Harrington & Fleming 1982
  };
  Kind kind = log_rank;
  double rho = 0, gamma = 0;
};

/// The weights of one block's event times, in order.
class EventWeights {
 public:
  explicit EventWeights(const EventWeight& weight) : weight_(weight) {}

  /// Of the next time: n at risk, d events.
  double next(double n, double d);

 private:
  EventWeight weight_;
  double survival_ = 1, peto_ = 1;
};

struct LogRank {
  std::vector<double> n;         ///< patients of each group
  std::vector<double> observed;  ///< sum w d of each group
  std::vector<double> expected;  ///< sum w d n_j / n
  ChiSquare test;
};

/// Compares groups within blocks, and adds the blocks up (a stratified test).
///
///     score_j = observed_j - expected_j
///     V_jk    = sum w^2 d (n - d) / (n - 1) n_j / n (delta_jk - n_k / n)     skipped where n = 1
///
/// With sampling weights V is robust, see robust_scores.hpp: the robust score test of Cox's model with Breslow's ties.
/// Groups where nothing is expected are left out, with their degree of freedom.
///
/// \param blocks  the same groups in the same order in each
/// \param trend   scores of the groups: tests (sum c_j score_j)^2 / c'Vc on 1 degree of freedom instead
/// \throws InputError when sampling weights meet Peto and Peto's weight
LogRank log_rank(const Blocks& blocks, const EventWeight& weight, const std::optional<std::vector<double>>& trend,
                 const Poll& poll);

}  // namespace survival
