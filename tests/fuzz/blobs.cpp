// surv() blobs, changed and sealed again with a checksum that fits, given to every function at every argument.
//
// Input: two bytes that choose the call, one that says how the blob is sealed, then the blob.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/answers.hpp"
#include "fuzz/input.hpp"
#include "fuzz/laws.hpp"
#include "robust/functions.hpp"

namespace {

using robust::Answer, robust::Blob, robust::Database, robust::Function, robust::Setting, robust::violation;

/// As extension/cohort/packed.cpp computes it, over all but itself.
std::uint64_t checksum(const std::string& bytes) {
  constexpr std::size_t word_size = 8, own_word = 2;
  std::uint64_t hash = 0xCBF29CE484222325U;
  const auto add = [&](std::uint64_t word) {
    hash = (hash ^ word) * 0x100000001B3U;
    hash ^= hash >> 32;
  };
  const std::size_t words = bytes.size() / word_size;
  for (std::size_t i = 0; i < words; ++i) {
    if (i == own_word) continue;
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + word_size * i, word_size);
    add(word);
  }
  std::uint64_t rest = 0;
  for (std::size_t i = words * word_size; i < bytes.size(); ++i)
    rest = rest << 8 | static_cast<unsigned char>(bytes[i]);
  add(rest);
  return hash;
}

/// Size and checksum as they must be.
void seal(std::string& blob) {
  if (blob.size() < 24) return;
  const std::uint64_t size = blob.size();
  std::memcpy(blob.data() + 8, &size, sizeof size);
  const std::uint64_t sum = checksum(blob);
  std::memcpy(blob.data() + 16, &sum, sizeof sum);
}

struct Call {
  const Function* function;
  std::string sql;
  bool unpacks;  ///< the blob is the source
  bool chosen_times;
};

/// Where a function takes blobs as source: with each of its settings. At every other argument: a value of the wrong
/// type.
std::vector<Call> calls_with_a_blob(const std::vector<Function>& functions) {
  std::vector<Call> calls;
  for (const Function& function : functions)
    for (const robust::Argument& argument : function.arguments) {
      if (argument.is_key) continue;
      const Setting blob = {argument.name, "?1"};
      calls.push_back({&function, robust::call_of(function, "p", {&blob, 1}), false, false});
      if (argument.name != "source" || argument.type.find("BLOB") == std::string::npos) continue;
      const std::string call = "SELECT * FROM " + function.name + "(?1)";
      calls.push_back({&function, call, true, false});
      for (const auto& [name, value] : robust::settings_of(function))
        calls.push_back({&function, call + " WHERE " + name + " = " + value, true, name == "times"});
    }
  return calls;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Database database;
  static const std::vector<Function> functions = robust::functions_of(database);
  static const std::vector<Call> calls = [] {
    database.execute(robust::patients_sql);
    return calls_with_a_blob(functions);
  }();
  if (size < 4) return -1;
  fuzz::Input input(data, size);
  const Call& call = calls[input.below(calls.size())];
  const unsigned way = input.byte();
  std::string blob = input.rest();
  if (way % 8 != 7) {  // most pass the outer checks
    if (blob.size() >= 8 && way % 2 == 0) {
      std::memcpy(blob.data(), "SURV", 4);
      blob[4] = char(1 + way / 8 % 2);  // the version
    }
    seal(blob);
  }
  const Answer answer = database.ask(call.sql, {Blob{blob}});
  const std::string query = fuzz::shown_query(call.sql, {Blob{blob}});
  fuzz::check_answer(answer, query);
  if (answer.code == SQLITE_INTERRUPT) violation("it takes too long: " + query);
  if (answer.code != SQLITE_OK || !call.unpacks) return 0;
  fuzz::Asked asked;
  asked.late_entry = asked.extreme = true;  // a blob may hold both
  asked.chosen_times = call.chosen_times;
  if (const std::string fault = fuzz::broken_law(*call.function, answer, asked); !fault.empty())
    violation(fault + query + robust::shown(answer));
  return 0;
}
