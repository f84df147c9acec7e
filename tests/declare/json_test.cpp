#include "declare/json.hpp"

#include <doctest/doctest.h>

namespace {

using namespace declare;
using Members = std::vector<std::pair<std::string, Value>>;

/// The message of what is thrown.
template <class Call>
std::string error(Call call) {
  try {
    call();
  } catch (const Error& e) {
    return e.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("an object's members come as values, and what is nested in them as JSON") {
  CHECK(read_object("{}") == Members{});
  CHECK(read_object(R"( {"b": null, "a": true, "": false, "i": -5, "r": 5.0, "s": "x"} )") ==
        Members{
            {"b", {}}, {"a", std::int64_t{1}}, {"", std::int64_t{0}}, {"i", std::int64_t{-5}}, {"r", 5.0}, {"s", "x"}});
  CHECK(read_object("{\"a\": 9223372036854775807, \"b\": 9223372036854775808}") ==
        Members{{"a", std::int64_t{9223372036854775807}}, {"b", 0x1p63}});
  CHECK(
      read_object(R"({"a": [1, "x", [], {}, [true, null]], "b": 1, "c": {"d": [2.0, -0.5, 1e300], "e": {"f": 1}}})") ==
      Members{{"a", R"([1,"x",[],{},[true,null]])"},
              {"b", std::int64_t{1}},
              {"c", R"({"d":[2.0,-0.5,1e+300],"e":{"f":1}})"}});
}

TEST_CASE("nested texts say the same again, whatever their characters") {
  const std::string text = R"(["\u0000\u001f\b\f\n\r\t\"\\/\u007f\u00e9\u751f\ud83d\ude00"])";
  const auto nested = std::get<std::string>(read_object("{\"a\": " + text + "}").front().second);
  CHECK(nested == R"(["\u0000\u001f\b\f\n\r\t\"\\/)"
                  "\x7f\u00e9\u751f\U0001F600\"]");
  CHECK(read_texts(nested) == read_texts(text));
}

TEST_CASE("maps and lists of texts") {
  using Map = std::vector<std::pair<std::string, std::string>>;
  CHECK(read_text_map(R"({"F": "Women", "": "x"})") == Map{{"F", "Women"}, {"", "x"}});
  using Texts = std::vector<std::string>;
  CHECK(read_texts(R"(["a", 5, 1.0, null, true])") == Texts{"a", "5", "1.0", "NULL", "1"});
  CHECK(read_texts("a") == Texts{"a"});
  CHECK(read_texts(std::int64_t{5}) == Texts{"5"});
  CHECK(error([] { read_text_map(R"({"F": 5})"); }) ==
        "must be an object of texts such as {\"1\": \"relapse\"}, got '{\"F\": 5}'");
  CHECK(error([] { read_text_map(R"({"F": ["x"]})"); }).starts_with("must be an object of texts"));
  CHECK(error([] { read_texts(R"([["a"]])"); }) == "must be an array of texts, got '[[\"a\"]]'");
}

TEST_CASE("what is no object of options is told where it stops being one") {
  const auto message = [](const Value& json) { return error([&] { read_object(json); }); };
  CHECK(message(R"({"a": 1} x)") ==
        "is not valid JSON at character 10, near 'x'; write e.g. a JSON object such as '{\"title\": \"Survival\"}'");
  CHECK(message("{\"a\": [1").starts_with("is not valid JSON at its end"));
  CHECK(message("{\"a\": \"\xff\"}").starts_with("is not valid JSON at character 8"));
  CHECK(message("[1]") == "must be a JSON object such as '{\"title\": \"Survival\"}', got '[1]'");
  CHECK(message("5").starts_with("must be a JSON object"));
  CHECK(message(5.0).starts_with("must be a JSON object"));
  CHECK(message(R"({"a": 1, "b": {"c": 1, "d": 2, "c": 3}})") == "has the key 'c' twice");
  CHECK(message(R"({"a": [{"c": 1}, {"c": 1}], "c": 2})") == "none");
  CHECK(message(R"({"a": -1e400})") == "has a number that is too large: -1e400");
  CHECK(message("{\"a\": [[[[[[[1]]]]]]]}") == "none");
  CHECK(message("{\"a\": [[[[[[[[1]]]]]]]]}") == "is nested too deeply");
  CHECK(message("{\"a\": \"" + std::string(1 << 20, 'x') + "\"}") == "is longer than a megabyte");
}
