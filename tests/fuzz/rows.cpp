// Patients of a fuzzer's choice, given to every function: the laws of laws.hpp, and that a table, the same rows in
// another order, counts of rows that are alike, and a surv() blob of them give the same answer.
//
// Input: two bytes of flags, two that choose functions and settings, then 8 bytes a patient. Or SQL that makes the
// table `p` with the columns of robust::patients_sql: then every function and setting is asked.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/answers.hpp"
#include "fuzz/input.hpp"
#include "fuzz/laws.hpp"
#include "robust/functions.hpp"

namespace {

using robust::Answer, robust::Database, robust::Function, robust::Setting, robust::Value, robust::violation;

/// What the bytes say of all patients.
struct Kind {
  bool extreme, late_entry, counts, real_times, missing, few_times;
};

/// A table of patients is asked about.
class Trial {
 public:
  Trial(Database& database, std::span<const Function> functions, const Kind& kind, std::string table)
      : database_(database), functions_(functions), kind_(kind), table_(std::move(table)) {}

  void ask(const Function& function, const std::optional<Setting>& setting);
  void incidences_and_survival();

 private:
  std::vector<Setting> settings(const Function& function, const std::optional<Setting>& setting,
                                bool with_counts) const;
  void compare(const std::string& what, const Function& function, const std::string& sql, const Answer& answer,
               const std::string& other_sql);
  std::vector<Answer> models_of(const Function& function, const std::string& sql, const Answer& answer);
  std::vector<Answer> models_behind(const Function& function, const std::string& sql);
  std::string blob_call(const Function& function, const std::optional<Setting>& setting) const;
  [[noreturn]] void fail(const std::string& what, const std::string& sql) const {
    violation(what + "\n  " + sql + "\n" + table_);
  }

  Database& database_;
  std::span<const Function> functions_;
  Kind kind_;
  std::vector<Setting> settings_ = {};  ///< of the question
  std::string table_;                   ///< as SQL
};

bool is_regression(const Function& function) { return function.takes("terms"); }
/// Its rows are those of the source, or are drawn in their order: another order is another answer.
bool is_by_row(const Function& function) {
  constexpr std::array<std::string_view, 7> names = {"cox_residuals", "pseudo_values", "propensity_weights",
                                                     "forest_plot",   "funnel_plot",   "swimmer_plot",
                                                     "curve_plot"};
  return std::ranges::find(names, function.name) != names.end();
}

std::vector<Setting> Trial::settings(const Function& function, const std::optional<Setting>& setting,
                                     bool with_counts) const {
  std::vector<Setting> all;
  if (setting) all.push_back(*setting);
  const auto add = [&](const std::string& name, const std::string& column) {
    if (function.is_table && function.takes(name) && !(setting && setting->first == name))
      all.emplace_back(name, column);
  };
  if (kind_.late_entry) add("entry", "'n'");
  if (kind_.counts && with_counts) add("weight", "'w'");
  return all;
}

/// Of a function that shows none of the Cox models it is made of: those models, of the same table.
std::vector<Answer> Trial::models_behind(const Function& function, const std::string& sql) {
  const Function& cox = *std::ranges::find(functions_, "cox", &Function::name);
  const auto value = [&](const std::string& name) {
    const auto set = std::ranges::find(settings_, name, &Setting::first);
    if (set != settings_.end()) return set->second;
    return robust::values_of(function, *std::ranges::find(function.arguments, name, &robust::Argument::name)).front();
  };
  std::vector<Setting> same;
  for (const Setting& setting : settings_)
    for (const char* name : {"ties", "weight", "weight_type", "entry", "id", "max_iter", "tolerance", "max_levels"})
      if (setting.first == name) same.push_back(setting);
  std::string terms = value("terms");
  if (function.takes("by_expr")) {
    terms.pop_back();  // its quote
    terms += value("by_expr") == "'g'" ? ", factor(g)'" : ", factor(g), factor(b)'";
  }
  same.emplace_back("terms", terms);
  const std::string source = sql.find("'shuffled'") != sql.npos ? "shuffled" : "p";
  std::vector<Answer> models;
  for (const char* event : {"'e'", "'s = 1'", "'s = 2'"}) {
    if (function.takes("event_expr") != (std::string_view(event) == "'e'")) continue;
    same.emplace_back("event_expr", event);
    models.push_back(database_.ask(robust::call_of(cox, source, same)));
    same.pop_back();
  }
  return models;
}

/// The rows that tell how well a regression is determined. Tests of terms and adjusted curves have neither
/// coefficients nor their errors: those of the models with the same arguments.
std::vector<Answer> Trial::models_of(const Function& function, const std::string& sql, const Answer& answer) {
  if (function.topic == "adjusted") return models_behind(function, sql);
  constexpr std::string_view terms = "_terms";
  if (!function.name.ends_with(terms)) return {answer};
  std::string model = sql;
  model.erase(model.find(function.name) + function.name.size() - terms.size(), terms.size());
  return {database_.ask(model)};
}

void Trial::compare(const std::string& what, const Function& function, const std::string& sql, const Answer& answer,
                    const std::string& other_sql) {
  // Firth's penalty is that of covariates divided by the standard deviation over the rows, whatever these count.
  constexpr std::array<std::string_view, 4> of_the_scale = {"loglik", "loglik_null", "aic", "bic"};
  std::span<const std::string_view> but;
  if (sql.find("'firth'") != sql.npos) but = of_the_scale;
  const Answer other = database_.ask(other_sql);
  double tolerance = 1e-9;
  if (is_regression(function)) {
    // Where the likelihood has no maximum, or hardly one, rounding decides how far the iteration goes.
    const std::vector<Answer> models = models_of(function, sql, answer),
                              other_models = models_of(function, other_sql, other);
    if (!std::ranges::all_of(models, fuzz::is_settled) || !std::ranges::all_of(other_models, fuzz::is_settled)) return;
    for (const Answer& model : models) tolerance = std::max(tolerance, fuzz::stopping_error(model));
  }
  if (const std::string fault = fuzz::difference(answer, other, tolerance, but); !fault.empty())
    fail(what + ": " + fault, sql + "\n  " + other_sql);
}

/// The same question of a surv() blob; "" where the function takes none, or is set by a column, which a blob does not
/// have.
std::string Trial::blob_call(const Function& function, const std::optional<Setting>& setting) const {
  const auto source = std::ranges::find(function.arguments, "source", &robust::Argument::name);
  if (source == function.arguments.end() || source->type.find("BLOB") == std::string::npos) return "";
  const auto by = std::ranges::find(function.arguments, "by_expr", &robust::Argument::name);
  bool grouped = by != function.arguments.end() && by->required;
  std::string where;
  if (setting) {
    grouped |= *setting == Setting("by_expr", "'g'");
    if (setting->first.ends_with("_expr") && !grouped) return "";
    for (const char* column : {"stratify", "weight", "entry", "id", "censor_by"})
      if (setting->first == column) return "";
    if (!setting->first.ends_with("_expr")) where = " WHERE " + setting->first + " = " + setting->second;
    if (*setting == Setting("by_expr", "'g, b'")) return "";
  }
  std::string packed = std::string("t, ") + (function.takes("status_expr") ? "s" : "e");
  if (grouped) packed += std::string(", g") + (kind_.counts ? ", w" : ", 1") + (kind_.late_entry ? ", n" : "");
  if (!grouped && (kind_.counts || kind_.late_entry)) return "";  // these come behind a group
  for (const robust::Argument& argument : function.arguments)     // the rest of those that it cannot do without
    if (argument.required && argument.name != "source" && !argument.name.ends_with("_expr") &&
        !(setting && setting->first == argument.name))
      where +=
          (where.empty() ? " WHERE " : " AND ") + argument.name + " = " + robust::values_of(function, argument).front();
  return "SELECT * FROM " + function.name + "((SELECT surv(" + packed + ") FROM p))" + where;
}

void Trial::ask(const Function& function, const std::optional<Setting>& setting) {
  const std::vector<Setting> all = settings(function, setting, true);
  const std::string sql = robust::call_of(function, "p", all);
  settings_ = all;
  const Answer answer = database_.ask(sql);
  fuzz::check_answer(answer, sql + "\n" + table_);
  if (answer.code == SQLITE_INTERRUPT) fail("it takes too long", sql);
  if (answer.code == SQLITE_OK) {
    fuzz::Asked asked;
    asked.late_entry = kind_.late_entry || (setting && setting->first == "entry");
    asked.chosen_times = setting && setting->first == "times";
    asked.extreme = kind_.extreme;
    if (const std::string fault = fuzz::broken_law(function, answer, asked); !fault.empty()) fail(fault, sql);
  }
  const bool stops_early = setting && setting->first == "tolerance";
  // Expected numbers are of a Cox model: where its likelihood has hardly a maximum, rounding decides. The numbers of
  // cox_part are in a text, to their last bit.
  const bool modelled =
      function.name == "cox_part" || (function.name == "centre_outcomes" && setting && setting->first == "terms");
  if (kind_.extreme || is_by_row(function) || stops_early || modelled) return;
  compare("another order of the rows", function, sql, answer, robust::call_of(function, "shuffled", all));
  const bool weighted = setting && setting->first.starts_with("weight");
  // Written out, a patient would be at risk more than once.
  const bool named = function.topic == "states" || (setting && setting->first == "id");
  if (kind_.counts && function.is_table && function.takes("weight") && !weighted && !named)
    compare("rows written out", function, sql, answer,
            robust::call_of(function, "written_out", settings(function, setting, false)));
  // A blob of counts does not know whether they were sampling weights.
  if (answer.code == SQLITE_OK && !(setting && setting->first == "weight_type"))
    if (const std::string blob = blob_call(function, setting); !blob.empty())
      compare("packed by surv()", function, sql, answer, blob);
}

void Trial::incidences_and_survival() {
  if (kind_.extreme) return;
  const std::string options = std::string(" WHERE 1") + (kind_.counts ? " AND weight = 'w'" : "") +
                              (kind_.late_entry ? " AND entry = 'n'" : "");
  const std::string survival = "SELECT strata, time, estimate FROM km_curve('p', 't', 'e', 'g')" + options,
                    incidence = "SELECT strata, time, estimate FROM cuminc('p', 't', 's', 'g')" + options;
  std::map<std::string, double> total;
  const Answer incidences = database_.ask(incidence);
  if (incidences.code != SQLITE_OK || incidences.rows.empty()) return;
  for (const Answer& answer : {incidences, database_.ask(survival)})
    for (const robust::Row& row : answer.rows)
      total[robust::shown(row[0]) + " at " + robust::shown(row[1])] += robust::number(row[2]);
  for (const auto& [where, sum] : total)
    if (std::abs(sum - 1) > 1e-9)
      fail("incidences and survival sum to " + std::to_string(sum) + " in " + where, survival + "\n  " + incidence);
}

constexpr std::array<double, 16> edges = {0,
                                          1,
                                          1e308,
                                          5e-324,
                                          1e-308,
                                          1e-9,
                                          1 + 1e-9,
                                          1e15,
                                          9007199254740993.0,
                                          3,
                                          1.7976931348623157e308,
                                          2.2250738585072014e-308,
                                          1e-160,
                                          1e160,
                                          1.5e-8,
                                          123456.789};

/// The cells t, e, s, g, b, x, y, z, w, n of one patient.
std::vector<Value> patient(fuzz::Input& input, const Kind& kind) {
  std::array<std::uint8_t, 8> b;
  for (std::uint8_t& byte : b) byte = input.byte();
  const auto covariate = [&](unsigned v) -> Value {
    if (kind.extreme) return (v & 128 ? -1 : 1) * edges[v % 16];
    return v & 1 ? Value(std::int64_t(v / 2 % 8)) : Value(double(v) / 16);
  };
  const std::int64_t cause = b[1] % 4 == 3 ? 0 : b[1] % 4;
  Value time = std::int64_t(b[0] % (kind.few_times ? 4 : 24));
  if (kind.real_times) time = (b[0] % 64) * 0.37;
  if (kind.extreme) time = edges[b[0] % 16];
  const Value entry = robust::number(time) - 1 - b[7] % 9 * (kind.extreme ? 1e300 : 1.0);
  Value group = b[2] >= 240 ? Value(std::int64_t(b[2] % 3)) : Value(std::string(1, char('a' + b[2] % 4)));
  Value x = covariate(b[3]);
  if (kind.missing && b[6] > 245) time = {};
  if (kind.missing && b[7] > 245) group = {};
  if (kind.missing && b[5] > 250) x = {};
  return {time,
          std::int64_t(cause != 0),
          cause,
          group,
          std::int64_t(b[2] / 4 % 3),
          x,
          covariate(b[4]),
          kind.extreme ? covariate(b[5]) : Value(std::int64_t(b[5] % 2)),
          std::int64_t(1 + b[6] % 3),
          kind.late_entry ? entry : Value(-1.0)};
}

std::string table_of(fuzz::Input& input, const Kind& kind) {
  std::string sql = "CREATE TABLE p(t, e, s, g, b, x, y, z, w, n, id);\n";
  for (int id = 1; !input.empty() && id <= 60; ++id) {
    std::string cells;
    for (const Value& cell : patient(input, kind)) cells += robust::literal(cell) + ", ";
    sql += "INSERT INTO p VALUES (" + cells + std::to_string(id) + ");\n";
  }
  return sql;
}

const char* const derived_tables =
    "CREATE TABLE shuffled AS SELECT * FROM p ORDER BY (id * 7919 + 13) % 61;"
    "CREATE VIEW written_out AS SELECT p.* FROM p JOIN (VALUES (1), (2), (3)) ON column1 <= w;";

void make_tables(Database& database, const std::string& table) {
  database.execute("DROP VIEW IF EXISTS written_out; DROP TABLE IF EXISTS shuffled; DROP TABLE IF EXISTS p;" + table +
                   derived_tables);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Database database;
  static const std::vector<Function> functions = robust::functions_of(database);
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with("CREATE TABLE p(")) {
    make_tables(database, text);
    for (const unsigned flags : {0U, 2U, 4U, 6U}) {
      Trial trial(database, functions, {false, (flags & 2) != 0, (flags & 4) != 0, false, false, false}, text);
      trial.incidences_and_survival();
      for (const Function& function : functions) {
        trial.ask(function, {});
        for (const Setting& setting : robust::settings_of(function)) trial.ask(function, setting);
      }
    }
    return 0;
  }
  if (size < 12) return -1;
  fuzz::Input input(data, size);
  const unsigned flags = input.byte(), which = input.byte(), variant = input.byte();
  const Kind kind = {flags % 8 == 7,    (flags & 8) != 0,  (flags & 16) != 0,
                     (flags & 32) != 0, (flags & 64) != 0, (flags & 128) != 0};
  const std::string table = table_of(input, kind);
  make_tables(database, table);
  Trial trial(database, functions, kind, table);
  if (which % 8 == 0) trial.incidences_and_survival();
  for (unsigned round = 0; round < 4; ++round) {
    const Function& function = functions[(which + round * 11) % functions.size()];
    const std::vector<Setting> settings = robust::settings_of(function);
    const std::size_t chosen = (variant + round * 3) % (settings.size() + 1);
    trial.ask(function, chosen == settings.size() ? std::optional<Setting>() : settings[chosen]);
  }
  return 0;
}
