#include "declare/sql_text.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "declare/message.hpp"

namespace {

using namespace declare;

/// Each token after the initial of its kind: "w:os_days p:+ n:1".
std::string shown(std::string_view sql) {
  std::string list;
  for (const Token& token : tokens(sql))
    list += cat(list.empty() ? "" : " ", std::string_view("wqsn?.").substr(std::size_t(token.kind), 1), token.text);
  return list;
}

std::string joined(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += cat('<', item, '>');
  return list;
}

}  // namespace

TEST_CASE("tokens: words, names, strings, numbers, parameters, punctuation") {
  struct Case {
    std::string_view sql, tokens;
  };
  const Case cases[] = {
      {"", ""},
      {" \t\n\f\r", ""},
      {"os_days+1", "wos_days .+ n1"},
      {"a.b", "wa .. wb"},
      {"_x$1 größe", "w_x$1 wgröße"},
      {R"("a b" `c` [d e] 'f')", R"(q"a b" q`c` q[d e] s'f')"},
      {R"("a""b" `a``b` 'it''s')", R"(q"a""b" q`a``b` s'it''s')"},
      {"''''", "s''''"},
      {"[a]]", "q[a] .]"},
      {"'--' \"/*\"", "s'--' q\"/*\""},
      {"x'00FF' X'' ax''", "nx'00FF' nX'' wax s''"},
      {"1 2.5 .5 0x1F 1e3", "n1 n2.5 n.5 n0x1F n1e3"},
      {"? ?12 :a @b $c", "?? ??12 ?:a ?@b ?$c"},
      {"a:b", "wa ?:b"},
      {"j->>'$.x'", "wj .- .> .> s'$.x'"},
      {"a -- to the end\nb", "wa wb"},
      {"a -- to the very end", "wa"},
      {"a /* b ' */ c", "wa wc"},
      {"a/**/-b", "wa .- wb"},
      {"a;", "wa .;"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sql);
    CHECK(shown(c.sql) == c.tokens);
  }
}

TEST_CASE("tokens: what is left open is an error that shows it") {
  struct Case {
    std::string sql;
    std::string_view message;
  };
  const Case cases[] = {
      {"note = 'x", "the quote ' is not closed in 'note = 'x'"},
      {"'it''", "the quote ' is not closed in ''it'''"},
      {"\"os", "the quote \" is not closed in '\"os'"},
      {"`", "the quote ` is not closed in '`'"},
      {"a + [b", "the quote [ is not closed in 'a + [b'"},
      {"x'00", "the quote ' is not closed in 'x'00'"},
      {"a /* b", "the comment /* is not closed in 'a /* b'"},
      {"/*/", "the comment /* is not closed in '/*/'"},
      {std::string("a\0b", 3), "it holds a NUL character"},
      {"\xEF\xBB\xBFpragma_database_list", "it holds a byte order mark"},
      {cat("'", std::string(70, 'a')),
       "the quote ' is not closed in ''aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sql);
    CHECK_THROWS_WITH_AS(tokens(c.sql), c.message.data(), Error);
  }
}

TEST_CASE("unquoted: the name or text itself") {
  struct Case {
    std::string_view sql, plain;
  };
  const Case cases[] = {
      {"plain", "plain"}, {R"("a b")", "a b"}, {R"("a""b")", R"(a"b)"}, {"`a``b`", "a`b"}, {"'it''s'", "it's"},
      {"[a b]", "a b"},   {"''", ""},          {"''''", "'"},           {"12", "12"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sql);
    CHECK(tokens(c.sql).at(0).unquoted() == c.plain);
  }
}

TEST_CASE("quoted: a name that is never read as a text") {
  CHECK(quoted("os days") == "`os days`");
  CHECK(quoted("a`b") == "`a``b`");
  CHECK(quoted("") == "``");
  CHECK(tokens(quoted("a`b\"c'd]")).at(0).unquoted() == "a`b\"c'd]");
}

TEST_CASE("embeddable: names requoted, the rest as typed") {
  struct Case {
    std::string_view sql, safe;
  };
  const Case cases[] = {
      {"os_days", "os_days"},
      {"\"os days\" + 1", "`os days` + 1"},
      {R"("a""b" || "c`d")", R"(`a"b` || `c``d`)"},
      {"`a` + [b]", "`a` + [b]"},
      {"note = 'a \"quoted\" word' -- \"too\"", "note = 'a \"quoted\" word' -- \"too\""},
      {"SELECT 1;", "SELECT 1"},
      {"SELECT 1 ; -- done", "SELECT 1 "},
      {"(a + (b))", "(a + (b))"},
      {"';' || \")\"", "';' || `)`"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sql);
    CHECK(embeddable(c.sql) == c.safe);
  }
}

TEST_CASE("embeddable: what cannot stand inside other SQL") {
  struct Case {
    std::string_view sql;
    std::string_view message;
  };
  const Case cases[] = {
      {"", "it is empty"},
      {" -- nothing", "it is empty"},
      {";", "it is empty"},
      {"a) FROM t --", "a ) too many in 'a) FROM t --'"},
      {"(a", "a ( is not closed in '(a'"},
      {")(", "a ) too many in ')('"},
      {"SELECT 1; SELECT 2", "more than one statement in 'SELECT 1; SELECT 2'"},
      {"SELECT 1; DROP TABLE t;", "more than one statement in 'SELECT 1; DROP TABLE t'"},
      {"day > ?1", "the parameter ?1 cannot be bound inside a text; pass the rows with surv()"},
      {"day > :since", "the parameter :since cannot be bound inside a text; pass the rows with surv()"},
      {"'a", "the quote ' is not closed in ''a'"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sql);
    CHECK_THROWS_WITH_AS(embeddable(c.sql), c.message.data(), Error);
  }
}

TEST_CASE("split_list: at the commas that are not inside something") {
  struct Case {
    std::string_view list, items;
  };
  const Case cases[] = {
      {"sex", "<sex>"},
      {" sex , arm ", "<sex><arm>"},
      {"coalesce(a, b), max(c, (d, e))", "<coalesce(a, b)><max(c, (d, e))>"},
      {"'a,b', \"c,d\", [e,f], `g,h`", "<'a,b'><\"c,d\"><[e,f]><`g,h`>"},
      {"a /* x, y */, b -- z, w", "<a /* x, y */><b -- z, w>"},
      {"", "<>"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.list);
    CHECK(joined(split_list(c.list)) == c.items);
  }
  for (const char* list : {"a,,b", "a,", ",a", ","})
    CHECK_THROWS_WITH_AS(split_list(list), cat("an item of the list '", list, "' is empty").c_str(), Error);
  CHECK_THROWS_WITH_AS(split_list("a, 'b"), "the quote ' is not closed in 'a, 'b'", Error);
}

TEST_CASE("trimmed: no white space at the ends") {
  CHECK(trimmed(" \t\n a b \r\f") == "a b");
  CHECK(trimmed(" \n") == "");
  CHECK(trimmed("") == "");
}

TEST_CASE("name_of: a column's name without quotes, an expression as it is") {
  CHECK(name_of(" age ") == "age");
  CHECK(name_of("\"the age\" -- in years") == "the age");
  CHECK(name_of("[a]") == "a");
  CHECK(name_of("age > 40") == "age > 40");
  CHECK(name_of("p.age") == "p.age");
}
