#include "survival/registry/suppression.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <random>
#include <set>

namespace {

using namespace survival;

const Poll no_poll = [] {};

Contingency table(const std::vector<std::vector<std::uint64_t>>& counts) {
  Contingency made(counts.size(), counts.front().size());
  for (std::size_t r = 0; r < made.rows; ++r)
    for (std::size_t c = 0; c < made.columns; ++c) made.at(r, c) = counts[r][c];
  return made;
}

std::uint64_t total(const Contingency& t, std::size_t row) {
  std::uint64_t sum = 0;
  for (std::size_t c = 0; c < t.columns; ++c) sum += t.at(row, c);
  return sum;
}

/// Row by row the total, then the groups: n, or what is told instead.
std::string told(const Contingency& t, std::uint64_t least) {
  const Suppression s = suppressed(t, least, no_poll);
  const auto text = [](Told what, std::uint64_t n) {
    return what == Told::shown ? std::to_string(n) : what == Told::few ? "<" : what == Told::many ? ">" : "-";
  };
  std::string all;
  for (std::size_t r = 0; r < t.rows; ++r) {
    all += (r > 0 ? "|" : "") + text(s.total(r), total(t, r));
    for (std::size_t c = 0; c < t.columns; ++c) all += " " + text(s.of(r, c), t.at(r, c));
  }
  return all;
}

/// Calls body for every table whose groups have the same sizes.
void every_table(const Contingency& like, const std::function<void(const Contingency&)>& body) {
  Contingency t(like.rows, like.columns);
  const std::function<void(std::size_t, std::size_t, std::uint64_t)> fill = [&](std::size_t r, std::size_t c,
                                                                                std::uint64_t left) {
    if (r + 1 < like.rows) {
      for (std::uint64_t n = 0; n <= left; ++n) t.at(r, c) = n, fill(r + 1, c, left - n);
      return;
    }
    t.at(r, c) = left;
    if (c + 1 == like.columns) return body(t);
    std::uint64_t size = 0;
    for (std::size_t row = 0; row < like.rows; ++row) size += like.at(row, c + 1);
    fill(0, c + 1, size);
  };
  std::uint64_t size = 0;
  for (std::size_t row = 0; row < like.rows; ++row) size += like.at(row, 0);
  fill(0, 0, size);
}

/// Whether a reader of what is told could take `n` for the count.
bool may_be(std::uint64_t n, std::uint64_t truth, Told told, std::uint64_t lowest, std::uint64_t least) {
  switch (told) {
    case Told::shown:
      return n == truth;
    case Told::few:
      return n >= lowest && n < least;
    case Told::many:
      return n >= least;
    case Told::nothing:
      break;
  }
  return true;
}

}  // namespace

TEST_CASE("suppression: what is hidden beside a small count") {
  // one group, and its total: the other level must go too, though it is large; of three, the smallest of the large
  CHECK(told(table({{3}, {97}, {0}}), 5) == "< <|> >|0 0");
  CHECK(told(table({{3}, {40}, {57}, {0}}), 5) == "< <|> >|57 57|0 0");
  // groups: a rectangle, so that neither rows nor columns give it away
  CHECK(told(table({{3, 30, 60}, {47, 20, 40}, {0, 0, 0}}), 5) == "93 < > 60|107 > > 40|0 0 0 0");
  // nothing small, nothing hidden; those without a value are no small count, but hide one where they must
  CHECK(told(table({{30, 30}, {20, 20}, {1, 2}}), 5) == "60 30 30|40 20 20|3 1 2");
  CHECK(told(table({{2, 30}, {98, 70}}), 5) == "32 < >|168 - -");
  // of a level that few have, zeros are hidden: else two ones are known to be ones
  CHECK(told(table({{1, 1, 0}, {50, 60, 70}, {0, 0, 0}}), 3).starts_with("< < < <|"));
  // two small counts that make up a group: how many have no value is hidden; where even that leaves a value impossible,
  // nothing is told
  CHECK(told(table({{4}, {4}, {0}}), 5) == "< <|< <|- -");
  CHECK(told(table({{2}, {1}, {1}, {1}, {0}}), 5) == "- -|- -|- -|- -|- -");
  CHECK(!suppressed(table({{30}, {0}}), 5, no_poll).hides_any());
}

TEST_CASE("suppression: who tries every table that fits what is told can exclude no small count") {
  std::mt19937 random(1);
  int hidden_tables = 0;
  for (int trial = 0; trial < 250; ++trial) {
    const std::size_t groups = 1 + random() % 3, rows = groups == 3 ? 3 : 2 + random() % 3;
    const std::uint64_t least = 3 + random() % 3;
    Contingency t(rows, groups);
    for (std::size_t c = 0; c < groups; ++c) {
      const std::uint64_t size = least + random() % 6;
      for (std::uint64_t i = 0; i < size; ++i) ++t.at(random() % (random() % 2 ? rows : 2), c);
    }
    const Suppression s = suppressed(t, least, no_poll);
    std::vector<std::set<std::uint64_t>> possible(rows * (groups + 1));
    every_table(t, [&](const Contingency& guess) {
      for (std::size_t r = 0; r < rows; ++r) {
        const std::uint64_t lowest = r + 1 < rows && total(t, r) < least ? 0 : 1;
        if (!may_be(total(guess, r), total(t, r), s.total(r), 1, least)) return;
        for (std::size_t c = 0; c < groups; ++c)
          if (!may_be(guess.at(r, c), t.at(r, c), s.of(r, c), lowest, least)) return;
      }
      for (std::size_t r = 0; r < rows; ++r) {
        possible[r * (groups + 1)].insert(total(guess, r));
        for (std::size_t c = 0; c < groups; ++c) possible[r * (groups + 1) + 1 + c].insert(guess.at(r, c));
      }
    });
    hidden_tables += s.hides_any();
    for (std::size_t r = 0; r + 1 < rows; ++r)
      for (std::size_t c = 0; c <= groups; ++c) {
        const std::uint64_t n = c == 0 ? total(t, r) : t.at(r, c - 1);
        if (n == 0 || n >= least) continue;
        CAPTURE(told(t, least));
        const Told what = c == 0 ? s.total(r) : s.of(r, c - 1);
        CHECK((what == Told::few || what == Told::nothing));
        for (std::uint64_t value = 1; value < least; ++value)
          CHECK((what == Told::nothing || possible[r * (groups + 1) + c].contains(value)));
        CHECK(possible[r * (groups + 1) + c].size() > 1);
      }
  }
  CHECK(hidden_tables > 100);
}
