#include "declare/json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace declare {
namespace {

/// What a JSON text holds at its top, in its order; what is nested in that, as JSON text again.
struct Json {
  enum Kind { scalar, array, object };
  struct Member {
    std::string key;  ///< of an object's
    Value value;
    bool is_nested = false;  ///< an array or object
  };
  Kind kind = scalar;
  std::vector<Member> members = {};  ///< of a scalar, itself
};

/// A string as JSON writes it.
std::string as_json(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef", plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  std::string json = "\"";
  for (const char c : text) {
    if (const std::size_t at = plain.find(c); at != std::string_view::npos)
      json.append("\\").append(1, letters[at]);
    else if (const auto code = static_cast<unsigned char>(c); code < 0x20)
      json.append("\\u00").append(1, digits[code >> 4]).append(1, digits[code & 15]);
    else
      json += c;
  }
  return json += '"';
}

/// A real as JSON writes it: one that is whole stays a real.
std::string as_json(double real) {
  std::string json = cat(real);
  if (json.find_first_of(".e") == std::string::npos) json += ".0";
  return json;
}

/// Takes a text's events as they are parsed. No value of nlohmann's is ever made: its destructor allocates, is
/// noexcept, and so ends the process when memory is short.
class Reader {
 public:
  Reader(Json& json, std::string_view bytes, const char* example) : json_(json), bytes_(bytes), example_(example) {}

  bool null() { return add("null", {}); }
  bool boolean(bool flag) { return add(flag ? "true" : "false", std::int64_t{flag}); }
  bool number_integer(std::int64_t number) { return add(cat(number), number); }
  bool number_unsigned(std::uint64_t number) {
    return add(cat(number), number < std::uint64_t{1} << 63 ? Value{std::int64_t(number)} : Value{double(number)});
  }
  bool number_float(double number, const std::string&) { return add(as_json(number), number); }
  bool string(const std::string& text) { return add(as_json(text), text); }
  bool binary(const std::vector<std::uint8_t>&) { return false; }  // of formats other than JSON
  bool start_object(std::size_t) { return start('{'); }
  bool end_object() { return end('}'); }
  bool start_array(std::size_t) { return start('['); }
  bool end_array() { return end(']'); }
  bool key(const std::string& key) {
    check_depth();
    if (!open_.back().insert(key).second) throw Error(cat("has the key '", key, "' twice"));
    if (open_.size() == 1)
      key_ = key;
    else
      write(as_json(key) + ":");
    is_first_ = true;
    return true;
  }
  bool parse_error(std::size_t byte, const std::string& token, const nlohmann::json::exception& error) {
    constexpr int number_overflow = 406;
    if (error.id == number_overflow) throw Error(cat("has a number that is too large: ", shortened(token, 60)));
    std::size_t at = std::min(byte > 0 ? byte - 1 : 0, bytes_.size());
    while (at > 0 && at < bytes_.size() && (bytes_[at] & 0xC0) == 0x80) --at;  // not within a character
    const std::string_view rest = bytes_.substr(at);
    throw Error(cat("is not valid JSON ",
                    rest.empty() ? "at its end" : cat("at character ", at + 1, ", near ", literal(shortened(rest, 20))),
                    "; write e.g. ", example_));
  }

 private:
  void check_depth() const {
    constexpr std::size_t deepest = 8;
    if (open_.size() > deepest) throw Error("is nested too deeply");
  }
  void write(std::string_view part) {
    if (!is_first_) nested_ += ',';
    nested_ += part;
    is_first_ = false;
  }
  bool add(std::string_view part, Value value) {
    check_depth();
    if (open_.size() > 1)
      write(part);
    else
      json_.members.push_back({std::exchange(key_, {}), std::move(value)});
    return true;
  }
  bool start(char bracket) {
    check_depth();
    if (open_.empty()) {
      json_.kind = bracket == '{' ? Json::object : Json::array;
    } else {
      if (open_.size() == 1) is_first_ = true;
      write({&bracket, 1});
    }
    open_.emplace_back();
    is_first_ = true;
    return true;
  }
  bool end(char bracket) {
    open_.pop_back();
    if (!open_.empty()) nested_ += bracket;
    is_first_ = false;
    if (open_.size() == 1) json_.members.push_back({std::exchange(key_, {}), std::exchange(nested_, {}), true});
    return true;
  }

  Json& json_;
  std::string_view bytes_;
  const char* example_;
  std::vector<std::set<std::string>> open_;  ///< the objects and arrays around, with the keys so far
  std::string key_, nested_;
  bool is_first_ = true;  ///< no comma before what comes next
};

/// Throws Error unless the value is JSON text without a key that is there twice.
Json parse(const Value& value, const char* example) {
  const Cell cell = value;
  if (cell.type() != Type::text) throw Error(cat("must be ", example, ", got ", literal(value)));
  constexpr std::size_t longest = 1 << 20;
  if (cell.bytes().size() > longest) throw Error("is longer than a megabyte");
  Json json;
  Reader reader(json, cell.bytes(), example);
  nlohmann::json::sax_parse(cell.bytes(), &reader);
  return json;
}

}  // namespace

std::vector<std::pair<std::string, Value>> read_object(const Value& json) {
  constexpr const char* example = "a JSON object such as '{\"title\": \"Survival\"}'";
  Json object = parse(json, example);
  if (object.kind != Json::object) throw Error(cat("must be ", example, ", got ", literal(json)));
  std::vector<std::pair<std::string, Value>> members;
  for (auto& [key, value, is_nested] : object.members) members.emplace_back(std::move(key), std::move(value));
  return members;
}

std::vector<std::pair<std::string, std::string>> read_text_map(const Value& json) {
  constexpr const char* example = "an object of texts such as {\"1\": \"relapse\"}";
  const auto fail = [&] { return Error(cat("must be ", example, ", got ", literal(json))); };
  Json object = parse(json, example);
  if (object.kind != Json::object) throw fail();
  std::vector<std::pair<std::string, std::string>> map;
  for (auto& [key, value, is_nested] : object.members) {
    if (is_nested || Type(value.index()) != Type::text) throw fail();
    map.emplace_back(std::move(key), std::get<std::string>(std::move(value)));
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
  for (const Json::Member& member : parse(json, "an array of texts such as [\"a\", \"b\"]").members) {
    if (member.is_nested) throw fail();
    found.push_back(text(member.value));
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
