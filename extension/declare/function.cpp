#include "declare/function.hpp"

#include <memory>
#include <utility>

namespace declare::detail {
namespace {

FunctionInfo info(const Declared& declared) {
  const auto& [name, summary, reference, oracle, cost, example, since] = declared.texts;
  FunctionInfo info{.name = name,
                    .summary = summary,
                    .reference = reference,
                    .oracle = oracle,
                    .cost = cost,
                    .example = example,
                    .arguments = {},
                    .columns = {},
                    .since = since};
  for (const BoundArgument& one : declared.arguments.items()) info.arguments.push_back(one.info);
  for (const BoundColumn& one : declared.columns) info.columns.push_back(one.info);
  return info;
}

}  // namespace

TableFunction table_function(Declared declared, Compute compute) {
  declared.arguments.order_by_release();
  const auto self = std::make_shared<const Declared>(std::move(declared));
  return {info(*self), [self, compute = std::move(compute)](const Given& given, Caller& caller) {
            return compute(*self, given, caller);
          }};
}

AggregateFunction aggregate(Declared declared, std::function<std::unique_ptr<Group>()> start) {
  declared.arguments.order_by_release();
  const auto self = std::make_shared<const Declared>(std::move(declared));
  return {info(*self), [self, start = std::move(start)] { return accumulate(start(), self->arguments.items()); }};
}

}  // namespace declare::detail
