"""The validation report: python3 report.py PROJECT BUILD RESULTS OUTPUT

Reads the declarations out of the extension (survival_functions), the formulas out of the estimators' headers, what the tests
left in the folder RESULTS (tests.xml of ctest, reference.tsv of the unit tests, oracle.tsv, oracle.txt and packages.tsv of the
comparison with R, peers.txt and peers.json of checks kept elsewhere), and the tests' own texts: which functions they name.
Writes OUTPUT/validation.html and OUTPUT/validation.json; no result in them is typed by hand. Status 1 if a test failed, or a
function has no oracle.
"""

import collections
import csv
import datetime
import functools
import json
import os
import platform
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from page import ITSELF, NUMBERS_OF_R, RESULTS_OF_R, page

PROJECT, BUILD, RESULTS, OUTPUT = (Path(argument).resolve() for argument in sys.argv[1:5])
TESTS = PROJECT / "tests"


# --- what is validated ---


def declarations():
    """name -> what the extension declares of it, in the order of the reference; and the build's versions."""
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(BUILD / "survival"))
    db.row_factory = sqlite3.Row
    functions = {}
    for row in db.execute("SELECT * FROM survival_functions"):
        function = functions.setdefault(row["name"], {"name": row["name"], "topic": row["topic"], "declared": [], "options": []})
        if row["part"] == "function":
            function["declared"].append({"kind": row["kind"], "signature": row["signature"], "summary": row["description"],
                                         "oracle": row["oracle"], "since": row["since"], "cost": row["cost"], "columns": []})
        elif row["part"] == "reference":
            function["declared"][-1]["source"] = row["description"]
        elif row["part"] == "column":
            function["declared"][-1]["columns"].append([row["item"], row["description"]])
        elif row["part"] in ("option", "key"):
            function["options"].append(row["item"])
    build = json.loads(db.execute("SELECT survival_version('json')").fetchone()[0])
    return functions, build


def machine(build):
    cache = (BUILD / "CMakeCache.txt").read_text()
    variable = {name: value for name, value in re.findall(r"^(\w+):\w+=(.*)$", cache, re.M)}
    kind = variable["CMAKE_BUILD_TYPE"]
    flags = f"{variable.get('CMAKE_CXX_FLAGS', '')} {variable.get('CMAKE_CXX_FLAGS_' + kind.upper(), '')}".strip()
    compiler = subprocess.run([variable["CMAKE_CXX_COMPILER"], "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if hasattr(platform, "freedesktop_os_release") else ""
    processor = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M) if Path("/proc/cpuinfo").exists() else None
    return {
        "survival": build["version"],
        "commit": build["commit"] or "not known",
        "build": f"{kind}, {flags}",
        "compiler": compiler,
        "SQLite": f"{build['sqlite_at_run']} at run, headers {build['sqlite_at_build']}",
        "system": f"{system or platform.system()}, {platform.system()} {platform.release()}, {platform.machine()}",
        "processor": f"{processor[1] if processor else platform.processor()}, {os.cpu_count()} cores",
        "run": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
    }


def formulas(functions):
    """header -> the comments of it that hold formulas; and fills in which headers each function is computed by."""
    found = {}
    for name, function in functions.items():
        function["estimators"] = sorted(header for header in estimators_of(name) if formulas_in(header))
        for header in function["estimators"]:
            found[header] = formulas_in(header)
    return dict(sorted(found.items()))


@functools.cache
def includes(path):
    """The project's headers that a header or its .cpp includes."""
    files = [PROJECT / "extension" / path, (PROJECT / "extension" / path).with_suffix(".cpp")]
    return re.findall(r'#include "([^"]+)"', "".join(file.read_text() for file in files if file.exists()))


@functools.cache
def estimators_of(name):
    """The headers of survival/ that the file of a function includes, itself or by headers of topics in functions/ and cohort/,
    and by a header that topics share if it is included by one of those."""
    headers, left = set(), []
    for path in sorted((PROJECT / "extension/functions").rglob(f"{name}*.cpp")):
        if path.stem in (name, f"{name}_aggregate"):
            left.append(str(path.relative_to(PROJECT / "extension")))
    seen = {"functions/functions.hpp", "functions/shared.hpp", *left}
    while left:
        path = left.pop()
        for header in includes(path):
            shared = header.startswith("functions/") and header.count("/") == 1 and path.count("/") > 1
            if header.startswith("survival/"):
                headers.add(header)
            elif header not in seen and (shared or re.match("(functions|cohort)/.*/", header)):
                seen.add(header)
                left.append(header)
    return frozenset(headers)


@functools.cache
def formulas_in(header):
    """The documenting comments of more than one line, and what each is of. Of headers that all topics share, those with a formula,
    which four spaces set apart."""
    text = (PROJECT / "extension" / header).read_text()
    blocks = []
    for block, of in re.findall(r"((?:^[ ]*///(?: .*)?\n)+)(.*)", text, re.M):
        comment = "\n".join(re.sub(r"^\s*/// ?", "", line) for line in block.splitlines())
        lines = re.sub(r"\\(param|return|throws)\b.*?(?=\n\n|\Z)", "", comment, flags=re.S)
        lines = re.sub(r"\n{3,}", "\n\n", lines).strip("\n").splitlines()
        if any(line.startswith("    ") for line in lines) or len(lines) > 1 and header.count("/") > 1:
            blocks.append({"of": re.sub(r"\s*[{;].*", "", of).strip(), "text": "\n".join(lines)})
    return blocks


# --- what tests it ---


def table(name):
    path = RESULTS / name
    if not path.exists():
        return []
    with path.open() as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def lines_of(name):
    path = RESULTS / name
    return path.read_text().splitlines() if path.exists() else []


def test_results():
    """name -> passed, failed or skipped; of ctest."""
    results = {}
    if not (RESULTS / "tests.xml").exists():
        return results
    for case in ElementTree.parse(RESULTS / "tests.xml").iter("testcase"):
        skipped = case.find("skipped") is not None or case.get("status") in ("notrun", "disabled")
        failed = case.find("failure") is not None or case.get("status") == "fail"
        results[case.get("name")] = "failed" if failed else "skipped" if skipped else "passed"
    return results


def test_of(path):
    """The name that ctest has for what is in the file."""
    place = path.relative_to(TESTS)
    if path.name.endswith("_test.cpp"):
        return "unit"
    return "clients/jdbc" if path.name == "Jdbc.java" else str(place.with_suffix(""))


@functools.cache
def calls(path):
    """The names that a file of tests calls or reads from; in R also those that it hands to a function as its first argument."""
    text = path.read_text(errors="replace")
    return set(re.findall(r"\b[a-z_0-9]+(?=\s*\()", text)) | set(re.findall(r"\b(?:FROM|JOIN) ([a-z_0-9]+)\b", text)) | (
        set(re.findall(r"\(\"([a-z_0-9]+)\"", text)) if path.suffix == ".R" else set())


def touching(functions, results, live):
    """name -> the files of tests that call it, or that test what it is made of."""
    touched = {name: [] for name in functions}
    patterns = ("sql/**/*.sql", "hard/*.sql", "clients/*.*", "shell/*.*", "plot/*.py", "functions/*_test.cpp", "sqlite/*_test.cpp",
                "plot/*_test.cpp", "cohort/*_test.cpp", "oracle/*.R")
    for path in sorted(path for pattern in patterns for path in TESTS.glob(pattern)):
        for name in calls(path) & functions.keys():
            if path.parent.name == "oracle":
                if path.stem in ("lib", "oracle"):
                    continue
                of = live.get(name, [])
                result = "not run" if not of else "failed" if any(int(row["failed"]) for row in of) else "passed"
            else:
                result = results.get(test_of(path), "not run")
            touched[name].append({"file": str(path.relative_to(TESTS)), "result": result})
    for path in sorted(TESTS.glob("survival/**/*_test.cpp")):
        tested = path.name[:-len("_test.cpp")]
        for name in functions:
            of = [header.split("/") for header in estimators_of(name) if header.endswith(f"/{tested}.hpp")]
            if any(path.parent.name in folders for folders in of) or tested == name:
                touched[name].append({"file": str(path.relative_to(TESTS)), "result": results.get("unit", "not run")})
    return touched


def untested_options(function):
    """Options by name that no test of numbers gives to this function: in one statement with it in SQL, else in one file."""
    name = function["name"]
    texts = []
    for path in [*TESTS.glob("sql/**/*.sql"), *TESTS.glob("hard/*.sql")]:
        if name in calls(path):
            texts += [part for part in path.read_text().split(";\n") if re.search(rf"\b{name}\s*\(", part)]
    for pattern in ("oracle/*.R", "plot/*.py", "functions/*_test.cpp", "clients/*.py", "shell/*.sh"):
        texts += [path.read_text() for path in TESTS.glob(pattern) if name in calls(path)]
    text = "\n".join(texts)
    by_position = set(re.findall(r"\w+", " ".join(declared["signature"] for declared in function["declared"])))
    return [option for option in function["options"] if option not in by_position and not re.search(rf"\b{option}\b", text)]


def peers(functions):
    """Checks that are kept elsewhere: what the program printed last, and for each function the checks whose SQL calls it."""
    lines = lines_of("peers.txt")
    summary = {"result": lines[-1] if lines else "not run", "differences": [], "unmet": []}
    path = RESULTS / "peers.json"
    checks = json.loads(path.read_text()) if lines and path.exists() else []
    failed = {}
    for line, reason in zip(lines, [*lines[1:], ""]):
        if line.startswith("FAILED: "):
            failed[re.sub(r" \[.*", "", line[len("FAILED: "):]).strip()] = f"{line[len('FAILED: '):]}: {reason.strip()}"
    summary["unmet"] = list(failed.values())
    differences = collections.Counter()
    for check in checks:
        called = [name for name in functions if re.search(rf"\b{name}\s*\(", check["sql"])]
        for name in called:
            of = functions[name].setdefault("peers", {"checks": 0, "failed": 0, "differ": 0, "sources": {}})
            of["checks"] += 1
            of["failed"] += check["name"].strip() in failed
            of["differ"] += not check["holds"]
            of["sources"][check["source"]] = of["sources"].get(check["source"], 0) + 1
        if check.get("differs"):
            differences[", ".join(called), check["source"], check["differs"]] += 1
        elif not check["holds"]:
            summary["unmet"].append(f"{check['name']} [{check['source']}]: {check.get('note', 'does not hold')}")
    summary["differences"] = [[*key, count] for key, count in differences.items()]
    return summary


def kinds_of_tests():
    """The table of tests/README.md: where, what, run by."""
    text = (TESTS / "README.md").read_text().split("## What the kinds of test are")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows[2:]]


def comparisons_of(name, live, reference):
    found = []
    for with_what, rows in ((RESULTS_OF_R, live.get(name, [])), (NUMBERS_OF_R, reference.get(name, []))):
        for row in rows:
            limit = float(row["limit"])
            found.append({"with": with_what if limit > 0 else ITSELF, "comparisons": int(row["comparisons"]),
                          "failed": int(row.get("failed", 0)), "tolerance": limit, "worst": float(row["worst"]),
                          "at": row.get("where", "")})
    return sorted(found, key=lambda row: (row["with"] != NUMBERS_OF_R, row["tolerance"] == 0, row["tolerance"]))


def by_name(rows):
    grouped = {}
    for row in rows:
        grouped.setdefault(row["name"], []).append(row)
    return grouped


def gather():
    functions, build = declarations()
    results, live, reference = test_results(), by_name(table("oracle.tsv")), by_name(table("reference.tsv"))
    touched = touching(functions, results, live)
    found_formulas = formulas(functions)
    kept_elsewhere = peers(functions)
    for name, function in functions.items():
        function["tests"] = touched[name]
        function["comparisons"] = comparisons_of(name, live, reference)
        function["untested_options"] = untested_options(function)
        declared = all(declared["oracle"] for declared in function["declared"])
        function["has_oracle"] = declared and any(test["result"] == "passed" for test in function["tests"])
    oracle_lines = lines_of("oracle.txt")
    versions = machine(build) | {
        "R": oracle_lines[0].removeprefix("oracle: ") if oracle_lines else "not run",
        "packages of R": ", ".join(f"{row['name']} {row['version']}" for row in table("packages.tsv")) or "none",
    }
    return {
        "versions": versions,
        "tests": results,
        "kinds": kinds_of_tests(),
        "oracle": oracle_lines[1:][-2:],
        "peers": kept_elsewhere,
        "functions": list(functions.values()),
        "formulas": found_formulas,
        "not_validated": not_validated(functions, results, kept_elsewhere),
    }


def not_validated(functions, results, kept_elsewhere):
    lines = [f"{name}: no oracle" for name, function in functions.items() if not function["has_oracle"]]
    lines += [f"test {name}: {result}" for name, result in results.items() if result != "passed"]
    for name, function in functions.items():
        if function["untested_options"]:
            lines.append(f"{name}: no test of its numbers names the options {', '.join(function['untested_options'])}")
    other = [name for name, function in functions.items() if not any(row["tolerance"] > 0 for row in function["comparisons"])]
    if other:
        lines.append("no number of R was compared in this run; tests by construction and by hand alone: " + ", ".join(other))
    lines += [f"check kept elsewhere that does not hold: {line}" for line in kept_elsewhere["unmet"]]
    lines.append("other machines, systems, compilers, build options and versions of SQLite than those named at the top; sanitizers, "
                 "fuzzing and threads, which .ci/run has; whether a method suits a study")
    return lines


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
