// Covariances of estimates of groups that have patients in common.
#pragma once
#include <vector>

#include "survival/influences.hpp"

namespace survival {

/// Patients whose rows are of several groups, where weights are sampling weights: with a_g the influence of a patient
/// on the estimate of group g, 0 where they were never in it, the covariance of two groups' estimates is the sum of a_g
/// a_h over the patients. Those of one group alone add nothing to it.
class SharedPatients {
 public:
  /// \param followers  null without sampling weights: nobody is shared then, nor without ids
  SharedPatients(const Followers* followers, std::size_t groups);

  bool any() const { return !entries_.empty(); }
  /// So many estimates of each group follow; those before are forgotten.
  void start(std::size_t estimates);
  /// Room for the influences of a group, by id.
  LargeVector<double>& by_id() { return by_id_; }
  /// Takes them from there. One that is not taken counts as 0.
  void take(std::size_t group, std::size_t estimate);
  /// groups x groups, 0 on the diagonal; empty where no patient is shared. O(shared patients x their groups^2).
  std::vector<double> covariance(std::size_t estimate) const;

 private:
  /// A patient in one of their groups.
  struct Entry {
    std::uint32_t id, group;
  };

  std::size_t groups_, estimates_ = 0;
  Poll poll_;
  LargeVector<Entry> entries_;             ///< by group
  std::vector<std::size_t> begins_;        ///< where each group begins, and the end
  LargeVector<std::uint32_t> by_patient_;  ///< the entries in the order of ids
  LargeVector<double> values_;             ///< of each entry its estimates
  LargeVector<double> by_id_;
};

}  // namespace survival
