// One call of a SQL function, as far as it does not depend on the types of its arguments and rows.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "declare/argument.hpp"
#include "declare/rows.hpp"
#include "declare/value.hpp"

namespace declare {

/// Argument i as given: nothing when it was left out, a NULL when that was said.
using Given = std::vector<std::optional<Value>>;

/// One group of rows on its way through an aggregate.
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  virtual void step(std::span<const Cell> arguments, const Poll& poll) = 0;
  virtual Value finish(const Poll& poll) = 0;
};

namespace detail {

/// Reads the arguments of a table function into their fields of `args`, and the rows of its sources.
/// \return  whether there is anything to compute: there is not over a source that is NULL
/// \throws Error  a required argument is missing, or one has a value that it does not take
bool take_arguments(void* args, const std::vector<BoundArgument>& arguments, const Given& given, Caller& caller);

/// Reads the values of a scalar function likewise. \return  false when a required one is NULL
bool take_values(void* args, const std::vector<BoundArgument>& arguments, std::span<const Cell> given);

/// What an aggregate holds for one group.
class Group {
 public:
  virtual ~Group() = default;
  virtual void* args() = 0;
  virtual RowSink& rows() = 0;
  virtual Value compute(const Poll& poll) = 0;
};

/// \param arguments  must outlive the accumulator
std::unique_ptr<Accumulator> accumulate(std::unique_ptr<Group> group, const std::vector<BoundArgument>& arguments);

}  // namespace detail
}  // namespace declare
