// The upper end of an interval in which an event happened.
#pragma once
#include <optional>
#include <string_view>

#include "cohort/problems.hpp"
#include "declare/rows.hpp"

namespace cohort {

/// Infinity where `upper` is NULL: the event was after `lower`. Nothing where it is no number from `lower` on, which is
/// then among the problems, at `place`.
/// \param lower_name  what messages call `lower`
std::optional<double> read_upper(const declare::Cell& upper, const declare::Cell& lower, std::string_view lower_name,
                                 std::size_t place, Problems& problems);

}  // namespace cohort
