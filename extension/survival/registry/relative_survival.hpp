// Net and relative survival: what the disease takes, beside the deaths that the population's rates expect anyway.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "survival/curve.hpp"
#include "survival/large_vector.hpp"
#include "survival/patients.hpp"

namespace survival {

/// Death rates of a population, per year, in bands of age and calendar year: each holds from its beginning up to the
/// next one's; those before the first and after the last are not known, and take the nearest.
struct PopulationRates {
  std::vector<double> ages, years;  ///< beginnings of the bands, in years, ascending
  std::size_t sexes = 0;
  std::vector<double> rate;  ///< of sex s, age a, year y: at [(s * ages.size() + a) * years.size() + y]

  double at(std::size_t sex, std::size_t age, std::size_t year) const {
    return rate[(sex * ages.size() + age) * years.size() + year];
  }
};

/// Of each patient, at time 0.
struct Demography {
  LargeVector<double> age, year;   ///< in years; a calendar date of the first of July 2010 is 2010.5
  LargeVector<std::uint32_t> sex;  ///< a number among those of PopulationRates
};

enum class RelativeMethod { pohar_perme, ederer2 };

struct RelativePoint {
  double time, n_risk, n_event, n_censor;
  double estimate, std_error;  ///< NaN past the end of follow-up, and where nobody is left
  double expected;             ///< Ederer I: the mean of exp(-L_i(time)) of all patients of the group
};

struct RelativeCurve {
  std::vector<RelativePoint> points;
  double n_outside = 0;  ///< patients followed at an age, or in a year, that the rates do not know
};

/// With L_i(t) the population's cumulative hazard of patient i, Y the patients at risk and D the deaths:
///
///     pohar_perme  S(t) = prod {1 - sum_D e^L_i / sum_Y e^L_i} exp int sum_Y e^L_i dL_i / sum_Y e^L_i
///                  Var log S = sum {sum_D e^2L_i / (sum_Y e^L_i)^2}       Pohar Perme, Stare & Esteve 2012
///     ederer2      the same with 1 in place of e^L_i                      Ederer & Heise 1959
///
/// Between two times of the data nobody leaves, so that the integral is the logarithm of what sum_Y e^L_i grows by: it
/// is exact, where others take it day by day.
///
/// \param patients   of all groups, in any order; status 1 is death; without entry times
/// \param years      in a unit of time
/// \param times      where to report, ascending; nothing: at 0 and at every time of the group
/// \return of groups 0, 1, ... O(n times) evaluations of L
std::vector<RelativeCurve> relative_survival(const Patients& patients, const Demography& who,
                                             const PopulationRates& rates, double years, std::size_t groups,
                                             const std::optional<std::vector<double>>& times, RelativeMethod method,
                                             const Poll& poll);

}  // namespace survival
