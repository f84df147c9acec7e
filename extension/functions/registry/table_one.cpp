// table_one: the patients' characteristics, group by group, and whether the groups differ.
#include <cmath>

#include "functions/functions.hpp"
#include "functions/registry/characteristics_rows.hpp"
#include "functions/shared.hpp"

namespace {

using Args = functions::TableOneArgs;
using Row = functions::TableOneRow;
using Statistic = Args::Statistic;
using WeightType = Args::WeightType;

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  if (args.weight_type == WeightType::counts)
    args.characteristics.write_out();
  else if (!args.characteristics.has_weights())
    throw declare::Error("weight_type says what weight means, and weight is not given");
  else if (args.least)
    throw declare::Error(
        "least counts patients, and weight_type = 'sampling' shows sums of weights; leave one of the two out");
  return functions::characteristics_rows(args, poll);
}

declare::Arguments<Args> weights() {
  using namespace declare;
  ArgumentInfo weight = expression("weight", Meaning::number,
                                   "the weight of each row, >= 0 (a column or an expression); weight_type says what it "
                                   "means. Rows whose weight is 0 or NULL are left out");
  weight.since = {0, 2};
  return {weight, since({0, 2}, choice("weight_type", &Args::weight_type,
                                       "what a weight is. counts: so many identical patients, as if written out; "
                                       "sampling: a sampling or inverse-probability weight, e.g. of "
                                       "propensity_weights: n, percent, mean, sd and quantiles are weighted, and "
                                       "there is no test",
                                       {{"counts", WeightType::counts}, {"sampling", WeightType::sampling}}))};
}

/// INTEGER but for sums of weights, NULL where hidden.
declare::Cell patients(double n, const declare::Labels& all) {
  if (std::isnan(n)) return {};
  return all.whole_counts ? declare::Cell(std::int64_t(n)) : declare::Cell(n);
}
declare::Column<Row> patients(const char* name, const char* doc,
                              declare::Cell (*read)(const Row&, const declare::Labels&)) {
  return {declare::ColumnInfo{name, "INTEGER or REAL", doc}, read};
}

std::vector<declare::Column<Row>> columns() {
  using declare::column, declare::Labels;
  return {column("variable", &Row::variable, "name of the column, or the expression"),
          column("level", &Row::level, "level of a categorical variable, as text; NULL for a numeric one"),
          column("strata", &Row::strata,
                 "the group: the value of by_expr; NULL for all patients. Patients whose group is NULL are left out "
                 "of both"),
          patients("n",
                   "patients at this level; for a numeric variable, patients with a value; of sampling weights the sum",
                   [](const Row& row, const Labels& all) { return patients(row.n, all); }),
          column("percent", &Row::percent, "n as a percentage of the stratum's patients with a value"),
          patients("n_missing", "patients of the stratum without a value, as n",
                   [](const Row& row, const Labels& all) { return patients(row.n_missing, all); }),
          column("mean", &Row::mean, "mean; NULL for a categorical variable, as are the columns up to max"),
          column("sd", &Row::sd, "standard deviation"),
          column("median", &Row::median, "median"),
          column("q1", &Row::q1, "lower quartile"),
          column("q3", &Row::q3, "upper quartile"),
          column("min", &Row::min, "smallest value"),
          column("max", &Row::max, "largest value"),
          column("summary", &Row::summary,
                 "formatted for display: median (smallest-largest), or as statistic says; for a level, n (percent)"),
          column("p_value", &Row::p_value,
                 "P value of no difference between the groups, the same in all rows of a variable; NULL if there is "
                 "nothing to compare"),
          column("test", &Row::test,
                 "name of the test. Numbers: Wilcoxon's rank-sum test for two groups (exact if each has fewer than 50 "
                 "values and there are no ties), Kruskal-Wallis for more. Levels: chi-square, or Fisher's exact test "
                 "if an expected count is below 5; if that has too many tables to go through, chi-square again, as "
                 "the name then says"),
          column("smd", &Row::smd,
                 "standardised mean difference: the largest difference between two groups' means, or shares at the "
                 "level, weighted where there are weights, divided by the square root of the mean of the groups' "
                 "unweighted variances. Below 0.1 counts as balanced. Infinity where groups differ and nobody within "
                 "them does; NULL without groups, or where a group has a single value of a numeric variable. Groups "
                 "without any value are left out")};
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
          "Biometrika 38:141; Mehta & Patel 1983, J. Am. Stat. Assoc. 78:427; smd: Austin & Stuart 2015, Stat. Med. "
          "34:3661",
      .oracle =
          "R: chisq.test, fisher.test, wilcox.test, kruskal.test, t.test, aov, quantile; with sampling weights the "
          "formulas",
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
                    least(), weights()},
      .columns = columns(),
      .compute = compute};
}
