#include "functions/competing_risks/pseudo_options.hpp"

#include "functions/shared.hpp"

namespace functions {

using namespace declare;
using survival::PseudoMethod, survival::PseudoType;

survival::PseudoType pseudo_type(const PseudoOptions& options, std::size_t causes) {
  const std::vector<std::string> names = {"survival", "cuminc", "rmst", "rmtl"};
  if (options.type) {
    try {
      return PseudoType(declare::read_choice(*options.type, names));
    } catch (const Error& error) {
      throw Error(cat("argument 'type' ", error.what()));
    }
  }
  if (causes > 1)
    throw Error(cat("status has ", causes, " causes, so that type must be given: ", declare::any_of(names)));
  return PseudoType::survival;
}

std::vector<double> pseudo_times(const PseudoOptions& options, survival::PseudoType type) {
  const bool mean = type == PseudoType::mean || type == PseudoType::lost;
  if (mean && options.times) throw Error("times are for type = 'survival' and 'cuminc'; give tau");
  if (!mean && options.tau) throw Error("tau is for type = 'rmst' and 'rmtl'; give times");
  if (mean && !options.tau) throw Error("tau is missing: the horizon of the mean, in the unit of time");
  if (!mean && !options.times)
    throw Error("times are missing: those at which the curve is read, e.g. times = '365,1095'");
  return mean ? std::vector{*options.tau} : ascending(*options.times);
}

Arguments<PseudoOptions> pseudo_type_and_times() {
  return {words("type", &PseudoOptions::type,
                "what is estimated: survival (free of every event), cuminc, rmst or rmtl; default survival. It must be "
                "given where there is more than one cause"),
          numbers("times", &PseudoOptions::times,
                  "of survival and cuminc: the times, '365,1095', '[365,1095]' or a single number. Sorted; duplicates "
                  "are dropped",
                  {.low = 0, .with_low = true}),
          number("tau", &PseudoOptions::tau, "of rmst and rmtl: the horizon, in the unit of time", {.low = 0})};
}

Argument<PseudoOptions> pseudo_method() {
  return choice("method", &PseudoOptions::method,
                "jackknife: each patient left out in turn; infinitesimal: the derivative in the patient's weight, "
                "nearly the same in large groups",
                {{"jackknife", PseudoMethod::jackknife}, {"infinitesimal", PseudoMethod::infinitesimal}});
}

}  // namespace functions
