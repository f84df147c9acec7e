// The one exception an estimator throws: its input cannot be analysed.
#pragma once
#include <stdexcept>

namespace survival {

/// what() is a clause without a subject, e.g. "time is negative (row 3: -2)"; whoever knows the function and
/// the column puts them in front.
struct InputError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

}  // namespace survival
