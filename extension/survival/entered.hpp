// Those who come by delayed entry: with them the numbers at risk of a curve add up.
#pragma once
#include "survival/risk_table.hpp"

namespace survival {

/// Patients of the table with from <= entry < to, of those who enter after the start. O(log n).
double entered(const RiskTable& table, double from, double to);

}  // namespace survival
