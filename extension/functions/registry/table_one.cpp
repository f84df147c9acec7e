// table_one: the patients' characteristics, group by group, and whether the groups differ.
#include <cmath>
#include <numeric>

#include "cohort/characteristics.hpp"
#include "functions/functions.hpp"
#include "functions/registry/privacy.hpp"
#include "functions/shared.hpp"
#include "survival/radix_sort.hpp"
#include "survival/registry/contingency.hpp"
#include "survival/registry/description.hpp"
#include "survival/registry/rank_test.hpp"

namespace {

using cohort::Variable, declare::cat, declare::rounded, declare::Stratum, functions::Privacy, survival::ContingencyTest,
    survival::Description, survival::RankTest, survival::Told;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

enum class Statistic { median_range, median_iqr, mean_sd };

struct Args {
  cohort::Characteristics characteristics;
  std::int64_t digits = 1;
  Statistic statistic = Statistic::median_range;
  std::optional<double> least;
};

struct Row {
  std::string variable;
  std::optional<std::string> level = {};
  Stratum strata;
  std::optional<std::int64_t> n = {};
  double percent = none;
  std::optional<std::int64_t> n_missing = {};
  double mean = none, sd = none, median = none, q1 = none, q3 = none, min = none, max = none;
  std::optional<std::string> summary = {};
  double p_value = none;
  std::optional<std::string> test = {};
};

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
  const std::string count = cat(part);
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
    survival::for_each_row(patients_.patients(), poll_, [&](std::size_t i) { ++totals_[patients_.group_of(i)]; });
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
  /// The patients of a stratum, from those of each group.
  static std::int64_t of_stratum(const std::vector<std::int64_t>& counts, std::size_t stratum) {
    return stratum > 0 ? counts[stratum - 1] : std::reduce(counts.begin(), counts.end(), std::int64_t{0});
  }

  /// Sizes of groups are known from every variable, so that none may be small.
  void check_groups() const {
    const double least = *args_.least;
    if (least != std::trunc(least)) throw declare::Error(cat("argument 'least' must be a whole number, got ", least));
    const auto small = std::ranges::count_if(totals_, [&](std::int64_t n) { return double(n) < least; });
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
        keys.push_back({survival::ordered_bits(variable.numbers[i]), patients_.group_of(i)});
    });
    survival::radix_sort(keys, poll_);
    if (double(keys.size()) >= args_.least.value_or(HUGE_VAL) && !variable.is_told)
      functions::check_values(variable.name, keys);
    std::vector<std::vector<double>> values(strata());
    std::vector<std::uint32_t> group(keys.size());
    values[0].resize(keys.size());
    survival::for_each_row(keys.size(), poll_, [&](std::size_t i) {
      values[0][i] = survival::ordered_double(keys[i].bits);
      group[i] = keys[i].row;
      if (strata() > 1) values[group[i] + 1].push_back(values[0][i]);
    });
    survival::Contingency table(2, groups());
    for (const std::uint32_t g : group) ++table.at(0, g);
    for (std::size_t g = 0; g < groups(); ++g) table.at(1, g) = std::uint64_t(totals_[g]) - table.at(0, g);
    const Privacy privacy(args_.least, table, poll_);
    const Test test =
        privacy.hides_any() ? Test{{}, none} : named(survival::rank_test(values[0], group, groups(), poll_));
    for (std::size_t s = 0; s < strata(); ++s) {
      const auto n = std::int64_t(values[s].size());
      Row row{.variable = variable.name, .strata = {std::uint32_t(s)}, .p_value = test.p_value, .test = test.name};
      if (privacy.of_missing(s) == Told::shown) row.n_missing = of_stratum(totals_, s) - n;
      if (const Told told = privacy.of(0, s); told == Told::shown)
        describe(row, n, survival::describe(values[s], poll_), variable.whole, privacy);
      else
        row.summary = privacy.text(told);
      rows.rows.push_back(std::move(row));
    }
  }

  void describe(Row& row, std::int64_t n, Description d, bool whole, const Privacy& privacy) const {
    privacy.hide(d, n);
    row.n = n, row.mean = d.mean, row.sd = d.sd, row.median = d.median;
    row.q1 = d.q1, row.q3 = d.q3, row.min = d.min, row.max = d.max;
    if (n > 0) row.summary = summary(d, args_.statistic, whole, args_.digits);
  }

  void add_categories(const Variable& variable) {
    const auto& levels = variable.levels.values();
    check_size(variable, std::max(levels.size(), std::size_t{1}));
    survival::Contingency table(levels.size(), groups()), with_missing(levels.size() + 1, groups());
    std::vector<std::int64_t> known(groups());
    survival::for_each_row(variable.codes.size(), poll_, [&](std::size_t i) {
      if (variable.codes[i] == Variable::missing) return;
      ++table.at(variable.codes[i], patients_.group_of(i));
      ++known[patients_.group_of(i)];
    });
    std::ranges::copy(table.counts, with_missing.counts.begin());
    for (std::size_t g = 0; g < groups(); ++g) with_missing.at(levels.size(), g) = std::uint64_t(totals_[g] - known[g]);
    const Privacy privacy(args_.least, with_missing, poll_);
    const Test test = privacy.hides_any() ? Test{{}, none} : named(survival::contingency_test(table, poll_));
    const auto add_row = [&](std::optional<std::string> level, std::size_t s, std::int64_t n, Told told) {
      const bool is_base_told = privacy.of_missing(s) == Told::shown;  // else shares would tell it
      const std::int64_t of = is_base_told ? of_stratum(known, s) : 0;
      Row row{.variable = variable.name,
              .level = level,
              .strata = {std::uint32_t(s)},
              .p_value = test.p_value,
              .test = test.name};
      if (is_base_told) row.n_missing = of_stratum(totals_, s) - of;
      if (told == Told::shown) {
        row.n = n;
        if (of > 0) row.percent = 100 * double(n) / double(of);
        if (level) row.summary = percentage(double(n), double(of), args_.digits);
      } else {
        row.summary = privacy.text(told);
      }
      rows.rows.push_back(std::move(row));
    };
    for (std::size_t level = 0; level < levels.size(); ++level) {
      poll_();
      std::vector<std::int64_t> counts;
      for (std::size_t g = 0; g < groups(); ++g) counts.push_back(std::int64_t(table.at(level, g)));
      for (std::size_t s = 0; s < strata(); ++s)
        add_row(declare::text(levels[level]), s, of_stratum(counts, s), privacy.of(level, s));
    }
    if (levels.empty())  // told to be categorical, and nobody has a value
      for (std::size_t s = 0; s < strata(); ++s) add_row({}, s, 0, Told::shown);
  }

  const Args& args_;
  const cohort::Characteristics& patients_;
  const declare::Poll& poll_;
  std::vector<std::int64_t> totals_;  ///< patients of each group
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  if (args.characteristics.patients() == 0) return {};
  Table table(args, poll);
  for (const Variable& variable : args.characteristics.variables()) table.add(variable);
  return std::move(table.rows);
}

/// Without it all is told.
declare::Argument<Args> least() {
  return declare::number("least", &Args::least,
                         "for privacy, the fewest patients that a count may tell of. Smaller ones are NULL, but for "
                         "0, with percent and moments, and summary says '<5'; so are as many more, where it says "
                         "'\u22655', as keep them from being computed from totals and neighbours, and the P value, "
                         "which would tell. Of numbers min and max, each one patient's value, are NULL, quartiles of "
                         "fewer than 4 least patients, the median of fewer than 2 least; median_range shows the "
                         "quartiles. Numbers with 2 to 10 values need types: as categorical they are protected, as "
                         "numeric not. NULL is as if it were not given. n_missing is told where it gives none away; "
                         "where missing values are to be protected too, name them: coalesce(sex, 'unknown'). Variables "
                         "are protected one by one: do not give one that another is made of",
                         {.low = 3, .high = 1e6, .with_low = true, .with_high = true});
}

}  // namespace

declare::Function functions::table_one() {
  using namespace declare;
  const Argument<Args> types(
      ArgumentInfo{.name = "types",
                   .type = "TEXT",
                   .doc = "types of variables: 'stage=categorical, age=numeric'. By default texts are categorical and "
                          "numbers numeric, 0 and 1 included"},
      +[](Args& args, const Value& value) { args.characteristics.types(value); });
  return DeclareTable<Args, Row>{
      .name = "table_one",
      .summary =
          "Table of patient characteristics (Table 1). For each variable, and for each level of a categorical one, a "
          "row for all patients, then one for each group; with by_expr, a test for differences between the groups",
      .reference =
          "Quantiles: Hyndman & Fan 1996, Am. Stat. 50:361, type 7; Wilcoxon rank-sum test: Mann & Whitney 1947, Ann. "
          "Math. Stat. 18:50; Kruskal & Wallis 1952, J. Am. Stat. Assoc. 47:583; chi-square test: Pearson 1900, "
          "Philos. Mag. 50:157; Yates 1934, J. R. Stat. Soc. Suppl. 1:217; Fisher's exact test: Freeman & Halton 1951, "
          "Biometrika 38:141; Mehta & Patel 1983, J. Am. Stat. Assoc. 78:427",
      .oracle = "R: chisq.test, fisher.test, wilcox.test, kruskal.test, t.test, aov, quantile",
      .cost = "O(v n log n), v variables",
      .example =
          "SELECT variable, level, strata, summary, round(p_value, 3) AS p, test FROM table_one('SELECT * FROM "
          "patients "
          "JOIN second_transplant USING (patient_id)', 'wbc_at_diagnosis_1e9_l, cd34_1e6_kg, mrd', 'sex')",
      .arguments = {unpacked_source(&Args::characteristics),
                    expression("variables", Meaning::term,
                               "what to describe: one column or expression, or several separated by commas", true,
                               true),
                    by_expr(),
                    whole_number("digits", &Args::digits, "number of decimals in column summary",
                                 {.low = 0, .high = 10, .with_low = true, .with_high = true}),
                    types,
                    choice("statistic", &Args::statistic, "how column summary describes numbers",
                           {{"median_range", Statistic::median_range},
                            {"median_iqr", Statistic::median_iqr},
                            {"mean_sd", Statistic::mean_sd}}),
                    least()},
      .columns =
          {column("variable", &Row::variable, "name of the column, or the expression"),
           column("level", &Row::level, "level of a categorical variable, as text; NULL for a numeric one"),
           column("strata", &Row::strata,
                  "the group: the value of by_expr; NULL for all patients. Patients whose group is NULL are left out "
                  "of both"),
           column("n", &Row::n, "patients at this level; for a numeric variable, patients with a value"),
           column("percent", &Row::percent, "n as a percentage of the stratum's patients with a value"),
           column("n_missing", &Row::n_missing, "patients of the stratum without a value"),
           column("mean", &Row::mean, "mean; NULL for a categorical variable, as are the columns up to max"),
           column("sd", &Row::sd, "standard deviation"), column("median", &Row::median, "median"),
           column("q1", &Row::q1, "lower quartile"), column("q3", &Row::q3, "upper quartile"),
           column("min", &Row::min, "smallest value"), column("max", &Row::max, "largest value"),
           column("summary", &Row::summary,
                  "formatted for display: median (smallest-largest), or as statistic says; for a level, n (percent)"),
           column("p_value", &Row::p_value,
                  "P value of no difference between the groups, the same in all rows of a variable; NULL if there is "
                  "nothing to compare"),
           column("test", &Row::test,
                  "name of the test. Numbers: Wilcoxon's rank-sum test for two groups (exact if each has fewer than 50 "
                  "values and there are no ties), Kruskal-Wallis for more. Levels: chi-square, or Fisher's exact test "
                  "if an expected count is below 5; if that has too many tables to go through, chi-square again, as "
                  "the name then says")},
      .compute = compute};
}
