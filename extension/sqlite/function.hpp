// Makes the declared functions callable from SQL.
#pragma once
#include <memory>

#include "declare/function.hpp"
#include "sqlite/connection.hpp"

namespace sqlite {

// Each registers a declaration, which must outlive the connection, and returns an SQLite result code.

int add(const std::shared_ptr<Connection>& connection, const declare::TableFunction& function);
int add(const std::shared_ptr<Connection>& connection, const declare::AggregateFunction& function);
int add(const std::shared_ptr<Connection>& connection, const declare::ScalarFunction& function);

// Each takes a declaration back.

void remove(sqlite3* db, const declare::TableFunction& function);
void remove(sqlite3* db, const declare::AggregateFunction& function);
void remove(sqlite3* db, const declare::ScalarFunction& function);

/// A declaration on a connection: what SQLite keeps for us, and gives back in every callback.
template <class Function>
struct Binding {
  std::shared_ptr<Connection> connection;
  const Function* function;

  static void destroy(void* binding) { delete static_cast<Binding*>(binding); }
};

}  // namespace sqlite
