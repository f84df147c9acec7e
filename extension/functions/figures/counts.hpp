// The numbers under a figure's time axis: at risk, events, censored, in tables by statistic or by group.
#pragma once
#include <string>
#include <vector>

#include "functions/figures/options.hpp"
#include "functions/figures/shown_tables.hpp"
#include "functions/figures/words.hpp"
#include "plot/curves/figure.hpp"

namespace functions {

/// What the tables count. All of it must live as long as the figure.
struct Counted {
  const ShownTables& tables;
  std::size_t panel;
  std::vector<std::string> events;  ///< what the events of each cause are called; empty: of the only one, events
  const declare::Poll& poll;

  survival::Block groups() const { return tables.groups(panel); }
  double told_until(std::size_t group) const { return tables.told_until(panel)[group]; }
  double tolerance() const { return tables.tolerance(); }
};

/// The tables that the options name. \param rows  one for each group
std::vector<plot::TickTable> count_tables(const CurveOptions& options, const Words& words,
                                          const std::vector<plot::TickTable::Row>& rows, const Counted& counted);

}  // namespace functions
