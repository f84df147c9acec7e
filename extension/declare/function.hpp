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
#include "declare/call.hpp"
#include "declare/column.hpp"
#include "declare/options.hpp"
#include "declare/rows.hpp"

namespace declare {

/// The part that documentation needs.
struct FunctionInfo {
  std::string name, summary;
  std::string reference;  ///< its source in the literature
  std::string oracle;     ///< what its numbers are held to
  std::string cost;       ///< time it takes of n rows
  std::string example;    ///< SQL over the tables of the sample registry
  std::vector<ArgumentInfo> arguments;
  std::vector<ColumnInfo> columns;  ///< one without a name for what a scalar or aggregate returns
  std::string topic = {};           ///< the page of the reference that it is on; set by the list
  Version since = first_release;    ///< the release that brought it
};

/// The rows of a table function, computed; a cell stays valid until one of another row is asked for.
class Result {
 public:
  virtual ~Result() = default;
  virtual std::size_t size() const = 0;
  virtual Cell cell(std::size_t row, std::size_t column) const = 0;
};

struct TableFunction : FunctionInfo {
  std::function<std::unique_ptr<Result>(const Given&, Caller&)> call;
};

struct AggregateFunction : FunctionInfo {
  std::function<std::unique_ptr<Accumulator>()> start;
};

struct ScalarFunction : FunctionInfo {
  std::function<Value()> call;  ///< of no arguments: all we have had use for
};

using Function = std::variant<TableFunction, AggregateFunction, ScalarFunction>;

namespace detail {

/// Rows of any type as a result.
class Table : public Result {
 public:
  explicit Table(const std::vector<BoundColumn>& columns) : columns_(columns) {}
  Cell cell(std::size_t number, std::size_t column) const override {
    const BoundColumn& bound = columns_[column];
    return bound.get(static_cast<const char*>(row(number)) + bound.offset, labels());
  }

 private:
  virtual const void* row(std::size_t number) const = 0;
  virtual const Labels& labels() const = 0;

  const std::vector<BoundColumn>& columns_;  ///< the function's
};

struct Texts {
  std::string name, summary, reference, oracle, cost, example;
  Version since;
};

/// A declaration as it is kept: its types are gone, but for the function that makes Args and Row again.
struct Declared {
  Texts texts;
  ArgumentList arguments;
  std::vector<BoundColumn> columns;
};

using Compute = std::function<std::unique_ptr<Result>(const Declared&, const Given&, Caller&)>;
TableFunction table_function(Declared declared, Compute compute);
AggregateFunction aggregate(Declared declared, std::function<std::unique_ptr<Group>()> start);

}  // namespace detail

/// Declares a table function: `Args` holds its arguments, `Row` one row of its result.
template <class Args, class Row>
struct DeclareTable {
  std::string name, summary;
  std::string reference = {}, oracle = {}, cost = {}, example = {};
  Version since = first_release;
  Arguments<Args> arguments = {};
  std::vector<Column<Row>> columns;
  Rows<Row> (*compute)(Args&, const Poll&);

  operator Function() const {
    detail::Declared all{
        {name, summary, reference, oracle, cost, example, since}, arguments.list(), {columns.begin(), columns.end()}};
    return detail::table_function(
        std::move(all),
        [compute = compute](const detail::Declared& self, const Given& given,
                            Caller& caller) -> std::unique_ptr<Result> {
          Args args;
          const bool known = detail::take_arguments(&args, self.arguments.items(), given, caller);
          return std::make_unique<Computed>(known ? compute(args, caller.poll()) : Rows<Row>{}, self.columns);
        });
  }

 private:
  struct Computed : detail::Table {
    Rows<Row> all;
    mutable std::optional<Row> made = {};  ///< the row asked for last, where rows are made one by one
    mutable std::size_t made_at = 0;

    Computed(Rows<Row> rows, const std::vector<BoundColumn>& columns) : Table(columns), all(std::move(rows)) {}
    std::size_t size() const override { return all.make ? all.count : all.rows.size(); }
    const Labels& labels() const override { return all.labels; }
    const void* row(std::size_t number) const override {
      if (!all.make) return &all.rows[number];
      if (!made || made_at != number) {
        made.emplace(all.make(number));
        made_at = number;
      }
      return &*made;
    }
  };
};

/// Declares an aggregate: its expressions feed `args.*rows`, its options must be the same in every row.
template <class Args, class Sink>
struct DeclareAggregate {
  std::string name, summary;
  std::string reference = {}, oracle = {}, cost = {}, example = {};
  Version since = first_release;
  Sink Args::*rows;
  Arguments<Args> arguments;
  ColumnInfo returns;
  Value (*compute)(Args&, const Poll&);

  operator Function() const {
    detail::Declared all{
        {name, summary, reference, oracle, cost, example, since}, arguments.list(), {BoundColumn{.info = returns}}};
    return detail::aggregate(std::move(all), [rows = rows, compute = compute]() -> std::unique_ptr<detail::Group> {
      return std::make_unique<Held>(rows, compute);
    });
  }

 private:
  struct Held : detail::Group {
    Args held = {};
    RowSink& sink;
    Value (*work)(Args&, const Poll&);
    Held(Sink Args::*rows, Value (*compute)(Args&, const Poll&)) : sink(held.*rows), work(compute) {}
    void* args() override { return &held; }
    RowSink& rows() override { return sink; }
    Value compute(const Poll& poll) override { return work(held, poll); }
  };
};

}  // namespace declare
