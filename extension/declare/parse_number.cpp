#include "declare/parse_number.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace declare {

std::optional<double> parse_number(std::string_view text) {
  // not "inf", "nan", hexadecimal digits, blanks or a leading plus
  if (text.empty() || text.front() == '+' || text.find_first_not_of("0123456789.-+eE") != text.npos) return {};
  double number = 0;
#ifdef __cpp_lib_to_chars
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return {};
#else  // libc++ before LLVM 20, in programs that keep to the C locale
  const std::string copy(text);
  char* end = nullptr;
  errno = 0;
  number = std::strtod(copy.c_str(), &end);
  if (end != copy.c_str() + copy.size() || (errno == ERANGE && (number == 0 || std::isinf(number)))) return {};
#endif
  return number;
}

}  // namespace declare
