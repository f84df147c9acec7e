// What a regression refuses, in the words of its SQL functions.
#pragma once
#include <string>

#include "declare/message.hpp"
#include "survival/regression/refusal.hpp"

namespace functions {

/// The clause of a message, with the way out.
std::string clause(survival::Refusal refusal);

/// ask(), with what it refuses as declare::Error.
template <class Ask>
auto worded(Ask ask) -> decltype(ask()) {
  try {
    return ask();
  } catch (const survival::Refused& refused) {
    throw declare::Error(clause(refused.why));
  }
}

}  // namespace functions
