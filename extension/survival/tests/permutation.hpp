// Permutation P values of tests of several groups: the groups' labels are dealt out anew, again and again.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "survival/risk_sets.hpp"

namespace survival {

/// How patients are compared: the statistics of a test, larger ones further from equal groups; of each cause, say.
using Statistics = std::function<std::vector<double>(const Blocks& blocks)>;

struct Permutation {
  std::int64_t count;  ///< of relabellings, 1 or more
  std::uint64_t seed;
};

/// For each of the statistics T observed, P = (1 + #{T* >= T}) / (1 + count), T* those of relabelled patients: the
/// labels of whole patients are shuffled within each block, and each T* has its own variance, recomputed (studentised:
/// Neuhaus 1993, Ann. Stat. 21:1760). A T* that does not exist, since a shuffle left nothing to compare, is not as
/// extreme; one that is the same but for rounding is.
///
/// Exact if censoring and entry do not depend on the group. Shuffles come from a counter-based generator (splitmix64,
/// Steele, Lea & Flood 2014), so that seed and data, in whatever order, give the same P on every machine.
///
/// \param patients  near ties merged; group: block * groups + group; weights are counts of patients
/// \param observed  NaN where there is no test: so is its P
/// \throws InputError when there are 2^32 patients or more
std::vector<double> permutation_p(Patients patients, std::size_t groups, std::size_t blocks, std::size_t causes,
                                  const std::vector<double>& observed, const Permutation& permutation,
                                  const Statistics& statistics, const Poll& poll);

}  // namespace survival
