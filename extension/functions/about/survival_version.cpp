// survival_version: which one.
#include "functions/functions.hpp"

namespace {

declare::Value version(std::span<const declare::Cell>, const declare::Poll&) { return {SURVIVAL_VERSION}; }

}  // namespace

declare::Function functions::survival_version() {
  return declare::ScalarFunction{{.name = "survival_version",
                                  .summary = "Version of the extension",
                                  .reference = "",
                                  .oracle = "by construction",
                                  .cost = "O(1)",
                                  .example = "SELECT survival_version()",
                                  .arguments = {},
                                  .columns = {{"", "TEXT", "the version, e.g. '0.2.0'"}}},
                                 version};
}
