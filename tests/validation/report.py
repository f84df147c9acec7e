"""The validation report: python3 report.py PROJECT BUILD RESULTS OUTPUT

Reads the declarations out of the extension (survival_functions), what the tests left in the folder RESULTS (tests.xml of
ctest, reference.tsv of the unit tests, oracle.tsv and oracle.txt of the comparison with R, peers.txt), and the tests'
own texts: which functions they name. Writes OUTPUT/validation.html and OUTPUT/validation.json; nothing in them is typed
by hand. Status 1 if a test failed, or a function has no oracle.
"""

import csv
import html
import json
import platform
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PROJECT, BUILD, RESULTS, OUTPUT = (Path(argument).resolve() for argument in sys.argv[1:5])
TESTS = PROJECT / "tests"


def declarations():
    """name -> what the extension declares of it, in the order of the reference."""
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(BUILD / "survival"))
    db.row_factory = sqlite3.Row
    functions = {}
    for row in db.execute("SELECT * FROM survival_functions"):
        function = functions.setdefault(
            row["name"],
            {"name": row["name"], "kind": row["kind"], "topic": row["topic"], "signature": row["signature"], "options": []},
        )
        if row["part"] == "function":
            function |= {"summary": row["description"]}
            function |= {key: row[key] for key in ("since", "oracle", "cost")}
        elif row["part"] == "reference":
            function.setdefault("source", row["description"])
        elif row["part"] in ("option", "key"):
            function["options"].append(row["item"])
    build = json.loads(db.execute("SELECT survival_version('json')").fetchone()[0])
    return functions, {
        "survival": build["version"],
        "commit": build["commit"] or "not known",
        "sqlite": f"{build['sqlite_at_run']}, headers {build['sqlite_at_build']}",
    }


def machine():
    cache = (BUILD / "CMakeCache.txt").read_text()
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache, re.M)[1]
    flags = re.search(r"^CMAKE_BUILD_TYPE:\w+=(.*)$", cache, re.M)[1]
    first_line = subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if hasattr(platform, "freedesktop_os_release") else ""
    return {
        "compiler": f"{first_line}, {flags}",
        "system": f"{system or platform.system()}, {platform.machine()}, Linux {platform.release()}",
    }


def table(name):
    path = RESULTS / name
    if not path.exists():
        return []
    with path.open() as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_results():
    """name -> passed, failed or skipped; of ctest."""
    results = {}
    for case in ElementTree.parse(RESULTS / "tests.xml").iter("testcase"):
        skipped = case.find("skipped") is not None or case.get("status") in ("notrun", "disabled")
        failed = case.find("failure") is not None or case.get("status") == "fail"
        results[case.get("name")] = "failed" if failed else "skipped" if skipped else "passed"
    return results


def named_in(text, names):
    return {name for name in set(re.findall(r"\b[a-z_0-9]+(?=\s*\()", text)) if name in names}


def test_of(path):
    """The name that ctest has for what is in the file."""
    place = path.relative_to(TESTS).with_suffix("")
    if path.name.endswith("_test.cpp"):
        return "unit"
    return str(place)


def touching(functions, results):
    """name -> the files of tests that call it, or that test what it is made of."""
    touched = {name: [] for name in functions}
    files = [*TESTS.glob("sql/**/*.sql"), *TESTS.glob("hard/*.sql"), *TESTS.glob("clients/*.*"), *TESTS.glob("shell/*.sh")]
    files += [*TESTS.glob("plot/*.py"), *TESTS.glob("functions/*_test.cpp"), *TESTS.glob("sqlite/*_test.cpp")]
    for path in sorted(files):
        for name in named_in(path.read_text(errors="replace"), functions):
            touched[name].append({"file": str(path.relative_to(PROJECT)), "result": results.get(test_of(path), "not run")})
    headers = {path: set(re.findall(r'#include "(survival/[^"]+)"', path.read_text())) for path in
               [*(PROJECT / "extension/functions").glob("*/*.[ch]pp"), *TESTS.glob("survival/**/*_test.cpp")]}
    for path, included in headers.items():
        if TESTS in path.parents:
            of = {f"survival/{path.relative_to(TESTS / 'survival').parent}/{path.name[:-9]}.hpp".replace("/./", "/")}
            for declaration, uses in headers.items():
                if declaration.stem in functions and uses & of & included:
                    touched[declaration.stem].append(
                        {"file": str(path.relative_to(PROJECT)), "result": results.get("unit", "not run")})
    return touched


def untested_options(function, functions):
    """Options that no test names."""
    text = "\n".join(path.read_text(errors="replace") for path in
                     [*TESTS.glob("sql/**/*.sql"), *TESTS.glob("hard/*.sql"), *TESTS.glob("oracle/*.R"), *TESTS.glob("plot/*.py")])
    return [option for option in function["options"] if not re.search(rf"\b{option}\b", text)]


def gather():
    functions, versions = declarations()
    results = test_results()
    oracle = {row["name"]: row for row in table("oracle.tsv")}
    reference = {row["name"]: row for row in table("reference.tsv")}
    touched = touching(functions, results)
    for name, function in functions.items():
        function["tests"] = touched[name]
        comparisons = []
        for of, rows in (("R on random data", oracle), ("R on published data", reference)):
            if row := rows.get(name):
                comparisons.append({"with": of, "comparisons": int(row["comparisons"]), "failed": int(row.get("failed", 0)),
                                    "tolerance": float(row["limit"]), "worst": float(row["worst"]),
                                    "at": row.get("where", "")})
        function["comparisons"] = comparisons
        function["untested_options"] = untested_options(function, functions)
        by_construction = bool(function.get("oracle")) and any(test["result"] == "passed" for test in function["tests"])
        function["has_oracle"] = bool(comparisons) or by_construction
    oracle_lines = (RESULTS / "oracle.txt").read_text().splitlines() if (RESULTS / "oracle.txt").exists() else []
    peers = (RESULTS / "peers.txt").read_text().splitlines() if (RESULTS / "peers.txt").exists() else []
    return {
        "versions": versions | machine() | {"oracle": oracle_lines[0] if oracle_lines else "not run"},
        "tests": results,
        "oracle": oracle_lines[-2:],
        "peers": peers[-1:] or ["not run"],
        "functions": list(functions.values()),
        "not_validated": not_validated(functions, results),
    }


def not_validated(functions, results):
    lines = [f"{name}: no oracle" for name, function in functions.items() if not function["has_oracle"]]
    lines += [f"test {name}: {result}" for name, result in results.items() if result != "passed"]
    for name, function in functions.items():
        if function["untested_options"]:
            lines.append(f"{name}: no test names {', '.join(function['untested_options'])}")
    live = [name for name, function in functions.items() if not function["comparisons"]]
    if live:
        lines.append("no comparison with R in this run, but tests by construction: " + ", ".join(live))
    return lines


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 60em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.8em } h2 { margin-top: 2em; border-bottom: 1px solid #ccc } h3 { margin: 1.6em 0 .2em }
table { border-collapse: collapse; margin: .5em 0; font-size: .92em } td, th { text-align: left; padding: .2em .8em .2em 0;
vertical-align: top; border-bottom: 1px solid #e4e4e4 } td.number { text-align: right; font-variant-numeric: tabular-nums }
code { font-size: .92em } .failed { color: #b00020; font-weight: bold } .skipped { color: #8a5a00 } nav li { margin: .1em 0 }
nav ul { columns: 3 } @media print { body { max-width: none; font-size: 11px } h3, tr { break-inside: avoid; break-after: avoid } }
"""


def rows_of(head, rows):
    cells = "".join(f"<th>{html.escape(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(rows) + "</tr>" for rows in rows)
    return f"<table><tr>{cells}</tr>{body}</table>"


def cell(value, kind=""):
    return f'<td class="{kind}">{html.escape(str(value))}</td>' if kind else f"<td>{html.escape(str(value))}</td>"


def number(value):
    return "0" if value == 0 else f"{value:.2g}"


def section(function):
    name = function["name"]
    parts = [f'<h3 id="{name}"><code>{html.escape(function["signature"])}</code></h3><p>{html.escape(function.get("summary", ""))}.</p>']
    facts = [(key, function[key]) for key in ("source", "oracle", "since", "cost") if function.get(key)]
    parts.append(rows_of(["", ""], [[cell(key), cell(value)] for key, value in facts]) if facts else "")
    if function["comparisons"]:
        parts.append(rows_of(
            ["compared with", "comparisons", "failed", "tolerance", "worst relative difference", "at"],
            [[cell(row["with"]), cell(row["comparisons"], "number"), cell(row["failed"], "failed" if row["failed"] else "number"),
              cell(number(row["tolerance"]), "number"), cell(number(row["worst"]), "number"), cell(row["at"])]
             for row in function["comparisons"]]))
    parts.append("<p>Tests: " + (", ".join(
        f'<span class="{test["result"]}">{html.escape(test["file"])}</span>' for test in function["tests"]) or "none") + "</p>")
    return "".join(parts)


def page(report):
    topics = dict.fromkeys(function["topic"] for function in report["functions"])
    by_topic = {topic: [f for f in report["functions"] if f["topic"] == topic] for topic in topics}
    counts = {result: list(report["tests"].values()).count(result) for result in ("passed", "failed", "skipped")}
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Validation report, survival "
             f"{html.escape(report['versions']['survival'])}</title><style>{STYLE}</style>",
             f"<h1>Validation report, survival {html.escape(report['versions']['survival'])}</h1>",
             "<p>Made by <code>tests/validate.sh</code> from the declarations of the functions and the results of this run.</p>",
             rows_of(["", ""], [[cell(key), cell(value)] for key, value in report["versions"].items()]),
             f"<p>Tests: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped. "
             f"Comparison with R on random data: {html.escape('; '.join(report['oracle']) or 'not run')}. "
             f"Checks kept by others: {html.escape(report['peers'][0])}.</p>",
             "<nav><h2>Contents</h2><ul>", *(f'<li><a href="#{f["name"]}">{f["name"]}</a>' for f in report["functions"]),
             '<li><a href="#not-validated">What is not validated</a></ul></nav>']
    for topic, members in by_topic.items():
        parts += [f"<h2>{html.escape(topic.replace('_', ' ').capitalize())}</h2>", *(section(f) for f in members)]
    parts += ['<h2 id="not-validated">What is not validated</h2><ul>',
              *(f"<li>{html.escape(line)}" for line in report["not_validated"] or ["nothing known"]), "</ul></html>"]
    return "\n".join(parts)


def main():
    report = gather()
    OUTPUT.mkdir(exist_ok=True)
    (OUTPUT / "validation.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    (OUTPUT / "validation.html").write_text(page(report))
    without = [function["name"] for function in report["functions"] if not function["has_oracle"]]
    failed = [name for name, result in report["tests"].items() if result == "failed"]
    failed += [f["name"] for f in report["functions"] if any(row["failed"] for row in f["comparisons"])]
    print(f"{OUTPUT / 'validation.html'}: {len(report['functions'])} functions, {len(report['tests'])} tests")
    for name in without:
        print(f"no oracle: {name}")
    for name in failed:
        print(f"failed: {name}")
    return 1 if without or failed else 0


sys.exit(main())
