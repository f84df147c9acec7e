// The SQL functions of this extension. functions.def is the list; each has a file of its own name.
#pragma once
#include <vector>

#include "declare/function.hpp"

namespace functions {

#define FUNCTION(name) declare::Function name();
#include "functions/functions.def"
#undef FUNCTION

const std::vector<declare::Function>& all();

}  // namespace functions
