#include "functions/figures/shown_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "functions/figures/wording.hpp"
#include "survival/curves/disclosure.hpp"

namespace functions {

using declare::cat, declare::Error;

namespace {

/// Options that stand where the group belongs are the group of everybody.
void check_groups(const OptionalGroups& patients, const std::vector<declare::Value>& groups) {
  if (!patients.has_groups() || groups.size() != 1) return;
  const std::string group = declare::text(groups.front());
  if (group.starts_with('{') && group.ends_with('}'))
    throw Error(cat("by is a JSON object in every row, e.g. ", declare::literal(declare::shortened(group, 40)),
                    "; options come after by, so write NULL in its place: (time, event, NULL, '{...}')"));
}

}  // namespace

ShownTables::ShownTables(const CurveOptions& options, OptionalGroups& patients, const cohort::RiskTables& tables,
                         const declare::Poll& poll)
    : options_(options), patients_(patients), tables_(tables), order_(tables.blocks()) {
  constexpr std::size_t most_groups = 40, most_panels = 12;
  const std::size_t groups = tables.groups().size();
  check_groups(patients, patients.patients().strata());
  if (options.least && patients.patients().has_sampling_weights())
    throw Error(
        "argument 'options' key 'least' counts patients, and the blob has sampling weights, whose sums tell nothing of "
        "them; leave one of them out");
  if (patients.has_groups()) check_labels("group_labels", options.group_labels, patients.patients().strata());
  check_labels("panel_labels", options.panel_labels, patients.patients().blocks());
  if (groups > most_groups)
    throw Error(cat("by makes ", groups, " groups, and a figure shows at most ", most_groups,
                    "; is it a name or a measurement?"));
  if (order_.size() > most_panels)
    throw Error(cat("panel makes ", order_.size(), " panels, and a figure shows at most ", most_panels,
                    "; is it a name or a measurement?"));
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const auto& values = patients.patients().blocks();
  std::ranges::sort(order_, [&](std::size_t a, std::size_t b) { return declare::less(values[a], values[b]); });
  told_until_.assign(order_.size(), std::vector<double>(groups, std::numeric_limits<double>::infinity()));
  if (options.least) coarsen(poll);
}

survival::Block ShownTables::groups(std::size_t panel) const { return shown(order_[panel]); }

survival::Block ShownTables::shown(std::size_t block) const {
  return options_.least ? survival::Block(coarse_[block]) : tables_.block(block);
}

double ShownTables::last() const {
  double last = 0;
  for (std::size_t b = 0; b < tables_.blocks(); ++b)
    for (const survival::RiskTable& table : shown(b))
      if (!table.rows.empty()) last = std::max(last, table.rows.back().time);
  return last;
}

double ShownTables::most() const {
  double most = 0;
  for (const survival::RiskTable& table : tables_.all) most = std::max(most, table.n());
  return most;
}

std::string ShownTables::group_label(std::size_t group) const {
  return patients_.has_groups() ? label_of(patients_.patients().strata()[group], options_.group_labels) : "";
}

std::string ShownTables::panel_label(std::size_t panel) const {
  const declare::Value& value = patients_.patients().blocks()[order_[panel]];
  return value.index() == 0 ? "" : label_of(value, options_.panel_labels);
}

void ShownTables::coarsen(const declare::Poll& poll) {
  const double least = *options_.least;
  const auto fail = [&](const std::string& what) { return Error(cat("argument 'options' key 'least' ", what)); };
  if (least != std::trunc(least)) throw fail(cat("must be a whole number, got ", least));
  if (!patients_.patients().whole_counts()) throw fail("counts patients, and the weights are no counts");
  for (std::size_t b = 0; b < tables_.blocks(); ++b) {
    coarse_.emplace_back();
    for (std::size_t g = 0; g < tables_.by_block; ++g) {
      const survival::RiskTable& table = tables_.block(b)[g];
      if (!table.entering.empty())
        throw fail("cannot hide when patients enter; leave entry out, or draw the figure without least");
      auto coarse = survival::coarsened(table, least, poll);
      if (!coarse) {
        const std::string name = group_label(g);
        throw fail(cat("is ", least, ", and ", name.empty() ? "" : cat("in group '", name, "' "),
                       "fewer patients had an event, or were censored, than can be told of; leave the group out, join "
                       "it with another, or lower least"));
      }
      told_until_[b][g] = coarse->told_until;
      coarse_.back().push_back(std::move(coarse->table));
    }
  }
}

}  // namespace functions
