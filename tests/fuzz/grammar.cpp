#include "fuzz/grammar.hpp"

namespace fuzz {

using robust::Argument, robust::Function, robust::Setting;

const char* const grammar_tables = R"(
  CREATE TABLE q(t, e, g);
  INSERT INTO q VALUES (1, 1, 'p'), (2, 0, 'q');
  CREATE TABLE log(x);
  CREATE TABLE gen(t, e, u AS (t + e), h AS (length(t)) STORED);
  INSERT INTO gen(t, e) VALUES (1, 1), (2, 0);
  CREATE TABLE chk(t UNIQUE, e CHECK (e IN (0, 1)));
  INSERT INTO chk VALUES (1, 1), (2, 0);
  CREATE VIEW v AS SELECT * FROM p WHERE t > 1;
  CREATE VIEW vx AS SELECT * FROM p WHERE t > (SELECT min(median) FROM km_summary('q', 't', 'e'));
  CREATE VIEW vk AS SELECT * FROM km_curve('p', 't', 'e', 'g');
  CREATE VIEW vt AS SELECT g, (SELECT median FROM km_summary((SELECT surv(r.t, r.e) FROM p r WHERE r.g = p.g))) AS m,
    surv(t, e) AS b FROM p GROUP BY g;
  CREATE TEMP TABLE tt AS SELECT * FROM p;
)";

namespace {

constexpr int deepest = 5;

/// Ends with what was open.
struct Level {
  int& depth;
  explicit Level(int& now) : depth(++now) {}
  Level(const Level&) = delete;
  ~Level() { --depth; }
};

}  // namespace

Grammar::Grammar(Input& input, std::span<const Function> functions) : input_(input) {
  for (const Function& function : functions) {
    if (function.arguments.empty()) continue;
    (function.is_table ? table_functions_ : aggregates_).push_back(&function);
  }
}

bool Grammar::goes_deeper() { return depth_ < deepest && --budget_ > 0; }

std::string Grammar::column() {
  return one({"t",     "e",    "s", "g", "x",   "w",   "n",     "p.t",     "p.e",  "q.t",      "k.time", "k.estimate",
              "rowid", "NULL", "1", "0", "2.5", "'a'", "x'00'", "column1", "time", "estimate", "strata"});
}

/// A text for an argument of a table function.
std::string Grammar::list() {
  return one({"'t'",
              "'e'",
              "'g'",
              "'s'",
              "'x'",
              "'1'",
              "'0'",
              "'w'",
              "'n'",
              "'t + 1'",
              "'(SELECT max(t) FROM p)'",
              "'count(*) OVER ()'",
              "'sum(t)'",
              "'surv(t, e)'",
              "'x, g'",
              "NULL",
              "g",
              "t",
              "'p'",
              "'q'",
              "'v'",
              "'vk'",
              "'SELECT * FROM p WHERE t > 3'",
              "'VALUES (1, 1, 2), (2, 0, 1)'",
              "'temp.tt'",
              "'sqlite_schema'",
              "'SELECT * FROM p ORDER BY random()'",
              "'SELECT time AS t, 1 AS e, estimate AS g FROM km_curve(''p'', ''t'', ''e'')'"});
}

std::string Grammar::aggregate(bool window) {
  const Function& function = *input_.pick(aggregates_);
  std::string cells;
  for (const Argument& argument : function.arguments) {
    if (argument.is_key || (!argument.required && chance(2))) break;
    const std::vector<std::string> sound = robust::values_of(function, argument);
    const bool odd = sound.empty() || chance(6);
    cells += (cells.empty() ? "" : ", ") + (odd ? (chance(3) ? expression() : column()) : input_.pick(sound));
  }
  std::string call = function.name + "(" + (chance(12) ? "DISTINCT " : "") + cells + ")";
  if (chance(6)) call += " FILTER (WHERE " + expression() + ")";
  if (window || chance(8))
    call += " OVER (" + one({"", "PARTITION BY g "}) + one({"", "ORDER BY t "}) +
            one({"", "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW", "RANGE UNBOUNDED PRECEDING",
                 "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES",
                 "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"}) +
            ")";
  return call;
}

std::string Grammar::expression() {
  if (!goes_deeper()) return column();
  const Level level(depth_);
  switch (input_.below(12)) {
    case 0:
      return "(" + expression() +
             one({" + ", " * ", " || ", " = ", " IS ", " < ", " AND ", " OR ", " IN (1, 2) AND ", " LIKE "}) +
             expression() + ")";
    case 1:
      return "(" + select(true) + ")";
    case 2:
      return "EXISTS (" + select(false) + ")";
    case 3:
      return "CASE WHEN " + expression() + " THEN " + expression() + " ELSE " + column() + " END";
    case 4:
      return "(SELECT " + aggregate(false) + " FROM p)";
    case 5:
      return aggregate(false);
    case 6:
      return one({"length(", "typeof(", "abs(", "coalesce(1, ", "hex(", "quote(", "CAST(1 AS TEXT) || ("}) +
             expression() + ")";
    case 7:
      return "(SELECT " + aggregate(false) + " FROM p AS r WHERE r.g " + one({"=", "<", "IS NOT"}) + " " +
             one({"p.g", "q.g", "g", "'a'"}) + ")";
    default:
      return column();
  }
}

/// A table function: as a rule with what it needs, of a table, a query or a blob.
std::string Grammar::function_call() {
  const Function& function = *input_.pick(table_functions_);
  if (chance(20)) return function.name;
  if (chance(3))
    return function.name + "((SELECT surv(t, " + one({"e", "s"}) + one({"", ", g", ", g, w", ", 1, 1, n"}) + ") FROM " +
           one({"p", "q", "p AS r WHERE r.g = p.g", "p AS r WHERE r.t < p.t", "(SELECT * FROM p)"}) + "))";
  std::string arguments;
  for (const Argument& argument : function.arguments) {
    if (!argument.required) break;
    const std::vector<std::string> sound = robust::values_of(function, argument);
    const bool odd = sound.empty() || chance(5);
    arguments += (arguments.empty() ? "" : ", ") + (odd ? list() : input_.pick(sound));
  }
  return function.name + "(" + arguments + ")";
}

std::string Grammar::table() {
  if (!goes_deeper()) return "p";
  const Level level(depth_);
  switch (input_.below(8)) {
    case 0:
      return "p";
    case 1:
      return one({"q", "v", "vx", "vk", "temp.tt", "vt", "gen", "chk", "survival_functions", "survival_functions()"});
    case 2:
      return "(" + select(false) + ")" + one({"", " AS k"});
    default:
      return function_call() + one({"", " AS k", " k", " AS q"});
  }
}

std::string Grammar::from() {
  std::string tables = table();
  for (std::size_t more = input_.below(3); more > 0; --more) {
    tables +=
        one({", ", " JOIN ", " LEFT JOIN ", " CROSS JOIN ", " RIGHT JOIN ", " FULL JOIN ", " NATURAL JOIN "}) + table();
    if (chance(2) && tables.find("NATURAL") == tables.npos) tables += " ON " + predicate();
  }
  return tables;
}

/// Mostly of the arguments and columns of the functions.
std::string Grammar::predicate() {
  const Function& function = *input_.pick(table_functions_);
  const std::vector<Setting> settings = robust::settings_of(function);
  switch (input_.below(6)) {
    case 0:
      return expression();
    case 1:
      return "k.time " + one({"=", "<", "IS NOT"}) + " " + column();
    case 2:
      return "(times = 1 OR weight = 'w')";
    case 3: {
      const std::string name = input_.pick(function.arguments).name;
      return name + one({" = ", " IS ", " <> ", " > ", " LIKE ", " IN (SELECT 'p') AND 1 = "}) + list();
    }
    default: {
      if (settings.empty()) return "1";
      const auto& [name, value] = input_.pick(settings);
      return name + one({" = ", " = ", " IS "}) + value + (chance(4) ? " OR " + name + " = " + value : "");
    }
  }
}

std::string Grammar::select(bool scalar) {
  if (!goes_deeper()) return "SELECT 1";
  const Level level(depth_);
  std::string sql;
  if (chance(8)) sql += "WITH c AS " + one({"", "MATERIALIZED "}) + "(" + select(false) + ") ";
  if (sql.empty() && chance(14))
    sql += "WITH RECURSIVE c(t) AS (SELECT 1 UNION ALL SELECT t + 1 FROM c, " + table() + " LIMIT 20) ";
  sql += one({"SELECT ", "SELECT ", "SELECT ", "SELECT DISTINCT "});
  for (std::size_t more = scalar ? 1 : 1 + input_.below(3); more > 0; --more) {
    const bool star = !scalar && chance(4);
    sql += star ? "*" : chance(4) ? aggregate(chance(3)) : expression();
    if (more > 1) sql += ", ";
  }
  if (!chance(12)) sql += " FROM " + (chance(10) ? "c" : from());
  if (chance(2)) sql += " WHERE " + predicate() + (chance(3) ? one({" AND ", " OR "}) + predicate() : "");
  if (chance(4))
    sql += " GROUP BY " + one({"g", "strata", "t", "1", "time", "x"}) + (chance(3) ? " HAVING " + expression() : "");
  if (chance(12)) sql += one({" UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT "}) + select(scalar);
  if (chance(4)) sql += " ORDER BY " + (chance(3) ? expression() : one({"1", "time DESC", "t", "2"}));
  if (chance(3)) sql += " LIMIT " + one({"5", "1", "0", "3 OFFSET 2", "-1"});
  return sql;
}

/// What compiles as a rule, so that it runs.
std::string Grammar::good_select() {
  switch (input_.below(9)) {
    case 0:
      return "SELECT g, " + aggregate(false) + " FROM p GROUP BY g" +
             one({"", " HAVING count(*) > 1", " ORDER BY 2", " ORDER BY 1 DESC LIMIT 1"});
    case 1:
      return "SELECT * FROM " + function_call() + one({"", " LIMIT 3", " ORDER BY 1", " WHERE rowid > 1"});
    case 2:
      return "SELECT p.g, k.* FROM p, " + function_call() + " AS k" +
             one({"", " LIMIT 3", " ORDER BY 1, 2", " WHERE p.t > 3", " GROUP BY p.g"});
    case 3:
      return "SELECT p.g, k.* FROM p LEFT JOIN " + function_call() + " AS k ON " +
             one({"1", "k.rowid = p.rowid", "p.t > 3", "0"});
    case 4:
      return "SELECT a.*, b.* FROM " + function_call() + " AS a, " + function_call() + " AS b" +
             one({"", " LIMIT 5", " WHERE a.rowid = b.rowid"});
    case 5:
      return "SELECT (SELECT count(*) FROM " + function_call() + "), (SELECT " + aggregate(false) +
             " FROM p r WHERE r.g = p.g) FROM p";
    case 6:
      return "SELECT t FROM p WHERE t IN (SELECT k.rowid FROM " + function_call() + " AS k)" +
             (chance(2) ? "" : " OR EXISTS (SELECT 1 FROM " + function_call() + ")");
    case 7:
      return "SELECT * FROM " + function_call() + " AS k WHERE " + predicate();
    default:
      return "SELECT k.* FROM " + function_call() +
             one({" AS k JOIN ", " AS k CROSS JOIN ", " AS k RIGHT JOIN ", " AS k FULL JOIN "}) + "p" +
             one({"", " ON p.rowid = k.rowid", " ON 1"});
  }
}

std::string Grammar::change() {
  switch (input_.below(7)) {
    case 0:
      return "INSERT INTO p(t, e, g) SELECT rowid, 1, 'z' FROM " + function_call() +
             one({"", " RETURNING (SELECT surv(t, e) FROM p)"});
    case 1:
      return "INSERT INTO p(t, e, g) " + select(false) + (chance(2) ? " RETURNING " + expression() : "");
    case 2:
      return "UPDATE p SET t = coalesce((SELECT count(*) FROM " + function_call() + "), 1)" +
             one({"", " WHERE g = 'a'", " RETURNING t, (SELECT km_median(t, e) FROM p)"});
    case 3:
      return "UPDATE p SET " + one({"t", "e", "g", "x"}) + " = " + expression() +
             (chance(2) ? " FROM " + table() : "") + (chance(2) ? " WHERE " + predicate() : "") +
             (chance(2) ? " RETURNING " + expression() : "");
    case 4:
      return "DELETE FROM p WHERE t IN (SELECT rowid FROM " + function_call() + ") RETURNING *";
    case 5:
      return "INSERT INTO chk(t, e) VALUES (" + expression() + ", 1) ON CONFLICT DO UPDATE SET e = " + expression();
    default:
      return "DELETE FROM p WHERE " + expression() + (chance(2) ? " RETURNING " + expression() : "");
  }
}

std::string Grammar::definition() {
  const std::string number = one({"0", "1", "2"});
  switch (input_.below(8)) {
    case 0:
      return "CREATE VIEW nv" + number + " AS " + good_select();
    case 1:
      return "SELECT * FROM nv" + number + one({"", ", nv0", " LIMIT 1"});
    case 2:
      return "CREATE TRIGGER tr" + number + one({" BEFORE ", " AFTER "}) + one({"INSERT", "UPDATE", "DELETE"}) +
             " ON p BEGIN INSERT INTO log SELECT count(*) FROM " + function_call() + "; UPDATE log SET x = (SELECT " +
             aggregate(false) + " FROM p); END";
    case 3:
      return "CREATE TABLE z" + number + "(a, b AS (" + expression() + ")" + one({"", " STORED"}) + ", CHECK (" +
             expression() + "))";
    case 4:
      return "CREATE INDEX ix" + number + " ON p(" + expression() + ") WHERE " + expression();
    case 5:
      return "CREATE TEMP TABLE y" + number + " AS " + select(false);
    case 6:
      return "EXPLAIN " + one({"", "QUERY PLAN "}) + good_select();
    default:
      return one({"INSERT INTO km_curve VALUES (1)", "DELETE FROM km_curve", "UPDATE km_curve SET time = 1",
                  "CREATE VIRTUAL TABLE kk USING km_curve", "DROP TABLE km_curve", "ALTER TABLE km_curve RENAME TO x",
                  "CREATE INDEX ii ON km_curve(time)", "SELECT * FROM pragma_table_xinfo('cox')", "ANALYZE", "REINDEX",
                  "CREATE TABLE km_curve(t, e)", "CREATE VIEW surv AS SELECT 1", "ALTER TABLE p RENAME COLUMN t TO u",
                  "ALTER TABLE p DROP COLUMN x", "DROP TABLE p", "DROP VIEW v", "CREATE TABLE p2 AS SELECT * FROM p",
                  "PRAGMA integrity_check", "SELECT * FROM sqlite_schema"});
  }
}

std::string Grammar::statement() {
  budget_ = 50;
  switch (input_.below(8)) {
    case 0:
      return change();
    case 1:
      return definition();
    case 2:
      return select(false);
    case 3:
      return "VALUES (" + expression() + "), (" + aggregate(false) + ")";
    default:
      return good_select();
  }
}

}  // namespace fuzz
