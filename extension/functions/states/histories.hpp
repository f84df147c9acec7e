// From events to histories: the rules that make one history of a patient's rows, and what is wrong with them.
#pragma once
#include <vector>

#include "functions/states/events.hpp"
#include "functions/states/naming.hpp"
#include "survival/states/movements.hpp"

namespace functions::states {

/// An event that was not counted, since the patient entered another state, which ranks higher, at the same time.
struct Overruled {
  std::uint32_t patient;
  survival::State from, to;
};

struct PatientHistories {
  survival::Movements histories;
  std::vector<declare::Value> states;  ///< what a survival::State stands for
  std::vector<Overruled> overruled;    ///< patient by patient
};

/// \throws declare::Error about rows that tell no history
PatientHistories make_histories(Events& events, const StateOptions& options, const declare::Poll& poll);

}  // namespace functions::states
