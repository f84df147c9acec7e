// Binds a declared table function to an eponymous virtual table: arguments are hidden columns.
#include <algorithm>
#include <string>
#include <vector>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "sqlite/conditions.hpp"
#include "sqlite/function.hpp"
#include "sqlite/given.hpp"
#include "sqlite/relation.hpp"
#include "sqlite/value.hpp"

namespace sqlite {
namespace {

using declare::cat, declare::TableFunction, declare::Value;

constexpr int deepest = 16;            // table functions inside each other's sources; a view over itself has no end
constexpr double usual_cost = 1e6;     // a scan and a sort: better done once than for each row of another table
constexpr double avoided = 1e50;       // the cost of a plan that cannot use an equation on an output column
constexpr double out_of_reach = 1e99;  // the cost of a plan that lacks a required argument

/// Where arguments stand among the columns. An option of the same name as an output column, such as tau, is set through
/// that column, which reports it; all other arguments are hidden columns behind the output.
struct Layout {
  static constexpr std::size_t none = std::size_t(-1);
  std::vector<std::size_t> argument;  ///< of each column; none for a mere output
  std::size_t outputs;                ///< the first columns

  bool is_output(std::size_t a) const {
    return std::find(argument.begin(), argument.begin() + std::ptrdiff_t(outputs), a) !=
           argument.begin() + std::ptrdiff_t(outputs);
  }

  explicit Layout(const TableFunction& function) : outputs(function.columns.size()) {
    for (const auto& column : function.columns) {
      const auto same = std::ranges::find(function.arguments, column.name, &declare::ArgumentInfo::name);
      argument.push_back(same == function.arguments.end() ? none : std::size_t(same - function.arguments.begin()));
    }
    for (std::size_t a = 0; a < function.arguments.size(); ++a)
      if (std::ranges::find(argument, a) == argument.end()) argument.push_back(a);
  }
};

struct Table : sqlite3_vtab {
  Connection* connection;  // owned by the module's binding, which outlives the table
  const TableFunction* function;
  Layout layout;
};

struct Cursor : sqlite3_vtab_cursor {
  declare::Given given = {};
  std::unique_ptr<declare::Result> result = {};
  int changes = 0;  ///< sqlite3_total_changes() when the result was made
  std::size_t row = 0;
};

Table& table(sqlite3_vtab* base) { return *static_cast<Table*>(base); }
Cursor& cursor(sqlite3_vtab_cursor* base) { return *static_cast<Cursor*>(base); }

/// The message becomes the statement's error.
auto reporter(sqlite3_vtab* vtab) {
  return [vtab](int, const char* message) {
    if (!message) return;
    sqlite3_free(vtab->zErrMsg);
    vtab->zErrMsg = sqlite3_mprintf("%s", message);
  };
}

/// The type that a result column is declared with, so that SQLite compares numbers with numbers: p_value < '0.05'.
std::string declared_type(const std::string& type) {
  if (type == "REAL" || type == "INTEGER" || type == "TEXT") return " " + type;
  return type == "INTEGER or REAL" ? " NUMERIC" : "";
}

int connect(sqlite3* db, void* data, int, const char* const*, sqlite3_vtab** vtab, char** message) {
  auto& binding = *static_cast<Binding<TableFunction>*>(data);
  const auto body = [&] {
    const TableFunction& function = *binding.function;
    const Layout layout(function);
    std::string columns;
    for (std::size_t c = 0; c < layout.argument.size(); ++c) {
      const bool hidden = c >= function.columns.size();
      const std::string& name = hidden ? function.arguments[layout.argument[c]].name : function.columns[c].name;
      columns +=
          cat(c ? ", " : "", declare::quoted(name), hidden ? " HIDDEN" : declared_type(function.columns[c].type));
    }
    if (const int code = sqlite3_declare_vtab(db, cat("CREATE TABLE x(", columns, ")").c_str()); code != SQLITE_OK)
      binding.connection->fail(code);
    *vtab = new Table{{}, binding.connection.get(), &function, layout};
  };
  return guarded(binding.function->name, body, [&](int, const char* text) {
    if (text) *message = sqlite3_mprintf("%s", text);
  });
}

int disconnect(sqlite3_vtab* vtab) {
  delete &table(vtab);
  return SQLITE_OK;
}

/// Where an argument's value comes from in one plan.
struct Source {
  int constraint = -1;   ///< its position in the plan
  bool waiting = false;  ///< there is one, but its table is read later
};

std::vector<Source> arguments_in(const sqlite3_index_info& plan, const Table& from) {
  std::vector<Source> sources(from.function->arguments.size());
  for (int i = 0; i < plan.nConstraint; ++i) {
    const auto& constraint = plan.aConstraint[i];
    if (constraint.op != SQLITE_INDEX_CONSTRAINT_EQ && constraint.op != SQLITE_INDEX_CONSTRAINT_IS) continue;
    if (constraint.iColumn < 0) continue;  // the rowid
    const std::size_t argument = from.layout.argument[std::size_t(constraint.iColumn)];
    if (argument == Layout::none) continue;
    Source& source = sources[argument];
    if (!constraint.usable)
      source.waiting = true;
    else if (source.constraint < 0)
      source.constraint = i;  // SQLite checks a second one itself
  }
  return sources;
}

/// Whether the query reads an argument's column: SQLite has a bit for each, the last for all from the 64th on.
bool is_read(const sqlite3_index_info& plan, const Layout& layout, std::size_t argument) {
  const auto column = std::ranges::find(layout.argument, argument) - layout.argument.begin();
  return plan.colUsed >> std::min<std::ptrdiff_t>(column, 63) & 1;
}

int best_index(sqlite3_vtab* vtab, sqlite3_index_info* plan) {
  const TableFunction& function = *table(vtab).function;
  int code = SQLITE_OK;
  const auto body = [&] {
    ArgumentNames names;  // shown by EXPLAIN QUERY PLAN
    int next = 0;
    plan->estimatedCost = usual_cost;
    plan->estimatedRows = 1000;
    const std::vector<Source> sources = arguments_in(*plan, table(vtab));
    for (std::size_t a = 0; a < sources.size(); ++a) {
      if (sources[a].constraint >= 0) {
        plan->aConstraintUsage[sources[a].constraint] = {++next, 1};
        names.add_given(function.arguments[a].name, sources[a].constraint, next);
      } else if (sources[a].waiting && table(vtab).layout.is_output(a)) {
        plan->estimatedCost = std::max(plan->estimatedCost, avoided);  // SQLite compares the column: right, if slower
      } else if (sources[a].waiting) {
        code =
            SQLITE_CONSTRAINT;  // SQLite must try another order, or it would run with the default and filter afterwards
        return;
      } else {
        // The errors come from filter: an OR is planned branch by branch, without what is given beside it.
        if (function.arguments[a].required) plan->estimatedCost = out_of_reach;
        if (!table(vtab).layout.is_output(a) && is_read(*plan, table(vtab).layout, a))
          names.add_read(function.arguments[a].name);
      }
    }
    const bool has_times = std::ranges::any_of(sources, [&](const Source& source) {
      return source.constraint >= 0 && function.arguments[std::size_t(&source - sources.data())].name == "times";
    });
    for (const int at : conditions_on_result(plan, function, has_times)) {
      plan->aConstraintUsage[at] = {++next, 0};  // SQLite checks it itself
      names.add_condition(function.columns[std::size_t(plan->aConstraint[at].iColumn)].name);
    }
    plan->idxStr = sqlite3_mprintf("%s", names.text().c_str());
    if (!plan->idxStr) throw std::bad_alloc();
    plan->needToFreeIdxStr = 1;
  };
  const int guarded_code = guarded(function.name, body, reporter(vtab));
  return guarded_code == SQLITE_OK ? code : guarded_code;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** opened) {
  *opened = new (std::nothrow) Cursor{};
  return *opened ? SQLITE_OK : SQLITE_NOMEM;
}

int close(sqlite3_vtab_cursor* base) {
  table(base->pVtab).connection->end_polls();
  delete &cursor(base);
  return SQLITE_OK;
}

/// A connection as seen by the function that is being called.
class Call : public declare::Caller {
 public:
  explicit Call(Connection& connection) : connection_(connection) {
    if (connection_.depth == deepest)
      throw declare::Error(
          cat("sources are nested more than ", deepest, " deep; does a view read itself through this function?"));
    ++connection_.depth;
  }
  Call(const Call&) = delete;
  ~Call() override { --connection_.depth; }

  void read(std::string_view argument, const Value& source, std::span<const declare::Expression> expressions,
            declare::RowSink& sink) override {
    read_relation(connection_, argument, source, expressions, sink);
  }
  const declare::Poll& poll() override { return connection_.poll(); }

 private:
  Connection& connection_;
};

int filter(sqlite3_vtab_cursor* base, int, const char* names, int, sqlite3_value** values) {
  Cursor& self = cursor(base);
  Table& from = table(self.pVtab);
  const auto body = [&] {
    Conditions conditions;
    declare::Given given =
        given_arguments(*from.function, names ? names : "", values, from.connection->poll(), conditions);
    const int changes = sqlite3_total_changes(from.connection->db());
    self.row = 0;
    // A join asks once for each row of the other table; within one statement the same question has the same answer.
    if (!self.result || given != self.given || changes != self.changes) {
      self.result.reset();
      self.given = std::move(given);
      self.changes = changes;
      Call call(*from.connection);
      self.result = from.function->call(self.given, call);
    }
    check_conditions(*self.result, *from.function, conditions);
  };
  const int code = guarded(from.function->name, body, reporter(self.pVtab));
  from.connection->end_polls();
  return code;
}

int next(sqlite3_vtab_cursor* base) {
  ++cursor(base).row;
  return SQLITE_OK;
}

int eof(sqlite3_vtab_cursor* base) {
  const Cursor& self = cursor(base);
  return !self.result || self.row >= self.result->size();
}

/// An argument comes back as it was given, so that SQLite's own check of the constraint agrees; one left out as its
/// default.
declare::Cell argument_cell(const Cursor& self, const TableFunction& function, std::size_t argument) {
  const auto& given = self.given[argument];
  return given ? declare::Cell(*given) : declare::Cell(function.arguments[argument].fallback);
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index) {
  Cursor& self = cursor(base);
  const Table& from = table(self.pVtab);
  const TableFunction& function = *from.function;
  const auto body = [&] {
    const auto i = std::size_t(index);
    const bool output = i < function.columns.size();
    set_result(context,
               output ? self.result->cell(self.row, i) : argument_cell(self, function, from.layout.argument[i]),
               from.connection->poll());
  };
  return guarded(function.name, body, reporter(self.pVtab));
}

int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* id) {
  *id = sqlite3_int64(cursor(base).row) + 1;
  return SQLITE_OK;
}

const sqlite3_module module = [] {
  sqlite3_module methods{};  // without xCreate: it is a function, not a table to be made
  methods.xConnect = connect;
  methods.xDisconnect = disconnect;
  methods.xBestIndex = best_index;
  methods.xOpen = open;
  methods.xClose = close;
  methods.xFilter = filter;
  methods.xNext = next;
  methods.xEof = eof;
  methods.xColumn = column;
  methods.xRowid = rowid;
  return methods;
}();

}  // namespace

int add(const std::shared_ptr<Connection>& connection, const TableFunction& function) {
  connection->own_tables.push_back(function.name);
  return sqlite3_create_module_v2(connection->db(), function.name.c_str(), &module,
                                  new Binding<TableFunction>{connection, &function}, Binding<TableFunction>::destroy);
}

void remove(sqlite3* db, const TableFunction& function) {
  sqlite3_create_module_v2(db, function.name.c_str(), nullptr, nullptr, nullptr);
}

}  // namespace sqlite
