// From rows of recurrent events to histories.
#pragma once
#include "functions/states/events.hpp"
#include "survival/states/movements.hpp"

namespace functions::states {

/// The moves of survival::MeanCount.
/// \throws declare::Error about rows that tell no history
survival::Movements recurrences(const Events& events, bool sampling, const declare::Poll& poll);

}  // namespace functions::states
