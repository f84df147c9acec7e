// Multinomial logistic regression: the probabilities of several classes by covariates; of two, logistic regression.
#pragma once
#include <cstdint>
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/newton.hpp"
#include "survival/poll.hpp"

namespace survival {

struct Multinomial {
  LargeVector<double> probability;  ///< n x classes, row by row, each row summing to 1
  bool converged = false;           ///< false too where the covariates tell a class from the others (separation)
};

/// log(p_k / p_0) = a_k + x b_k by maximum likelihood, k = 1 ... classes - 1. The likelihood has no maximum where a
/// class can be told by the covariates: then probabilities go to 0 or 1, and it has not converged.
/// \param columns      covariates, finite, none constant or a combination of the others
/// \param class_of_row 0 ... classes - 1, each of them at least once
/// O(n (p classes)^2) per iteration; memory O(n (p + classes)).
Multinomial multinomial(const std::vector<LargeVector<double>>& columns, const LargeVector<std::uint32_t>& class_of_row,
                        std::size_t classes, const NewtonRule& rule, const Poll& poll);

}  // namespace survival
