// Cells of the rows that a figure is drawn from, one by one.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "declare/value.hpp"

namespace functions {

/// The number in a cell, none for NULL; it may be infinite. Throws declare::Error that names the argument and the row
/// when the cell holds something else.
std::optional<double> number_of(const declare::Cell& cell, std::string_view argument, std::size_t row);

/// The place of a value in the order of first appearance; a new one is appended.
std::size_t place_or_add(std::vector<declare::Value>& values, const declare::Value& value);

}  // namespace functions
