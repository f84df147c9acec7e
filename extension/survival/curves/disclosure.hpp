// A risk table that tells nothing of fewer than so many patients.
#pragma once
#include <optional>

#include "survival/risk_table.hpp"

namespace survival {

/// Leaving the table, by an event of one cause or censored, is told of several patients at once: each waits for the
/// last of `least` or more of its kind, and the few left over at the end leave with the last of those. So every n_event
/// of a cause and every n_censor is 0 or at least `least`, and whatever is computed from the table, and every
/// difference between two of its counts, is about 0 or that many patients. Nobody leaves earlier than they did.
struct Coarse {
  RiskTable table;
  double told_until = 0;  ///< from here on it is not told who of those who left had an event and who was censored
};

/// Where fewer than `least` are censored, the last to have an event leave with them, and which of them did is not
/// told: told_until is then their time, else infinity. Nothing where that does not help: too few events, of one cause
/// or of all. O(rows causes).
/// \param table  nobody enters late, weights count patients
std::optional<Coarse> coarsened(const RiskTable& table, double least, const Poll& poll);

}  // namespace survival
