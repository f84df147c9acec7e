// The SQL functions of this extension. functions.def is the list; each has a file of its own name in the folder of
// its topic.
#pragma once
#include <vector>

#include "declare/function.hpp"

namespace functions {

#define FUNCTION(topic, name) declare::Function name();
#include "functions/functions.def"
#undef FUNCTION

const std::vector<declare::Function>& all();

}  // namespace functions
