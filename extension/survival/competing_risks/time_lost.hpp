// The restricted mean time lost to a cause: the area under its cumulative incidence up to a horizon.
#pragma once
#include "survival/contrast.hpp"
#include "survival/risk_table.hpp"

namespace survival {

/// L = integral of F from 0 to tau, F the incidence of the cause (Andersen 2013, Stat. Med. 32:5278), and
///
///     Var L = sum_{u <= tau} 1/n { d_j/n (a - b)^2 + d_o/n b^2 - (d_j/n a - d/n b)^2 }
///     a = S(u-) (tau - u)     b = n / (n - d) integral from u to tau of F(s) - F(u)     b = 0 where n = d
///
/// (with sampling weights sum_i (w_i U_i)^2, the sums over u of a (dN_ij - Y_i d_j / n) / n - b (dN_i - Y_i d / n) / n
/// being U_i) with d events at u, d_j of the cause and d_o of another: the variance `delta` of the incidence,
/// integrated. Without competing events L = tau - the restricted mean, with the same error. Both NaN when follow-up
/// ends before tau while some are free of every event.
///
/// \param by_id  with sampling weights and ids: filled in with what each patient has moved it by, by id
Estimate time_lost(const RiskTable& table, std::size_t cause, double tau, double tolerance, const Poll& poll,
                   LargeVector<double>* by_id = nullptr);

}  // namespace survival
