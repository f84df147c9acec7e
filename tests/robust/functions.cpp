#include "robust/functions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace robust {
namespace {

std::string text(const Value& value) {
  auto* text = std::get_if<std::string>(&value);
  return text ? *text : "";
}

std::string quoted(const std::string& text) { return literal(text); }

/// "...: a, b or c" -> a, b, c when `fallback` is one of them.
std::vector<std::string> choices_of(const std::string& description, const std::string& fallback) {
  std::vector<std::string> choices;
  const std::size_t colon = description.rfind(": ");
  std::string rest = description.substr(colon == std::string::npos ? 0 : colon + 2);
  rest = rest.substr(0, rest.find(';'));  // "; set by name alone, ..."
  if (const std::size_t last = rest.rfind(" or "); last != std::string::npos) rest.replace(last, 4, ", ");
  for (std::size_t begin = 0; begin <= rest.size();) {
    const std::size_t end = std::min(rest.find(", ", begin), rest.size());
    choices.push_back(rest.substr(begin, end - begin));
    begin = end + 2;
  }
  if (std::ranges::find(choices, fallback) == choices.end()) return {};
  return choices;
}

/// Columns of the table for arguments that are one: of table functions as a text, of aggregates as they are.
const std::map<std::string, std::vector<std::string>> columns_by_name = {{"time", {"t"}},
                                                                         {"event", {"e"}},
                                                                         {"status", {"s"}},
                                                                         {"state", {"s"}},
                                                                         {"by", {"g", "g, b"}},
                                                                         {"stratify", {"b"}},
                                                                         {"weight", {"w"}},
                                                                         {"entry", {"n"}},
                                                                         {"censor_by", {"b"}},
                                                                         {"id", {"id"}},
                                                                         {"newdata_id", {"x"}},
                                                                         {"score", {"x"}},
                                                                         {"label", {"g"}},
                                                                         {"ratio", {"1 + x"}},
                                                                         {"low", {"0.5"}},
                                                                         {"high", {"6"}},
                                                                         {"treatment", {"g"}},
                                                                         {"potential", {"ifnull(t, 0) + 1"}},
                                                                         {"lower", {"t"}},
                                                                         {"upper", {"t + e"}},
                                                                         {"age", {"40 + x"}},
                                                                         {"year", {"2015"}},
                                                                         {"sex", {"g"}},
                                                                         {"interaction_p", {"0.04"}},
                                                                         {"subgroups", {"b", "g, x > 1"}},
                                                                         {"risk", {"x / 5.0"}},
                                                                         {"variables", {"x, g, e", "x, y"}}};

const std::vector<std::string> terms = {"x, y",
                                        "x, g",
                                        "x, strata(b)",
                                        "x, y, cluster(b)",
                                        "factor(g, ''b'')",
                                        "interaction(x, z), x, z",
                                        "x, offset(y / 10)"};

/// Settings: as SQL.
const std::map<std::string, std::vector<std::string>> settings_by_name = {
    {"source", {"'p'"}},
    {"newdata", {"'SELECT 1.5 AS x, 2 AS y, 0 AS z, ''a'' AS g, 1 AS b UNION ALL SELECT 0.5, 1, 1, ''b'', 2'"}},
    {"times", {"'1,5'", "3", "'[2, 4]'"}},
    {"probs", {"'0.1,0.5'", "0.25"}},
    {"cause", {"1", "2"}},
    {"censor", {"0"}},
    {"prob", {"0.25"}},
    {"at", {"3"}},
    {"tau", {"4"}},
    {"conf_level", {"0.9"}},
    {"max_iter", {"5"}},
    {"tolerance", {"1e-6"}},
    {"max_levels", {"5"}},
    {"reference", {"'b'"}},
    {"types", {"'e=categorical'"}},
    {"rho", {"1", "0.5"}},
    {"gamma", {"0.5"}},
    {"width", {"2"}},
    {"terminal", {"'0'"}},
    {"least", {"1", "4"}},
    {"type", {"'survival'"}},
    {"trim", {"0.1"}},
    {"link", {"'identity'"}},
    {"part", {"(SELECT part FROM cox_part('p', 't', 'e', 'x, y'))"}},
    {"rates", {"'SELECT 40 AS age, ''a'' AS sex, 2015 AS year, 0.01 AS rate UNION ALL SELECT 40, ''b'', 2015, 0.02'"}},
    {"blob", {"(SELECT surv(t, s, g) FROM p)"}}};

/// Options without which there is no answer: the patients have two causes, and the others have no default.
constexpr std::array<std::string_view, 6> always_given = {"cause", "potential", "age", "year", "sex", "rates"};

/// To the functions of states an unknown date is an error, and so is an event after which nobody was seen.
std::string source_of(const Function& function, const std::string& source) {
  if (function.topic != "states") return source;
  return "SELECT * FROM " + source +
         " WHERE t IS NOT NULL UNION ALL SELECT t + 100, 0, 0, g, b, x, y, z, w, n, id FROM " + source +
         " WHERE t IS NOT NULL";
}

std::string without_expr(const std::string& name) {
  return name.ends_with("_expr") ? name.substr(0, name.size() - 5) : name;
}

/// JSON values of the keys whose type says too little.
const std::map<std::string, std::vector<std::string>> json_by_name = {
    {"colors", {R"(["red", "blue", "green"])"}},
    {"columns", {R"(["Group"])"}},
    {"width", {"500"}},
    {"height", {"500"}},
    {"font_size", {"20"}},
    {"stacked", {"false"}},  // an error where there are groups
    {"censor", {"0"}},
    {"conf_level", {"0.9"}},
    {"x_min", {"0.1"}},
    {"y_min", {"0.1"}},
    {"x_max", {"20"}},
    {"y_max", {"0.9"}},
    {"y_step", {"0.1"}}};

/// JSON values for a key of a figure's options.
std::vector<std::string> json_of(const Argument& key) {
  std::vector<std::string> values;
  for (const std::string& choice : key.choices) values.push_back('"' + choice + '"');
  if (!values.empty()) return values;
  if (const auto known = json_by_name.find(key.name); known != json_by_name.end()) return known->second;
  const auto takes = [&](const char* type) { return key.type.find(type) != std::string::npos; };
  if (takes("boolean")) return {"true", "false"};
  if (takes("number")) return takes("array") ? std::vector<std::string>{"2", "[2, 5]"} : std::vector<std::string>{"2"};
  if (takes("object")) return {R"({"a": "A < B", "1": "One"})"};
  if (takes("array")) return {R"(["1"])"};
  return {"\"T & U\""};
}

/// Objects of all keys: the first with the first value of each, the second with the second of those that have one, ...
std::vector<std::string> json_options_of(const Function& function) {
  std::vector<std::string> objects;
  for (std::size_t round = 0;; ++round) {
    std::string members;
    for (const Argument& argument : function.arguments) {
      if (!argument.is_key) continue;
      const std::vector<std::string> values = json_of(argument);
      if (round < values.size()) members += (members.empty() ? "\"" : ", \"") + argument.name + "\": " + values[round];
    }
    if (members.empty()) return objects;
    objects.push_back(quoted("{" + members + "}"));
  }
}

bool has_models_of_all_causes(const Function& function) {
  return function.name == "cause_specific_curve" || function.name.starts_with("cuminc_adjusted");
}

std::string first_value_of(const Function& function, const Argument& argument) {
  // Of eleven patients only one covariate can be in the models of both causes, or in one of pseudo-values.
  const bool takes_one = has_models_of_all_causes(function) || function.name == "pseudo_regression";
  if (argument.name == "terms" && takes_one) return "'x'";
  const std::vector<std::string> values = values_of(function, argument);
  if (!values.empty()) return values.front();
  if (argument.required)
    violation("no value is known for the argument " + argument.name + " of " + function.name +
              "; name one in tests/robust/functions.cpp");
  return literal(argument.fallback);
}

}  // namespace

const char* const patients_sql = R"(
  CREATE TABLE p(t, e, s, g, b, x, y, z, w, n, id);
  INSERT INTO p VALUES
    (1, 1, 1, 'a', 1, 0.5, 2, 0, 1, 0, 1), (2, 0, 0, 'b', 2, 1.5, 1, 1, 2, 0, 2), (3, 1, 2, 'a', 1, 2, 4, 1, 1, -1, 3),
    (4, 1, 1, 'b', 2, 0.1, 3, 0, 3, 1, 4), (5, 0, 0, 'a', 1, 2.2, 1, 1, 1, 0, 5), (5, 1, 2, 'b', 2, 0, 5, 0, 1, 2, 6),
    (7, 1, 1, 'a', 1, 1, 1, 1, 1, 0, 7), (9, 0, 0, 'b', 2, 4, 2, 0, 1, 0, 8), (11, 1, 1, 'a', 1, 3, 3, 0, 1, 3, 9),
    (11, 1, 1, 'b', 2, 1.1, 2, 1, 2, 0, 10), (NULL, 1, 1, 'a', 1, 1, 1, 0, 1, 0, 11);
)";

bool Function::takes(const std::string& argument) const {
  return std::ranges::find(arguments, argument, &Argument::name) != arguments.end();
}

std::vector<Function> functions_of(Database& database) {
  std::vector<Function> functions;
  const Answer answer = database.ask(
      "SELECT name, topic, kind, part, item, type, default_value, description FROM survival_functions", {}, 1000000);
  if (answer.code != SQLITE_OK) violation("survival_functions: " + answer.message);
  for (const Row& row : answer.rows) {
    const std::string part = text(row[3]);
    if (part == "function")
      functions.push_back({text(row[0]), text(row[1]), text(row[2]) == "table function", {}, {}, ""});
    Function& function = functions.back();
    if (part == "argument" || part == "option" || part == "key")
      function.arguments.push_back({text(row[4]), text(row[5]), part == "argument", part == "key", row[6],
                                    choices_of(text(row[7]), text(row[6]))});
    if (part == "column") function.columns.push_back(text(row[4]));
    if (part == "example") function.example = text(row[7]);
  }
  return functions;
}

std::vector<std::string> values_of(const Function& function, const Argument& argument) {
  std::vector<std::string> values;
  if (!argument.choices.empty()) {
    for (const std::string& choice : argument.choices) values.push_back(quoted(choice));
    return values;
  }
  const std::string name = without_expr(argument.name);
  if (name == "terms") {
    for (const std::string& list : terms) values.push_back("'" + list + "'");
    return values;
  }
  if (const auto columns = columns_by_name.find(name); columns != columns_by_name.end()) {
    for (const std::string& column : columns->second)
      if (function.is_table || column.find(',') == std::string::npos)
        values.push_back(function.is_table ? quoted(column) : column);
    return values;
  }
  if (const auto settings = settings_by_name.find(name); settings != settings_by_name.end()) return settings->second;
  if (name == "options") return json_options_of(function);
  if (argument.type == "INTEGER") return {number(argument.fallback) == 0 ? "1" : "2"};
  if (argument.type == "REAL" || argument.type == "number") return {"0.5"};
  return {};
}

std::string call_of(const Function& function, const std::string& source, std::span<const Setting> settings) {
  const auto given = [&](const std::string& name) {
    const auto found = std::ranges::find(settings, name, &Setting::first);
    return found == settings.end() ? std::string() : found->second;
  };
  std::string list, where;
  std::size_t last = 0;  // the last argument of an aggregate that is given
  for (std::size_t i = 0; i < function.arguments.size(); ++i)
    if (function.arguments[i].required || !given(function.arguments[i].name).empty()) last = i;
  bool leading = true;
  for (std::size_t i = 0; i < function.arguments.size(); ++i) {
    const Argument& argument = function.arguments[i];
    if (argument.is_key) break;
    std::string value = given(argument.name);
    leading &= argument.required;
    if (value.empty() && argument.name == "source") value = quoted(source_of(function, source));
    if (value.empty() && argument.name == "time" && function.name == "curve_plot") value = "rowid";  // no two alike
    const bool has_no_cause = function.name == "pseudo_regression";  // not of survival, its type here
    const bool wanted =
        !value.empty() || argument.required || (!function.is_table && i <= last) ||
        (std::ranges::find(always_given, argument.name) != always_given.end() && !has_no_cause) ||
        (function.name.starts_with("pseudo_") && (argument.name == "type" || argument.name == "times")) ||
        (argument.name == "times" && has_models_of_all_causes(function)) ||
        (function.topic == "parametric" && argument.name == "event_expr" && given("upper").empty()) ||
        (function.name == "aft_curve" && argument.name == "times") ||
        (function.topic == "states" && (argument.name == "id" || argument.name == "terminal"));
    if (value.empty() && wanted) value = first_value_of(function, argument);
    if (!wanted) continue;
    if (function.is_table && !leading)
      where += (where.empty() ? " WHERE " : " AND ") + argument.name + " = " + value;
    else
      list += (list.empty() ? "" : ", ") + value;
  }
  if (function.is_table) return "SELECT * FROM " + function.name + "(" + list + ")" + where;
  return "SELECT " + function.name + "(" + list + ")" + (function.arguments.empty() ? "" : " FROM " + source);
}

std::vector<Setting> settings_of(const Function& function) {
  std::vector<Setting> settings;
  for (const Argument& argument : function.arguments) {
    if (argument.is_key || argument.name == "source") continue;
    for (std::string& value : values_of(function, argument)) settings.emplace_back(argument.name, std::move(value));
  }
  return settings;
}

std::vector<Call> calls_of(std::span<const Function> functions, const std::string& source) {
  std::vector<Call> calls;
  for (const Function& function : functions) {
    calls.push_back({function.name, call_of(function, source)});
    for (const Setting& setting : settings_of(function))
      if (std::string sql = call_of(function, source, {&setting, 1}); sql != calls.back().sql)
        calls.push_back({function.name, std::move(sql)});
  }
  return calls;
}

}  // namespace robust
