#include "declare/json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace declare {
namespace {

using Json = nlohmann::ordered_json;

/// Throws Error unless the value is JSON text without a key that is there twice.
Json parse(const Value& value, const char* example) {
  const Cell cell = value;
  if (cell.type() != Type::text) throw Error(cat("must be ", example, ", got ", literal(value)));
  constexpr std::size_t longest = 1 << 20;
  if (cell.bytes().size() > longest) throw Error("is longer than a megabyte");
  std::vector<std::set<std::string>> seen;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    constexpr int deepest = 8;
    if (depth > deepest) throw Error("is nested too deeply");
    if (event == Json::parse_event_t::object_start) seen.emplace_back();
    if (event == Json::parse_event_t::object_end) seen.pop_back();
    if (event == Json::parse_event_t::key && !seen.back().insert(parsed.get<std::string>()).second)
      throw Error(cat("has the key '", parsed.get<std::string>(), "' twice"));
    return true;
  };
  try {
    return Json::parse(cell.bytes(), watch);
  } catch (const nlohmann::json::parse_error& error) {
    const std::string_view bytes = cell.bytes();
    const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, bytes.size());
    const std::string_view rest = bytes.substr(at);
    throw Error(cat("is not valid JSON ",
                    rest.empty() ? "at its end" : cat("at character ", at + 1, ", near ", literal(shortened(rest, 20))),
                    "; write e.g. ", example));
  }
}

Value value_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
      return {};
    case Json::value_t::boolean:
      return std::int64_t{json.get<bool>()};
    case Json::value_t::number_integer:
      return json.get<std::int64_t>();
    case Json::value_t::number_unsigned:
      if (json.get<std::uint64_t>() < std::uint64_t{1} << 63) return json.get<std::int64_t>();
      return json.get<double>();
    case Json::value_t::number_float:
      return json.get<double>();
    case Json::value_t::string:
      return json.get<std::string>();
    default:
      return json.dump();
  }
}

}  // namespace

std::vector<std::pair<std::string, Value>> read_object(const Value& json) {
  constexpr const char* example = "a JSON object such as '{\"title\": \"Survival\"}'";
  const Json object = parse(json, example);
  if (!object.is_object()) throw Error(cat("must be ", example, ", got ", literal(json)));
  std::vector<std::pair<std::string, Value>> members;
  for (const auto& [key, member] : object.items()) members.emplace_back(key, value_of(member));
  return members;
}

std::vector<std::pair<std::string, std::string>> read_text_map(const Value& json) {
  constexpr const char* example = "an object of texts such as {\"1\": \"relapse\"}";
  const Json object = parse(json, example);
  std::vector<std::pair<std::string, std::string>> map;
  if (!object.is_object()) throw Error(cat("must be ", example, ", got ", literal(json)));
  for (const auto& [key, member] : object.items()) {
    if (!member.is_string()) throw Error(cat("must be ", example, ", got ", literal(json)));
    map.emplace_back(key, member.get<std::string>());
  }
  return map;
}

std::vector<std::string> read_texts(const Value& json) {
  const Cell cell = json;
  const auto fail = [&] { return Error(cat("must be an array of texts, got ", literal(json))); };
  if (cell.is_number()) return {text(json)};
  if (cell.type() != Type::text) throw fail();
  if (!cell.bytes().starts_with('[')) return {std::string(cell.bytes())};
  std::vector<std::string> found;
  const Json array = parse(json, "an array of texts such as [\"a\", \"b\"]");
  for (const Json& member : array) {
    if (member.is_structured()) throw fail();
    found.push_back(text(value_of(member)));
  }
  return found;
}

std::size_t read_key(const std::string& name, const std::vector<std::string>& known) {
  const auto found = std::ranges::find(known, name);
  if (found != known.end()) return std::size_t(found - known.begin());
  std::string list;
  for (const std::string& key : known) list += (list.empty() ? "" : ", ") + key;
  throw Error(cat("has no key '", shortened(name, 60), "'", did_you_mean(name, known), "; its keys are ", list));
}

ArgumentInfo as_key(ArgumentInfo info) {
  if (info.type == "INTEGER") {
    info.type = "boolean";
    if (info.fallback.index() != 0) info.fallback = std::get<std::int64_t>(info.fallback) ? "true" : "false";
  } else if (info.type == "REAL") {
    info.type = "number";
    if (const double* number = std::get_if<double>(&info.fallback)) info.fallback = cat(*number);
  } else if (info.type == "TEXT") {
    info.type = "string";
  } else if (info.type == "TEXT or number") {
    info.type = "number or array";
  }
  return info;
}

namespace detail {

BoundArgument text_map(std::string name, std::string doc) {
  return {.info = {.name = std::move(name), .type = "object", .doc = std::move(doc)},
          .take = [](void* field, const Value& value) {
            *static_cast<std::vector<std::pair<std::string, std::string>>*>(field) = read_text_map(value);
          }};
}

BoundArgument texts(std::string name, std::string doc) {
  return {.info = {.name = std::move(name), .type = "array", .doc = std::move(doc)},
          .take = [](void* field, const Value& value) {
            *static_cast<std::vector<std::string>*>(field) = read_texts(value);
          }};
}

BoundArgument object(std::string name, std::string doc, const std::vector<BoundArgument>& keys) {
  ArgumentInfo info{.name = std::move(name), .type = "TEXT", .doc = std::move(doc)};
  std::vector<std::string> known;
  for (const BoundArgument& key : keys) {
    info.keys.push_back(as_key(key.info));
    known.push_back(key.info.name);
  }
  const auto take = [keys, known](void* field, const Value& value) {
    for (const auto& [name, member] : read_object(value)) {
      const BoundArgument& key = keys[read_key(name, known)];
      if (member.index() == 0) continue;  // null: not given
      try {
        const bool is_boolean = key.info.type == "INTEGER";
        if (is_boolean && member != Value{std::int64_t{0}} && member != Value{std::int64_t{1}})
          throw Error(cat("must be true or false, got ", literal(member)));
        key.take(key.field_of(field), member);
      } catch (const Error& error) {
        throw Error(cat("key '", name, "' ", error.what()));
      }
    }
  };
  return {.info = std::move(info), .take = take};
}

}  // namespace detail
}  // namespace declare
