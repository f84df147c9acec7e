// Options as a JSON object: each key is an argument of its own, declared, checked and documented like any other.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "declare/argument.hpp"

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

template <class Args>
Argument<Args> text_map(std::string name, std::vector<std::pair<std::string, std::string>> Args::*field,
                        std::string doc) {
  return {{.name = std::move(name), .type = "object", .doc = std::move(doc)},
          [=](Args& args, const Value& value) { args.*field = read_text_map(value); }};
}

template <class Args>
Argument<Args> texts(std::string name, std::vector<std::string> Args::*field, std::string doc) {
  return {{.name = std::move(name), .type = "array", .doc = std::move(doc)},
          [=](Args& args, const Value& value) { args.*field = read_texts(value); }};
}

/// An argument that is a JSON object; its keys are bound to fields of `Options`, which Args holds.
template <class Args, class Options>
Argument<Args> object(std::string name, Options Args::*field, std::string doc,
                      const std::vector<Argument<Options>>& keys) {
  ArgumentInfo info{.name = std::move(name), .type = "TEXT", .doc = std::move(doc)};
  std::vector<std::string> known;
  for (const auto& key : keys) {
    info.keys.push_back(as_key(key.info));
    known.push_back(key.info.name);
  }
  return {std::move(info), [=](Args& args, const Value& value) {
            for (const auto& [key, member] : read_object(value)) {
              const std::size_t number = read_key(key, known);
              if (member.index() == 0) continue;  // null: not given
              try {
                const bool is_boolean = keys[number].info.type == "INTEGER";
                if (is_boolean && member != Value{std::int64_t{0}} && member != Value{std::int64_t{1}})
                  throw Error(cat("must be true or false, got ", literal(member)));
                keys[number].take(args.*field, member);
              } catch (const Error& error) {
                throw Error(cat("key '", key, "' ", error.what()));
              }
            }
          }};
}

}  // namespace declare
