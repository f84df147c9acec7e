// How arguments are declared: sources, expressions, and options of every type. An option's default is what its field
// holds in a new struct.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "declare/argument.hpp"
#include "declare/message.hpp"

namespace declare {

/// The numbers an option takes, from low to high.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool with_low = false, with_high = false;

  bool contains(double x) const { return (with_low ? x >= low : x > low) && (with_high ? x <= high : x < high); }
  /// "must lie in (0, 1)", "must be 0 or more"
  std::string rule() const;
  /// Throws Error unless it contains x, which was given as `value`.
  void check(double x, const Value& value) const;
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

// What an option is and does, whatever struct its field is in: `field` points to the type that the last part names.
namespace detail {
BoundArgument number(std::string name, std::string doc, Range range, double fallback);
BoundArgument number(std::string name, std::string doc, Range range, const std::optional<double>& fallback);
BoundArgument whole_number(std::string name, std::string doc, Range range, std::int64_t fallback);
BoundArgument numbers(std::string name, std::string doc, Range range, const std::optional<std::vector<double>>&);
BoundArgument any_value(std::string name, std::string doc, const std::optional<Value>&);
BoundArgument flag(std::string name, std::string doc, bool fallback);
BoundArgument flag(std::string name, std::string doc, const std::optional<bool>&);
BoundArgument words(std::string name, std::string doc, const std::string& fallback);
BoundArgument words(std::string name, std::string doc, const std::optional<std::string>&);

template <class Args, class Make, class Field>
Argument<Args> bound(Field Args::*field, Make make) {
  const auto [offset, fallback] = place(field);
  BoundArgument argument = make(fallback);
  argument.offset = offset;
  return Argument<Args>(std::move(argument));
}
}  // namespace detail

// Sources.

ArgumentInfo unpacked_source_info();
ArgumentInfo source_info();

template <class Args, class Rows>
Argument<Args> sink(ArgumentInfo info, Rows Args::*field) {
  Argument<Args> argument(std::move(info));
  argument.offset = place(field).first;
  argument.rows = [](void* rows) -> RowSink& { return *static_cast<Rows*>(rows); };
  return argument;
}

/// Where rows come from, but no blob made by surv(), which holds no other columns than times and events; the field, a
/// RowSink, takes them.
template <class Args, class Rows>
Argument<Args> unpacked_source(Rows Args::*field) {
  return sink(unpacked_source_info(), field);
}

/// Where rows come from; the field takes them.
template <class Args, class Rows>
Argument<Args> source(Rows Args::*field) {
  return sink(source_info(), field);
}

/// A second source, in which expressions given for the first are worked out too; the field, a RowSink, chooses which.
template <class Args, class Rows>
Argument<Args> other_source(std::string name, Rows Args::*field, std::string doc) {
  return sink(
      ArgumentInfo{.name = std::move(name), .type = "TEXT", .doc = std::move(doc), .kind = ArgumentInfo::source},
      field);
}

// Expressions: the sink knows each by its name.

/// A SQL expression over the columns of the source.
ArgumentInfo expression(std::string name, Meaning meaning, std::string doc, bool required = false,
                        bool is_list = false);

/// The same argument of an aggregate, which is stepped with its values.
ArgumentInfo cells(std::string name, std::string type, std::string doc, bool required = false);

// Options.

/// A number; of a std::optional field, one without a default.
template <class Args, class Number>
Argument<Args> number(std::string name, Number Args::*field, std::string doc, Range range, bool required = false) {
  auto argument = detail::bound(
      field, [&](const Number& fallback) { return detail::number(std::move(name), std::move(doc), range, fallback); });
  argument.info.required = required;
  return argument;
}

template <class Args>
Argument<Args> whole_number(std::string name, std::int64_t Args::*field, std::string doc, Range range) {
  return detail::bound(
      field, [&](auto fallback) { return detail::whole_number(std::move(name), std::move(doc), range, fallback); });
}

template <class Args>
Argument<Args> numbers(std::string name, std::optional<std::vector<double>> Args::*field, std::string doc,
                       Range range) {
  return detail::bound(field,
                       [&](const auto& none) { return detail::numbers(std::move(name), std::move(doc), range, none); });
}

/// A value of any type, NULL for none.
template <class Args>
Argument<Args> any_value(std::string name, std::optional<Value> Args::*field, std::string doc, bool required = false) {
  auto argument =
      detail::bound(field, [&](const auto& none) { return detail::any_value(std::move(name), std::move(doc), none); });
  argument.info.required = required;
  return argument;
}

/// 0 or 1; of a std::optional field, the default depends on the data.
template <class Args, class Flag>
Argument<Args> flag(std::string name, Flag Args::*field, std::string doc) {
  return detail::bound(field,
                       [&](const Flag& fallback) { return detail::flag(std::move(name), std::move(doc), fallback); });
}

/// Any text.
template <class Args, class Text>
Argument<Args> words(std::string name, Text Args::*field, std::string doc) {
  return detail::bound(field,
                       [&](const Text& fallback) { return detail::words(std::move(name), std::move(doc), fallback); });
}

template <class Args, class Choice>
Argument<Args> choice(std::string name, Choice Args::*field, std::string doc,
                      const std::vector<std::pair<std::string, Choice>>& choices) {
  return detail::bound(field, [&](const Choice& chosen) {
    std::vector<std::string> names;
    std::vector<Choice> values;
    Value fallback;
    for (const auto& [word, value] : choices) {
      names.push_back(word);
      values.push_back(value);
      if (value == chosen) fallback = word;
    }
    ArgumentInfo info{.name = std::move(name),
                      .type = "TEXT",
                      .doc = cat(doc, ". One of: ", any_of(names)),
                      .fallback = std::move(fallback)};
    return BoundArgument{
        .info = std::move(info),
        .take = [names = std::move(names), values = std::move(values)](void* kept, const Value& value) {
          *static_cast<Choice*>(kept) = values[read_choice(value, names)];
        }};
  });
}

/// An argument of a struct that Args holds as a field.
template <class Args, class Part>
Argument<Args> within(Part Args::*part, BoundArgument argument) {
  argument.offset += place(part).first;
  return Argument<Args>(std::move(argument));
}

}  // namespace declare
