// cox_step: the parts of all centres, and where the coefficients go from there.
#include "declare/json.hpp"
#include "declare/message.hpp"
#include "declare/number.hpp"
#include "functions/functions.hpp"
#include "survival/regression/cox_part.hpp"

namespace {

using declare::cat, declare::Error, declare::Value;

/// Adds up the parts, a JSON object a row.
class Parts : public declare::RowSink {
 public:
  survival::CoxPart sum;
  std::vector<double> beta;
  bool any = false;

  void begin(std::span<const declare::Expression>, const declare::Poll&) override {}
  void end() override {}
  void row(std::span<const declare::Cell> cells) override {
    if (cells.front().is_null())
      throw Error("argument 'part' is NULL: a centre has not told its part, and without it the model is another");
    const Value given = cells.front().value();
    survival::CoxPart part;
    std::vector<double> at;
    int found = 0;
    try {
      for (const auto& [key, value] : declare::read_object(given)) {
        if (key == "beta") at = declare::read_numbers(value), ++found;
        if (key == "score") part.score = declare::read_numbers(value), ++found;
        if (key == "information") part.information = declare::read_numbers(value), ++found;
        if (key == "loglik") part.loglik = declare::read_number(value), ++found;
      }
    } catch (const Error&) {
      found = 0;
    }
    const std::size_t p = at.size();
    if (found != 4 || p == 0 || part.score.size() != p || part.information.size() != p * (p + 1) / 2)
      throw Error(cat(
          "argument 'part' must be what cox_part() tells, a JSON object of beta, loglik, score and information; got ",
          declare::shortened(declare::literal(given), 200)));
    if (any && at != beta)
      throw Error(
          "argument 'part': the parts are of different beta, so of different rounds; give cox_part() of every "
          "centre the same");
    any = true;
    beta = std::move(at);
    sum += part;
  }
};

struct Args {
  Parts parts;
};

std::string array(const std::vector<double>& numbers) {
  std::string json;
  for (const double number : numbers) json += cat(json.empty() ? "[" : ",", declare::shortest(number));
  return json + "]";
}

Value compute(Args& args, const declare::Poll&) {
  if (!args.parts.any) return {};
  constexpr double tolerance = 1e-12;  // that of the other regressions
  const survival::CoxStep step = survival::cox_step(args.parts.sum, args.parts.beta);
  if (step.std_error.empty())
    throw Error(
        "the information of all parts is singular: within every centre a term is constant, or told by the others, "
        "or nobody has the event; leave that term out");
  return cat(R"({"beta":)", array(step.beta), R"(,"std_error":)", array(step.std_error), R"(,"loglik":)",
             declare::shortest(args.parts.sum.loglik), R"(,"gain":)", declare::shortest(step.gain), R"(,"converged":)",
             step.gain <= tolerance ? 1 : 0, "}");
}

}  // namespace

declare::Function functions::cox_step() {
  using namespace declare;
  return DeclareAggregate<Args, Parts>{
      .name = "cox_step",
      .summary =
          "One round of a Cox model stratified by centre, from the parts of all centres: the coefficients of the next "
          "round by Newton's step, until converged is 1. A step is not checked for a gain: where loglik falls from one "
          "round to the next, the rounds fail",
      .reference = "Lu et al. 2015, J. Am. Med. Inform. Assoc. 22:1212, stratified",
      .oracle = "cox with strata(centre), to 1e-9 at the end of the rounds",
      .cost = "O(centres p^2 + p^3)",
      .example =
          "SELECT cox_step(part) FROM cox_part('SELECT * FROM overall_survival JOIN characteristics USING "
          "(patient_id)', 'os_days', 'died', 'age, sex = ''F''')",
      .since = {0, 2},
      .rows = &Args::parts,
      .arguments = {cells("part", "TEXT", "what cox_part() tells of each centre; NULL is an error", true)},
      .returns =
          {"", "TEXT",
           "a JSON object: beta of the next round; std_error; loglik at the beta of this one; gain, about twice what "
           "was still to be gained; converged, 1 when that is below 1e-12. NULL if there are no parts"},
      .compute = compute};
}
