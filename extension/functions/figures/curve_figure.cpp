#include "functions/figures/curve_figure.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "functions/figures/counts.hpp"
#include "plot/curves/curve_plot.hpp"
#include "plot/curves/panels.hpp"
#include "survival/normal.hpp"

namespace functions {

CurveFigure::CurveFigure(const CurveOptions& options, const ShownTables& tables, std::size_t panel, const Words& words,
                         const std::string& y_title, std::vector<std::string> events, const declare::Poll& poll)
    : options_(options),
      tables_(tables),
      panel_(panel),
      words_(words),
      poll_(poll),
      z_(survival::two_sided_quantile(options.conf_level)),
      plot_(axes(options, words, words(y_title), tables.last())) {
  plot_.panel_title = tables.panel_label(panel);
  std::vector<plot::TickTable::Row> rows;
  for (std::size_t g = 0; g < groups().size(); ++g) rows.push_back({group_label(g), g});
  plot_.tables = count_tables(options, words_, rows, {tables, panel, std::move(events), poll});
  std::string title = plot_.y_title;
  if (options.conf_type != survival::ConfType::none)
    title = words("{title} ({level}% CI)", {{"title", title}, {"level", number_text(100 * options.conf_level)}});
  add_landmarks(plot_, options, words, std::move(title));
  if (options.times)
    for (const double time : *options.times) landmarks_.push_back(time * options.time_scale);
}

void CurveFigure::fade(plot::Curve& curve, const survival::RiskTable& table) const {
  if (!options_.fade_below) return;
  const auto is_enough = [&](const survival::RiskRow& row) { return row.n_risk >= *options_.fade_below; };
  const auto last = std::ranges::find_if(table.rows.rbegin(), table.rows.rend(), is_enough);
  fade_after(curve, last == table.rows.rend() ? 0 : last->time / options_.time_scale, options_);
}

bool CurveFigure::has_bands(std::size_t curves) const {
  constexpr std::size_t most = 4;
  return options_.conf_band.value_or(curves <= most);
}

}  // namespace functions
