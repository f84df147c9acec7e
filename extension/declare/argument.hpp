// Arguments of a SQL function: each is declared once, bound to a field, checked and documented.
#pragma once
#include <cmath>
#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "declare/message.hpp"
#include "declare/rows.hpp"
#include "declare/value.hpp"

namespace declare {

struct ArgumentInfo {
  enum Kind { source, expression, option };
  std::string name;
  std::string type;  ///< for the reference: what may be given
  std::string doc;
  Kind kind = option;
  bool required = false;
  bool is_list = false;                 ///< of an expression: several may be given, separated by commas
  bool is_packed = false;               ///< of a source: may be a blob that surv() made
  Value fallback = {};                  ///< of an option: its default, NULL for none
  std::vector<ArgumentInfo> keys = {};  ///< of an option that is a JSON object
  /// Of a list whose items are more than an expression each: the expressions in an item.
  std::function<std::vector<std::string>(const std::string&)> parts = {};
};

/// An argument bound to a field of `Args`.
template <class Args>
struct Argument {
  ArgumentInfo info;
  std::function<void(Args&, const Value&)> take = {};  ///< of an option
  std::function<RowSink&(Args&)> rows = {};            ///< of a source: who takes its rows

  Argument(ArgumentInfo i) : info(std::move(i)) {}
  Argument(ArgumentInfo i, std::function<void(Args&, const Value&)> t) : info(std::move(i)), take(std::move(t)) {}
  /// One bound to a field that Args inherits.
  template <class Base>
  requires std::derived_from<Args, Base> &&(!std::same_as<Args, Base>)Argument(Argument<Base> base)
      : info(std::move(base.info)), take(std::move(base.take)), rows(std::move(base.rows)) {}
};

/// The numbers an option takes, from low to high.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool with_low = false, with_high = false;

  bool contains(double x) const { return (with_low ? x >= low : x > low) && (with_high ? x <= high : x < high); }
  /// "must lie in (0, 1)", "must be 0 or more"
  std::string rule() const {
    if (std::isinf(high) && !std::isinf(low))
      return with_low ? cat("must be ", low, " or more") : cat("must be above ", low);
    return cat("must lie in ", with_low ? '[' : '(', low, ", ", high, with_high ? ']' : ')');
  }
  /// Throws Error unless it contains x, which was given as `value`.
  void check(double x, const Value& value) const {
    if (contains(x)) return;
    const bool infinite = std::isinf(x) && std::isinf(x > 0 ? high : low);
    throw Error(cat(infinite ? "must be finite" : rule(), ", got ", literal(value)));
  }
};

/// Throws Error unless the value is a number.
double read_number(const Value& value);

/// Numbers as '365,1095', '[365,1095]' or one number.
std::vector<double> read_numbers(const Value& value);

/// 0 or 1; clients whose only number is a real send 1.0.
bool read_flag(const Value& value);

/// Throws Error unless the value is a text.
std::string read_text(const Value& value);

/// The position of a text among `names`; the error lists them.
std::size_t read_choice(const Value& value, const std::vector<std::string>& names);

/// Where rows come from, but no blob made by surv(), which holds no other columns than times and events; the field, a
/// RowSink, takes them.
template <class Args, class Rows>
Argument<Args> unpacked_source(Rows Args::*field) {
  Argument<Args> argument(ArgumentInfo{.name = "source",
                                       .type = "TEXT",
                                       .doc = "name of a table or view, or a query (SELECT, WITH or VALUES)",
                                       .kind = ArgumentInfo::source,
                                       .required = true});
  argument.rows = [field](Args& args) -> RowSink& { return args.*field; };
  return argument;
}

/// Where rows come from; the field takes them.
template <class Args, class Rows>
Argument<Args> source(Rows Args::*field) {
  Argument<Args> argument = unpacked_source(field);
  argument.info.type = "TEXT or BLOB";
  argument.info.doc += ", or a blob made by surv()";
  argument.info.is_packed = true;
  return argument;
}

/// A second source, in which expressions given for the first are worked out too; the field, a RowSink, chooses which.
template <class Args, class Rows>
Argument<Args> other_source(std::string name, Rows Args::*field, std::string doc) {
  Argument<Args> argument(
      ArgumentInfo{.name = std::move(name), .type = "TEXT", .doc = std::move(doc), .kind = ArgumentInfo::source});
  argument.rows = [field](Args& args) -> RowSink& { return args.*field; };
  return argument;
}

/// A SQL expression over the columns of the source; the sink knows it by its name.
inline ArgumentInfo expression(std::string name, std::string doc, bool required = false, bool is_list = false) {
  return {.name = std::move(name),
          .type = "TEXT",
          .doc = std::move(doc),
          .kind = ArgumentInfo::expression,
          .required = required,
          .is_list = is_list};
}

/// The same argument of an aggregate, which is stepped with its values.
inline ArgumentInfo cells(std::string name, std::string type, std::string doc, bool required = false) {
  return {.name = std::move(name),
          .type = std::move(type),
          .doc = std::move(doc),
          .kind = ArgumentInfo::expression,
          .required = required};
}

/// An argument of a field's own, as one of the whole.
template <class Args, class Part>
Argument<Args> within(Part Args::*part, Argument<Part> argument) {
  return {std::move(argument.info),
          [part, take = std::move(argument.take)](Args& args, const Value& value) { take(args.*part, value); }};
}

// Options. The default is what the field holds in a new Args.

template <class Args>
Argument<Args> number(std::string name, double Args::*field, std::string doc, Range range) {
  return {{.name = std::move(name), .type = "REAL", .doc = std::move(doc), .fallback = Args{}.*field},
          [=](Args& args, const Value& value) {
            args.*field = read_number(value);
            range.check(args.*field, value);
          }};
}

template <class Args>
Argument<Args> whole_number(std::string name, std::int64_t Args::*field, std::string doc, Range range) {
  return {{.name = std::move(name), .type = "INTEGER", .doc = std::move(doc), .fallback = Args{}.*field},
          [=](Args& args, const Value& value) {
            const double number = read_number(value);
            if (number != std::trunc(number)) throw Error(cat("must be a whole number, got ", literal(value)));
            range.check(number, value);
            args.*field = std::int64_t(number);
          }};
}

template <class Args>
Argument<Args> numbers(std::string name, std::optional<std::vector<double>> Args::*field, std::string doc,
                       Range range) {
  return {{.name = std::move(name), .type = "TEXT or number", .doc = std::move(doc)},
          [=](Args& args, const Value& value) {
            args.*field = read_numbers(value);
            for (const double x : *(args.*field)) range.check(x, x);
          }};
}

/// A value of any type, NULL for none.
template <class Args>
Argument<Args> any_value(std::string name, std::optional<Value> Args::*field, std::string doc, bool required = false) {
  return {{.name = std::move(name), .type = "any", .doc = std::move(doc), .required = required},
          [=](Args& args, const Value& value) { args.*field = value; }};
}

/// A number without a default.
template <class Args>
Argument<Args> number(std::string name, std::optional<double> Args::*field, std::string doc, Range range,
                      bool required = false) {
  return {{.name = std::move(name), .type = "REAL", .doc = std::move(doc), .required = required},
          [=](Args& args, const Value& value) {
            args.*field = read_number(value);
            range.check(*(args.*field), value);
          }};
}

template <class Args>
Argument<Args> flag(std::string name, bool Args::*field, std::string doc) {
  return {{.name = std::move(name), .type = "INTEGER", .doc = std::move(doc), .fallback = std::int64_t{Args{}.*field}},
          [=](Args& args, const Value& value) { args.*field = read_flag(value); }};
}

/// A flag whose default depends on the data.
template <class Args>
Argument<Args> flag(std::string name, std::optional<bool> Args::*field, std::string doc) {
  return {{.name = std::move(name), .type = "INTEGER", .doc = std::move(doc)},
          [=](Args& args, const Value& value) { args.*field = read_flag(value); }};
}

/// Any text.
template <class Args>
Argument<Args> words(std::string name, std::string Args::*field, std::string doc) {
  const std::string fallback = Args{}.*field;
  return {{.name = std::move(name),
           .type = "TEXT",
           .doc = std::move(doc),
           .fallback = fallback.empty() ? Value{} : Value{fallback}},
          [=](Args& args, const Value& value) { args.*field = read_text(value); }};
}
template <class Args>
Argument<Args> words(std::string name, std::optional<std::string> Args::*field, std::string doc) {
  return {{.name = std::move(name), .type = "TEXT", .doc = std::move(doc)},
          [=](Args& args, const Value& value) { args.*field = read_text(value); }};
}

template <class Args, class Choice>
Argument<Args> choice(std::string name, Choice Args::*field, std::string doc,
                      const std::vector<std::pair<std::string, Choice>>& choices) {
  std::vector<std::string> names;
  Value fallback;
  for (const auto& [word, chosen] : choices) {
    names.push_back(word);
    if (chosen == Args{}.*field) fallback = word;
  }
  return {
      {.name = std::move(name), .type = "TEXT", .doc = cat(doc, ": ", any_of(names)), .fallback = std::move(fallback)},
      [=](Args& args, const Value& value) { args.*field = choices[read_choice(value, names)].second; }};
}

}  // namespace declare
