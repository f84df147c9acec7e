// Options as a JSON object: each key is an argument of its own, declared, checked and documented like any other.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "declare/options.hpp"

namespace declare {

/// The members of a JSON object: true and false as 1 and 0, arrays and objects as JSON text.
/// Throws Error when the text is no object, or a key is there twice.
std::vector<std::pair<std::string, Value>> read_object(const Value& json);

/// The same of a map from texts to texts, {"1": "relapse"}.
std::vector<std::pair<std::string, std::string>> read_text_map(const Value& json);

/// The texts of a JSON array; a text that is none is a list of one.
std::vector<std::string> read_texts(const Value& json);

/// The number of the key; the error lists the known ones.
std::size_t read_key(const std::string& name, const std::vector<std::string>& known);

/// What the reference says of an argument that is a key: its type and default as JSON writes them.
ArgumentInfo as_key(ArgumentInfo info);

namespace detail {
BoundArgument text_map(std::string name, std::string doc);
BoundArgument texts(std::string name, std::string doc);
BoundArgument object(std::string name, std::string doc, const std::vector<BoundArgument>& keys);
}  // namespace detail

template <class Args>
Argument<Args> text_map(std::string name, std::vector<std::pair<std::string, std::string>> Args::*field,
                        std::string doc) {
  return detail::bound(field, [&](const auto&) { return detail::text_map(std::move(name), std::move(doc)); });
}

template <class Args>
Argument<Args> texts(std::string name, std::vector<std::string> Args::*field, std::string doc) {
  return detail::bound(field, [&](const auto&) { return detail::texts(std::move(name), std::move(doc)); });
}

/// An argument that is a JSON object; its keys are bound to fields of `Options`, which Args holds.
template <class Args, class Options>
Argument<Args> object(std::string name, Options Args::*field, std::string doc, const Arguments<Options>& keys) {
  return detail::bound(
      field, [&](const auto&) { return detail::object(std::move(name), std::move(doc), keys.list().items()); });
}

}  // namespace declare
