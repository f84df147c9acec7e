// The main program of a fuzz target without a fuzzer: runs the files and folders it is given, and inputs of a random
// number generator that are the same on every machine.
//
//     TARGET [--random COUNT] [FILE or FOLDER]...
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "robust/database.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr double longest = 30 * robust::longest_query;  // for one input, of which some put a question to every function

bool run(const std::string& name, const std::string& bytes) {
  std::fprintf(stderr, "%s\n", name.c_str());  // the last line before it ends tells the input that ended it
  const double start = robust::cpu_seconds();
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  const double seconds = robust::cpu_seconds() - start;
  if (seconds <= longest) return true;
  std::fprintf(stderr, "VIOLATED: %s takes %.0f s\n", name.c_str(), seconds);
  return false;
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(path)) return {path};
  for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  bool well = true;
  for (int i = 1; i < count; ++i) {
    if (std::string(arguments[i]) == "--random" && i + 1 < count) {
      std::mt19937_64 random(20240229);
      const long inputs = std::stol(arguments[++i]);
      for (long k = 0; k < inputs; ++k) {
        std::string bytes(16 + random() % 500, '\0');
        for (char& byte : bytes) byte = char(random());
        well &= run("random input " + std::to_string(k), bytes);
      }
      continue;
    }
    for (const auto& file : files_of(arguments[i])) {
      std::ifstream stream(file, std::ios::binary);
      if (!stream) {
        std::fprintf(stderr, "%s cannot be read\n", file.c_str());
        return 2;
      }
      well &= run(file.string(), {std::istreambuf_iterator<char>(stream), {}});
    }
  }
  return well ? 0 : 1;
}
