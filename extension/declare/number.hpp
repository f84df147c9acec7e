// Numbers as text. The same on every machine, whatever its locale.
#pragma once
#include <cstdint>
#include <string>

namespace declare {

/// As short as it reads back: 100000, not 1e+05.
std::string shortest(double number);

/// As SQLite writes a REAL: fifteen digits and a point.
std::string real_text(double real);

/// With so many decimals, rounded as a reader rounds: 0.25 and 0.285 are 0.3 and 0.29, though the double of 0.285 is
/// less.
std::string rounded(double number, std::int64_t decimals);

}  // namespace declare
