#include "functions/figures/counts.hpp"

#include <algorithm>

#include "plot/axis.hpp"
#include "survival/curves/kaplan_meier.hpp"

namespace functions {
namespace {

using Row = plot::TickTable::Row;

std::string whole(double n) { return plot::fixed(n, 0); }
const std::string untold = "\u2013";

/// What a cell shows of those at risk, and of the events and the censored so far.
using CellText = std::string (*)(double n_risk, double n_event, double n_censor, bool is_told);

/// Events and censored up to the tick and at it, as n_event of a curve at requested times.
plot::TickTable up_to_ticks(std::string title, const std::vector<Row>& rows, std::string widest, CellText text,
                            const Counted& counted, double scale) {
  plot::TickTable table{.title = std::move(title), .rows = rows, .widest = std::move(widest)};
  table.cells = [counted, text, scale](std::size_t group, std::span<const double> ticks) {
    std::vector<double> times;
    for (const double tick : ticks) times.push_back(tick * scale);
    std::vector<std::string> cells;
    double events = 0, censored = 0;
    survival::trace(counted.groups()[group], survival::KaplanMeier(),
                    survival::Request{times, true, counted.tolerance()}, counted.poll,
                    [&](const survival::CurvePoint& p) {
                      events += p.n_event, censored += p.n_censor;
                      const bool is_told = p.time < counted.told_until(group) - counted.tolerance();
                      cells.push_back(text(p.n_risk, events, censored, is_told));
                    });
    cells.resize(times.size(), text(0, 0, 0, true));  // of a group that nobody in the panel is in
    return cells;
  };
  return table;
}

/// What a row of a table that adds up counts.
struct Statistic {
  enum Kind { at_risk, censored, events } kind;
  std::size_t cause = 0;
};

/// At risk just before each tick; events or censored before it: together they are those who have entered before it.
std::vector<std::string> before_ticks(const Counted& counted, std::size_t group, Statistic statistic, double scale,
                                      std::span<const double> ticks) {
  const survival::RiskTable& table = counted.groups()[group];
  std::vector<std::string> cells;
  double sum = 0;
  std::size_t row = 0;
  for (const double tick : ticks) {
    const double time = tick * scale;
    for (; row < table.rows.size() && table.rows[row].time < time - counted.tolerance(); ++row) {
      if (row % 65536 == 0) counted.poll();
      sum += statistic.kind == Statistic::events ? table.n_event(row, statistic.cause) : table.rows[row].n_censor;
    }
    const bool is_on_row = row < table.rows.size() && table.rows[row].time <= time + counted.tolerance();
    if (statistic.kind == Statistic::at_risk)
      cells.push_back(whole(table.at_risk(is_on_row ? table.rows[row].time : time)));
    else
      cells.push_back(time <= counted.told_until(group) + counted.tolerance() ? whole(sum) : untold);
  }
  return cells;
}

std::vector<plot::TickTable> tables_that_add_up(const CurveOptions& options, const Words& words,
                                                const std::vector<Row>& rows, const std::string& widest,
                                                const Counted& counted) {
  struct Named {
    std::string name;
    Statistic statistic;
  };
  std::vector<Named> statistics = {{words("At risk"), {Statistic::at_risk}},
                                   {words("Censored"), {Statistic::censored}}};
  if (counted.events.empty()) statistics.push_back({words("Events"), {Statistic::events, 1}});
  for (std::size_t cause = 0; cause < counted.events.size(); ++cause)
    statistics.push_back({counted.events[cause], {Statistic::events, cause + 1}});
  std::vector<plot::TickTable> made;
  const double scale = options.time_scale;
  if (options.table == CurveOptions::Table::statistic) {
    for (const Named& named : statistics)
      made.push_back(
          {.title = named.name,
           .rows = rows,
           .widest = widest,
           .cells = [counted, statistic = named.statistic, scale](std::size_t group, std::span<const double> ticks) {
             return before_ticks(counted, group, statistic, scale, ticks);
           }});
    return made;
  }
  std::vector<Row> names;
  for (const Named& named : statistics) names.push_back({named.name, 0, false});
  for (std::size_t group = 0; group < rows.size(); ++group) {
    const bool is_named = !rows[group].label.empty();
    made.push_back({.title = is_named ? rows[group].label : words("Number of patients"),
                    .rows = names,
                    .widest = widest,
                    .cells = [counted, group, statistics, scale](std::size_t row, std::span<const double> ticks) {
                      return before_ticks(counted, group, statistics[row].statistic, scale, ticks);
                    }});
    if (is_named) made.back().title_color = rows[group].color;
  }
  return made;
}

}  // namespace

std::vector<plot::TickTable> count_tables(const CurveOptions& options, const Words& words, const std::vector<Row>& rows,
                                          const Counted& counted) {
  const std::string widest = whole(counted.tables.most());
  using enum CurveOptions::RiskTable;
  if (options.table != CurveOptions::Table::none) {
    if (options.risk_table != n_risk)
      throw declare::Error("argument 'options' key 'table' takes the place of risk_table; give one of them");
    return tables_that_add_up(options, words, rows, widest, counted);
  }
  std::vector<plot::TickTable> made;
  const auto add = [&](std::string_view title, const std::string& widest_cell, CellText text) {
    made.push_back(up_to_ticks(words(title), rows, widest_cell, text, counted, options.time_scale));
  };
  if (options.risk_table == n_risk || options.risk_table == all)
    add("Number at risk", widest, [](double n, double, double, bool) { return whole(n); });
  if (options.risk_table == n_risk_event)
    add("Number at risk (events)", widest + " (" + widest + ")",
        [](double n, double d, double, bool is_told) { return whole(n) + " (" + (is_told ? whole(d) : untold) + ")"; });
  if (options.risk_table == all) {
    add("Events", widest, [](double, double d, double, bool is_told) { return is_told ? whole(d) : untold; });
    add("Censored", widest, [](double, double, double c, bool is_told) { return is_told ? whole(c) : untold; });
  }
  return made;
}

}  // namespace functions
