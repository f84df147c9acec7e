#include "functions/functions.hpp"

#include <string_view>

namespace {

/// The topic is the last folder of the path.
declare::Function of_topic(std::string_view path, declare::Function function) {
  std::visit([path](declare::FunctionInfo& info) { info.topic = path.substr(path.rfind('/') + 1); }, function);
  return function;
}

}  // namespace

const std::vector<declare::Function>& functions::all() {
  static const std::vector<declare::Function> list = {
#define FUNCTION(topic, name) of_topic(#topic, name()),
#include "functions/functions.def"
#undef FUNCTION
  };
  return list;
}
