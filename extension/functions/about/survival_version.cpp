// survival_version: which one, and of which build.
#include "declare/message.hpp"
#include "functions/about/host.hpp"
#include "functions/functions.hpp"

namespace {

enum class Form { text, json };

struct Args {
  Form format = Form::text;
};

/// A member of the object; null where the text is not known. None of these texts has a character that JSON escapes.
std::string member(const char* name, const char* text) {
  return *text ? declare::cat('"', name, "\":\"", text, '"') : declare::cat('"', name, "\":null");
}

declare::Value compute(Args& args, const declare::Poll&) {
  if (args.format == Form::text) return {SURVIVAL_VERSION};
  return {declare::cat('{', member("version", SURVIVAL_VERSION), ',', member("commit", functions::host.commit), ',',
                       member("compiler", SURVIVAL_COMPILER), ',', member("build_type", SURVIVAL_BUILD_TYPE), ',',
                       member("sqlite_at_build", functions::host.sqlite_at_build), ',',
                       member("sqlite_at_run", functions::host.sqlite_at_run), '}')};
}

}  // namespace

declare::Function functions::survival_version() {
  using namespace declare;
  return DeclareScalar<Args>{
      .name = "survival_version",
      .summary =
          "Version of the extension; with 'json' also the commit, the compiler and the versions of SQLite: that of "
          "the headers it was built with, and that of the library it runs in",
      .oracle = "by construction",
      .cost = "O(1)",
      .example = "SELECT survival_version(), survival_version('json') ->> 'sqlite_at_run' = sqlite_version()",
      .arguments = {choice("format", &Args::format, "the version alone, or a JSON object",
                           {{"text", Form::text}, {"json", Form::json}})},
      .returns = {"", "TEXT",
                  "the version, e.g. '0.2.0'; with 'json' an object with version, commit, compiler, build_type, "
                  "sqlite_at_build and sqlite_at_run, null where one is not known"},
      .compute = compute};
}
