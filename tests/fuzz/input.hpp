// A fuzzer's bytes as choices, numbers and texts. Where they have run out, every choice is the first.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>

namespace fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  bool empty() const { return at_ == end_; }
  std::uint8_t byte() { return empty() ? std::uint8_t(0) : *at_++; }

  /// 0, ..., n - 1
  std::size_t below(std::size_t n) {
    std::size_t drawn = byte();
    if (n > 256) drawn = drawn << 8 | byte();
    return n ? drawn % n : 0;
  }
  bool chance(std::size_t one_in) { return below(one_in) + 1 == one_in; }

  template <class List>
  auto& pick(const List& list) {
    return *std::next(std::begin(list), std::ptrdiff_t(below(std::size(list))));
  }

  std::int64_t integer() { return bits<std::int64_t>(); }
  double real() { return bits<double>(); }  // any: infinite, NaN, subnormal

  std::string text(std::size_t most) {
    const std::size_t wanted = below(most + 1), size = std::min(wanted, std::size_t(end_ - at_));
    std::string bytes(reinterpret_cast<const char*>(at_), size);
    at_ += size;
    return bytes;
  }
  std::string rest() {
    std::string bytes(reinterpret_cast<const char*>(at_), std::size_t(end_ - at_));
    at_ = end_;
    return bytes;
  }

 private:
  template <class T>
  T bits() {
    unsigned char raw[sizeof(T)];
    for (unsigned char& one : raw) one = byte();
    T value;
    std::memcpy(&value, raw, sizeof value);
    return value;
  }

  const std::uint8_t *at_, *end_;
};

}  // namespace fuzz
