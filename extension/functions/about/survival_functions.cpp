// survival_functions: the reference, as a table; a table function like any other.
#include <algorithm>
#include <optional>

#include "functions/functions.hpp"

namespace {

using namespace declare;

struct Args {};
struct Row {
  std::string name, kind, signature, part, item, type;
  Value default_value;
  std::string description, topic, since;
  std::optional<std::string> oracle, cost;
};

std::string text_of(Version version) { return cat(version.major, '.', version.minor); }

/// name(source, time_expr, event_expr [, by_expr])
std::string signature(const FunctionInfo& function, bool with_options) {
  std::string list;
  int optional = 0;
  for (const ArgumentInfo& argument : function.arguments) {
    if (argument.kind == ArgumentInfo::option && !argument.is_packed && !with_options) break;
    const bool can_be_left_out = !argument.required;
    optional += can_be_left_out;
    const bool is_first = list.empty();
    list += cat(can_be_left_out ? (is_first ? "[" : " [") : "", is_first ? "" : ", ", argument.name);
  }
  return cat(function.name, '(', list, std::string(std::size_t(optional), ']'), ')');
}

void describe(const FunctionInfo& function, const std::string& kind, std::vector<Row>& rows) {
  const std::string call = signature(function, kind != "table function");
  const auto add = [&](std::string part, std::string item, std::string type, Value fallback, std::string text,
                       Version since = first_release) {
    rows.push_back({.name = function.name,
                    .kind = kind,
                    .signature = call,
                    .part = std::move(part),
                    .item = std::move(item),
                    .type = std::move(type),
                    .default_value = std::move(fallback),
                    .description = std::move(text),
                    .topic = function.topic,
                    .since = text_of(std::max(since, function.since)),
                    .oracle = {},
                    .cost = {}});
  };
  add("function", function.name, "", {}, function.summary);
  rows.back().oracle = function.oracle, rows.back().cost = function.cost;
  for (const ArgumentInfo& argument : function.arguments) {
    const bool by_name =
        std::ranges::find(function.columns, argument.name, &ColumnInfo::name) != function.columns.end();
    add(argument.required ? "argument" : "option", argument.name, argument.type, argument.fallback,
        cat(argument.doc, by_name ? ". Set by name only, since the output column of that name reports it" : ""),
        argument.since);
  }
  for (const ArgumentInfo& argument : function.arguments)
    for (const ArgumentInfo& key : argument.keys) add("key", key.name, key.type, key.fallback, key.doc);
  for (const ColumnInfo& column : function.columns)
    add(column.name.empty() ? "result" : "column", column.name, column.type, {}, column.doc);
  if (!function.reference.empty()) add("reference", "", "", {}, function.reference);
  if (!function.example.empty()) add("example", "", "", {}, function.example);
}

Rows<Row> compute(Args&, const Poll&) {
  Rows<Row> result;
  for (const Function& function : functions::all()) {
    if (auto* table = std::get_if<TableFunction>(&function)) describe(*table, "table function", result.rows);
    if (auto* aggregate = std::get_if<AggregateFunction>(&function)) describe(*aggregate, "aggregate", result.rows);
    if (auto* scalar = std::get_if<ScalarFunction>(&function)) describe(*scalar, "function", result.rows);
  }
  return result;
}

}  // namespace

Function functions::survival_functions() {
  return DeclareTable<Args, Row>{
      .name = "survival_functions",
      .summary =
          "The reference as a table. Every function with its arguments, options and columns, as declared in the source",
      .oracle = "by construction: it is the declarations",
      .cost = "O(1)",
      .example =
          "SELECT item, default_value, description FROM survival_functions WHERE name = 'km_curve' AND part = 'option'",
      .columns =
          {column("name", &Row::name, "name of the function"),
           column("kind", &Row::kind, "table function, aggregate or function"),
           column("signature", &Row::signature, "how to call it; what is in brackets can be left out"),
           column("part", &Row::part,
                  "function, argument (required), option, key (of an option that is a JSON object), column, result, "
                  "reference or example"),
           column("item", &Row::item, "name of the argument, option, key or column"),
           column("type", &Row::type, "type of its value"),
           column("default_value", &Row::default_value, "default of an option; NULL if there is none"),
           column("description", &Row::description, "its meaning"),
           column("topic", &Row::topic, "page of the reference that the function is on, e.g. curves"),
           column("since", &Row::since, "release that brought it, e.g. 0.2"),
           column("oracle", &Row::oracle, "of a function: what its tests hold its numbers to; else NULL"),
           column("cost", &Row::cost, "of a function: how its time grows with the number of rows n; else NULL")},
      .compute = compute};
}
