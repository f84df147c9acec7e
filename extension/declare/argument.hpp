// Arguments of a SQL function: each is bound to a field of a struct, checked and documented where it is declared.
//
// What an argument does to its field does not depend on the struct around it, so it is written once, for a pointer to
// the field; Argument<Args> adds where that field stands in Args. Lists of arguments that several functions share are
// declared over a struct of their own, and join the list of every function whose struct inherits from it.
#pragma once
#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "declare/rows.hpp"
#include "declare/value.hpp"

namespace declare {

/// A release of the extension: 0.2 is {0, 2}.
struct Version {
  int major, minor;
  auto operator<=>(const Version&) const = default;  // NOLINT(modernize-use-nullptr): it takes <=> 0 for a pointer
};
constexpr Version first_release{0, 1};

struct ArgumentInfo {
  enum Kind { source, expression, option };
  std::string name;
  std::string type;  ///< for the reference: what may be given
  std::string doc;
  Kind kind = option;
  bool required = false;
  Meaning meaning = Meaning::any;       ///< of an expression: what it is for
  bool is_list = false;                 ///< of an expression: several may be given, separated by commas
  bool is_packed = false;               ///< of a source: may be a blob that surv() made
  Value fallback = {};                  ///< of an option: its default, NULL for none
  std::vector<ArgumentInfo> keys = {};  ///< of an option that is a JSON object
  Version since = first_release;        ///< later ones stand behind earlier ones, so that calls by position stay right
  /// Of a list whose items are more than an expression each: the expressions in an item.
  std::function<std::vector<std::string>(const std::string&)> parts = {};
};

/// An argument bound to a field that stands `offset` bytes behind the start of a struct.
struct BoundArgument {
  ArgumentInfo info;
  std::ptrdiff_t offset = 0;
  std::function<void(void* field, const Value&)> take = {};  ///< of an option
  RowSink& (*rows)(void* field) = nullptr;                   ///< of a source: who takes its rows

  void* field_of(void* args) const { return static_cast<char*>(args) + offset; }
};

namespace detail {
inline std::ptrdiff_t distance(const void* whole, const void* part) {
  return static_cast<const char*>(part) - static_cast<const char*>(whole);
}
}  // namespace detail

/// Where a field stands in its struct, and what it holds in a new one.
template <class Args, class Field>
std::pair<std::ptrdiff_t, Field> place(Field Args::*field) {
  Args args{};
  return {detail::distance(&args, &(args.*field)), std::move(args.*field)};
}

/// An argument bound to a field of `Args`.
template <class Args>
struct Argument : BoundArgument {
  explicit Argument(BoundArgument bound) : BoundArgument(std::move(bound)) {}
  Argument(ArgumentInfo i) : BoundArgument{.info = std::move(i)} {}
  /// One that needs all of Args.
  Argument(ArgumentInfo i, void (*read)(Args&, const Value&))
      : BoundArgument{.info = std::move(i),
                      .take = [read](void* args, const Value& value) { read(*static_cast<Args*>(args), value); }} {}
};

/// Arguments in their order, wherever their fields stand. Kept out of line, since every function makes one.
class ArgumentList {
 public:
  /// \param shift  bytes from the start of the whole struct to that of the one an argument is bound to
  void add(BoundArgument argument, std::ptrdiff_t shift);
  void add(const ArgumentList& several, std::ptrdiff_t shift);
  /// Moves what came with later releases behind the rest.
  void order_by_release();
  const std::vector<BoundArgument>& items() const { return items_; }

 private:
  std::vector<BoundArgument> items_;
};

/// The same argument, there from a later release on.
template <class Argument>
Argument since(Version version, Argument argument) {
  BoundArgument& bound = argument;
  bound.info.since = version;
  return argument;
}

/// The arguments of a function in their order: single ones and lists of them, declared over Args or what it inherits.
template <class Args>
class Arguments {
 public:
  class Part {
   public:
    Part(ArgumentInfo info) { list_.add({.info = std::move(info)}, 0); }
    template <class Base>
    requires std::derived_from<Args, Base> Part(Argument<Base> one) { list_.add(std::move(one), shift<Base>()); }
    template <class Base>
    requires std::derived_from<Args, Base> Part(const Arguments<Base>& several) {
      list_.add(several.list(), shift<Base>());
    }

   private:
    friend class Arguments;
    template <class Base>
    static std::ptrdiff_t shift() {
      if constexpr (std::same_as<Args, Base>) return 0;
      Args args{};
      return detail::distance(&args, static_cast<Base*>(&args));
    }

    ArgumentList list_;
  };

  Arguments() = default;
  Arguments(std::initializer_list<Part> parts) {
    for (const Part& part : parts) list_.add(part.list_, 0);
  }

  const ArgumentList& list() const { return list_; }

 private:
  ArgumentList list_;
};

}  // namespace declare
