#include "functions/functions.hpp"

const std::vector<declare::Function>& functions::all() {
  static const std::vector<declare::Function> list = {
#define FUNCTION(name) name(),
#include "functions/functions.def"
#undef FUNCTION
  };
  return list;
}
