#!/usr/bin/env python3
"""No function of extension/ is longer than a person can hold in mind: 70 lines, from its head to its last brace.

    function_length.py EXTENSION    prints each function that is longer, and fails when there is one
"""
import re
import sys
from pathlib import Path

MOST = 70
# Known to be longer; none may join them.
LONGER = {("cohort/design.cpp", "Design::row"), ("plot/forest_plot.cpp", "draw")}

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL
)
CONTAINER = re.compile(r"\b(namespace|struct|class|union|enum|extern)\b[^()=]*$|\b(struct|class)\s+[\w<>]+\s*(final\s*)?:[^:]")
NAME = re.compile(r"((?:\w+::)*(?:~?\w+|operator\s*[^\s\w(]+|operator\(\)))\s*\(")


def blank(match):
    """Comments and literals as blanks, so that the braces left are those of the code and the lines stay."""
    return re.sub(r"[^\n]", " ", match.group())


def is_function(head):
    """Whether what stands before a brace is the head of a function, and not a variable that the brace initialises."""
    bare = re.sub(r"operator\s*[^\s\w(]+", "operator", head)
    while (less := re.sub(r"\([^()]*\)|<[^<>()]*>", " ", bare)) != bare:
        bare = less
    return "(" in head and "=" not in bare


def functions(text):
    """(name, line, length in lines) of each function body, of lambdas only as part of the function around them."""
    text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.)*", blank, TOKEN.sub(blank, text), flags=re.MULTILINE | re.DOTALL)
    blocks, parentheses, head = [], 0, 0  # open blocks: is it a container, and where did a function's head begin
    for at, sign in ((m.start(), m.group()) for m in re.finditer(r"[{}();]", text)):
        if blocks and not blocks[-1][0]:  # inside a function
            if sign == "{":
                blocks.append((False, None))
            elif sign == "}":
                _, begin = blocks.pop()
                if begin is not None and not re.match(r"\s*[,{]", text[at + 1 :]):  # else it was an initialiser's
                    start = begin + len(text[begin:]) - len(text[begin:].lstrip())
                    name = NAME.search(text, start)
                    line = text.count("\n", 0, start) + 1
                    yield name.group(1) if name else "?", line, text.count("\n", start, at) + 1
                    head = at + 1
            continue
        if sign in "()":
            parentheses += 1 if sign == "(" else -1
        elif parentheses:
            continue
        elif sign == "{":
            container = CONTAINER.search(text[head:at]) is not None
            blocks.append((container, None if container or not is_function(text[head:at]) else head))
            if container:
                head = at + 1
        else:
            if sign == "}":
                blocks.pop()
            head = at + 1


# What the reading of the code must not stumble over.
SAMPLE = r"""
namespace a {
struct Held : Base<int()> {  // no function {
  Held(int x) : x_{x}, y_(x) {
    if (x) { y_ = '{'; }
  }
  int x_ = 0, table[2] = {1, 2};
  bool operator==(const Held& other) const { return true; }
};
void lone(int options = {}, const char* text = R"(}})") {
  const auto inner = [&] {
    return 1'000;
  };
}
}
"""
KNOWN = [("Held", 4, 3), ("operator==", 8, 1), ("lone", 10, 5)]


def main():
    found = list(functions(SAMPLE))
    if found != KNOWN:
        sys.exit(f"the sample reads as {found}")
    room = Path(sys.argv[1])
    count = 0
    too_long = []
    for path in sorted(room.rglob("*pp")):
        name = str(path.relative_to(room))
        for function, line, length in functions(path.read_text(encoding="utf-8")):
            count += 1
            if length > MOST and (name, function) not in LONGER:
                too_long.append(f"{path}:{line}: {function} has {length} lines, more than {MOST}")
    print("\n".join(too_long) or f"{count} functions, none over {MOST} lines")
    return 1 if too_long or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
