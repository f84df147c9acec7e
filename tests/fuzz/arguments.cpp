// Every argument of every function from a fuzzer's choice, sound or not: SQL texts over a table of odd values, texts
// with NUL and broken UTF-8, blobs, numbers, NULL.
//
// Input: choices. Or SQL that begins with SELECT: it is asked as it stands.
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/answers.hpp"
#include "fuzz/input.hpp"
#include "robust/functions.hpp"

namespace {

using robust::Answer, robust::Argument, robust::Blob, robust::Database, robust::Function, robust::Value,
    robust::violation;

constexpr const char* tables = R"(
  CREATE TABLE p(t, e, s, g, b, x, y, z, w, n, id, "odd ""`] name", txt TEXT, r REAL);
  WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 24)
  INSERT INTO p SELECT (i * 7) % 11 + 1, i % 3 <> 0, (i * 5) % 3, substr('abc', i % 3 + 1, 1), i % 2, (i * 13) % 7, i * 0.37,
    1e-3 * i * i, i % 4, -(i % 5), i, i, 'v' || i, i * 1.5 FROM i;
  CREATE TABLE odd(t, e, s, g, b, x, y, z, w, n, id);
  INSERT INTO odd VALUES (1, 1, 1, 'a', 1, 1, 2, 3, 1, 0, 1), (2, 0, 0, 'b', 2, 2, 1, 0, 2, 0, 2),
    (NULL, 1, 1, NULL, 1, NULL, 1, 1, 1, 0, 3), ('nan', 1, 1, 'NaN', 1, 'nan', 0, 1, 1, 0, 4),
    (1e308, 1, 2, 9e999, 1, 1e308, -1e308, 5e-324, 1e308, -1e308, 5),
    (5e-324, 1, 1, -9e999, 2, 1e-308, 0, 1, 5e-324, 0, 6), (0, 1, 'x', '', 1, 1, 1, 1, 1, -1, 7),
    (0.0, 0, '', x'', 1, 0.5, 1, 1, 1, -0.5, 8), (-0.0, 1, x'00', char(0), 1, 1, 1, 2, 3, -1, 9),
    (9223372036854775807, 1, 1, CAST(x'ff' AS TEXT), 1, 9223372036854775807, -9223372036854775808, 1, 1, 0, 10),
    (3, 1, 1, CAST(x'c3' AS TEXT), 1, 1, 1, 1, 1, 0, 11);
  CREATE TABLE none(t, e, s, g, b, x, y, z, w, n, id);
  CREATE TABLE big(t, e, s, g, b, x, y, z, w, n, id);
  WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 200)
  INSERT INTO big SELECT i % 50, i % 2, i % 4, i, i % 7, i, i % 10, i * i, 1, -1, i FROM i;
  CREATE VIEW v AS SELECT * FROM km_curve('p', 't', 'e');
  CREATE VIEW itself AS SELECT time AS t, 1 AS e FROM km_curve('itself', 't', 'e');
  CREATE TEMP TABLE temp_p AS SELECT * FROM p;
  ATTACH ':memory:' AS aux;
  CREATE TABLE aux.p(t, e, g);
  INSERT INTO aux.p VALUES (1, 1, 'x'), (2, 1, 'y');
)";

const std::vector<std::string> sources = {"p",
                                          "odd",
                                          "none",
                                          "big",
                                          "v",
                                          "itself",
                                          "temp_p",
                                          "aux.p",
                                          "main.p",
                                          "SELECT * FROM p",
                                          "SELECT * FROM odd WHERE typeof(t) <> 'text'",
                                          "VALUES (1, 1), (2, 0)",
                                          "WITH c AS (SELECT * FROM p) SELECT * FROM c",
                                          "SELECT * FROM p ORDER BY x LIMIT 9",
                                          "SELECT * FROM p, aux.p AS q",
                                          "pragma_table_list",
                                          "SELECT key AS t, value AS e FROM json_each('[1,0,1]')"};
const std::vector<std::string> expressions = {"t",
                                              "e",
                                              "s",
                                              "g",
                                              "x",
                                              "y",
                                              "z",
                                              "w",
                                              "n",
                                              "b",
                                              "1",
                                              "0",
                                              "NULL",
                                              "t + 1",
                                              "r",
                                              "txt",
                                              "x, y",
                                              "g, b",
                                              "x + y, g",
                                              "x * y",
                                              "strata(g)",
                                              "x, strata(g)",
                                              "x, g",
                                              "x, y, z",
                                              "factor(g)",
                                              "factor(g, 'b')",
                                              "interaction(x, y)",
                                              "cluster(b)",
                                              "offset(x)",
                                              "s = 1",
                                              "abs(x)",
                                              "\"odd \"\"`] name\"",
                                              "rowid",
                                              "typeof(t)",
                                              "(SELECT max(t) FROM p)",
                                              "count(*)",
                                              "max(t) OVER ()",
                                              "t COLLATE NOCASE",
                                              "x || y",
                                              "zeroblob(10)",
                                              "9e999",
                                              "-9e999",
                                              "CAST('nan' AS REAL)",
                                              "1e308 * x",
                                              "5e-324",
                                              "randomblob(3)",
                                              "iif(x > 3, g, NULL)",
                                              "0 * x",
                                              "x, x",
                                              "x, 2 * x"};
const std::vector<std::string> words = {
    "0,1,2", "[1,2,3]", "0.5", "1,2,3", "median", "mean", "x = 0.1",       "SELECT 1 AS x, 2 AS y, 3 AS z, 'a' AS g",
    "p",     "0",       "1",   "a",     "b",      "{}",   "x=categorical", "none",
    "e"};
const std::vector<std::string> glue = {", ", " + ", " * ", " , ", " AND ", "||", ";", " -- ", "/*", ")", "("};
const std::vector<double> numbers = {0.5, 0.95, 1e308, -1e308, 5e-324, 1e-308, 1, 0, 2.5, -1, 1e15, 9007199254740993.0};

enum class Use { source, expression, setting };

Use use_of(const Argument& argument) {
  if (argument.name == "source" || argument.name == "newdata") return Use::source;
  for (const char* column : {"terms", "variables", "weight", "entry", "stratify", "censor_by", "id", "initial", "from"})
    if (argument.name == column) return Use::expression;
  return argument.name.ends_with("_expr") ? Use::expression : Use::setting;
}

/// Any value, more often than not a text that could stand there.
Value any_value(fuzz::Input& input, Use use, const Argument& argument) {
  const auto& texts = use == Use::source         ? sources
                      : use == Use::expression   ? expressions
                      : argument.choices.empty() ? words
                                                 : argument.choices;
  switch (input.below(16)) {
    case 0:
      return {};
    case 1:
      return std::int64_t(std::int8_t(input.byte()));
    case 2:
      return input.integer();
    case 3:
      return input.real();
    case 4:
      return input.pick(numbers);
    case 5:
      return Blob{input.text(40)};
    case 6:
      return input.text(60);
    case 7: {
      std::string text = input.pick(texts);
      return text.insert(input.below(text.size() + 1), input.text(8));
    }
    case 8: {
      std::string text = input.pick(texts);
      for (std::size_t more = input.below(4); more > 0; --more) text += input.pick(glue) + input.pick(texts);
      return text;
    }
    default:
      return input.pick(texts);
  }
}

/// One call; its odd values are parameters.
std::string call(fuzz::Input& input, const Function& function, std::vector<Value>& values) {
  std::vector<robust::Setting> settings;
  for (const Argument& argument : function.arguments) {
    if (argument.is_key || !(argument.required || input.chance(4))) continue;
    const std::vector<std::string> sound = robust::values_of(function, argument);
    if (!sound.empty() && !input.chance(3)) {
      settings.emplace_back(argument.name, input.pick(sound));
    } else {
      values.push_back(any_value(input, use_of(argument), argument));
      settings.emplace_back(argument.name, "?" + std::to_string(values.size()));
    }
  }
  const std::string source = input.pick(std::vector<std::string>{"p", "odd", "big", "none"});
  std::string sql = robust::call_of(function, source, settings);
  if (!function.is_table && !function.arguments.empty())
    sql += input.pick(
        std::vector<std::string>{"", " GROUP BY b", " GROUP BY g", " WHERE typeof(t) IN ('integer', 'real')"});
  return sql;
}

/// A statement that is stopped must end soon after: all that takes long asks whether to go on.
void ask(Database& database, const std::string& sql, const std::vector<Value>& values) {
  const double start = robust::cpu_seconds();
  const Answer answer = database.ask(sql, values, 3000);
  const std::string query = fuzz::shown_query(sql, values);
  fuzz::check_answer(answer, query);
  const double seconds = robust::cpu_seconds() - start;
  if (seconds > 2 * robust::longest_query)
    violation("it goes on for " + std::to_string(seconds) + " s when told to stop: " + query);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Database database;
  static const std::vector<Function> functions = [] {
    database.execute(tables);
    return robust::functions_of(database);
  }();
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with("SELECT")) {
    ask(database, text, {});
    return 0;
  }
  if (size < 4) return -1;
  fuzz::Input input(data, size);
  const Function& function = input.pick(functions);
  std::vector<Value> values;
  const std::string sql = call(input, function, values);
  ask(database, sql, values);
  return 0;
}
