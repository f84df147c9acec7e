// SQL statements of a fuzzer's choice around the functions: joined, correlated, grouped, in views, triggers, CTEs,
// window frames, RETURNING, generated columns, CHECK constraints, indexes on expressions, upserts.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "fuzz/input.hpp"
#include "robust/functions.hpp"

namespace fuzz {

/// The tables and views that the statements speak of.
extern const char* const grammar_tables;

class Grammar {
 public:
  Grammar(Input& input, std::span<const robust::Function> functions);

  std::string statement();

 private:
  using Texts = std::initializer_list<const char*>;

  bool chance(std::size_t one_in) { return input_.chance(one_in); }
  std::string one(Texts texts) { return input_.pick(texts); }
  /// Room for one more expression, query or table inside; `otherwise` when there is none.
  bool goes_deeper();

  std::string column();
  std::string list();
  std::string aggregate(bool window);
  std::string expression();
  std::string function_call();
  std::string table();
  std::string from();
  std::string predicate();
  std::string select(bool scalar);
  std::string good_select();
  std::string change();
  std::string definition();

  Input& input_;
  std::vector<const robust::Function*> table_functions_, aggregates_;
  int depth_ = 0, budget_ = 50;
};

}  // namespace fuzz
