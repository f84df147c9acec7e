// cox_part: what a centre tells of a Cox model stratified by centre, so that no row leaves it.
#include "survival/regression/cox_part.hpp"

#include "cohort/registry/measured.hpp"
#include "cohort/terms.hpp"
#include "declare/number.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"

namespace {

struct Args {
  cohort::Measured patients{{}, {}, "terms"};
  std::optional<std::vector<double>> beta;
};

struct Row {
  std::string part;
};

std::string array(const std::vector<double>& numbers) {
  std::string json;
  for (const double number : numbers) json += declare::cat(json.empty() ? "[" : ",", declare::shortest(number));
  return json + "]";
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const cohort::Measured& from = args.patients;
  const std::size_t p = from.listed();
  std::vector<survival::LargeVector<double>> columns;
  for (std::size_t j = 0; j < p; ++j) columns.push_back(from.numbers(j));
  const std::vector<double> beta = args.beta ? *args.beta : std::vector<double>(p);
  if (beta.size() != p)
    throw declare::Error(declare::cat("argument 'beta' has ", beta.size(), " numbers for ", p, " terms"));
  if (!from.whole_counts())
    throw declare::Error(
        "argument 'weight' must count patients; a weight that is not whole has no part in Efron's ties");
  const survival::CoxPart part = survival::cox_part(from.patients(), columns, beta, poll);
  declare::Rows<Row> rows;
  rows.rows.push_back(
      {declare::cat(R"({"beta":)", array(beta), R"(,"loglik":)", declare::shortest(part.loglik), R"(,"score":)",
                    array(part.score), R"(,"information":)", array(part.information), "}")});
  return rows;
}

}  // namespace

declare::Function functions::cox_part() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "cox_part",
      .summary =
          "What a centre tells of a Cox model stratified by centre: of p terms the log-likelihood of its patients at "
          "beta, its p derivatives and the p (p + 1) / 2 second ones, after Efron, and no row. cox_step() takes the "
          "parts of all centres a round further",
      .reference = "Lu et al. 2015, J. Am. Med. Inform. Assoc. 22:1212, stratified, so that no times leave",
      .oracle = "cox with strata(centre), to 1e-9 at the end of the rounds",
      .cost = "O(n log n + n p^2)",
      .example =
          "SELECT part FROM cox_part('SELECT * FROM overall_survival JOIN characteristics USING (patient_id)', "
          "'os_days', 'died', 'age, sex = ''F''') WHERE beta = '[0,0]'",
      .since = {0, 2},
      .arguments = {unpacked_source(&Args::patients), time_expr(), event_expr(),
                    expression(
                        "terms", Meaning::term,
                        "covariates, separated by commas, numbers all: every centre must mean the same by them, so "
                        "write sex = 'F' for a category",
                        true, true),
                    numbers("beta", &Args::beta,
                            "the coefficients of this round, in the order of terms; all 0 if not given", {}),
                    expression("weight", Meaning::number,
                               "number of identical patients the row represents, >= 0 (a column or an expression)")},
      .columns = {column("part", &Row::part,
                         "a JSON object: beta, loglik, score, and information, the upper triangle row by row. With few "
                         "events in a centre, or many rounds and terms, such sums tell about patients too")},
      .compute = compute};
}
