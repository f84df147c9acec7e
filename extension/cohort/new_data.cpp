#include "cohort/new_data.hpp"

#include <algorithm>
#include <cmath>

#include "declare/message.hpp"
#include "survival/regression/spline.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::Expression, declare::literal, declare::Type, declare::Value;

std::vector<Expression> NewData::choose(std::vector<Expression> all) const {
  std::vector<Expression> chosen;
  for (Expression& expression : all) {
    if (expression.argument == "newdata_id") {
      chosen.push_back(std::move(expression));
      continue;
    }
    if (expression.argument != "terms") continue;
    const Term::Kind kind = parse_term(expression.given).kind;
    if (kind == Term::cluster) continue;
    expression.if_there = kind == Term::strata;
    chosen.push_back(std::move(expression));
  }
  return chosen;
}

void NewData::begin(std::span<const Expression> expressions, const declare::Poll& poll) {
  given_ = true;
  poll_ = poll;
  std::size_t item = std::size_t(-1), from = 0;
  for (std::size_t cell = 0; cell < expressions.size(); ++cell) {
    const Expression& expression = expressions[cell];
    if (expression.argument == "newdata_id") {
      id_cell_ = cell;
      continue;
    }
    const Term term = parse_term(expression.given);
    if (expression.item != item) item = expression.item, from = 0;
    // Of strata(a, b) one may not be here.
    const auto part = std::ranges::find(term.parts.begin() + std::ptrdiff_t(from), term.parts.end(), expression.text,
                                        &TermPart::expression);
    from = std::size_t(part - term.parts.begin()) + 1;
    columns_.push_back({term.kind, item, from - 1, expression.text, term.kind == Term::strata || part->is_factor});
  }
}

void NewData::row(std::span<const Cell> all) {
  ++n_;
  std::span<const Cell> cells = all;
  if (id_cell_) {
    read_.assign(all.begin(), all.end());
    read_.erase(read_.begin() + std::ptrdiff_t(*id_cell_));
    cells = read_;
  }
  if (std::ranges::any_of(cells, &Cell::is_null)) return;
  rows_.push_back(n_);
  if (id_cell_) ids_.push_back(all[*id_cell_].value());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Column& column = columns_[i];
    const Cell& cell = cells[i];
    const auto example = [&] { return cat(literal(cell.value()), " in row ", n_); };
    double value = 0;
    if (column.is_factor || (cell.type() == Type::text && column.kind == Term::covariate)) {
      value = column.levels.code(cell, poll_);
    } else if (cell.is_number()) {
      value = cell.number();
      if (!std::isfinite(value))
        problems_.add(i, "is infinite", example(), "correct the rows, or leave them out with a query as newdata");
    } else if (column.kind == Term::offset) {
      problems_.add(i, "is not a number", example(), "name a numeric column or expression");
    }
    if (cell.type() == Type::blob && column.kind == Term::covariate)
      problems_.add(i, "is a blob", example(), "name a column of numbers or texts");
    if (cell.type() == Type::text && column.texts++ == 0) column.first_text = example();
    if (cell.is_number() && column.numbers++ == 0) column.first_number = example();
    column.values.push_back(value);
  }
}

void NewData::end() {
  problems_.report([&](std::size_t column) { return subject(column); });
}

std::optional<std::size_t> NewData::find(std::size_t term, std::size_t part) const {
  const auto found = std::ranges::find_if(columns_, [&](const Column& c) { return c.term == term && c.part == part; });
  if (found == columns_.end()) return std::nullopt;
  return std::size_t(found - columns_.begin());
}

/// The place of each of the column's levels among those of the fit.
std::vector<std::uint32_t> NewData::ranks(const Column& column, const std::vector<Value>& known) const {
  std::vector<std::uint32_t> found;
  for (const Value& value : column.levels.values()) {
    const std::size_t rank = place(value, known);
    if (rank == known.size()) {
      const auto first = std::ranges::find(column.values, double(found.size())) - column.values.begin();
      throw no_value(cat("newdata row ", rows_[std::size_t(first)], ":"), value,
                     cat("terms '", column.expression, "' in the fit"), known);
    }
    found.push_back(std::uint32_t(rank));
  }
  return found;
}

/// Numbers where the fit had numbers, texts where it had texts.
void NewData::check_types(const Design& design) const {
  Problems problems;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (column.kind != Term::covariate || column.is_factor) continue;
    const bool number = design.levels(column.term, column.part).empty();
    if (number && column.texts > 0)
      problems.add(i, "is text", column.first_text, "in the fit it is a number", column.texts);
    if (!number && column.numbers > 0)
      problems.add(i, "is a number", column.first_number, "in the fit it is text", column.numbers);
  }
  problems.report([&](std::size_t column) { return subject(column); });
}

std::vector<std::uint32_t> NewData::strata(const Design& design) const {
  const Grouping& grouping = design.strata_grouping();
  std::vector<const Column*> here;
  std::vector<std::vector<std::uint32_t>> rank_of;  // by expression and code
  const std::string* lacking = nullptr;
  std::size_t expressions = 0;
  for (std::size_t term = 0; term < design.terms().size(); ++term) {
    const Term& one = design.terms()[term];
    for (std::size_t part = 0; one.kind == Term::strata && part < one.parts.size(); ++part, ++expressions) {
      const auto column = find(term, part);
      if (!column) {
        lacking = &one.parts[part].expression;
        continue;
      }
      here.push_back(&columns_[*column]);
      rank_of.push_back(ranks(columns_[*column], grouping.values(expressions)));
    }
  }
  if (here.empty()) return {};
  if (lacking)
    throw Error(cat("newdata has '", here.front()->expression, "' but not '", *lacking,
                    "'; give it all columns of the strata, or none for a curve of each stratum"));
  std::vector<std::uint32_t> found(rows_.size()), at(here.size());
  survival::for_each_row(rows_.size(), poll_, [&](std::size_t i) {
    for (std::size_t k = 0; k < here.size(); ++k) at[k] = rank_of[k][std::size_t(here[k]->values[i])];
    const auto stratum = grouping.find(at);
    if (!stratum)
      throw Error(
          cat("newdata row ", rows_[i], ": nobody in the fit was in stratum ", declare::text(grouping.label(at))));
    found[i] = *stratum;
  });
  return found;
}

Profiles NewData::profiles(const Design& design) const {
  check_types(design);
  struct Read {
    const std::vector<double>* values;
    std::vector<std::uint32_t> rank;  ///< of each code; empty for a number
    std::optional<std::size_t> level, nonlinear;
    const std::vector<double>* knots;
  };
  std::vector<std::vector<Read>> columns;
  for (const auto& factors : design.factors()) {
    columns.emplace_back();
    for (const Factor& factor : factors) {
      const Column& column = columns_[*find(factor.term, factor.part)];
      Read read{&column.values, {}, factor.level, factor.nonlinear, &design.knots(factor.term, factor.part)};
      if (factor.level) read.rank = ranks(column, design.levels(factor.term, factor.part));
      columns.back().push_back(std::move(read));
    }
  }
  const std::size_t p = columns.size();
  Profiles profiles{rows_, std::vector<double>(rows_.size() * p), {}, strata(design), ids_};
  survival::for_each_row(rows_.size(), poll_, [&](std::size_t i) {
    for (std::size_t j = 0; j < p; ++j) {
      double product = 1;
      for (const Read& read : columns[j]) {
        const double value = (*read.values)[i];
        product *= read.level       ? double(read.rank[std::size_t(value)] == *read.level)
                   : read.nonlinear ? survival::restricted_cubic(value, *read.knots, *read.nonlinear)
                                    : value;
      }
      profiles.x[i * p + j] = product;
    }
  });
  for (const Column& column : columns_) {
    if (column.kind != Term::offset) continue;
    profiles.offset.resize(rows_.size());
    survival::for_each_row(rows_.size(), poll_, [&](std::size_t i) { profiles.offset[i] += column.values[i]; });
  }
  return profiles;
}

}  // namespace cohort
