#include "functions/registry/characteristics_rows.hpp"

#include <cmath>
#include <numeric>

#include "declare/message.hpp"
#include "functions/registry/privacy.hpp"
#include "survival/poll.hpp"
#include "survival/radix_sort.hpp"
#include "survival/registry/contingency.hpp"
#include "survival/registry/description.hpp"
#include "survival/registry/rank_test.hpp"
#include "survival/registry/standardised_difference.hpp"

namespace {

using cohort::Variable, declare::cat, declare::rounded, functions::Privacy, survival::ContingencyTest,
    survival::Description, survival::RankTest, survival::Told;
using Args = functions::TableOneArgs;
using Row = functions::TableOneRow;
using Statistic = Args::Statistic;

constexpr double none = Row::none;

struct Test {
  std::optional<std::string> name;
  double p_value;
};

Test named(const RankTest& test) {
  switch (test.method) {
    case RankTest::none:
      break;
    case RankTest::exact_rank_sum:
      return {"Wilcoxon rank-sum test, exact", test.p_value};
    case RankTest::rank_sum:
      return {"Wilcoxon rank-sum test", test.p_value};
    case RankTest::kruskal_wallis:
      return {"Kruskal-Wallis test", test.p_value};
  }
  return {{}, none};
}

Test named(const ContingencyTest& test) {
  switch (test.method) {
    case ContingencyTest::none:
      break;
    case ContingencyTest::pearson:
      return {"Chi-square test", test.p_value};
    case ContingencyTest::yates:
      return {"Chi-square test with continuity correction", test.p_value};
    case ContingencyTest::fisher:
      return {"Fisher's exact test", test.p_value};
    case ContingencyTest::pearson_for_fisher:
      return {"Chi-square test, too many tables for Fisher's exact test", test.p_value};
  }
  return {{}, none};
}

std::string percentage(double part, double whole, std::int64_t digits) {
  const std::string count = part == std::trunc(part) ? cat(part) : rounded(part, digits);
  return whole > 0 ? cat(count, " (", rounded(100 * part / whole, digits), " %)") : count;
}

/// "244 (137-2282)", "244 (180.5-903)", "412.3 (301.7)". Of whole numbers, what is whole has no decimals.
std::string summary(const Description& d, Statistic statistic, bool whole, std::int64_t digits) {
  const auto show = [&](double x) { return rounded(x, whole && x == std::trunc(x) ? 0 : digits); };
  if (statistic == Statistic::mean_sd) {
    const std::string mean = rounded(d.mean, digits);
    return std::isnan(d.sd) ? mean : cat(mean, " (", rounded(d.sd, digits), ")");
  }
  if (std::isnan(d.median)) return "\u2013";
  if (std::isnan(d.q1)) return show(d.median);
  const bool is_range = statistic == Statistic::median_range && !std::isnan(d.min);
  const double low = is_range ? d.min : d.q1, high = is_range ? d.max : d.q3;
  return cat(show(d.median), " (", show(low), low < 0 ? " to " : "-", show(high), ")");
}

/// Adds the rows of one variable after another. Stratum 0 is all patients, stratum g + 1 group g.
class Table {
 public:
  Table(const Args& args, const declare::Poll& poll)
      : args_(args), patients_(args.characteristics), poll_(poll), totals_(patients_.groups().size()) {
    rows.labels.strata = {{}};
    const auto& values = patients_.groups();
    if (patients_.is_grouped()) rows.labels.strata.insert(rows.labels.strata.end(), values.begin(), values.end());
    rows.labels.whole_counts = !is_weighted();
    survival::for_each_row(patients_.patients(), poll_,
                           [&](std::size_t i) { totals_[patients_.group_of(i)] += patients_.weight_of(i); });
    if (args_.least) check_groups();
  }

  void add(const Variable& variable) {
    if (variable.type == Variable::categorical)
      add_categories(variable);
    else
      add_numbers(variable);
  }

  declare::Rows<Row> rows;

 private:
  std::size_t strata() const { return rows.labels.strata.size(); }
  std::size_t groups() const { return totals_.size(); }
  bool is_weighted() const { return args_.weight_type == Args::WeightType::sampling; }
  /// The patients of a stratum, from those of each group.
  static double of_stratum(const std::vector<double>& counts, std::size_t stratum) {
    return stratum > 0 ? counts[stratum - 1] : std::reduce(counts.begin(), counts.end(), 0.0);
  }
  /// Sums of weights that are not whole may differ by rounding alone.
  double missing(std::size_t stratum, double known) const {
    const double total = of_stratum(totals_, stratum), left = total - known;
    return left > 1e-9 * total ? left : 0;
  }
  /// Between groups, where there are some.
  double difference(const std::vector<double>& means, const std::vector<double>& variances) const {
    return patients_.is_grouped() ? survival::standardised_difference(means, variances) : none;
  }

  /// Sizes of groups are known from every variable, so that none may be small.
  void check_groups() const {
    const double least = *args_.least;
    if (least != std::trunc(least)) throw declare::Error(cat("argument 'least' must be a whole number, got ", least));
    const auto small = std::ranges::count_if(totals_, [&](double n) { return n < least; });
    if (small == 0) return;
    throw declare::Error(
        patients_.is_grouped()
            ? cat(small, small == 1 ? " group has" : " groups have", " fewer than least = ", least,
                  " patients; combine groups with an expression, or leave small ones out in the source")
            : cat("there are fewer than least = ", least, " patients, of whom nothing can be told"));
  }

  void check_size(const Variable& variable, std::size_t levels) const {
    constexpr std::size_t most = 1'000'000;
    if (levels * strata() > most || rows.rows.size() + levels * strata() > most)
      throw declare::Error(cat("variable '", variable.name, "' brings the table to more than ", most, " rows, with ",
                               levels, levels == 1 ? " level" : " levels", " for each of ", strata(),
                               " strata; leave it out, or group values with an expression"));
    constexpr std::size_t most_hidden = 6'000;
    if (args_.least && levels * (groups() + 1) > most_hidden)
      throw declare::Error(cat("variable '", variable.name, "' has ", levels, " levels in ", groups(),
                               groups() == 1 ? " group" : " groups", ", more than the ", most_hidden,
                               " counts that least can protect; leave it out, or group values with an expression"));
  }

  void add_numbers(const Variable& variable) {
    check_size(variable, 1);
    std::vector<survival::Key> keys;
    keys.reserve(variable.numbers.size());
    survival::for_each_row(variable.numbers.size(), poll_, [&](std::size_t i) {
      if (!std::isnan(variable.numbers[i]))
        keys.push_back({survival::ordered_bits(variable.numbers[i]), std::uint32_t(i)});
    });
    survival::radix_sort(keys, poll_);
    if (double(keys.size()) >= args_.least.value_or(HUGE_VAL) && !variable.is_told)
      functions::check_values(variable.name, keys);
    std::vector<std::vector<double>> values(strata()), weights(strata());
    std::vector<std::uint32_t> group(keys.size());
    std::vector<double> known(groups());
    survival::Contingency table(2, groups());  // patients with a value, and without
    survival::for_each_row(keys.size(), poll_, [&](std::size_t i) {
      const double value = survival::ordered_double(keys[i].bits), weight = patients_.weight_of(keys[i].row);
      group[i] = patients_.group_of(keys[i].row);
      known[group[i]] += weight;
      ++table.at(0, group[i]);
      values[0].push_back(value), weights[0].push_back(weight);
      if (strata() > 1) values[group[i] + 1].push_back(value), weights[group[i] + 1].push_back(weight);
    });
    if (!is_weighted())
      for (std::size_t g = 0; g < groups(); ++g) table.at(1, g) = std::uint64_t(totals_[g]) - table.at(0, g);
    const Privacy privacy(args_.least, table, poll_);
    const bool is_tested = !is_weighted() && !privacy.hides_any();
    const Test test = is_tested ? named(survival::rank_test(values[0], group, groups(), poll_)) : Test{{}, none};
    const auto described = descriptions(values, weights);
    const double smd = privacy.hides_any() ? none : difference(values, described);
    for (std::size_t s = 0; s < strata(); ++s) {
      const double n = of_stratum(known, s);
      Row row{.variable = variable.name,
              .strata = {std::uint32_t(s)},
              .p_value = test.p_value,
              .test = test.name,
              .smd = smd};
      if (privacy.of_missing(s) == Told::shown) row.n_missing = missing(s, n);
      if (const Told told = privacy.of(0, s); told == Told::shown)
        describe(row, n, described[s], variable.whole, privacy);
      else
        row.summary = privacy.text(told);
      rows.rows.push_back(std::move(row));
    }
  }

  /// Of each stratum.
  std::vector<Description> descriptions(const std::vector<std::vector<double>>& values,
                                        const std::vector<std::vector<double>>& weights) const {
    std::vector<Description> all;
    for (std::size_t s = 0; s < strata(); ++s)
      all.push_back(is_weighted() ? survival::describe(values[s], weights[s], poll_)
                                  : survival::describe(values[s], poll_));
    return all;
  }

  /// Of the groups' means, in units of their unweighted variances.
  double difference(const std::vector<std::vector<double>>& values, const std::vector<Description>& described) const {
    std::vector<double> means, variances;
    for (std::size_t s = 1; s < strata(); ++s) {
      const double sd = is_weighted() ? survival::describe(values[s], poll_).sd : described[s].sd;
      means.push_back(described[s].mean), variances.push_back(sd * sd);
    }
    return difference(means, variances);
  }

  void describe(Row& row, double n, Description d, bool whole, const Privacy& privacy) const {
    privacy.hide(d, std::int64_t(n));
    row.n = n, row.mean = d.mean, row.sd = d.sd, row.median = d.median;
    row.q1 = d.q1, row.q3 = d.q3, row.min = d.min, row.max = d.max;
    if (n > 0) row.summary = summary(d, args_.statistic, whole, args_.digits);
  }

  void add_categories(const Variable& variable) {
    const auto& levels = variable.levels.values();
    check_size(variable, std::max(levels.size(), std::size_t{1}));
    survival::Contingency table(levels.size(), groups()), with_missing(levels.size() + 1, groups());
    std::vector<double> known(groups()), weights(levels.size() * groups());
    survival::for_each_row(variable.codes.size(), poll_, [&](std::size_t i) {
      const std::uint32_t group = patients_.group_of(i), code = variable.codes[i];
      ++with_missing.at(code == Variable::missing ? levels.size() : code, group);
      if (code == Variable::missing) return;
      ++table.at(code, group);
      weights[code * groups() + group] += patients_.weight_of(i);
      known[group] += patients_.weight_of(i);
    });
    const Privacy privacy(args_.least, with_missing, poll_);
    const bool is_tested = !is_weighted() && !privacy.hides_any();
    const Test test = is_tested ? named(survival::contingency_test(table, poll_)) : Test{{}, none};
    const auto add_row = [&](std::optional<std::string> level, std::size_t s, double n, double smd, Told told) {
      const bool is_base_told = privacy.of_missing(s) == Told::shown;  // else shares would tell it
      const double of = is_base_told ? of_stratum(known, s) : 0;
      Row row{.variable = variable.name,
              .level = level,
              .strata = {std::uint32_t(s)},
              .p_value = test.p_value,
              .test = test.name,
              .smd = smd};
      if (is_base_told) row.n_missing = missing(s, of);
      if (told == Told::shown) {
        row.n = n;
        if (of > 0) row.percent = 100 * n / of;
        if (level) row.summary = percentage(n, of, args_.digits);
      } else {
        row.summary = privacy.text(told);
      }
      rows.rows.push_back(std::move(row));
    };
    for (std::size_t level = 0; level < levels.size(); ++level) {
      poll_();
      const std::vector<double> counts(weights.begin() + std::ptrdiff_t(level * groups()),
                                       weights.begin() + std::ptrdiff_t((level + 1) * groups()));
      const double smd = privacy.hides_any() ? none : difference(table, level, counts, known);
      for (std::size_t s = 0; s < strata(); ++s)
        add_row(declare::text(levels[level]), s, of_stratum(counts, s), smd, privacy.of(level, s));
    }
    if (levels.empty())  // told to be categorical, and nobody has a value
      for (std::size_t s = 0; s < strata(); ++s) add_row({}, s, 0, none, Told::shown);
  }

  /// Of the groups' shares at a level, `counts` of `known`.
  double difference(const survival::Contingency& table, std::size_t level, const std::vector<double>& counts,
                    const std::vector<double>& known) const {
    std::vector<double> means, variances;
    for (std::size_t g = 0; g < groups(); ++g) {
      std::uint64_t seen = 0;
      for (std::size_t row = 0; row < table.rows; ++row) seen += table.at(row, g);
      const double share = double(table.at(level, g)) / double(seen);
      means.push_back(counts[g] / known[g]);  // NaN of nobody
      variances.push_back(share * (1 - share));
    }
    return difference(means, variances);
  }

  const Args& args_;
  const cohort::Characteristics& patients_;
  const declare::Poll& poll_;
  std::vector<double> totals_;  ///< patients of each group, or their weights
};

}  // namespace

declare::Rows<Row> functions::characteristics_rows(const Args& args, const declare::Poll& poll) {
  if (args.characteristics.patients() == 0) return {};
  Table table(args, poll);
  for (const Variable& variable : args.characteristics.variables()) table.add(variable);
  return std::move(table.rows);
}
