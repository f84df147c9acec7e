#include "cohort/registry/merged.hpp"

#include <algorithm>
#include <cmath>

#include "cohort/dictionary.hpp"
#include "declare/message.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::Value;
using survival::LargeVector, survival::Patients;

namespace {

/// The values of all parts, sorted, and of each part the new code of each old one.
struct United {
  std::vector<Value> values;
  std::vector<std::vector<std::uint32_t>> codes;
};

United unite(const std::vector<Packed>& parts, std::vector<Value> Packed::*list) {
  Dictionary all;
  United united;
  for (const Packed& part : parts) {
    std::vector<std::uint32_t>& codes = united.codes.emplace_back();
    for (const Value& value : part.*list) codes.push_back(all.code(value));
  }
  const std::vector<std::uint32_t> sorted = all.sort();
  for (std::vector<std::uint32_t>& codes : united.codes) renumber(codes, sorted);
  united.values = all.values();
  return united;
}

bool has_groups(const Packed& part) { return !(part.groups.size() == 1 && part.groups.front().index() == 0); }

/// Whether the parts have something. \throws Error where only some of them do
template <class Has>
bool all_have(const std::vector<Packed>& parts, Has has, const char* what, const char* where) {
  const auto with = std::ranges::count_if(parts, has);
  if (with != 0 && std::size_t(with) != parts.size())
    throw Error(cat(with, " of ", parts.size(), " blobs have ", what, " and the others do not; ", where));
  return with != 0;
}

/// Appends a column; where only other parts have it, the same value for each of the rows.
template <class T>
void append_all(LargeVector<T>& to, const LargeVector<T>& from, std::size_t rows, T otherwise,
                const survival::Poll& poll) {
  survival::for_each_row(rows, poll,
                         [&](std::size_t i) { survival::append(to, from.empty() ? otherwise : from[i], poll); });
}

/// Appends the columns that any of the parts has.
void append_patients(Patients& to, const Patients& from, const std::vector<Packed>& parts, const survival::Poll& poll) {
  survival::for_each_column([&](const auto& column) {
    const auto is_there = [&](const Packed& part) { return !(part.patients.*column.values).empty(); };
    if (column.asked && std::ranges::none_of(parts, is_there)) return;
    append_all(to.*column.values, from.*column.values, from.size(), survival::Patient{}.*column.value, poll);
  });
}

/// Leaves no value in a list that no row has: a suppressed group's name would tell that it was there.
template <class Code>
void drop_unused(std::vector<Value>& values, std::initializer_list<LargeVector<Code>*> columns) {
  std::vector<bool> used(values.size());
  for (const auto* column : columns)
    for (const Code code : *column) used[code] = true;
  std::vector<std::uint32_t> codes(values.size());
  std::vector<Value> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    codes[i] = std::uint32_t(kept.size());
    if (used[i]) kept.push_back(std::move(values[i]));
  }
  for (auto* column : columns) renumber(*column, codes);
  values = std::move(kept);
}

}  // namespace

Packed merged(std::vector<Packed> parts, const survival::Poll& poll) {
  const auto nobody = [](const Packed& part) { return part.patients.size() == 0; };
  Packed all;
  const bool grouped =
      all_have(parts, has_groups, "groups", "give surv() a group in all of them, e.g. surv(time, status, centre)");
  std::vector<Packed> peopled;
  for (Packed& part : parts) {
    all.n_missing += part.n_missing;
    all.whole_times = all.whole_times && part.whole_times;
    if (!nobody(part)) peopled.push_back(std::move(part));
  }
  const auto& squares = [](const Packed& part) { return !part.patients.weight2.empty(); };
  const auto& states = [](const Packed& part) { return !part.patients.from.empty(); };
  const auto& ids = [](const Packed& part) { return !part.patients.id.empty(); };
  all_have(peopled, squares, "sampling weights", "give surv() such weights in all of them, or in none");
  all_have(peopled, states, "the states that rows are lived in", "make all of them by the same call");
  all_have(peopled, ids, "patients told apart by id", "give surv() an id in all of them, or in none");
  const United statuses = unite(peopled, &Packed::statuses), groups = unite(peopled, &Packed::groups);
  std::uint32_t patients = 0;
  for (std::size_t i = 0; i < peopled.size(); ++i) {
    Patients& part = peopled[i].patients;
    renumber(part.status, statuses.codes[i]);
    renumber(part.from, statuses.codes[i]);
    renumber(part.group, groups.codes[i]);
    std::uint32_t own = 0;
    for (std::uint32_t& id : part.id) own = std::max(own, id + 1), id += patients;
    patients += own;
  }
  for (const Packed& part : peopled) append_patients(all.patients, part.patients, peopled, poll);
  all.statuses = statuses.values;
  all.groups = grouped ? groups.values : std::vector<Value>{{}};
  survival::collapse(all.patients, poll);
  return all;
}

void Blobs::begin(std::span<const declare::Expression>, const declare::Poll& poll) { poll_ = poll; }

void Blobs::row(std::span<const Cell> cells) {
  const Cell& cell = cells.front();
  if (cell.is_null()) return;
  if (cell.type() != declare::Type::blob)
    throw Error(cat("argument 'blob' must be a value that surv() made, got ", declare::literal(cell.value())));
  parts_.push_back(cohort::unpack(cell.bytes(), poll_));
}

Packed coarsened(Packed content, double width, double least, SmallCells small, const survival::Poll& poll) {
  Patients& p = content.patients;
  if (!p.id.empty()) throw Error("the blob tells patients apart by id, and a row each is no cell; pack without id");
  const bool whole = width == std::trunc(width);
  // a time that rounding alone set above a multiple is that multiple
  const auto up = [&](double time) { return width * std::ceil(time / width - survival::tie_tolerance) + 0.0; };
  const auto down = [&](double time) { return width * std::floor(time / width + survival::tie_tolerance) + 0.0; };
  double example = 0, entry = 0, late = 0;
  survival::for_each_row(p.size(), poll, [&](std::size_t i) {
    p.time[i] = up(p.time[i]);
    if (!p.entry.empty()) {
      p.entry[i] = p.entry[i] <= 0 ? p.entry[i] : down(p.entry[i]);
      if (p.entry[i] >= p.time[i] && late++ == 0) example = p.time[i], entry = p.entry[i];
    }
  });
  if (late > 0) throw Error(cat("entry ", entry, " is not before time ", example, " any more; give a smaller width"));
  content.whole_times = content.whole_times && whole;
  survival::collapse(p, poll);
  LargeVector<std::uint32_t> kept;
  double suppressed = 0, cells = 0;
  for (std::uint32_t i = 0; i < p.size(); ++i) {
    if (p.weight_of(i) >= least)
      survival::append(kept, i, poll);
    else
      suppressed += p.weight_of(i), ++cells;
  }
  if (cells == 0) return content;
  if (small == SmallCells::refuse)
    throw Error(cat(declare::rows(cells), " of ", p.size(), " would hold fewer than ", least, " patients (", suppressed,
                    " in all); give a larger width, fewer groups, or 'suppress' to leave them out"));
  content.patients = survival::picked(p, kept, poll);
  drop_unused(content.statuses, {&content.patients.status, &content.patients.from});
  if (has_groups(content)) drop_unused(content.groups, {&content.patients.group});
  return content;
}

}  // namespace cohort
