#include "declare/message.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace {

using namespace declare;
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("cat joins texts and numbers, each number as short as it reads back") {
  CHECK(cat("a", std::string("b"), 'c', std::string_view("d")) == "abcd");
  CHECK(cat(1, ' ', 0.1, ' ', -2.5, ' ', std::size_t{7}) == "1 0.1 -2.5 7");
  CHECK(cat(1 / 3.) == "0.3333333333333333");
  CHECK(cat() == "");
}

TEST_CASE("any_of is a list as one says it") {
  CHECK(any_of(Words{}) == "");
  CHECK(any_of(Words{"a"}) == "a");
  CHECK(any_of(Words{"a", "b"}) == "a or b");
  CHECK(any_of(Words{"a", "b", "c"}) == "a, b or c");
}

TEST_CASE("rows counts in whole figures") {
  CHECK(rows(1) == "1 row");
  CHECK(rows(0) == "0 rows");
  CHECK(rows(12) == "12 rows");
  CHECK(rows(100000) == "100000 rows");
  CHECK(rows(5000000) == "5000000 rows");
}

TEST_CASE("shortened cuts at a character's edge") {
  struct Case {
    std::string_view text;
    std::size_t longest;
    std::string_view shortened;
  };
  const Case cases[] = {
      {"", 5, ""},
      {"abcde", 5, "abcde"},
      {"abcdef", 5, "ab..."},
      {"aößü", 7, "aößü"},    // 1 + 2 + 2 + 2 bytes
      {"aößüx", 7, "aö..."},  // 4 bytes are left: a, ö, and half of ß
      {"äöüß", 7, "äö..."},   // 4 bytes: ä ö
      {"€€€", 8, "€..."},     // 5 bytes: € and two of three bytes
      {"😀😀😀", 10, "😀..."},    // 7 bytes: 😀 and three of four
      {"😀😀", 6, "..."},
      {"\x80\x80\x80\x80\x80", 4, "..."},  // not UTF-8 at all
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(shortened(c.text, c.longest) == c.shortened);
  }
}

TEST_CASE("did_you_mean names the nearest word, and none that is another word") {
  const Words columns = {"id", "os_days", "died", "arm", "sex", "age", "relapse_days", "centre"};
  struct Case {
    std::string_view word, hint;
  };
  const Case cases[] = {
      {"os_day", "; did you mean os_days?"},
      {"osdays", "; did you mean os_days?"},
      {"OS_DAY", "; did you mean os_days?"},
      {"relapse_day", "; did you mean relapse_days?"},
      {"relapsedays", "; did you mean relapse_days?"},
      {"center", "; did you mean centre?"},
      {"dide", "; did you mean died?"},
      {"sx", "; did you mean sex?"},
      {"dead", "; did you mean died?"},
      {"aeg", "; did you mean age?"},
      {"ID", "; did you mean id?"},
      {"weight", ""},
      {"status", ""},
      {"x", ""},
      {"os", ""},
      {"bmi", ""},
      {"", ""},
      {"arc", "; did you mean arm?"},
      {"ann", ""},  // one letter of three in common
      {"event_of_a_name_that_is_longer_than_any_column_anybody_would_ever_give", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.word);
    CHECK(did_you_mean(c.word, columns) == c.hint);
  }
  CHECK(did_you_mean("anything", Words{}) == "");
}

TEST_CASE("did_you_mean: the quotes of texts are not what two of them have in common") {
  const Words values = {"'A'", "'B'", "'relapse'", "1"};
  CHECK(did_you_mean("'C'", values) == "");
  CHECK(did_you_mean("'AB'", values) == "; did you mean 'A'?");
  CHECK(did_you_mean("'relaps'", values) == "; did you mean 'relapse'?");
  CHECK(did_you_mean("relapse", values) == "; did you mean 'relapse'?");
  CHECK(did_you_mean("'", values) == "");
  CHECK(did_you_mean("''", values) == "");
}

TEST_CASE("did_you_mean: the first of two that are as near") {
  CHECK(did_you_mean("time", Words{"timed", "times"}) == "; did you mean timed?");
  CHECK(did_you_mean("timex", Words{"titan", "times", "timed"}) == "; did you mean times?");
}

TEST_CASE("same_name folds ASCII case alone") {
  CHECK(same_name("Os_Days", "oS_dAYS"));
  CHECK(same_name("", ""));
  CHECK_FALSE(same_name("os", "osx"));
  CHECK_FALSE(same_name("ä", "Ä"));
  CHECK_FALSE(same_name("[", "{"));
}
