#include "cohort/packed.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string_view>
#include <typeinfo>

#include "declare/message.hpp"

namespace {

using namespace cohort;
using declare::Blob, declare::Error, declare::Value;
using survival::Patients;

const survival::Poll no_poll = [] {};

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

bool same(const Packed& a, const Packed& b) {
  const Patients &p = a.patients, &q = b.patients;
  bool same =
      a.groups == b.groups && a.statuses == b.statuses && a.n_missing == b.n_missing && a.whole_times == b.whole_times;
  survival::for_each_column([&](const auto& column) { same &= p.*column.values == q.*column.values; });
  return same;
}

std::string packed(const Packed& content) { return pack(content, no_poll); }
Packed unpacked(std::string_view bytes) { return unpack(bytes, no_poll); }

/// Small, with everything a blob can hold.
Packed everything() {
  return {.patients = {{1, 2.5, 2.5}, {0, 1, 2}, {0, 1, 1}, {-1, 0, 2}, {1, 2.5, 1e300}},
          .groups = {integer(2), txt("b")},
          .statuses = {integer(0), 1.5, Blob{"x"}},
          .n_missing = 3,
          .whole_times = false};
}

/// With the columns of version 2 too.
Packed everything_2() {
  Packed content = everything();
  content.patients.weight2 = {1, 3.25, 1e300};
  content.patients.from = {0, 2, 0};
  content.patients.id = {1, 0, 1};
  return content;
}

/// As the layout in packed.hpp says: FNV-1a by words of 8 bytes, all but its own; last, what is left over.
std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037U, word = 0;
  const auto add = [&] {
    hash = (hash ^ word) * 1099511628211U;
    hash ^= hash >> 32;
    word = 0;
  };
  for (int number = 0; bytes.size() >= 8; ++number, bytes.remove_prefix(8)) {
    if (number == 2) continue;
    for (std::size_t i = 8; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[i]);
    add();
  }
  for (const char byte : bytes) word = word << 8 | static_cast<unsigned char>(byte);
  add();
  return hash;
}

void put(std::string& bytes, std::size_t at, std::uint64_t number) {
  for (std::size_t i = 0; i < 8; ++i) bytes[at + i] = char(number >> 8 * i & 0xFF);
}

/// With a length and a checksum that fit.
std::string sealed(std::string bytes) {
  put(bytes, 8, bytes.size());
  put(bytes, 16, checksum(bytes));
  return bytes;
}

std::string changed(std::string bytes, std::size_t at, int byte) {
  bytes[at] = char(byte);
  return bytes;
}

/// What any function may rely on.
bool is_valid(const Packed& content) {
  const Patients& p = content.patients;
  bool fits = p.row.empty();
  survival::for_each_column(p, [&](const auto& values, const auto& column) {
    fits &= values.size() == p.size() || (column.asked && values.empty());
  });
  if (!fits) return false;
  for (std::size_t i = 0; i < p.size(); ++i)
    if ((!p.weight2.empty() && !(p.weight2[i] > 0 && std::isfinite(p.weight2[i]))) ||
        (!p.from.empty() && p.from[i] >= content.statuses.size()) || (!p.id.empty() && p.id[i] >= p.size()))
      return false;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!(p.time[i] >= 0) || std::isinf(p.time[i]) ||
        (content.whole_times && (p.time[i] != std::trunc(p.time[i]) || p.time[i] > 0x1p53)) ||
        p.status[i] >= content.statuses.size() || p.group_of(i) >= content.groups.size() || !(p.weight_of(i) > 0) ||
        std::isinf(p.weight_of(i)) || (!p.entry.empty() && !(p.entry[i] < p.time[i] && std::isfinite(p.entry[i]))))
      return false;
  return std::isfinite(content.n_missing) && content.n_missing >= 0;
}

constexpr std::string_view damaged = "the blob given as source is not one that surv() made, or is damaged: ";

std::string message(std::string_view bytes) {
  try {
    unpacked(bytes);
  } catch (const Error& error) {
    const std::string what = error.what();
    CHECK(what.starts_with(damaged));
    return what.substr(std::min(what.size(), damaged.size()));
  }
  return "";
}

}  // namespace

TEST_CASE("unpack gives back what pack took") {
  const double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();
  struct Case {
    std::string_view name;
    Packed content;
  };
  const Case cases[] = {
      {"no patients", {.patients = {{}, {}, {}}, .groups = {{}}, .statuses = {}}},
      {"no patients in groups", {.patients = {{}, {}, {}}, .groups = {}, .statuses = {}}},
      {"all patients missing", {.patients = {{}, {}, {}}, .groups = {{}}, .statuses = {}, .n_missing = 12}},
      {"times and events", {.patients = {{0, 1}, {0, 1}, {}}, .groups = {{}}, .statuses = {integer(0), integer(1)}}},
      {"the ends of a double",
       {.patients = {{least, most}, {0, 0}, {}, {-most, -least}, {least, most}},
        .groups = {{}},
        .statuses = {integer(0)},
        .whole_times = false}},
      {"texts with anything in them",
       {.patients = {{1}, {1}, {2}},
        .groups = {txt(""), std::string("a\0b", 3), txt("ß")},
        .statuses = {txt("dead"), Blob{std::string("\0\xFF", 2)}}}},
      {"everything", everything()},
      {"everything, and what version 2 brought", everything_2()},
      {"states alone",
       {.patients = {{1}, {1}, {}, {}, {}, {}, {0}}, .groups = {{}}, .statuses = {integer(0), integer(1)}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(same(unpacked(packed(c.content)), c.content));
  }
}

TEST_CASE("a blob that version 0.1.0 made is read for ever") {
  const auto path = std::filesystem::path(SURVIVAL_TEST_DATA) / "cohort" / "version_1.surv";  // by version_1.sql
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  REQUIRE(bytes.size() == 343);
  const Packed expected = {.patients = {{0.1, 7, 7, 12.5, 12.5, 30, 365},
                                        {2, 1, 1, 1, 2, 0, 0},
                                        {0, 1, 1, 2, 2, 3, 2},
                                        {0, 1, 2, -1.5, 0, 4.25, 0},
                                        {1, 4, 4, 1, 2.5, 1.001, 1}},
                           .groups = {2.5, integer(3), txt("Ghent"), txt("Łódź")},
                           .statuses = {txt("alive"), txt("death"), txt("relapse")},
                           .n_missing = 4,
                           .whole_times = false};
  CHECK(same(unpacked(bytes), expected));
  CHECK(packed(expected) == bytes);  // and made the same today
}

TEST_CASE("weights of 1 are not written") {
  Packed content = {.patients = {{1, 2}, {0, 0}, {}, {}, {1, 1}}, .groups = {{}}, .statuses = {integer(0)}};
  CHECK(unpacked(packed(content)).patients.weight.empty());
}

TEST_CASE("a blob is of version 2 only where it holds what version 1 cannot") {
  CHECK(packed(everything())[4] == 1);
  CHECK(packed(everything_2())[4] == 2);
  for (auto spare :
       {+[](Patients& p) { p.weight2.clear(), p.from.clear(); }, +[](Patients& p) { p.from.clear(), p.id.clear(); },
        +[](Patients& p) { p.weight2.clear(), p.id.clear(); }}) {
    Packed content = everything_2();
    spare(content.patients);
    CHECK(packed(content)[4] == 2);
    CHECK(same(unpacked(packed(content)), content));
  }
  Packed numbered = everything();
  numbered.patients.row = {5, 6, 7};  // which row of a source it was is nothing to hand on
  CHECK(packed(numbered) == packed(everything()));
}

TEST_CASE("the columns of version 2 stand behind those of version 1, in the order of the flags") {
  Packed first = everything();
  const std::string one = packed(first), two = packed(everything_2());
  REQUIRE(two.size() == one.size() + 3 * (8 + 1 + 4));
  CHECK(two[5] == (one[5] | 16 | 32 | 64));
  CHECK(two.substr(24, one.size() - 24) == one.substr(24));
  const unsigned char bytes[] = {0, 0,    0,    0,    0,    0, 0xF0, 0x3F, 0,    0,    0,    0, 0,
                                 0, 0x0A, 0x40, 0x9C, 0x75, 0, 0x88, 0x3C, 0xE4, 0x37, 0x7E,  // squares 1, 3.25, 1e300
                                 0, 2,    0,                                                  // states
                                 1, 0,    0,    0,    0,    0, 0,    0,    1,    0,    0,    0};  // patients
  CHECK(two.substr(one.size()) == std::string(std::begin(bytes), std::end(bytes)));
}

TEST_CASE("the layout is the one that packed.hpp describes, on every machine") {
  const Packed content = {.patients = {{1, 2.5}, {0, 1}, {0, 1}},
                          .groups = {integer(258), txt("b")},
                          .statuses = {integer(0), 1.5},
                          .n_missing = 3,
                          .whole_times = false};
  const unsigned char bytes[] = {
      'S', 'U', 'R', 'V', 1, 2, 0,    0,                                  // version, flags: groups
      144, 0,   0,   0,   0, 0, 0,    0,                                  // length
      0,   0,   0,   0,   0, 0, 0,    0,                                  // checksum, filled in below
      0,   0,   0,   0,   0, 0, 0x08, 0x40,                               // 3 missing
      2,   0,   0,   0,   0, 0, 0,    0,    2,    0,   0, 0, 2, 0, 0, 0,  // rows, statuses, groups
      1,   0,   0,   0,   0, 0, 0,    0,    0,                            // 0
      2,   0,   0,   0,   0, 0, 0,    0xF8, 0x3F,                         // 1.5
      1,   2,   1,   0,   0, 0, 0,    0,    0,                            // 258
      3,   1,   0,   0,   0, 0, 0,    0,    0,    'b',                    //
      0,   0,   0,   0,   0, 0, 0xF0, 0x3F,                               // time 1
      0,   0,   0,   0,   0, 0, 0x04, 0x40,                               // time 2.5
      0,   1,                                                             // statuses
      0,   0,   0,   0,   1, 0, 0,    0,                                  // groups
  };
  const std::string expected(std::begin(bytes), std::end(bytes));
  CHECK(packed(content) == sealed(expected));
}

TEST_CASE("a blob that is not one of ours says so") {
  const std::string good = packed(everything());
  struct Case {
    std::string bytes;
    std::string_view message;
  };
  const Case cases[] = {
      {"", "it does not begin with SURV"},
      {"SUR", "it does not begin with SURV"},
      {"PK\3\4 some zip", "it does not begin with SURV"},
      {"SURV", "it ends early"},
      {changed(good, 4, 0), "its version is 0, this extension reads 1 and 2"},
      {changed(good, 4, 3), "its version is 3, this extension reads 1 and 2"},
      {sealed(changed(good, 5, 16)), "a flag is unknown"},
      {sealed(changed(packed(everything_2()), 5, char(128))), "a flag is unknown"},
      {sealed(changed(good, 6, 1)), "a flag is unknown"},
      {good + "x", "its length is not the length it states"},
      {good.substr(0, 60), "its length is not the length it states"},
      {changed(good, 60, 77), "its checksum does not fit"},
      {sealed(good + "x"), "it is too long"},
      {sealed(good.substr(0, good.size() - 1)), "it ends early"},
  };
  for (const auto& c : cases) CHECK(message(c.bytes) == c.message);
}

TEST_CASE("content that no analysis could use is refused, though the checksum fits") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  struct Case {
    std::string_view message;
    void (*spoil)(Packed&);
  };
  const Case cases[] = {
      {"a time is negative or not finite", [](Packed& c) { c.patients.time[0] = -0.5; }},
      {"a time is negative or not finite", [](Packed& c) { c.patients.time[2] = infinity; }},
      {"a time is negative or not finite", [](Packed& c) { c.patients.time[1] = std::nan(""); }},
      {"a status is out of range", [](Packed& c) { c.patients.status[1] = 3; }},
      {"a group is out of range", [](Packed& c) { c.patients.group[1] = 2; }},
      {"an entry is not before its time", [](Packed& c) { c.patients.entry[2] = 2.5; }},
      {"an entry is not before its time", [](Packed& c) { c.patients.entry[2] = -infinity; }},
      {"an entry is not before its time", [](Packed& c) { c.patients.entry[2] = std::nan(""); }},
      {"a weight is not above 0", [](Packed& c) { c.patients.weight[0] = 0; }},
      {"a weight is not above 0", [](Packed& c) { c.patients.weight[0] = -1; }},
      {"a weight is not above 0", [](Packed& c) { c.patients.weight[0] = infinity; }},
      {"a weight is not above 0", [](Packed& c) { c.patients.weight[0] = std::nan(""); }},
      {"its count of missing rows is not a count", [](Packed& c) { c.n_missing = -1; }},
      {"its count of missing rows is not a count", [](Packed& c) { c.n_missing = std::nan(""); }},
      {"a time is not whole", [](Packed& c) { c.whole_times = true; }},
      {"its values are not in order", [](Packed& c) { std::swap(c.groups[0], c.groups[1]); }},
      {"its values are not in order", [](Packed& c) { c.groups[1] = c.groups[0]; }},
      {"its values are not in order", [](Packed& c) { c.statuses[1] = std::nan(""); }},
      {"a value's type is unknown", [](Packed& c) { c.statuses[0] = {}; }},
      {"it has more than 255 statuses",
       [](Packed& c) {
         c.statuses.clear();
         for (int i = 0; i < 256; ++i) c.statuses.push_back(integer(i));
       }},
      {"it has no groups", [](Packed& c) { c.groups.clear(); }},
  };
  for (const auto& c : cases) {
    Packed content = everything();
    c.spoil(content);
    CHECK(message(packed(content)) == c.message);
  }
  const Case of_version_2[] = {
      {"a squared weight is not above 0", [](Packed& c) { c.patients.weight2[1] = 0; }},
      {"a squared weight is not above 0", [](Packed& c) { c.patients.weight2[1] = std::nan(""); }},
      {"a squared weight is not above 0", [](Packed& c) { c.patients.weight2[1] = infinity; }},
      {"a state is out of range", [](Packed& c) { c.patients.from[0] = 3; }},
      {"a patient is out of range", [](Packed& c) { c.patients.id[2] = 3; }},
  };
  for (const auto& c : of_version_2) {
    Packed content = everything_2();
    c.spoil(content);
    CHECK(message(packed(content)) == c.message);
  }
}

TEST_CASE("a row count that would not fit in memory is an error") {
  std::string bytes = packed(everything());
  for (const std::uint64_t rows : {std::uint64_t{1} << 40, std::uint64_t{1} << 61, ~std::uint64_t{0}}) {
    put(bytes, 32, rows);
    CHECK(message(sealed(bytes)) == "it ends early");
  }
  std::string long_text = packed(everything());
  put(long_text, 48 + 9 + 9 + 1, ~std::uint64_t{0});  // the length of the third status
  CHECK(message(sealed(long_text)) == "it ends early");
}

TEST_CASE("cut short at any byte it is an error") {
  for (const std::string& good : {packed(everything()), packed(everything_2())})
    for (std::size_t length = 0; length < good.size(); ++length) {
      CAPTURE(length);
      CHECK(message(good.substr(0, length)) != "");
      if (length >= 24) CHECK(message(sealed(good.substr(0, length))) != "");
    }
}

TEST_CASE("with any byte changed it is an error; with a new checksum too, or its content is valid") {
  const Packed days = {.patients = {{3, 4}, {0, 1}, {}}, .groups = {{}}, .statuses = {integer(0), integer(1)}};
  for (const std::string& good : {packed(everything()), packed(days), packed(everything_2())}) {
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < good.size(); ++at)
      for (int byte = 0; byte < 256; ++byte) {
        if (char(byte) == good[at]) continue;
        CAPTURE(at);
        CAPTURE(byte);
        const std::string bad = changed(good, at, byte);
        CHECK_THROWS_AS(unpacked(bad), Error);
        if (at >= 8 && at < 24) continue;  // length and checksum: sealing would mend them
        try {
          const Packed content = unpacked(sealed(bad));
          ++accepted;
          CHECK(is_valid(content));
          CHECK(same(unpacked(packed(content)), content));
        } catch (const Error&) {
        }
      }
    CHECK(accepted > 500);  // other times, weights, texts
  }
}

TEST_CASE("random bytes after a right beginning are an error or valid") {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = packed(round % 2 ? everything() : everything_2());
    for (int changes = 1 + int(random() % 6); changes > 0; --changes)
      bytes[24 + random() % (bytes.size() - 24)] = char(random() % 4 ? random() % 4 : random() % 256);
    bytes[5] = char(random() % (round % 2 ? 16 : 128));
    try {
      const Packed content = unpacked(sealed(bytes));
      REQUIRE(is_valid(content));
    } catch (const Error&) {
    }
  }
}
