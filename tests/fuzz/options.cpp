// The JSON options of every figure, and labels with control characters, markup and broken UTF-8.
//
// Input: choices. Or SQL that begins with SELECT: it is asked as it stands.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "fuzz/answers.hpp"
#include "fuzz/input.hpp"
#include "robust/functions.hpp"

namespace {

using robust::Answer, robust::Argument, robust::Blob, robust::Database, robust::Function, robust::Value,
    robust::violation;

const std::vector<std::string> numbers = {"1e308", "-1e308", "1e-308", "5e-324", "0",   "-0",   "1e999",
                                          "0.5",   "0.95",   "1",      "2",      "1e9", "1e17", "720",
                                          "13",    "0.001",  "-1",     "1e5",    "12"};
const std::vector<std::string> texts = {R"("all")",    R"("#fff")",     R"("red")",
                                        R"("")",       R"("\u0000")",   R"("\ud800")",
                                        R"("\uffff")", R"("<script>")", R"-("url(javascript:1)")-",
                                        R"("'\"><b>")"};
const std::vector<double> ratios = {0.5, 1, 2, 0, 1e308, 1e-308, 5e-324, -1, HUGE_VAL, 1.0000000001};
const std::vector<double> scales = {1, 1, 1, 1e300, 1e-300, 0, 30.4375};

/// As a JSON string, control characters escaped or not.
std::string json_text(fuzz::Input& input) {
  const bool escaped = input.chance(2);
  std::string out = "\"";
  for (const char c : input.text(24)) {
    if (c == '"' || c == '\\') out += '\\';
    char digits[8];
    std::snprintf(digits, sizeof digits, "\\u%04x", unsigned(static_cast<unsigned char>(c)));
    if (escaped && static_cast<unsigned char>(c) < 0x20)
      out += digits;
    else
      out += c;
  }
  return out + "\"";
}

std::string json(fuzz::Input& input, int depth);

std::string json_list(fuzz::Input& input, int depth, bool is_object) {
  if (depth > 3) return is_object ? "{}" : "[]";
  std::string list;
  for (std::size_t more = input.below(6); more > 0; --more) {
    if (!list.empty()) list += ",";
    if (is_object)
      list += (input.chance(2) ? json_text(input)
                               : input.pick(std::vector<std::string>{R"("a")", R"("b")", R"("1")", R"("")"})) +
              ":";
    list += json(input, depth + 1);
  }
  return is_object ? "{" + list + "}" : "[" + list + "]";
}

std::string json(fuzz::Input& input, int depth) {
  switch (input.below(11)) {
    case 0:
      return "null";
    case 1:
      return input.chance(2) ? "true" : "false";
    case 2:
      return std::to_string(input.integer());
    case 3:
      return input.pick(numbers);
    case 4:
      return input.pick(texts);
    case 5:
      return json_list(input, depth, false);
    case 6:
    case 7:
      return json_list(input, depth, true);
    case 8:
      return input.text(10);  // no JSON
    default:
      return json_text(input);
  }
}

std::string json_options(fuzz::Input& input, const std::vector<const Argument*>& keys) {
  if (input.chance(16)) return input.text(60);
  if (input.chance(32)) return json(input, 0);
  std::string object;
  for (std::size_t more = input.below(7); more > 0; --more) {
    const Argument& key = *input.pick(keys);
    const bool sound = !key.choices.empty() && input.chance(2);
    object += (object.empty() ? "" : ",") + ("\"" + key.name + "\":") +
              (sound ? "\"" + input.pick(key.choices) + "\"" : json(input, 0));
  }
  return "{" + object + "}";
}

Value label(fuzz::Input& input) {
  switch (input.below(7)) {
    case 0:
      return std::string("a");
    case 1:
      return std::int64_t(input.byte());
    case 2:
      return Blob{input.text(8)};
    case 3:
      return input.real();
    case 4:
      return {};
    default:
      return input.text(20);
  }
}

/// A cell for an argument of a figure, by its type.
Value cell(fuzz::Input& input, const Argument& argument, const std::vector<Value>& labels, double scale) {
  if (argument.name == "time") return scale * double(input.below(16));
  if (argument.type == "0 or 1") return std::int64_t(input.below(2));
  if (argument.type != "number") return input.pick(labels);
  return input.chance(4) ? Value(input.real()) : Value(input.pick(ratios));
}

struct Question {
  std::string sql;
  std::vector<Value> values = {};
};

/// A figure of a few rows, with its options as ?1.
Question question(fuzz::Input& input, const Function& figure) {
  const std::vector<Value> labels = {label(input), label(input), label(input)};
  const double scale = input.pick(scales);
  std::vector<const Argument*> keys, cells;
  for (const Argument& argument : figure.arguments) {
    if (argument.is_key) keys.push_back(&argument);
    if (argument.name == "options") continue;
    if (!argument.is_key) cells.push_back(&argument);
  }
  const std::string options = json_options(input, keys);
  Question asked = {"", {input.chance(20) ? Value(Blob{options}) : Value(options)}};
  std::string rows;
  for (std::size_t more = 1 + input.below(12); more > 0; --more) {
    std::string row;
    for (const Argument* argument : cells) {
      asked.values.push_back(cell(input, *argument, labels, scale));
      row += (row.empty() ? "?" : ", ?") + std::to_string(asked.values.size());
    }
    rows += (rows.empty() ? "(" : ", (") + row + ")";
  }
  std::vector<robust::Setting> settings = {{"options", "?1"}};
  for (std::size_t i = 0; i < cells.size(); ++i)
    settings.emplace_back(cells[i]->name, "column" + std::to_string(i + 1));
  asked.sql = robust::call_of(figure, "(VALUES " + rows + ")", settings);
  return asked;
}

bool is_text(const std::vector<Value>& values) {
  for (const Value& value : values) {
    const auto* text = std::get_if<std::string>(&value);
    if (std::holds_alternative<Blob>(value) || (text && !fuzz::is_utf8(*text))) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Database database;
  static const std::vector<Function> figures = [] {
    std::vector<Function> found;
    for (Function& function : robust::functions_of(database))
      if (function.takes("options") && !function.is_table) found.push_back(std::move(function));
    return found;
  }();
  if (size < 4) return -1;
  Question asked = {std::string(reinterpret_cast<const char*>(data), size)};
  if (!asked.sql.starts_with("SELECT")) {
    fuzz::Input input(data, size);
    const Function& figure = input.pick(figures);
    asked = question(input, figure);
  }
  const Answer answer = database.ask(asked.sql, asked.values);
  const std::string query = fuzz::shown_query(asked.sql, asked.values);
  fuzz::check_answer(answer, query);
  if (answer.code == SQLITE_INTERRUPT) violation("it takes too long: " + query);
  if (fuzz::is_utf8(asked.sql) && is_text(asked.values) && !fuzz::is_utf8(answer.message))
    violation("a message that is no UTF-8: " + query + answer.message);
  return 0;
}
