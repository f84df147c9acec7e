// Texts as numbers. The same on every machine, whatever its locale.
#pragma once
#include <optional>
#include <string_view>

namespace declare {

/// The number that the whole text is, written with digits, a point, an exponent and a minus; nothing if it is none, or
/// none that a double holds.
std::optional<double> parse_number(std::string_view text);

}  // namespace declare
