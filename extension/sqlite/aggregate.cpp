// Binds declared aggregates and scalar functions to SQLite.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "declare/message.hpp"
#include "sqlite/function.hpp"
#include "sqlite/value.hpp"

namespace sqlite {
namespace {

using declare::AggregateFunction, declare::ScalarFunction;

constexpr std::size_t most_arguments = 8;  // no aggregate and no function takes more

/// One group on its way. SQLite's own memory for it is zeroed, never destroyed, so it holds just a pointer to this.
struct State {
  std::unique_ptr<declare::Accumulator> accumulator;
  bool failed = false;
};

template <class Function>
Binding<Function>& binding(sqlite3_context* context) {
  return *static_cast<Binding<Function>*>(sqlite3_user_data(context));
}

auto reporter(sqlite3_context* context) {
  return [context](int code, const char* message) {
    if (message) sqlite3_result_error(context, message, -1);
    sqlite3_result_error_code(context, code);
  };
}

void step(sqlite3_context* context, int count, sqlite3_value** values) {
  Binding<AggregateFunction>& bound = binding<AggregateFunction>(context);
  auto** state = static_cast<State**>(sqlite3_aggregate_context(context, sizeof(State*)));
  if (!state) return sqlite3_result_error_nomem(context);
  const auto body = [&] {
    if (!*state) *state = new State{bound.function->start()};
    std::array<declare::Cell, most_arguments> cells;
    for (std::size_t i = 0; i < std::size_t(count); ++i) cells[i] = cell(values[i]);
    (*state)->accumulator->step({cells.data(), std::size_t(count)}, bound.connection->poll());
  };
  if (guarded(bound.function->name, body, reporter(context)) != SQLITE_OK && *state) (*state)->failed = true;
}

/// SQLite calls this after a failed step too, when columns may be torn, and with no context at all over no rows.
void finish(sqlite3_context* context) {
  Binding<AggregateFunction>& bound = binding<AggregateFunction>(context);
  bound.connection->end_polls();  // those of the steps
  auto** held = static_cast<State**>(sqlite3_aggregate_context(context, 0));
  const std::unique_ptr<State> state(held ? std::exchange(*held, nullptr) : nullptr);
  if (!state) return sqlite3_result_null(context);
  if (state->failed) return;
  const auto body = [&] {
    set_result(context, state->accumulator->finish(bound.connection->poll()), bound.connection->poll());
  };
  guarded(bound.function->name, body, reporter(context));
  bound.connection->end_polls();
}

void call(sqlite3_context* context, int count, sqlite3_value** values) {
  Binding<ScalarFunction>& bound = binding<ScalarFunction>(context);
  const auto body = [&] {
    std::array<declare::Cell, most_arguments> cells;
    for (std::size_t i = 0; i < std::size_t(count); ++i) cells[i] = cell(values[i]);
    const auto& poll = bound.connection->poll();
    set_result(context, bound.function->call({cells.data(), std::size_t(count)}, poll), poll);
  };
  guarded(bound.function->name, body, reporter(context));
  bound.connection->end_polls();
}

/// A blob made by surv() may stand for all that are required.
int required_arguments(const declare::FunctionInfo& function) {
  if (!function.arguments.empty() && function.arguments.front().is_packed) return 1;
  return int(std::ranges::count_if(function.arguments, &declare::ArgumentInfo::required));
}

constexpr int harmless = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

}  // namespace

int add(const std::shared_ptr<Connection>& connection, const AggregateFunction& function) {
  for (int count = required_arguments(function); count <= int(function.arguments.size()); ++count)
    if (const int code = sqlite3_create_function_v2(connection->db(), function.name.c_str(), count, harmless,
                                                    new Binding<AggregateFunction>{connection, &function}, nullptr,
                                                    step, finish, Binding<AggregateFunction>::destroy);
        code != SQLITE_OK)
      return code;
  return SQLITE_OK;
}

int add(const std::shared_ptr<Connection>& connection, const ScalarFunction& function) {
  for (int count = required_arguments(function); count <= int(function.arguments.size()); ++count)
    if (const int code = sqlite3_create_function_v2(connection->db(), function.name.c_str(), count, harmless,
                                                    new Binding<ScalarFunction>{connection, &function}, call, nullptr,
                                                    nullptr, Binding<ScalarFunction>::destroy);
        code != SQLITE_OK)
      return code;
  return SQLITE_OK;
}

namespace {

void remove_all(sqlite3* db, const declare::FunctionInfo& function) {
  for (int count = required_arguments(function); count <= int(function.arguments.size()); ++count)
    sqlite3_create_function_v2(db, function.name.c_str(), count, SQLITE_UTF8, nullptr, nullptr, nullptr, nullptr,
                               nullptr);
}

}  // namespace

void remove(sqlite3* db, const AggregateFunction& function) { remove_all(db, function); }
void remove(sqlite3* db, const ScalarFunction& function) { remove_all(db, function); }

}  // namespace sqlite
