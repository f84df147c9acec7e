#include "survival/registry/contingency.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace survival {
namespace {

struct Totals {
  std::vector<double> row, column;
  double all = 0;

  explicit Totals(const Contingency& table) : row(table.rows), column(table.columns) {
    for (std::size_t r = 0; r < table.rows; ++r)
      for (std::size_t c = 0; c < table.columns; ++c) {
        const auto n = double(table.at(r, c));
        row[r] += n;
        column[c] += n;
        all += n;
      }
  }
};

Contingency without_empty_lines(const Contingency& table) {
  const Totals totals(table);
  const auto filled = [](const std::vector<double>& line_totals) {
    std::vector<std::size_t> lines;
    for (std::size_t i = 0; i < line_totals.size(); ++i)
      if (line_totals[i] > 0) lines.push_back(i);
    return lines;
  };
  const auto rows = filled(totals.row), columns = filled(totals.column);
  Contingency kept(rows.size(), columns.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns.size(); ++c) kept.at(r, c) = table.at(rows[r], columns[c]);
  return kept;
}

}  // namespace

ChiSquare pearson_test(const Contingency& table) {
  const Totals totals(table);
  const bool correct = table.rows == 2 && table.columns == 2;
  double statistic = 0;
  for (std::size_t r = 0; r < table.rows; ++r)
    for (std::size_t c = 0; c < table.columns; ++c) {
      const double expected = totals.row[r] / totals.all * totals.column[c];
      const double distance = std::abs(double(table.at(r, c)) - expected);
      const double beyond = correct ? std::max(0.0, distance - 0.5) : distance;
      statistic += beyond * beyond / expected;
    }
  const double df = double(table.rows - 1) * double(table.columns - 1);
  return {statistic, df, chi_square_tail(statistic, df)};
}

ContingencyTest contingency_test(const Contingency& table, const Poll& poll) {
  constexpr double few = 5;
  const Contingency kept = without_empty_lines(table);
  if (kept.rows < 2 || kept.columns < 2) return {ContingencyTest::none, std::numeric_limits<double>::quiet_NaN()};
  const Totals totals(kept);
  const double least = std::ranges::min(totals.row) * std::ranges::min(totals.column) / totals.all;
  const double p_value = pearson_test(kept).p_value;
  if (least >= few)
    return {kept.rows == 2 && kept.columns == 2 ? ContingencyTest::yates : ContingencyTest::pearson, p_value};
  if (const auto exact = fisher_exact(kept, poll)) return {ContingencyTest::fisher, *exact};
  return {ContingencyTest::pearson_for_fisher, p_value};
}

}  // namespace survival
