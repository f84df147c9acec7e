// Rows on their way from a source to a function: what is asked for, who brings it, who takes it.
#pragma once
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "declare/value.hpp"

namespace declare {

/// Called now and then by everything that takes long; throws when the user wants the work stopped.
using Poll = std::function<void()>;

/// What an expression is for, which decides what may be a slip in it.
enum class Meaning {
  any,
  number,     ///< a time or weight
  condition,  ///< true or false, or a status
  group,      ///< a value that tells patients apart
  term        ///< of a model or a table
};

/// A SQL expression to be worked out for each row of a source.
struct Expression {
  std::string argument;  ///< the argument it was given as, e.g. "time_expr"
  std::string text;
  std::size_t item = 0;    ///< its place in a list
  std::string given = {};  ///< of an item made of several expressions: the item as it was typed
  Meaning meaning = Meaning::any;
  bool if_there = false;  ///< left out of the rows of a source that lacks a column of it
};

/// Takes rows: those of a source, or those an aggregate is stepped with.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Of a second source: the expressions to be worked out in it, among all that were given.
  virtual std::vector<Expression> choose(std::vector<Expression> all) const { return all; }
  /// The cells of each row to come are these expressions, in this order.
  virtual void begin(std::span<const Expression> expressions, const Poll& poll) = 0;
  virtual void row(std::span<const Cell> cells) = 0;
  /// Whether the source may be a surv() blob.
  virtual bool takes_blobs() const { return false; }
  /// All rows at once, as surv() packed them; in place of begin() and row(). Only of a sink that takes blobs.
  virtual void unpack(std::string_view, const Poll&) { throw std::logic_error("this source takes no surv() blob"); }
  /// Whether a blob can hold what this argument names.
  virtual bool packs(std::string_view) const { return true; }
  /// Whether the blob that was unpacked does.
  virtual bool unpacked(std::string_view) const { return true; }
  /// Whether the rows of a table must come by its rowid, though an index may be read faster.
  virtual bool in_order() const { return false; }
  /// No more rows: checks what only all of them can show.
  virtual void end() = 0;
};

/// What a function may ask of the connection that called it.
class Caller {
 public:
  virtual ~Caller() = default;
  /// Works the expressions out for each row of `source`, a table's name or a query.
  /// \param argument  the source was given as, for messages
  virtual void read(std::string_view argument, const Value& source, std::span<const Expression> expressions,
                    RowSink& sink) = 0;
  virtual const Poll& poll() = 0;
};

}  // namespace declare
