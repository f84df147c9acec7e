#include "declare/options.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "declare/function.hpp"

namespace {

using namespace declare;

/// Notes what it is asked for and handed.
struct Notes : RowSink {
  std::string expressions, packed;
  int ends = 0;

  void begin(std::span<const Expression> given, const Poll&) override {
    for (const Expression& e : given) expressions += cat('<', e.argument, ": ", e.text, '>');
  }
  void row(std::span<const Cell>) override {}
  void unpack(std::string_view bytes, const Poll&) override { packed = bytes; }
  void end() override { ++ends; }
};

enum class Colour { red, green, blue };

struct Args {
  Notes notes;
  double level = 0.95;
  double share = 1;
  std::optional<std::vector<double>> times;
  bool extend = false;
  Colour colour = Colour::green;
};

struct Row {
  Args args;
};

/// A source without a database: nothing to read, but it is told what would be.
struct NoDatabase : Caller {
  Poll no_poll = [] {};
  void read(std::string_view, const Value&, std::span<const Expression> expressions, RowSink& sink) override {
    sink.begin(expressions, no_poll);
  }
  const Poll& poll() override { return no_poll; }
};

Args taken;  // the arguments of the last call that got as far as its computation

Rows<Row> compute(Args& args, const Poll&) {
  taken = args;
  return {};
}

const Function declared = DeclareTable<Args, Row>{
    .name = "f",
    .summary = "",
    .arguments = {source(&Args::notes), expression("time_expr", Meaning::number, "follow-up time", true),
                  expression("by_expr", Meaning::group, "groups", false, true),
                  expression("weight", Meaning::number, "count"), number("level", &Args::level, "", {0, 1}),
                  number("share", &Args::share, "", {.low = 0, .with_low = true}),
                  numbers("times", &Args::times, "", {.low = 0, .with_low = true}), flag("extend", &Args::extend, ""),
                  choice("colour", &Args::colour, "of the line",
                         {{"red", Colour::red}, {"green", Colour::green}, {"light-blue", Colour::blue}})},
    .columns = {},
    .compute = compute};
const auto& function = std::get<TableFunction>(declared);

std::size_t position(std::string_view name) {
  for (std::size_t i = 0; i < function.arguments.size(); ++i)
    if (function.arguments[i].name == name) return i;
  return function.arguments.at(99).name.size();
}

using Named = std::vector<std::pair<const char*, Value>>;

void call(const Named& arguments) {
  Given given(function.arguments.size());
  for (const auto& [name, value] : arguments) given[position(name)] = value;
  NoDatabase database;
  function.call(given, database);
}

/// The function called on a table and a time with one argument more.
void call_with(const char* name, const Value& value) {
  call({{"source", "patients"}, {"time_expr", "os_days"}, {name, value}});
}

Value text_value(const char* text) { return std::string(text); }
Value integer(std::int64_t i) { return i; }
Value blob(const char* bytes) { return Blob{bytes}; }

}  // namespace

TEST_CASE("an option is read into its field") {
  call_with("level", 0.9);
  CHECK(taken.level == 0.9);
  call_with("share", integer(2));
  CHECK(taken.share == 2);
  call_with("extend", 1.0);
  CHECK(taken.extend);
  call_with("extend", integer(0));
  CHECK_FALSE(taken.extend);
  call_with("colour", text_value("light-blue"));
  CHECK(taken.colour == Colour::blue);
}

TEST_CASE("an option left out or NULL has its default") {
  call({{"source", "patients"},
        {"time_expr", "t"},
        {"level", {}},
        {"times", {}},
        {"extend", {}},
        {"colour", {}},
        {"by_expr", {}}});
  CHECK(taken.level == 0.95);
  CHECK_FALSE(taken.times.has_value());
  CHECK_FALSE(taken.extend);
  CHECK(taken.colour == Colour::green);
  CHECK(taken.notes.expressions == "<time_expr: t>");
}

TEST_CASE("the default in the reference is what the field holds") {
  const auto fallback = [](const char* name) { return function.arguments[position(name)].fallback; };
  CHECK(fallback("level") == Value(0.95));
  CHECK(fallback("times") == Value());
  CHECK(fallback("extend") == integer(0));
  CHECK(fallback("colour") == text_value("green"));
  CHECK(function.arguments[position("colour")].doc == "of the line. One of: red, green or light-blue");
}

TEST_CASE("numbers come as a list, a JSON array or one number") {
  struct Case {
    Value given;
    std::vector<double> numbers;
  };
  const Case cases[] = {
      {text_value("365,1095"), {365, 1095}},
      {text_value(" 1 , 2.5,\n3e2 "), {1, 2.5, 300}},
      {text_value("[365, 1095]"), {365, 1095}},
      {text_value(" [7] "), {7}},
      {text_value("0"), {0}},
      {integer(365), {365}},
      {365.25, {365.25}},
  };
  for (const auto& c : cases) {
    CAPTURE(literal(c.given));
    call_with("times", c.given);
    CHECK(taken.times == c.numbers);
  }
}

TEST_CASE("an option that cannot be: the message names it, what it may be, and what it was") {
  struct Case {
    const char* name;
    Value given;
    std::string_view message;
  };
  const char* const no_numbers = "argument 'times' must be numbers separated by commas, or a JSON array of them, got ";
  const Case cases[] = {
      {"level", 1.0, "argument 'level' must lie in (0, 1), got 1"},
      {"level", integer(95), "argument 'level' must lie in (0, 1), got 95"},
      {"level", 0.0, "argument 'level' must lie in (0, 1), got 0"},
      {"level", text_value("0.95"), "argument 'level' must be a number, got '0.95'"},
      {"level", text_value("95%"), "argument 'level' must be a number, got '95%'"},
      {"level", blob("abc"), "argument 'level' must be a number, got a blob of 3 bytes"},
      {"share", -0.5, "argument 'share' must be 0 or more, got -0.5"},
      {"times", text_value("1,-2"), "argument 'times' must be 0 or more, got -2"},
      {"times", -1.0, "argument 'times' must be 0 or more, got -1"},
      {"times", text_value("1 year"), "'1 year'"},
      {"times", text_value(""), "''"},
      {"times", text_value("1,,2"), "'1,,2'"},
      {"times", text_value("1,"), "'1,'"},
      {"times", text_value("[1,2"), "'[1,2'"},
      {"times", text_value("[]"), "'[]'"},
      {"times", text_value("1;2"), "'1;2'"},
      {"times", text_value("inf"), "'inf'"},
      {"times", text_value("nan"), "'nan'"},
      {"times", text_value("1e999"), "'1e999'"},
      {"times", text_value("0x10"), "'0x10'"},
      {"times", blob("365"), "a blob of 3 bytes"},
      {"extend", integer(2), "argument 'extend' must be 0 or 1, got 2"},
      {"extend", 0.5, "argument 'extend' must be 0 or 1, got 0.5"},
      {"extend", text_value("yes"), "argument 'extend' must be 0 or 1, got 'yes'"},
      {"colour", text_value("purple"), "argument 'colour' must be red, green or light-blue, got 'purple'"},
      {"colour", text_value("lightblue"),
       "argument 'colour' must be red, green or light-blue, got 'lightblue'; did you mean light-blue?"},
      {"colour", text_value("RED"), "argument 'colour' must be red, green or light-blue, got 'RED'; did you mean red?"},
      {"colour", integer(1), "argument 'colour' must be red, green or light-blue, got 1"},
  };
  for (const auto& c : cases) {
    const bool about_numbers = !std::string_view(c.message).starts_with("argument");
    CHECK_THROWS_WITH_AS(call_with(c.name, c.given), cat(about_numbers ? no_numbers : "", c.message).c_str(), Error);
  }
}

TEST_CASE("expressions reach the source one by one, lists split") {
  call({{"source", "patients"}, {"time_expr", "a + b"}, {"by_expr", "sex, coalesce(arm, 'x')"}, {"weight", "n"}});
  CHECK(taken.notes.expressions == "<time_expr: a + b><by_expr: sex><by_expr: coalesce(arm, 'x')><weight: n>");
  CHECK(taken.notes.ends == 1);
  call({{"source", "patients"}, {"time_expr", "t"}, {"by_expr", "1"}, {"weight", 2.5}});
  CHECK(taken.notes.expressions == "<time_expr: t><by_expr: 1><weight: 2.5>");
}

TEST_CASE("an expression that cannot be") {
  struct Case {
    Named arguments;
    std::string_view message;
  };
  const Case cases[] = {
      {{},
       "argument 'source' is missing: name of a table or view, or a query (SELECT, WITH or VALUES), or a blob made by "
       "surv()"},
      {{{"source", "p"}}, "argument 'time_expr' is missing: follow-up time"},
      {{{"source", "p"}, {"time_expr", {}}}, "argument 'time_expr' is missing: follow-up time"},
      {{{"time_expr", "t"}},
       "argument 'source' is missing: name of a table or view, or a query (SELECT, WITH or VALUES), or a blob made by "
       "surv()"},
      {{{"source", "p"}, {"time_expr", integer(365)}},
       "argument 'time_expr' must be a column or expression as text, got 365"},
      {{{"source", "p"}, {"time_expr", blob("day")}},
       "argument 'time_expr' must be a column or expression as text, got a blob of 3 bytes"},
      {{{"source", "p"}, {"time_expr", "t"}, {"by_expr", blob("sex")}},
       "argument 'by_expr' must be a column or expression as text, got a blob of 3 bytes"},
      {{{"source", "p"}, {"time_expr", "t"}, {"by_expr", "sex,"}},
       "argument 'by_expr': an item of the list 'sex,' is empty"},
      {{{"source", "p"}, {"time_expr", "t"}, {"by_expr", "sex, 'arm"}},
       "argument 'by_expr': the quote ' is not closed in 'sex, 'arm'"},
  };
  for (const auto& c : cases) CHECK_THROWS_WITH_AS(call(c.arguments), c.message.data(), Error);
}

TEST_CASE("a blob brings its columns itself") {
  call({{"source", blob("packed")}, {"level", 0.9}});
  CHECK(taken.notes.packed == "packed");
  CHECK(taken.notes.ends == 1);
  CHECK(taken.level == 0.9);
  CHECK_THROWS_WITH_AS(call({{"source", blob("packed")}, {"weight", "n"}}),
                       "argument 'weight' cannot go with a surv() blob, which holds its columns; give it to surv()",
                       Error);
}

TEST_CASE("a source that is NULL gives no rows; a wrong option is still an error") {
  taken.level = -1;
  call({{"source", {}}, {"time_expr", "t"}});
  call({{"source", {}}});
  CHECK(taken.level == -1);
  CHECK_THROWS_WITH_AS(call({{"source", {}}, {"extend", integer(2)}}), "argument 'extend' must be 0 or 1, got 2",
                       Error);
}

TEST_CASE("an option of a later release stands behind the others, so that calls by position stay right") {
  struct Own {
    double first = 1, second = 2, third = 3;
  };
  ArgumentList list = Arguments<Own>{since({0, 2}, number("first", &Own::first, "", {})),
                                     number("second", &Own::second, "", {}), number("third", &Own::third, "", {})}
                          .list();
  list.order_by_release();
  std::string order;
  Own own;
  for (const BoundArgument& one : list.items()) {
    order += one.info.name + ' ';
    one.take(one.field_of(&own), Value{double(order.size())});
  }
  CHECK(order == "second third first ");
  CHECK(own.second == 7);
  CHECK(own.third == 13);
  CHECK(own.first == 19);
}

TEST_CASE("lists over parts of a struct fill those parts") {
  struct One {
    double x = 0;
  };
  struct Two {
    double y = 0;
    One inner;
  };
  struct All : One, Two {
    double z = 0;
  };
  const Arguments<One> one = {number("x", &One::x, "", {})};
  const Arguments<Two> two = {number("y", &Two::y, "", {}), within(&Two::inner, number("inner", &One::x, "", {}))};
  const Arguments<All> all = {two, number("z", &All::z, "", {}), one};
  All filled;
  double value = 0;
  for (const BoundArgument& argument : all.list().items()) argument.take(argument.field_of(&filled), Value{++value});
  CHECK(filled.y == 1);
  CHECK(filled.inner.x == 2);
  CHECK(filled.z == 3);
  CHECK(filled.x == 4);
}
