#include "cohort/design.hpp"

#include <algorithm>
#include <cmath>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Type, declare::Value;

namespace {

std::vector<std::string> names(const std::vector<Term>& terms, Term::Kind kind) {
  std::vector<std::string> found;
  for (const Term& term : terms)
    if (term.kind == kind)
      for (const TermPart& part : term.parts) found.push_back(part.expression);
  return found;
}

}  // namespace

void Design::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  std::size_t item = std::size_t(-1);
  std::vector<std::string> censor_by;
  for (const declare::Expression& expression : expressions) {
    Input input{Role::term, expression.text};
    if (expression.argument == "terms") {
      if (expression.item != item) {
        item = expression.item;
        Term term = parse_term(expression.given);
        for (const Term& other : terms_)
          if (declare::same_name(other.name, term.name) && other.kind == term.kind)
            throw Error(cat("argument 'terms': '", term.name, "' is given twice"));
        columns_.emplace_back(term.parts.size());
        for (std::size_t i = 0; i < term.parts.size(); ++i) columns_.back()[i].is_factor = term.parts[i].is_factor;
        terms_.push_back(std::move(term));
      } else {
        input.part = inputs_.back().part + 1;
      }
      input.term = terms_.size() - 1;
    } else {
      input.role = expression.argument == "time_expr"   ? Role::time
                   : expression.argument == "weight"    ? Role::weight
                   : expression.argument == "entry"     ? Role::entry
                   : expression.argument == "censor_by" ? Role::censor_by
                   : expression.argument == "id"        ? Role::id
                                                        : Role::outcome;
      if (input.role == Role::censor_by) censor_by.push_back(input.text);
    }
    inputs_.push_back(std::move(input));
  }
  if (std::ranges::none_of(terms_, [](const Term& term) { return term.kind == Term::covariate; }))
    throw Error("argument 'terms' has no covariate");
  strata_ = Grouping(names(terms_, Term::strata));
  clusters_ = Grouping(names(terms_, Term::cluster));
  censoring_ = Grouping(std::move(censor_by));
  read_.resize(inputs_.size());
}

void Design::row(std::span<const Cell> cells) {
  double weight = 1, time = 0, entry = 0, offset = 0;
  std::uint8_t status = 0;
  bool good = true, missing = false, has_entry = false, has_weight = false, has_offset = false;
  ++seen_;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    missing |= cells[i].is_null() && inputs_[i].role != Role::id;
    if (inputs_[i].role != Role::weight || cells[i].is_null()) continue;
    has_weight = true;
    if (!read_number(cells[i], i, weight)) return;
    if (weight < 0) return problems_.add(i, "is negative", cat(weight), "a weight counts patients who are alike");
    if (weight == 0) return;  // nobody: as if the row were not there
  }
  if (missing) {
    n_missing_ += weight;
    return;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    switch (inputs_[i].role) {
      case Role::time:
        whole_times_ &= cells[i].type() == Type::integer;
        good &= read_number(cells[i], i, time);
        if (time < 0) problems_.add(i, "is negative", cat(time), mend), good = false;
        break;
      case Role::outcome:
        good &= read_outcome(cells[i], i, status);
        break;
      case Role::entry:
        has_entry = true;
        good &= read_number(cells[i], i, entry);
        if (good && entry >= time)
          problems_.add(i, "is not before time", cat("entry ", entry, " at time ", time), mend), good = false;
        break;
      case Role::term:
        if (terms_[inputs_[i].term].kind == Term::covariate) good &= read_term(cells[i], i, read_[i]);
        if (terms_[inputs_[i].term].kind == Term::offset) {
          has_offset = true;
          good &= read_number(cells[i], i, read_[i]);
          offset += read_[i];
        }
        break;
      case Role::weight:
      case Role::censor_by:
      case Role::id:
        break;
    }
  }
  if (!good) return;
  if (keeps_origins_) {
    origins_.push_back(seen_);
    if (const std::size_t id = input_of(Role::id); id < inputs_.size()) ids_.push_back(cells[id].value());
  }
  survival::Patients& patients = rows_.patients;
  survival::append(patients.time, time + 0.0, poll_);  // + 0.0: -0 is 0
  survival::append(patients.status, status, poll_);
  if (has_entry) survival::append(patients.entry, entry + 0.0, poll_);
  if (has_weight) survival::append(patients.weight, weight, poll_);
  if (has_offset) survival::append(rows_.offset, offset, poll_);
  whole_counts_ = whole_counts_ && weight == std::trunc(weight);
  total_ += weight;
  const auto group = [&](Grouping& grouping, survival::LargeVector<std::uint32_t>& codes, auto belongs) {
    if (grouping.size() == 0) return;
    group_cells_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (belongs(inputs_[i])) group_cells_.push_back(cells[i]);
    survival::append(codes, grouping.code(group_cells_), poll_);
  };
  const auto of_kind = [&](Term::Kind kind) {
    return [this, kind](const Input& input) { return input.role == Role::term && terms_[input.term].kind == kind; };
  };
  group(strata_, patients.group, of_kind(Term::strata));
  group(clusters_, rows_.cluster, of_kind(Term::cluster));
  group(censoring_, rows_.censoring, [](const Input& input) { return input.role == Role::censor_by; });
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (inputs_[i].role == Role::term && terms_[inputs_[i].term].kind == Term::covariate)
      survival::append(columns_[inputs_[i].term][inputs_[i].part].values, read_[i], poll_);
}

bool Design::read_number(const Cell& cell, std::size_t input, double& number) {
  if (!cohort::read_number(cell, input, problems_, number)) return false;
  if (std::isfinite(number)) return true;
  problems_.add(input, "is infinite", cat(number), mend);
  return false;
}

bool Design::read_outcome(const Cell& cell, std::size_t input, std::uint8_t& code) {
  const std::string value = literal(cell.value());
  if (outcome_ == Outcome::event) {
    code = cell.is_number() && cell.number() == 1;
    if (cell.is_number() && (cell.number() == 0 || cell.number() == 1)) return true;
    problems_.add(input, "is not 0 or 1", value, event_way_out(cell, inputs_[input].text));
    return false;
  }
  const std::uint32_t number = status_values_.code(cell);
  code = std::uint8_t(number);
  if (number < most_statuses) return true;
  problems_.add(input, cat("has more than ", most_statuses, " different values"), value,
                "it names the cause of an event");
  return false;
}

bool Design::read_term(const Cell& cell, std::size_t input, double& number) {
  Column& column = columns_[inputs_[input].term][inputs_[input].part];
  if (cell.type() == Type::blob) {
    problems_.add(input, "is a blob", literal(cell.value()), "name a column of numbers or texts");
    return false;
  }
  if (!column.is_factor) {
    (cell.is_number() ? column.numbers : column.texts) = true;
    if (column.numbers && column.texts) {
      problems_.add(input, "is text in some rows and a number in others", literal(cell.value()),
                    cat("make it one of them, or write factor(", inputs_[input].text, ") for a level of each value"));
      return false;
    }
    if (cell.is_number()) return read_number(cell, input, number);
  }
  number = column.levels.code(cell);
  return true;
}

std::string Design::subject(std::size_t input) const {
  const Input& one = inputs_[input];
  std::string_view role = "terms";
  if (one.role == Role::time) role = "time";
  if (one.role == Role::weight) role = "weight";
  if (one.role == Role::entry) role = "entry";
  if (one.role == Role::censor_by) role = "censor_by";
  if (one.role == Role::outcome) role = outcome_ == Outcome::event ? "event" : "status";
  return cat(role, " '", one.text, "'");
}

std::size_t Design::input_of(Role role) const {
  return std::size_t(std::ranges::find(inputs_, role, &Input::role) - inputs_.begin());
}

void Design::end() {
  problems_.report([&](std::size_t input) { return subject(input); });
  if (const std::size_t input = input_of(Role::weight); input < inputs_.size()) check_total(total_, subject(input));
}

void Design::name_cause(const std::optional<Value>& cause, const std::optional<Value>& censor) {
  const std::vector<Value>& known = status_values_.values();
  const std::string of = subject(input_of(Role::outcome));
  if (known.empty()) return;
  check_censor(censor, known, of, true);
  const Value censored = censor ? *censor : Value{std::int64_t{0}};
  std::vector<Value> causes;
  for (const Value& value : known)
    if (!declare::equal(value, censored)) causes.push_back(value);
  std::ranges::sort(causes, declare::less);
  if (cause && place(*cause, causes) == causes.size()) throw no_value("cause", *cause, of, causes);
  if (!cause && causes.size() > 1) {
    std::vector<std::string> shown = literals(causes);
    if (shown.size() > 10) shown.resize(10);
    throw Error(
        cat(of, " has ", causes.size(), " causes; name the one of interest with cause: ", declare::any_of(shown)));
  }
  const Value event = cause ? *cause : causes.empty() ? Value{} : causes.front();
  std::vector<std::uint32_t> codes;
  for (const Value& value : known)
    codes.push_back(declare::equal(value, censored) ? 0 : declare::equal(value, event) ? 1 : 2);
  renumber(rows_.patients.status, codes);
}

std::vector<Design::Basis> Design::bases(std::size_t term, std::size_t part, std::size_t most_levels) {
  Column& column = columns_[term][part];
  const TermPart& typed = terms_[term].parts[part];
  if (column.numbers) return {{std::move(column.values), {}, {{term, part, {}}}}};
  const std::vector<std::uint32_t> sorted = column.levels.sort();
  const std::vector<Value>& levels = column.levels.values();
  if (levels.size() > most_levels)
    throw Error(cat("terms '", typed.expression, "' has ", levels.size(), " levels, and ", most_levels,
                    " are allowed; group them, or raise max_levels"));
  const std::size_t reference = typed.reference ? place(*typed.reference, levels) : 0;
  if (reference == levels.size())
    throw no_value("reference", *typed.reference, cat("terms '", typed.expression, "'"), levels);
  std::vector<Basis> found;
  if (terms_[term].parts.size() == 1) coefficients_.push_back({terms_[term].name, levels[reference], std::nullopt});
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (level == reference) continue;
    Basis basis{survival::LargeVector<double>(column.values.size()), levels[level], {{term, part, level}}};
    survival::for_each_row(column.values.size(), poll_,
                           [&](std::size_t i) { basis.values[i] = sorted[std::size_t(column.values[i])] == level; });
    found.push_back(std::move(basis));
  }
  if (found.empty() && !levels.empty())
    throw Error(cat("terms '", typed.expression, "' is ", literal(levels.front()), " in every row; leave it out"));
  survival::release(column.values, poll_);
  return found;
}

void Design::add_covariate(std::size_t term, std::size_t most_levels) {
  const std::vector<TermPart>& parts = terms_[term].parts;
  std::vector<Basis> product;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    std::vector<Basis> more = bases(term, part, most_levels);
    if (parts.size() > 1)
      for (Basis& basis : more)
        if (basis.level.index() != 0) basis.level = cat(parts[part].expression, "=", declare::text(basis.level));
    if (part == 0) {
      product = std::move(more);
      continue;
    }
    std::vector<Basis> all;
    for (const Basis& a : product)
      for (const Basis& b : more) {
        Basis both{survival::LargeVector<double>(a.values.size()), a.level.index() ? a.level : b.level, a.factors};
        both.factors.insert(both.factors.end(), b.factors.begin(), b.factors.end());
        if (a.level.index() && b.level.index()) both.level = cat(declare::text(a.level), ", ", declare::text(b.level));
        survival::for_each_row(a.values.size(), poll_,
                               [&](std::size_t i) { both.values[i] = a.values[i] * b.values[i]; });
        all.push_back(std::move(both));
      }
    product = std::move(all);
  }
  for (Basis& basis : product) {
    coefficients_.push_back({terms_[term].name, std::move(basis.level), rows_.columns.size()});
    factors_.push_back(std::move(basis.factors));
    rows_.columns.push_back(std::move(basis.values));
  }
}

survival::Regression Design::regression(std::size_t most_levels) {
  if (strata_.size()) renumber(rows_.patients.group, strata_.sort());
  if (censoring_.size()) renumber(rows_.censoring, censoring_.sort());
  for (std::size_t term = 0; term < terms_.size(); ++term)
    if (terms_[term].kind == Term::covariate) add_covariate(term, most_levels);
  if (const auto found = survival::superfluous(rows_, poll_)) throw superfluous(*found);
  return std::move(rows_);
}

std::vector<Value> Design::strata() const {
  if (strata_.size() == 0) return {Value{}};
  std::vector<Value> labels;
  for (const auto& parts : strata_.parts()) labels.push_back(strata_.label(parts, 0, parts.size()));
  return labels;
}

std::string named(const Coefficient& coefficient) {
  return coefficient.level.index() == 0 ? cat("'", coefficient.term, "'")
                                        : cat("'", coefficient.term, "' (", literal(coefficient.level), ")");
}

Error Design::superfluous(const survival::Superfluous& found) const {
  const auto of = [&](std::size_t column) { return *std::ranges::find(coefficients_, column, &Coefficient::column); };
  const Coefficient& it = of(found.column);
  if (found.given.empty())
    return Error(cat("terms ", named(it), " is ", rows_.columns[found.column].front(), " in every row; leave it out"));
  std::string others;
  for (std::size_t i = 0; i < found.given.size(); ++i)
    others += cat(i == 0 ? "" : i + 1 == found.given.size() ? " and " : ", ", named(of(found.given[i])));
  return Error(cat("terms ", named(it), " is known from ", others, " (a linear combination of them); leave it out"));
}

}  // namespace cohort
