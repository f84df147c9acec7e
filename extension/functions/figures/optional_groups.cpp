#include "functions/figures/optional_groups.hpp"

#include <algorithm>

#include "cohort/packed.hpp"
#include "declare/message.hpp"

namespace functions {

using declare::Cell, declare::Error, declare::Expression;

void OptionalGroups::begin(std::span<const Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  std::vector<Expression> all(expressions.begin(), expressions.end());
  for (Expression& expression : all)
    if (expression.argument == "panel") expression.argument = "stratify";
  const auto is_outcome = [](const Expression& e) { return cohort::role_of(e.argument) == cohort::Role::outcome; };
  is_packed_ = std::ranges::none_of(all, is_outcome);
  if (is_packed_)
    beside_blob_.assign(all.begin() + 1, all.end());
  else
    begin_rows(std::move(all));
}

void OptionalGroups::begin_rows(std::vector<Expression> expressions) {
  std::vector<Expression> others;
  for (std::size_t i = 0; i < expressions.size(); ++i)
    if (expressions[i].argument == "by")
      by_ = i;
    else
      others.push_back(expressions[i]);
  all_.begin(others, poll_);
  grouped_.begin(expressions, poll_);
}

void OptionalGroups::row(std::span<const Cell> cells) {
  if (is_packed_)
    add_blob(cells.front().bytes(), cells.subspan(1));
  else
    add_row(cells);
}

void OptionalGroups::add_row(std::span<const Cell> cells) {
  if (has_groups_ || (by_ && !cells[*by_].is_null())) {
    has_groups_ = true;
    return grouped_.row(cells);
  }
  others_.assign(cells.begin(), cells.end());
  if (by_) others_.erase(others_.begin() + std::ptrdiff_t(*by_));
  all_.row(others_);
}

void OptionalGroups::add_blob(std::string_view bytes, std::span<const Cell> more) {
  const cohort::Packed content = cohort::unpack(bytes, poll_);
  const survival::Patients& patients = content.patients;
  if (!patients.from.empty())
    throw Error("the surv() blob holds the states that patients start from; draw the rows of a function of states");
  const bool has_groups = !patients.group.empty(), has_ids = !patients.id.empty();
  const bool has_entries = !patients.entry.empty();
  if (patients.size() == 0) return;  // whatever columns it would have
  const bool has_squares = !patients.weight2.empty();
  if (!blobs_have_groups_) {
    if (has_squares) all_.weigh(cohort::Weights::sampling), grouped_.weigh(cohort::Weights::sampling);
    std::vector<Expression> columns = {
        {"time", ""}, {outcome_ == cohort::Outcome::event ? "event" : "status", ""}, {"by", ""}, {"weight", ""}};
    if (has_entries) columns.push_back({"entry", ""});
    if (has_ids) columns.push_back({"id", ""});
    if (has_squares) columns.push_back({"weight2", ""});
    columns.insert(columns.end(), beside_blob_.begin(), beside_blob_.end());
    begin_rows(std::move(columns));
  }
  if (blobs_have_groups_.value_or(has_groups) != has_groups)
    throw Error("some surv() blobs have groups and others none; give all of them a by");
  if (blobs_have_ids_.value_or(has_ids) != has_ids)
    throw Error("some surv() blobs have ids and others none; give all of them an id");
  if (blobs_have_entries_.value_or(has_entries) != has_entries)
    throw Error("some surv() blobs have entries and others none; give all of them an entry");
  if (all_.has_sampling_weights() != has_squares)
    throw Error(
        "some surv() blobs have sampling weights and others count patients: their weights are whole numbers; make the "
        "weights of all of them one or the other");
  blobs_have_groups_ = has_groups, blobs_have_ids_ = has_ids, blobs_have_entries_ = has_entries;
  std::vector<Cell> cells;
  std::int64_t last_id = -1;
  survival::for_each_row(patients.size(), poll_, [&](std::size_t i) {
    const survival::Patient one = survival::patient(patients, i);
    cells.assign(
        {one.time, content.statuses[one.status], has_groups ? Cell(content.groups[one.group]) : Cell(), one.weight});
    if (has_entries) cells.emplace_back(one.entry);
    if (has_ids) cells.emplace_back(ids_ + one.id), last_id = std::max(last_id, std::int64_t{one.id});
    if (has_squares) cells.emplace_back(one.weight2);
    cells.insert(cells.end(), more.begin(), more.end());
    add_row(cells);
  });
  ids_ += last_id + 1;
}

}  // namespace functions
