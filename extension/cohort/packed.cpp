#include "cohort/packed.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "declare/message.hpp"

namespace cohort {
namespace {

using declare::Error, declare::Type, declare::Value;

constexpr std::string_view magic = "SURV";
constexpr std::size_t length_at = 8, checksum_at = 16;
constexpr std::uint8_t whole_times = 1, has_groups = 2, flags_of_version_1 = 15, flags_of_version_2 = 127;

/// Says that a column is there. Those that always are, and the one that never is, have none.
template <class T>
constexpr std::uint8_t flag_of(const survival::Column<T>& column) {
  std::uint8_t flag = 0, next = has_groups;
  survival::for_each_column([&](const auto& one) {
    if (!one.asked) return;
    if (one.asked == column.asked) flag = next;
    next = std::uint8_t(next << 1);
  });
  return flag & flags_of_version_2;
}

std::uint64_t checksum(std::string_view bytes, const survival::Poll& poll) {
  constexpr std::size_t word_size = sizeof(std::uint64_t);
  std::uint64_t hash = 0xCBF29CE484222325U;
  const auto add = [&](std::uint64_t word) {
    hash = (hash ^ word) * 0x100000001B3U;
    hash ^= hash >> 32;
  };
  survival::for_each_row(bytes.size() / word_size, poll, [&](std::size_t i) {
    if (i == checksum_at / word_size) return;
    std::uint64_t word = 0;
    for (std::size_t b = 0; b < word_size; ++b)
      word |= std::uint64_t{static_cast<unsigned char>(bytes[i * word_size + b])} << 8 * b;
    add(word);
  });
  std::uint64_t rest = 0;
  for (std::size_t b = bytes.size() / word_size * word_size; b < bytes.size(); ++b)
    rest = rest << 8 | static_cast<unsigned char>(bytes[b]);
  add(rest);
  return hash;
}

/// Writes unsigned integers and doubles lowest byte first.
class Writer {
 public:
  explicit Writer(const survival::Poll& poll) : poll_(poll) {}

  template <class Number>
  void put(Number number) {
    if constexpr (std::is_same_v<Number, double>) {
      put(std::bit_cast<std::uint64_t>(number));
    } else {
      std::array<char, sizeof number> field;
      for (std::size_t i = 0; i < sizeof number; ++i) field[i] = char(number >> 8 * i & 0xFF);
      bytes.append(field.data(), field.size());
    }
  }
  template <class Number>
  void put(const survival::LargeVector<Number>& column) {
    survival::for_each_row(column.size(), poll_, [&](std::size_t i) { put(column[i]); });
  }
  void put(const Value& value) {
    const declare::Cell cell = value;
    put(std::uint8_t(cell.type()));
    if (cell.type() == Type::integer)
      put(std::uint64_t(cell.integer()));
    else if (cell.type() == Type::real)
      put(cell.real());
    else
      put(std::uint64_t(cell.bytes().size())), bytes += cell.bytes();
  }
  void overwrite(std::size_t at, std::uint64_t number) {
    Writer field(poll_);
    field.put(number);
    bytes.replace(at, sizeof number, field.bytes);
  }

  std::string bytes;

 private:
  const survival::Poll& poll_;
};

class Reader {
 public:
  Reader(std::string_view bytes, const survival::Poll& poll) : rest_(bytes), poll_(poll) {}

  template <class Number>
  Number get() {
    if constexpr (std::is_same_v<Number, double>) {
      return std::bit_cast<double>(get<std::uint64_t>());
    } else {
      const std::string_view field = take(sizeof(Number));
      Number number = 0;
      for (std::size_t i = 0; i < sizeof number; ++i)
        number = Number(number | Number{static_cast<unsigned char>(field[i])} << 8 * i);
      return number;
    }
  }
  template <class Number>
  survival::LargeVector<Number> column(std::uint64_t rows) {
    if (rows > rest_.size() / sizeof(Number)) throw Error("it ends early");
    survival::LargeVector<Number> numbers(rows);
    survival::for_each_row(rows, poll_, [&](std::size_t i) { numbers[i] = get<Number>(); });
    return numbers;
  }
  Value value() {
    switch (Type(get<std::uint8_t>())) {
      case Type::integer:
        return std::int64_t(get<std::uint64_t>());
      case Type::real:
        return get<double>();
      case Type::text:
        return std::string(take(get<std::uint64_t>()));
      case Type::blob:
        return declare::Blob{std::string(take(get<std::uint64_t>()))};
      case Type::null:
        break;
    }
    throw Error("a value's type is unknown");
  }
  std::vector<Value> values(std::uint32_t count) {
    std::vector<Value> sorted;
    for (std::uint32_t i = 0; i < count; ++i) {
      sorted.push_back(value());
      if (i > 0 && !declare::less(sorted[i - 1], sorted[i])) throw Error("its values are not in order");
    }
    return sorted;
  }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) throw Error("it ends early");
    const std::string_view field = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return field;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  const survival::Poll& poll_;
};

void check(bool holds, const char* otherwise) {
  if (!holds) throw Error(otherwise);
}

void check_patients(const Packed& content, const survival::Poll& poll) {
  const survival::Patients& p = content.patients;
  survival::for_each_row(p.size(), poll, [&](std::size_t i) {
    check(std::isfinite(p.time[i]) && p.time[i] >= 0, "a time is negative or not finite");
    check(!content.whole_times || (p.time[i] == std::trunc(p.time[i]) && p.time[i] <= 0x1p53), "a time is not whole");
    check(p.status[i] < content.statuses.size(), "a status is out of range");
    check(p.group_of(i) < content.groups.size(), "a group is out of range");
    check(p.entry.empty() || (std::isfinite(p.entry[i]) && p.entry[i] < p.time[i]), "an entry is not before its time");
    check(std::isfinite(p.weight_of(i)) && p.weight_of(i) > 0, "a weight is not above 0");
    check(p.weight2.empty() || (std::isfinite(p.weight2[i]) && p.weight2[i] > 0), "a squared weight is not above 0");
    check(p.from.empty() || p.from[i] < content.statuses.size(), "a state is out of range");
    check(p.id.empty() || p.id[i] < p.size(), "a patient is out of range");
  });
}

Packed unpack_checked(std::string_view bytes, const survival::Poll& poll) {
  Reader reader(bytes, poll);
  check(bytes.size() >= magic.size() && reader.take(magic.size()) == magic, "it does not begin with SURV");
  const auto version = reader.get<std::uint8_t>();
  if (version != 1 && version != 2)
    throw Error(declare::cat("its version is ", int(version), ", this extension reads 1 and 2"));
  const auto flags = reader.get<std::uint8_t>();
  check(flags <= (version == 1 ? flags_of_version_1 : flags_of_version_2) && reader.get<std::uint16_t>() == 0,
        "a flag is unknown");
  check(reader.get<std::uint64_t>() == bytes.size(), "its length is not the length it states");
  check(reader.get<std::uint64_t>() == checksum(bytes, poll), "its checksum does not fit");

  Packed content;
  content.whole_times = flags & whole_times;
  content.n_missing = reader.get<double>();
  check(std::isfinite(content.n_missing) && content.n_missing >= 0, "its count of missing rows is not a count");
  const auto rows = reader.get<std::uint64_t>();
  const auto statuses = reader.get<std::uint32_t>();
  const auto groups = reader.get<std::uint32_t>();
  check(statuses <= 255, "it has more than 255 statuses");
  content.statuses = reader.values(statuses);
  content.groups = reader.values(groups);
  check((groups > 0 || rows == 0) || !(flags & has_groups), "it has no groups");
  if (!(flags & has_groups)) content.groups = {{}};

  survival::for_each_column(content.patients, [&](auto& values, const auto& column) {
    if (!column.asked || flags & flag_of(column))
      values = reader.column<typename std::remove_cvref_t<decltype(values)>::value_type>(rows);
  });
  check(reader.at_end(), "it is too long");
  check_patients(content, poll);
  return content;
}

}  // namespace

std::string pack(const Packed& content, const survival::Poll& poll) {
  const survival::Patients& p = content.patients;
  const bool grouped = !(content.groups.size() == 1 && content.groups.front().index() == 0);
  const bool weighted = std::ranges::any_of(p.weight, [](double w) { return w != 1; });
  std::uint8_t flags = content.whole_times ? whole_times : 0;
  std::size_t row_size = 0;
  survival::for_each_column(p, [&](const auto& values, const auto& column) {
    const bool is_there = is(column, &survival::Patients::group)    ? grouped
                          : is(column, &survival::Patients::weight) ? weighted
                                                                    : !values.empty();
    if (is_there) flags = std::uint8_t(flags | flag_of(column)), row_size += sizeof values.front();
  });
  Writer writer(poll);
  constexpr std::size_t usual_labels = 4096;
  writer.bytes.reserve(usual_labels + p.size() * row_size);
  writer.bytes += magic;
  writer.put(std::uint8_t(flags <= flags_of_version_1 ? 1 : 2));
  writer.put(flags);
  writer.put(std::uint16_t{0});
  writer.put(std::uint64_t{0});  // length and checksum: known at the end
  writer.put(std::uint64_t{0});
  writer.put(content.n_missing);
  writer.put(std::uint64_t{p.size()});
  writer.put(std::uint32_t(content.statuses.size()));
  writer.put(std::uint32_t(grouped ? content.groups.size() : 0));
  for (const Value& status : content.statuses) writer.put(status);
  if (grouped)
    for (const Value& group : content.groups) writer.put(group);
  survival::for_each_column(p, [&](const auto& values, const auto& column) {
    if (!column.asked || flags & flag_of(column)) writer.put(values);
  });
  writer.overwrite(length_at, writer.bytes.size());
  writer.overwrite(checksum_at, checksum(writer.bytes, poll));
  return std::move(writer.bytes);
}

Packed unpack(std::string_view bytes, const survival::Poll& poll) {
  try {
    return unpack_checked(bytes, poll);
  } catch (const Error& error) {
    throw Error(declare::cat("the blob given as source is not one that surv() made, or is damaged: ", error.what()));
  }
}

}  // namespace cohort
