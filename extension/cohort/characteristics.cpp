#include "cohort/characteristics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "cohort/problems.hpp"
#include "cohort/slips.hpp"
#include "declare/message.hpp"
#include "declare/options.hpp"
#include "declare/sql_text.hpp"
#include "survival/poll.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Value;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 3> type_names = {"", "numeric",
                                                        "categorical"};  // in the order of Variable::Type

/// The last = of an item that is in no parentheses; an expression may hold others.
const declare::Token* last_equals(const std::vector<declare::Token>& tokens) {
  const declare::Token* last = nullptr;
  int open = 0;
  for (const declare::Token& token : tokens) {
    open += token.is('(') - token.is(')');
    if (token.is('=') && open == 0) last = &token;
  }
  return last;
}

}  // namespace

void Characteristics::types(const Value& text) {
  const auto fail = [&] {
    return Error(cat("must be pairs such as 'sex=categorical, age=numeric', got ", literal(text)));
  };
  const Cell cell = text;
  if (cell.type() != declare::Type::text) throw fail();
  try {
    for (const std::string& item : declare::split_list(cell.bytes())) {
      const auto tokens = declare::tokens(item);
      const declare::Token* equals = last_equals(tokens);
      if (!equals) throw fail();
      const auto at = std::size_t(equals->text.data() - item.data());
      const std::string_view name = declare::trimmed(std::string_view(item).substr(0, at));
      const std::string_view type = declare::trimmed(std::string_view(item).substr(at + 1));
      const auto found =
          std::find_if(type_names.begin() + 1, type_names.end(), [&](auto n) { return declare::same_name(n, type); });
      if (name.empty() || found == type_names.end()) throw fail();
      told_.push_back({declare::name_of(name), Variable::Type(found - type_names.begin())});
    }
  } catch (const Error&) {
    throw fail();  // a quote or comment that is not closed
  }
}

void Characteristics::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const declare::Expression& expression = expressions[i];
    std::string name = declare::name_of(expression.text);
    if (expression.argument == "variables") {
      variable_cells_.push_back(i);
      variables_.push_back({.name = std::move(name)});
      inputs_.emplace_back().expression = expression.text;
    } else if (expression.argument == "by_expr") {
      group_cells_.push_back(i);
      group_expressions_.push_back(expression.text);
      names.push_back(std::move(name));
    } else if (expression.argument == "weight") {
      weight_cell_ = i;
      weight_expression_ = expression.text;
    } else {
      throw std::logic_error(cat("characteristics have no column for the argument ", expression.argument));
    }
  }
  by_.resize(names.size());
  grouping_ = Grouping(std::move(names));
  tell_types();
}

void Characteristics::tell_types() {
  for (const Told& told : told_) {
    bool found = false;
    for (std::size_t v = 0; v < variables_.size(); ++v) {
      if (!declare::same_name(variables_[v].name, told.name)) continue;
      variables_[v].type = told.type;
      variables_[v].is_told = found = true;
    }
    if (found) continue;
    std::vector<std::string> known;
    for (const Variable& variable : variables_) known.push_back(variable.name);
    throw Error(cat("argument 'types' names '", told.name, "', which is none of the variables",
                    declare::did_you_mean(told.name, known)));
  }
}

void Characteristics::row(std::span<const Cell> cells) {
  for (std::size_t i = 0; i < group_cells_.size(); ++i) {
    by_[i] = cells[group_cells_[i]];
    if (by_[i].is_null()) return;
  }
  if (weight_cell_ && !read_weight(cells[*weight_cell_])) return;
  if (is_grouped()) groups_.push_back(grouping_.code(by_, poll_));
  for (std::size_t v = 0; v < variables_.size(); ++v) take(v, cells[variable_cells_[v]]);
  ++patients_;
}

/// Of a row that is not left out.
bool Characteristics::read_weight(const Cell& cell) {
  if (cell.is_null()) return false;
  double weight = 0;
  if (!read_number(cell, 0, weight_problems_, weight)) return false;
  if (!std::isfinite(weight) || weight < 0) {
    weight_problems_.add(0, weight < 0 ? "is negative" : "is not finite", literal(cell.value()),
                         "a weight is 0 or more");
    return false;
  }
  if (weight > 0) weights_.push_back(weight);
  return weight > 0;
}

void Characteristics::write_out() {
  if (weights_.empty()) return;
  constexpr double most = 1e8;
  double total = 0, broken = 0, example = 0;
  survival::for_each_row(patients_, poll_, [&](std::size_t i) {
    total += weights_[i];
    if (weights_[i] != std::trunc(weights_[i]) && broken++ == 0) example = weights_[i];
  });
  const std::string subject = cat("weight '", weight_expression_, "'");
  if (broken > 0)
    throw Error(cat(subject, " is not whole in ", declare::rows(broken), ", e.g. ", example,
                    "; a weight counts identical patients, unless weight_type = 'sampling' says that it is a sampling "
                    "weight"));
  if (total > most)
    throw Error(cat(subject, " sums to ", total, ", and at most ", most,
                    " patients can be written out; is it a number of patients?"));
  const auto written_out = [&](auto& column) {
    if (column.empty()) return;
    std::remove_reference_t<decltype(column)> all;
    all.reserve(std::size_t(total));
    survival::for_each_row(patients_, poll_,
                           [&](std::size_t i) { all.insert(all.end(), std::size_t(weights_[i]), column[i]); });
    column = std::move(all);
  };
  for (Variable& variable : variables_) written_out(variable.numbers), written_out(variable.codes);
  written_out(groups_);
  patients_ = std::size_t(total);
  weights_.clear();
}

void Characteristics::take(std::size_t v, const Cell& cell) {
  Variable& variable = variables_[v];
  if (variable.type == Variable::unknown) {
    if (cell.is_null()) return;
    variable.type = cell.is_number() ? Variable::numeric : Variable::categorical;
  }
  // Those before the first value, of whom nothing was known.
  if (variable.type == Variable::numeric) {
    if (variable.numbers.size() < patients_) variable.numbers.resize(patients_, nan);
    return take_number(v, cell);
  }
  if (variable.codes.size() < patients_) variable.codes.resize(patients_, Variable::missing);
  if (cell.type() == declare::Type::blob) inputs_[v].blobs.add(cell);
  if (cell.is_number()) inputs_[v].numbers.add(cell);
  if (cell.type() == declare::Type::text) inputs_[v].texts.add(cell);
  variable.codes.push_back(cell.is_null() ? Variable::missing : variable.levels.code(cell, poll_));
}

void Characteristics::take_number(std::size_t v, const Cell& cell) {
  Variable& variable = variables_[v];
  Input& input = inputs_[v];
  double number = nan;
  if (cell.is_number()) {
    number = cell.number() + 0.0;  // -0 is 0
    input.numbers.add(cell);
    if (cell.type() == declare::Type::integer) {
      if (cell.integer() > largest_exact || cell.integer() < -largest_exact) input.inexact.add(cell);
    } else {
      variable.whole = variable.whole && number == std::trunc(number);
      if (std::isinf(number)) input.infinite.add(cell);
    }
  } else if (!cell.is_null()) {
    (cell.type() == declare::Type::text ? input.texts : input.blobs).add(cell);
  }
  variable.numbers.push_back(number);
}

void Characteristics::Seen::add(const Cell& cell) {
  if (rows++ == 0) example = literal(cell.value());
}

void Characteristics::report_problems() const {
  for (std::size_t v = 0; v < variables_.size(); ++v) {
    const std::string& name = variables_[v].name;
    const Input& input = inputs_[v];
    const auto fail = [&](const char* what, const Seen& seen, std::string_view way_out) {
      return Error(cat("variable '", name, "' is ", what, " in ", declare::rows(seen.rows), ", e.g. ", seen.example,
                       "; ", way_out));
    };
    const std::string as_categories = cat("correct the rows, or say types = '", name, "=categorical'");
    if (input.blobs.rows > 0) throw fail("a blob", input.blobs, "name a column or expression of numbers or texts");
    if (variables_[v].type == Variable::numeric && variables_[v].is_told && input.texts.rows > 0)
      throw fail("not a number", input.texts, as_categories);
    if (!variables_[v].is_told && input.texts.rows > 0 && input.numbers.rows > 0)
      throw Error(cat("variable '", name, "' is a number in ", declare::rows(input.numbers.rows), ", e.g. ",
                      input.numbers.example, ", and text in ", declare::rows(input.texts.rows), ", e.g. ",
                      input.texts.example, "; ", as_categories));
    if (input.infinite.rows > 0) throw fail("infinite", input.infinite, mend);
    if (input.inexact.rows > 0) throw fail("too large to be exact", input.inexact, as_categories);
  }
}

void Characteristics::check_slips() const {
  for (std::size_t v = 0; v < variables_.size(); ++v) {
    const std::string &name = variables_[v].name, &expression = inputs_[v].expression;
    const Values levels{variables_[v].levels.cells(), Values::variable, cat("variable '", name, "'"), expression};
    if (!variables_[v].is_told) check_numbers_as_text(levels, cat("types = '", name, "=categorical'"));
    check_spelling(levels);
    if (!variables_[v].is_told) check_missing_marks(levels);
  }
  for (std::size_t i = 0; i < group_cells_.size(); ++i) {
    const std::string& expression = group_expressions_[i];
    const Values groups{grouping_.cells(i), Values::group, cat("by '", expression, "'"), expression};
    check_spelling(groups);
    check_missing_marks(groups);
  }
}

void Characteristics::end() {
  weight_problems_.report([&](std::size_t) { return cat("weight '", weight_expression_, "'"); });
  report_problems();
  check_slips();
  for (Variable& variable : variables_) {
    if (variable.type != Variable::categorical) continue;
    const auto sorted = variable.levels.sort(poll_);
    survival::for_each_row(variable.codes.size(), poll_, [&](std::size_t i) {
      std::uint32_t& code = variable.codes[i];
      if (code != Variable::missing) code = sorted[code];
    });
  }
  if (!is_grouped() || patients_ == 0) return;
  const auto sorted = grouping_.sort(poll_);
  survival::for_each_row(patients_, poll_, [&](std::size_t i) { groups_[i] = sorted[groups_[i]]; });
  group_values_ = grouping_.labels(poll_);
}

}  // namespace cohort
