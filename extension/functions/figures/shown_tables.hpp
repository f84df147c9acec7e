// The risk tables that a figure draws: those of the patients, or where few may not be told of, coarser ones.
#pragma once
#include <string>
#include <vector>

#include "functions/figures/optional_groups.hpp"
#include "functions/figures/options.hpp"

namespace functions {

class ShownTables {
 public:
  /// All must live as long as these. \throws declare::Error when there are more groups or panels than a figure shows,
  /// or `least` leaves nothing to tell
  ShownTables(const CurveOptions& options, OptionalGroups& patients, const cohort::RiskTables& tables,
              const declare::Poll& poll);

  std::size_t panels() const { return order_.size(); }
  /// Panels are in the order of their values.
  survival::Block groups(std::size_t panel) const;
  /// Of each group, the time from which on neither events nor censored are told; infinity where they are to the end.
  const std::vector<double>& told_until(std::size_t panel) const { return told_until_[order_[panel]]; }
  double tolerance() const { return tables_.tolerance; }
  /// The last time, in the unit of the data; 0 where there is none.
  double last() const;
  /// Patients of the largest group.
  double most() const;
  /// What they are called; empty without groups, or panels.
  std::string group_label(std::size_t group) const;
  std::string panel_label(std::size_t panel) const;

 private:
  void coarsen(const declare::Poll& poll);

  const CurveOptions& options_;
  OptionalGroups& patients_;
  const cohort::RiskTables& tables_;
  std::vector<std::size_t> order_;  ///< block of each panel
  survival::Block shown(std::size_t block) const;

  std::vector<survival::Groups> coarse_;         ///< of each block, where `least` asks for them
  std::vector<std::vector<double>> told_until_;  ///< by block
};

}  // namespace functions
