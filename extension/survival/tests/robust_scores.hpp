// The covariance of log-rank scores with sampling weights.
#pragma once
#include <span>
#include <vector>

#include "survival/risk_sets.hpp"
#include "survival/tests/log_rank.hpp"

namespace survival {

/// Whether the blocks' weights are sampling weights.
bool is_sampled(const Blocks& blocks);

/// The covariance of score_aj = sum w_a (d_j - d n_j / n), for each weight a and group j: the sum over patients (of an
/// id, of all its rows in all groups and blocks) of u u', with the score residuals of Cox's model at no effect and
/// Breslow's ties,
///
///     u_aj = sum over time of w_a (1{in j} - n_j / n) (dN_i - Y_i d / n)     times the patient's weight
///
/// The w_a count as known. Row a K + j and column likewise, of K groups. O(n log n + n (A K)^2) for A weights.
/// \throws InputError for a weight that counts patients: Peto and Peto's
std::vector<double> robust_covariance(const Blocks& blocks, std::span<const EventWeight> weights, const Poll& poll);

}  // namespace survival
