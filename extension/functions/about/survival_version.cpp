// survival_version: which release of the extension this is.
#include "functions/functions.hpp"

declare::Function functions::survival_version() {
  return declare::ScalarFunction{{.name = "survival_version",
                                  .summary = "Version of the extension",
                                  .reference = "",
                                  .oracle = "by construction",
                                  .cost = "O(1)",
                                  .example = "SELECT survival_version()",
                                  .arguments = {},
                                  .columns = {{"", "TEXT", "the version, e.g. '0.2.0'"}}},
                                 [] { return declare::Value{SURVIVAL_VERSION}; }};
}
