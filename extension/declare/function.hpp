// What a SQL function is: data that documents it and one pure function. Knows neither SQLite nor statistics.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "declare/argument.hpp"
#include "declare/column.hpp"
#include "declare/message.hpp"
#include "declare/rows.hpp"
#include "declare/sql_text.hpp"

namespace declare {

/// The part that documentation needs.
struct FunctionInfo {
  std::string name, summary;
  std::string reference;  ///< its source in the literature
  std::string example;    ///< SQL over the tables of the sample registry
  std::vector<ArgumentInfo> arguments;
  std::vector<ColumnInfo> columns;  ///< one without a name for what a scalar or aggregate returns
  std::string topic = {};           ///< the page of the reference that it is on; set by the list
};

/// The rows of a table function, computed; a cell stays valid until one of another row is asked for.
class Result {
 public:
  virtual ~Result() = default;
  virtual std::size_t size() const = 0;
  virtual Cell cell(std::size_t row, std::size_t column) const = 0;
};

/// Argument i as given: nothing when it was left out, a NULL when that was said.
using Given = std::vector<std::optional<Value>>;

struct TableFunction : FunctionInfo {
  std::function<std::unique_ptr<Result>(const Given&, Caller&)> call;
};

/// One group of rows on its way through an aggregate.
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  virtual void step(std::span<const Cell> arguments, const Poll& poll) = 0;
  virtual Value finish(const Poll& poll) = 0;
};

struct AggregateFunction : FunctionInfo {
  std::function<std::unique_ptr<Accumulator>()> start;
};

struct ScalarFunction : FunctionInfo {
  std::function<Value()> call;  ///< of no arguments: all we have had use for
};

using Function = std::variant<TableFunction, AggregateFunction, ScalarFunction>;

namespace detail {

template <class Arguments>
auto infos(const Arguments& bound) {
  std::vector<std::remove_cvref_t<decltype(bound.front().info)>> list;
  for (const auto& one : bound) list.push_back(one.info);
  return list;
}

template <class Args>
void take_option(const Argument<Args>& argument, Args& args, const Value& value) {
  try {
    argument.take(args, value);
  } catch (const Error& error) {
    throw Error(cat("argument '", argument.info.name, "' ", error.what()));
  }
}

/// The data expressions among the arguments given.
inline std::vector<Expression> expressions(const std::vector<ArgumentInfo>& arguments, const Given& given) {
  std::vector<Expression> found;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ArgumentInfo& argument = arguments[i];
    if (argument.kind != ArgumentInfo::expression || !given[i]) continue;
    const Cell cell = *given[i];
    if (cell.is_null()) continue;
    if (cell.type() == Type::blob || (cell.is_number() && (argument.is_list || argument.required)))
      throw Error(
          cat("argument '", argument.name, "' must be a column or expression as text, got ", literal(*given[i])));
    const std::string sql = text(*given[i]);  // a weight of 1 is as good as '1'
    try {
      std::size_t number = 0;
      for (const std::string& item : argument.is_list ? split_list(sql) : std::vector{sql}) {
        for (std::string& part : argument.parts ? argument.parts(item) : std::vector{item})
          found.push_back({argument.name, std::move(part), number, item});
        ++number;
      }
    } catch (const Error& error) {
      throw Error(cat("argument '", argument.name, "': ", error.what()));
    }
  }
  return found;
}

}  // namespace detail

/// Declares a table function: `Args` holds its arguments, `Row` one row of its result.
template <class Args, class Row>
struct DeclareTable {
  std::string name, summary;
  std::string reference = {}, example = {};
  std::vector<Argument<Args>> arguments = {};
  std::vector<Column<Row>> columns;
  Rows<Row> (*compute)(Args&, const Poll&);

  operator Function() const {
    return TableFunction{{name, summary, reference, example, detail::infos(arguments), detail::infos(columns)},
                         [self = *this](const Given& given, Caller& caller) { return self.call(given, caller); }};
  }

 private:
  struct Computed : Result {
    Rows<Row> all;
    const std::vector<Column<Row>>& columns;
    mutable std::optional<Row> made;  ///< the row asked for last, where rows are made one by one
    mutable std::size_t made_at = 0;
    Computed(Rows<Row> rows, const std::vector<Column<Row>>& c) : all(std::move(rows)), columns(c) {}
    std::size_t size() const override { return all.make ? all.count : all.rows.size(); }
    Cell cell(std::size_t row, std::size_t column) const override {
      if (!all.make) return columns[column].get(all.rows[row], all.labels);
      if (!made || made_at != row) {
        made.emplace(all.make(row));
        made_at = row;
      }
      return columns[column].get(*made, all.labels);
    }
  };

  std::unique_ptr<Result> call(const Given& given, Caller& caller) const {
    Args args;
    const Value* from = nullptr;
    RowSink* sink = nullptr;
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (!given[i]) continue;
      if (arguments[i].rows && arguments[i].info.required) from = &*given[i], sink = &arguments[i].rows(args);
      if (arguments[i].take && given[i]->index() != 0) detail::take_option(arguments[i], args, *given[i]);
    }
    if (from && from->index() == 0) return std::make_unique<Computed>(Rows<Row>{}, columns);
    const bool packed = from && Type(from->index()) == Type::blob;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const ArgumentInfo& info = arguments[i].info;
      if (packed && info.kind == ArgumentInfo::source && info.required && !info.is_packed)
        throw Error(
            "argument 'source' cannot be a surv() blob, which holds times and events but no other columns; name a "
            "table or give a query as text");
      const bool said = given[i] && given[i]->index() != 0;
      if (packed && info.kind == ArgumentInfo::expression && said)
        throw Error(cat("argument '", info.name, "' cannot go with a surv() blob, which holds its columns; ",
                        sink->packs(info.name) ? "give it to surv()" : "give the query itself as source"));
      if (info.required && !said && !(packed && info.kind == ArgumentInfo::expression))
        throw Error(cat("argument '", info.name, "' is missing: ", info.doc));
    }
    if (packed) {
      sink->unpack(std::get<Blob>(*from).bytes, caller.poll());
      for (const auto& [info, take, rows] : arguments)
        if (info.required && info.kind == ArgumentInfo::expression && !sink->unpacked(info.name))
          throw Error(cat("argument '", info.name, "' is missing: ", info.doc, "; give it to surv()"));
      sink->end();
    } else if (from) {
      const std::vector<Expression> expressions = detail::expressions(detail::infos(arguments), given);
      caller.read("source", *from, expressions, *sink);
      sink->end();
      read_others(args, given, expressions, caller);
    }
    return std::make_unique<Computed>(compute(args, caller.poll()), columns);
  }

  /// The sources beside the first: the same expressions over other rows.
  void read_others(Args& args, const Given& given, const std::vector<Expression>& expressions, Caller& caller) const {
    for (std::size_t i = 0; i < given.size(); ++i) {
      const ArgumentInfo& info = arguments[i].info;
      if (!arguments[i].rows || info.required || !given[i] || given[i]->index() == 0) continue;
      if (Type(given[i]->index()) == Type::blob)
        throw Error(cat("argument '", info.name,
                        "' cannot be a blob: one made by surv() holds times and events but no other columns; name a "
                        "table or give a query as text"));
      RowSink& sink = arguments[i].rows(args);
      caller.read(info.name, *given[i], sink.choose(expressions), sink);
      sink.end();
    }
  }
};

/// Declares an aggregate: its expressions feed `args.*rows`, its options must be the same in every row.
template <class Args, class Sink>
struct DeclareAggregate {
  std::string name, summary;
  std::string reference = {}, example = {};
  Sink Args::*rows;
  std::vector<Argument<Args>> arguments;
  ColumnInfo returns;
  Value (*compute)(Args&, const Poll&);

  operator Function() const {
    return AggregateFunction{
        {name, summary, reference, example, detail::infos(arguments), {returns}},
        [self = std::make_shared<DeclareAggregate>(*this)] { return std::make_unique<Running>(self); }};
  }

 private:
  struct Running : Accumulator {
    std::shared_ptr<const DeclareAggregate> function;
    Args args = {};
    std::vector<Value> options;  // of the first row
    std::vector<Cell> cells;
    bool begun = false;

    explicit Running(std::shared_ptr<const DeclareAggregate> f) : function(std::move(f)) {}

    void begin(std::span<const Cell> given, const Poll& poll) {
      std::vector<Expression> expressions;
      for (std::size_t i = 0; i < given.size(); ++i) {
        const Argument<Args>& argument = function->arguments[i];
        if (argument.info.kind == ArgumentInfo::expression)
          expressions.push_back({argument.info.name, ""});
        else
          options.push_back(given[i].value());
        if (argument.take && !given[i].is_null()) detail::take_option(argument, args, given[i].value());
        if (argument.info.required && argument.take && given[i].is_null())
          throw Error(cat("argument '", argument.info.name, "' is missing: ", argument.info.doc));
      }
      (args.*(function->rows)).begin(expressions, poll);
      begun = true;
    }

    void step(std::span<const Cell> given, const Poll& poll) override {
      if (!begun) begin(given, poll);
      cells.clear();
      for (std::size_t i = 0, option = 0; i < given.size(); ++i) {
        const ArgumentInfo& info = function->arguments[i].info;
        if (info.kind == ArgumentInfo::expression)
          cells.push_back(given[i]);
        else if (const Value& first = options[option++]; !equal(given[i].value(), first))
          throw Error(cat("argument '", info.name, "' must be the same in every row, got ", literal(first), " and ",
                          literal(given[i].value())));
      }
      (args.*(function->rows)).row(cells);
    }

    Value finish(const Poll& poll) override {
      if (!begun) return {};
      (args.*(function->rows)).end();
      return function->compute(args, poll);
    }
  };
};

}  // namespace declare
