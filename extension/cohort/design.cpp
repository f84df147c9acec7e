#include "cohort/design.hpp"

#include <algorithm>
#include <cmath>

#include "cohort/slips.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Type, declare::Value;

namespace {

Value censored_as(const std::optional<Value>& censor) { return censor ? *censor : Value{std::int64_t{0}}; }

}  // namespace

std::vector<declare::Expression> Design::choose(std::vector<declare::Expression> all) const {
  names_newdata_ = std::erase_if(all, [](const declare::Expression& one) { return one.argument == "newdata_id"; }) > 0;
  return all;
}

void Design::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  follow_up_.begin(poll, is_sampling_ ? Weights::sampling : Weights::counts);
  const declare::Expression* before = nullptr;  // of the terms
  std::size_t part = 0;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const declare::Expression& expression = expressions[i];
    Role role = role_of(expression.argument);
    if (role == Role::id && keeps_origins_) role = Role::label, label_cell_ = i;
    follow_up_.add(expression, role);
    if (expression.argument == "by_expr") by_.push_back(expression.text);
    if (expression.argument == "censor_by" || expression.argument == "treatment_expr" ||
        expression.argument == "by_expr" || expression.argument == "subgroups")
      censoring_cells_.push_back(i);
    if (expression.argument != "terms") continue;
    if (before && before->item == expression.item) {
      ++part;
    } else {
      add_term(expression.given);
      part = 0;
    }
    before = &expression;
    add_term_cell(i, part);
  }
  if (!may_lack_covariates_ &&
      std::ranges::none_of(terms_, [](const Term& term) { return term.kind == Term::covariate; }))
    throw Error("argument 'terms' has no covariate");
  const auto grouping = [&](const std::vector<std::size_t>& cells) {
    std::vector<std::string> names;
    for (const std::size_t cell : cells) names.push_back(expressions[cell].text);
    return Grouping(std::move(names));
  };
  strata_ = grouping(strata_cells_), clusters_ = grouping(cluster_cells_), censoring_ = grouping(censoring_cells_);
  columns_ = follow_up_.columns();
  columns_.group = strata_.size() > 0;
}

void Design::add_term(const std::string& given) {
  Term term = parse_term(given);
  for (const Term& other : terms_)
    if (declare::same_name(other.name, term.name) && other.kind == term.kind)
      throw Error(cat("argument 'terms': '", term.name, "' is given twice"));
  if (may_lack_covariates_ && term.kind == Term::covariate && term.name == "1") term.kind = Term::intercept;
  values_.emplace_back(term.parts.size());
  for (std::size_t i = 0; i < term.parts.size(); ++i) values_.back()[i].is_factor = term.parts[i].is_factor;
  terms_.push_back(std::move(term));
}

void Design::add_term_cell(std::size_t cell, std::size_t part) {
  switch (terms_.back().kind) {
    case Term::covariate:
      return covariates_.push_back({cell, terms_.size() - 1, part});
    case Term::offset:
      return offset_cells_.push_back(cell);
    case Term::strata:
      return strata_cells_.push_back(cell);
    case Term::cluster:
      return cluster_cells_.push_back(cell);
    case Term::intercept:
      return;
  }
}

void Design::row(std::span<const Cell> cells) {
  survival::Patient row;
  double offset = 0;
  if (!follow_up_.read(cells, row) || !read_terms(cells, offset)) return;
  if (keeps_origins_) {
    origins_.push_back(std::int64_t(follow_up_.rows()));
    if (label_cell_) ids_.push_back(cells[*label_cell_].value());
  }
  const auto group = [&](Grouping& grouping, const std::vector<std::size_t>& of) {
    group_.clear();
    for (const std::size_t cell : of) group_.push_back(cells[cell]);
    return grouping.code(group_, poll_);
  };
  if (columns_.group) row.group = group(strata_, strata_cells_);
  survival::append(rows_.patients, row, columns_, poll_);
  if (!offset_cells_.empty()) survival::append(rows_.offset, offset, poll_);
  if (clusters_.size() > 0) survival::append(rows_.cluster, group(clusters_, cluster_cells_), poll_);
  if (censoring_.size() > 0) survival::append(rows_.censoring, group(censoring_, censoring_cells_), poll_);
  for (const Covariate& one : covariates_) survival::append(values_[one.term][one.part].values, one.read, poll_);
}

bool Design::read_terms(std::span<const Cell> cells, double& offset) {
  bool good = true;
  for (Covariate& one : covariates_) good &= read_value(cells[one.cell], one);
  for (const std::size_t cell : offset_cells_) {
    double number = 0;
    good &= read_finite(cells[cell], cell, number);
    offset += number;
  }
  return good;
}

bool Design::read_finite(const Cell& cell, std::size_t place, double& number) {
  if (!read_number(cell, place, follow_up_.problems(), number)) return false;
  if (std::isfinite(number)) return true;
  follow_up_.problems().add(place, "is infinite", cat(number), mend);
  return false;
}

bool Design::read_value(const Cell& cell, Covariate& one) {
  TermValues& values = values_[one.term][one.part];
  if (cell.type() == Type::blob) {
    follow_up_.problems().add(one.cell, "is a blob", literal(cell.value()), "name a column of numbers or texts");
    return false;
  }
  if (!values.is_factor) {
    (cell.is_number() ? values.numbers : values.texts) = true;
    if (values.numbers && values.texts) {
      follow_up_.problems().add(one.cell, "is text in some rows and a number in others", literal(cell.value()),
                                cat("make it one of them, or write factor(",
                                    terms_[one.term].parts[one.part].expression, ") for a level of each value"));
      return false;
    }
    if (cell.is_number()) return read_finite(cell, one.cell, one.read);
  }
  one.read = values.levels.code(cell, poll_);
  return true;
}

void Design::end() {
  follow_up_.end();
  check_groups(follow_up_, strata_, strata_cells_);
  check_groups(follow_up_, clusters_, cluster_cells_);
  check_groups(follow_up_, censoring_, censoring_cells_);
  if (has_clusters() && clusters() == 1) throw one_cluster(follow_up_.subject(cluster_cells_.front()));
  check_levels();
  check_spelling(statuses_of(follow_up_, follow_up_.statuses().values()));
  if (follow_up_.statuses().size() == 0) check_events(follow_up_, rows_.patients);
}

void Design::check_levels() const {
  for (const Covariate& one : covariates_) {
    const TermValues& column = values_[one.term][one.part];
    const std::string& expression = terms_[one.term].parts[one.part].expression;
    const Values levels{column.levels.cells(), Values::term, follow_up_.subject(one.cell), expression};
    if (!column.is_factor) check_numbers_as_text(levels, cat("factor(", expression, ")"));
    check_spelling(levels);
    check_missing_marks(levels);
  }
}

/// What is not censored, sorted.
std::vector<Value> Design::causes(const std::optional<Value>& censor) {
  const std::vector<Value>& known = follow_up_.statuses().values();
  if (known.empty()) return {};
  check_censor(censor, known, follow_up_.subject(Role::outcome), true);
  check_statuses(follow_up_, known, censor);
  std::vector<Value> causes;
  for (const Value& value : known)
    if (!declare::equal(value, censored_as(censor))) causes.push_back(value);
  std::ranges::sort(causes, declare::less);
  return causes;
}

std::vector<Value> Design::name_causes(const std::optional<Value>& censor) {
  const std::vector<Value>& known = follow_up_.statuses().values();
  if (known.empty()) return {};
  std::vector<Value> all = causes(censor);
  std::vector<std::uint32_t> codes;
  for (const Value& value : known) {
    const std::size_t at = place(value, all);
    codes.push_back(at < all.size() ? std::uint32_t(at + 1) : 0);
  }
  renumber(rows_.patients.status, codes);
  return all;
}

void Design::name_any_event(const std::optional<Value>& censor) {
  std::vector<std::uint32_t> codes;
  for (const Value& value : follow_up_.statuses().values())
    codes.push_back(declare::equal(value, censored_as(censor)) ? 0 : 1);
  renumber(rows_.patients.status, codes);
}

void Design::name_cause(const std::optional<Value>& cause, const std::optional<Value>& censor) {
  const std::vector<Value>& known = follow_up_.statuses().values();
  const std::string of = follow_up_.subject(Role::outcome);
  if (known.empty()) return;
  const Value censored = censored_as(censor);
  const std::vector<Value> causes = this->causes(censor);
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

/// Makes one row of a patient's rows that agree in all their terms and only split follow-up.
void Design::join_rows() {
  survival::Patients sorted = rows_.patients;
  const std::size_t n = sorted.size();
  sorted.row.resize(n);
  survival::for_each_row(n, poll_, [&](std::size_t i) { sorted.row[i] = std::uint32_t(i); });
  const auto same = [](const auto& column, std::size_t i, std::size_t j) {
    return column.empty() || column[i] == column[j];
  };
  sort_stays(sorted, stays_, follow_up_, poll_, [&](std::size_t earlier, std::size_t later) {
    const std::size_t i = sorted.row[earlier], j = sorted.row[later];
    return same(rows_.offset, i, j) && same(rows_.cluster, i, j) && same(rows_.censoring, i, j) &&
           std::ranges::all_of(covariates_,
                               [&](const Covariate& one) { return same(values_[one.term][one.part].values, i, j); });
  });
  if (sorted.size() == n) return;
  survival::LargeVector<std::uint8_t> is_left(n);
  survival::for_each_row(sorted.size(), poll_, [&](std::size_t k) {
    is_left[sorted.row[k]] = 1;
    rows_.patients.entry[sorted.row[k]] = sorted.entry[k];
  });
  survival::LargeVector<std::uint32_t> left;
  left.reserve(sorted.size());
  survival::for_each_row(n, poll_, [&](std::size_t i) {
    if (is_left[i]) left.push_back(std::uint32_t(i));
  });
  keep(left);
}

/// These rows alone, ascending.
void Design::keep(const survival::LargeVector<std::uint32_t>& rows) {
  const auto pick = [&](auto& column) {
    if (column.empty()) return;
    survival::for_each_row(rows.size(), poll_, [&](std::size_t i) { column[i] = column[rows[i]]; });
    column.resize(rows.size());
  };
  survival::for_each_column(rows_.patients, [&](auto& values, const auto&) { pick(values); });
  pick(rows_.offset), pick(rows_.cluster), pick(rows_.censoring);
  for (const Covariate& one : covariates_) pick(values_[one.term][one.part].values);
}

/// How many they are, and how many have several events: only clusters allow for these.
void Design::tell_patients() {
  survival::Patients& patients = rows_.patients;
  survival::LargeVector<std::uint8_t> seen(follow_up_.ids().size());  // 1: the patient, 2, 3: events
  n_ = 0;
  survival::for_each_row(patients.size(), poll_, [&](std::size_t i) {
    std::uint8_t& of = seen[patients.id[i]];
    if (of == 0) of = 1, *n_ += patients.weight_of(i);
    if (patients.status[i] != 1 || of == 3) return;
    if (++of == 3) repeated_events_ += patients.weight_of(i);
  });
  const auto id = std::move(patients.id);
  patients.id = {};
  if (clusters_.size() > 0 || stays_ == Stays::one) return;
  rows_.cluster = id;
  rows_.robust = is_sampling_ || repeated_events_ > 0;
  rows_.counted = !is_sampling_;
}

survival::Regression Design::regression(std::size_t most_levels) {
  if (!rows_.patients.id.empty()) {
    renumber(rows_.patients.id, follow_up_.ids().sort(poll_));
    join_rows();
    tell_patients();
  }
  if (strata_.size()) renumber(rows_.patients.group, strata_.sort(poll_));
  if (censoring_.size()) renumber(rows_.censoring, censoring_.sort(poll_));
  matrix_ = model_matrix(terms_, values_, rows_.patients.weight, is_sampling_, most_levels, by_, poll_);
  rows_.columns = std::move(matrix_.columns);
  if (const auto found = survival::superfluous(rows_, poll_))
    throw superfluous(matrix_.coefficients, *found, rows_.columns[found->column].front());
  return std::move(rows_);
}

std::vector<Value> Design::strata() const {
  if (strata_.size() == 0) return {Value{}};
  return strata_.labels(poll_);
}

}  // namespace cohort
