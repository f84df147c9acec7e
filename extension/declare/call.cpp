#include "declare/call.hpp"

#include <utility>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace declare::detail {
namespace {

bool is_said(const std::optional<Value>& given) { return given && given->index() != 0; }

void take_option(const BoundArgument& argument, void* args, const Value& value) {
  try {
    argument.take(argument.field_of(args), value);
  } catch (const Error& error) {
    throw Error(cat("argument '", argument.info.name, "' ", error.what()));
  }
}

/// The expressions in an argument that was given: one, or each of a list.
void append_expressions(const ArgumentInfo& argument, const Value& given, std::vector<Expression>& found) {
  const Cell cell = given;
  if (cell.type() == Type::blob || (cell.is_number() && (argument.is_list || argument.required)))
    throw Error(cat("argument '", argument.name, "' must be a column or expression as text, got ", literal(given)));
  const std::string sql = text(given);  // a weight of 1 is as good as '1'
  try {
    std::size_t number = 0;
    for (const std::string& item : argument.is_list ? split_list(sql) : std::vector{sql}) {
      for (std::string& part : argument.parts ? argument.parts(item) : std::vector{item})
        found.push_back({argument.name, std::move(part), number, item, argument.meaning});
      ++number;
    }
  } catch (const Error& error) {
    throw Error(cat("argument '", argument.name, "': ", error.what()));
  }
}

std::vector<Expression> expressions(const std::vector<BoundArgument>& arguments, const Given& given) {
  std::vector<Expression> found;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (arguments[i].info.kind == ArgumentInfo::expression && is_said(given[i]))
      append_expressions(arguments[i].info, *given[i], found);
  return found;
}

/// Of a source that is a blob: no expression stands beside it, and it holds all that are required.
void unpack(const Blob& blob, RowSink& sink, const std::vector<BoundArgument>& arguments, const Poll& poll) {
  sink.unpack(blob.bytes, poll);
  for (const BoundArgument& argument : arguments) {
    const ArgumentInfo& info = argument.info;
    if (info.required && info.kind == ArgumentInfo::expression && !sink.unpacked(info.name))
      throw Error(cat("argument '", info.name, "' is missing: ", info.doc, "; give it to surv()"));
  }
}

void check_given(const std::vector<BoundArgument>& arguments, const Given& given, bool packed, const RowSink* sink) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ArgumentInfo& info = arguments[i].info;
    const bool is_expression = info.kind == ArgumentInfo::expression;
    if (packed && info.kind == ArgumentInfo::source && info.required && !info.is_packed)
      throw Error(
          "argument 'source' cannot be a surv() blob, which holds times and events but no other columns; name a "
          "table or give a query as text");
    if (packed && is_expression && is_said(given[i]))
      throw Error(cat("argument '", info.name, "' cannot go with a surv() blob, which holds its columns; ",
                      sink->packs(info.name) ? "give it to surv()" : "give the query itself as source"));
    if (info.required && !is_said(given[i]) && !(packed && is_expression))
      throw Error(cat("argument '", info.name, "' is missing: ", info.doc));
  }
}

/// The sources beside the first: the same expressions over other rows.
void read_others(void* args, const std::vector<BoundArgument>& arguments, const Given& given,
                 const std::vector<Expression>& expressions, Caller& caller) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const BoundArgument& argument = arguments[i];
    if (!argument.rows || argument.info.required || !is_said(given[i])) continue;
    if (Type(given[i]->index()) == Type::blob)
      throw Error(cat("argument '", argument.info.name,
                      "' cannot be a blob: one made by surv() holds times and events but no other columns; name a "
                      "table or give a query as text"));
    RowSink& sink = argument.rows(argument.field_of(args));
    caller.read(argument.info.name, *given[i], sink.choose(expressions), sink);
    sink.end();
  }
}

/// The rows of a group are stepped in; its options must be the same in all of them.
class Running : public Accumulator {
 public:
  Running(std::unique_ptr<Group> group, const std::vector<BoundArgument>& arguments)
      : group_(std::move(group)), rows_(group_->rows()), arguments_(arguments) {
    for (const BoundArgument& argument : arguments) required_ += argument.info.required;
  }

  void step(std::span<const Cell> given, const Poll& poll) override {
    if (is_nothing(given)) return;
    if (!begun_) begin(given, poll);
    if (takes_blob() && (given.front().type() == Type::blob) != is_packed_)
      throw Error(cat("argument '", arguments_.front().info.name, "' is a surv() blob in some rows and not in others"));
    cells_.clear();
    for (std::size_t i = 0, option = 0; i < given.size(); ++i) {
      const ArgumentInfo& info = arguments_[positions_[i]].info;
      if (info.kind == ArgumentInfo::expression)
        cells_.push_back(given[i]);
      else if (const Value& first = options_[option++]; !equal(given[i].value(), first))
        throw Error(cat("argument '", info.name, "' must be the same in every row, got ", literal(first), " and ",
                        literal(given[i].value())));
    }
    rows_.row(cells_);
  }

  Value finish(const Poll& poll) override {
    if (!begun_) return {};
    rows_.end();
    return group_->compute(poll);
  }

 private:
  bool takes_blob() const { return arguments_.front().info.is_packed; }

  /// Which arguments are given: beside a blob, none that it holds.
  std::vector<std::size_t> positions(bool is_packed) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      const ArgumentInfo& info = arguments_[i].info;
      if (!is_packed || i == 0 || info.kind != ArgumentInfo::expression || !rows_.packs(info.name)) found.push_back(i);
    }
    return found;
  }

  /// A blob of no rows is NULL.
  bool is_nothing(std::span<const Cell> given) const {
    return takes_blob() && given.front().is_null() && (is_packed_ || (!begun_ && given.size() < required_));
  }

  void begin(std::span<const Cell> given, const Poll& poll) {
    is_packed_ = takes_blob() && given.front().type() == Type::blob;
    positions_ = positions(is_packed_);
    if (given.size() > positions_.size())
      throw Error(cat("takes at most ", positions_.size(), " arguments beside a surv() blob, which holds the others"));
    if (!is_packed_ && given.size() < required_) {
      const ArgumentInfo& missing = arguments_[given.size()].info;
      throw Error(cat("argument '", missing.name, "' is missing: ", missing.doc));
    }
    std::vector<Expression> expressions;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const BoundArgument& argument = arguments_[positions_[i]];
      if (argument.info.kind == ArgumentInfo::expression)
        expressions.push_back({argument.info.name, ""});
      else
        options_.push_back(given[i].value());
      if (argument.take && !given[i].is_null()) take_option(argument, group_->args(), given[i].value());
      if (argument.info.required && argument.take && given[i].is_null())
        throw Error(cat("argument '", argument.info.name, "' is missing: ", argument.info.doc));
    }
    rows_.begin(expressions, poll);
    begun_ = true;
  }

  std::unique_ptr<Group> group_;
  RowSink& rows_;
  const std::vector<BoundArgument>& arguments_;
  std::vector<Value> options_;          ///< of the first row
  std::vector<std::size_t> positions_;  ///< which arguments are given
  std::vector<Cell> cells_;
  std::size_t required_ = 0;
  bool begun_ = false, is_packed_ = false;
};

}  // namespace

bool take_arguments(void* args, const std::vector<BoundArgument>& arguments, const Given& given, Caller& caller) {
  const Value* from = nullptr;
  RowSink* sink = nullptr;
  bool nobody = false;  // a source that is NULL, as surv() of no rows is
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i]) continue;
    const BoundArgument& argument = arguments[i];
    nobody = nobody || (!is_said(given[i]) && argument.info.required && (argument.rows || argument.info.is_packed));
    if (argument.rows && argument.info.required) from = &*given[i], sink = &argument.rows(argument.field_of(args));
    if (argument.take && is_said(given[i])) take_option(argument, args, *given[i]);
  }
  if (nobody) return false;
  const bool packed = from && Type(from->index()) == Type::blob;
  check_given(arguments, given, packed, sink);
  if (packed) {
    unpack(std::get<Blob>(*from), *sink, arguments, caller.poll());
    sink->end();
  } else if (from) {
    const std::vector<Expression> wanted = expressions(arguments, given);
    caller.read("source", *from, sink->choose(wanted), *sink);
    sink->end();
    read_others(args, arguments, given, wanted, caller);
  }
  return true;
}

bool take_values(void* args, const std::vector<BoundArgument>& arguments, std::span<const Cell> given) {
  for (std::size_t i = 0; i < given.size(); ++i)
    if (arguments[i].info.required && given[i].is_null()) return false;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!given[i].is_null()) take_option(arguments[i], args, given[i].value());
  return true;
}

std::unique_ptr<Accumulator> accumulate(std::unique_ptr<Group> group, const std::vector<BoundArgument>& arguments) {
  return std::make_unique<Running>(std::move(group), arguments);
}

}  // namespace declare::detail
