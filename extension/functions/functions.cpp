#include "functions/functions.hpp"

namespace {

declare::Function of_topic(const char* topic, declare::Function function) {
  std::visit([topic](declare::FunctionInfo& info) { info.topic = topic; }, function);
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
