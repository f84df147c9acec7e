#include "survival/regression/constrained.hpp"

#include <cmath>

namespace survival {

Constrained maximise_others(std::vector<double> at, std::span<const unsigned char> fixed,
                            const std::function<Evaluation(std::span<const double>)>& evaluate,
                            const NewtonRule& rule) {
  const std::size_t p = at.size();
  std::vector<std::size_t> free;
  for (std::size_t j = 0; j < p; ++j)
    if (!fixed[j]) free.push_back(j);
  const auto of_free = [&](std::span<const double> values) {
    for (std::size_t i = 0; i < free.size(); ++i) at[free[i]] = values[i];
    Evaluation whole = evaluate(at), part{whole.value, {}, {}, {}};
    for (const std::size_t j : free) {
      part.score.push_back(whole.score[j]);
      part.magnitude.push_back(whole.magnitude[j]);
      for (const std::size_t k : free) part.information.push_back(whole.information[j * p + k]);
    }
    return part;
  };
  if (free.empty()) {
    const double value = evaluate(at).value;
    return {value, std::isfinite(value)};
  }
  const Maximum found = maximise(free.size(), of_free, rule);
  return {found.end.value, found.converged};
}

}  // namespace survival
