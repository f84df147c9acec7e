// The functions of the release, as survival_functions lists them, and calls of each: a function that is new is called
// here without an edit, as long as its arguments have names that are known.
#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "robust/database.hpp"

namespace robust {

struct Argument {
  std::string name, type;
  bool required;
  bool is_key;  ///< of the JSON object `options`
  Value fallback;
  std::vector<std::string> choices;  ///< the texts it takes, where the reference lists them
};

struct Function {
  std::string name, topic;
  bool is_table;
  std::vector<Argument> arguments;
  std::vector<std::string> columns;
  std::string example;

  bool takes(const std::string& argument) const;
};

std::vector<Function> functions_of(Database& database);

/// Values of an argument, as SQL, that work on the table below; the first is the one to take where nothing else is
/// said. Empty when the name says nothing, and then the function's own default has to do.
std::vector<std::string> values_of(const Function& function, const Argument& argument);

/// A value for one argument, as SQL.
using Setting = std::pair<std::string, std::string>;

/// Every argument but the source with each of its values: what a function can be asked beside its plain call.
std::vector<Setting> settings_of(const Function& function);

/// Eleven patients, one without a time, with columns for every argument: t, e, s, g, b, x, y, z, w, n, id.
extern const char* const patients_sql;

/// How one function is called.
struct Call {
  std::string function;
  std::string sql;
};

/// The call with its required arguments alone, and what is set, over the table, view or query `source`.
std::string call_of(const Function& function, const std::string& source, std::span<const Setting> settings = {});

/// Of each function the plain call, and one for each of its settings.
std::vector<Call> calls_of(std::span<const Function> functions, const std::string& source = "p");

}  // namespace robust
