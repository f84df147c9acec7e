#!/usr/bin/env python3
"""Speed and memory against a bare scan of the same columns, and against R. Asserts nothing but that what is asked works.

  tests/bench/run.py [EXTENSION]...    1,000,000 patients, medians of 7 runs, into build/bench/results.json. Without
                                       an EXTENSION it builds the release and takes that; with two or more each query
                                       is put to all of them in one run, beside one scan
  tests/bench/run.py --interrupts      how soon an interrupt stops a query: every function over as many rows
  tests/bench/run.py --large           memory and interrupts at ten times the rows
  tests/bench/run.py --against OLD.json [NEW.json]
                                       compares the ratios of two runs; NEW is build/bench/results.json
"""

import argparse
import csv
import json
import math
import os
import pathlib
import platform
import re
import shutil
import statistics
import string
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "build" / "bench"
PROGRAM = ROOT / "build" / "release" / "bench"


def output_of(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def bench(extension, database, *arguments):
    return output_of(PROGRAM, extension, database, *arguments).strip()


def table(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def built_extension():
    output_of("cmake", "--preset", "release", cwd=ROOT)
    output_of("cmake", "--build", "--preset", "release", "--target", "survival", "bench", "bench_guards", cwd=ROOT)
    return next(ROOT / "build" / "release" / f"survival.{end}" for end in ("so", "dylib")
                if (ROOT / "build" / "release" / f"survival.{end}").exists())


class Data:
    """Databases of data.sql, each made once."""

    def __init__(self, extension):
        self.extension = extension
        parts = re.split(r"^-- database (\w+)\n", (HERE / "data.sql").read_text(), flags=re.M)
        self.templates = dict(zip(parts[1::2], parts[2::2]))

    def __call__(self, name, rows, covariates=5):
        file = WORK / (f"{name}-{rows}" + (f"-{covariates}" if name == "cohort" else "") + ".db")
        if file.exists() and file.stat().st_mtime > (HERE / "data.sql").stat().st_mtime:
            return file
        numbers = range(1, covariates + 1)
        sql = string.Template(self.templates[name]).substitute(
            rows=rows,
            root=max(2, math.isqrt(rows)),
            columns=", ".join(f"x{j} REAL" for j in numbers),
            values=", ".join(f"1.0 * (r * {40014 + 7919 * j} % 2147483647) / 2147483647 AS x{j}" for j in numbers),
            names=", ".join(f"x{j}" for j in numbers))
        WORK.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        bench(self.extension, new, "sql", sql)
        new.rename(file)
        return file

    def registry(self, copies):
        """The study's database with its 41 patients written out so many times."""
        file = WORK / f"registry-{copies}.db"
        sources = [HERE / "data.sql", *(ROOT / "sql").glob("*.sql")]
        if file.exists() and all(file.stat().st_mtime > source.stat().st_mtime for source in sources):
            return file
        WORK.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        output_of(ROOT / "samples" / "load.sh", new)
        for name in ("patients", "first_transplant", "first_relapse", "cart", "second_transplant", "events"):
            columns = shell(new, f"SELECT group_concat(name, ', ') FROM pragma_table_info('{name}')").strip()
            copied = columns.replace("_id,", "_id || '-' || value,")
            shell(new, f"INSERT INTO {name} ({columns}) SELECT {copied} FROM {name}, generate_series(2, {copies})")
        new.rename(file)
        return file


def shell(database, *arguments):
    return output_of("sqlite3", "-batch", "-bail", "-init", os.devnull, database, *arguments)


def machine():
    try:
        cpu = re.search(r"^model name[^:]*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.M).group(1)
    except (OSError, AttributeError):
        cpu = platform.processor() or platform.machine()
    return f"{cpu}, {os.cpu_count()} cores"


def compare_queries(options, data, extensions, results):
    """Query and scan in turn, in processes of their own for each extension."""
    print(f"{'':<44} {'ms':>10} {'scan ms':>10} {'ratio':>8} {'target':>8} {'peak MB':>10}")
    for row in table("queries.tsv") + [hundred_covariates()]:
        if not re.search(options.only, row["name"]):
            continue
        database = (data("cohort", options.rows // 10, 100) if row["database"] == "cohort100"
                    else data(row["database"], options.rows))
        for number, extension in enumerate(extensions):
            query, scan = map(float, bench(extension, database, "compare", options.runs, row["query"], row["scan"]).split())
            peak, bare = (int(bench(extension, database, "memory", row[what])) for what in ("query", "scan"))
            results.append({"name": row["name"], "extension": number, "ms": query, "scan_ms": scan, "ratio": query / scan,
                            "peak_mb": (peak - bare) / 1024})
            name = row["name"] + (f" [{number + 1}]" if len(extensions) > 1 else "")
            print(f"{name:<44} {query:10.1f} {scan:10.1f} {query / scan:8.2f} {row['target']:>8} {(peak - bare) / 1024:10.1f}",
                  flush=True)


def hundred_covariates():
    names = [f"x{j}" for j in range(1, 101)]
    sums = ", ".join(f"sum({name})" for name in names)
    return {"name": "cox of 100 covariates, a tenth of the patients", "database": "cohort100", "target": "",
            "scan": f"SELECT sum(os_exact), sum(died), {sums} FROM cohort",
            "query": f"SELECT * FROM cox('cohort', 'os_exact', 'died', '{', '.join(names)}')"}


def query_named(name):
    return next(row["query"] for row in table("queries.tsv") if row["name"] == name)


def figure_sizes(options, data, extension, results):
    for name in ("km_plot whole days", "km_plot exact times", "cuminc_plot exact times"):
        if re.search(options.only, name):
            query = query_named(name).replace(" FROM", " AS svg FROM", 1)
            size = float(bench(extension, data("patients", options.rows), "sql",
                               f"SELECT length(CAST(svg AS BLOB)) / 1e3 FROM ({query})"))
            results.append({"name": f"size of {name}", "kb": size})
            print(f"{'size of ' + name + ', kB':<44} {size:10.1f}")


def growth(options, data, extension, results):
    """Curves of states, of more and more patients."""
    for name in ("state_curve whole days, at 2 times", "state_curve exact times, at 2 times", "state_rmst whole days"):
        if not re.search(options.only, name):
            continue
        for rows in (10000, 100000, 1000000):
            query = query_named(name)
            took = float(bench(extension, data("moves", rows), "compare", min(options.runs, 3), query, "SELECT 1").split()[0])
            results.append({"name": f"{name}, {rows} patients", "ms": took})
            print(f"{f'{name}, {rows} patients':<60} {took:10.1f} {1e6 * took / rows:10.1f} ns a patient", flush=True)


def report(options, data, extension, results):
    """The study's whole report, in the sqlite3 shell."""
    if not shutil.which("sqlite3") or not re.search(options.only, "report of the study"):
        return
    for copies in (1, 2440):
        database = data.registry(copies)
        times = []
        for _ in range(options.runs):
            start = time.monotonic()
            subprocess.run(["sqlite3", "-batch", "-bail", "-init", os.devnull, "-readonly", str(database), "-cmd",
                            f".load {extension}", ".read sql/report.sql"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            times.append(1000 * (time.monotonic() - start))
        name = f"report of the study, {41 * copies} patients"
        results.append({"name": name, "ms": statistics.median(times)})
        print(f"{name:<44} {statistics.median(times):10.1f}", flush=True)


def r_lines(script, *arguments, timeout=None):
    """What an R script prints: names with numbers, {} where it takes too long."""
    try:
        text = output_of("Rscript", HERE / "r" / script, *arguments, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {}
    return {line.split()[0]: [float(number) for number in line.split()[1:]] for line in text.splitlines()}


def against_r(options, data, extension, results):
    present = 'for (p in c("survival", "cmprsk", "RSQLite")) library(p, character.only = TRUE)'
    if not shutil.which("Rscript") or subprocess.run(["Rscript", "-e", present], capture_output=True, check=False).returncode:
        print("R with survival, cmprsk and RSQLite is not here: not compared.")
        return

    def ours(database, query):
        return float(bench(extension, database, "compare", options.runs, query, "SELECT 1").split()[0])

    def note(name, theirs, here, alone=None):
        results.append({"name": name, "r_ms": theirs, "ms": here, "r_alone_ms": alone})
        fit = "" if alone is None else f" {alone:10.0f} {alone / here:8.1f}"
        print(f"{name:<44} {theirs:10.0f} {here:10.1f} {theirs / here:8.1f}{fit}", flush=True)

    print(f"{'beside R':<44} {'R ms':>10} {'here ms':>10} {'ratio':>8} {'fit alone':>10} {'ratio':>8}")
    runs = min(options.runs, 3)
    for script, name, source in (("km_curve.R", "km_curve {}, at 2 times", "patients"), ("cox.R", "cox {}", "cohort")):
        database = data(source, options.rows)
        for column, (whole, alone) in r_lines(script, database, runs).items():
            query = name.format("whole days" if column == "os_days" else "exact times")
            note(query, whole, ours(database, query_named(query)), alone)
    few = data("patients", 10000)
    exact = "'patients', 'os_exact', 'died', 'arm'"
    causes = "'patients', 'os_exact', 'status', 'arm'"
    queries = {"survdiff": f"SELECT * FROM logrank({exact})",
               "survfit": f"SELECT * FROM cuminc({causes}) WHERE var_type = 'delta'",
               "cmprsk": f"SELECT (SELECT count(*) FROM cuminc({causes})), p_value FROM gray({causes})"}
    for name, (theirs,) in r_lines("competing_risks.R", few).items():
        note(f"{name}, 10000 patients, exact times", theirs, ours(few, queries[name]))
    moves = data("moves", 20000)
    for time_expr, (theirs,) in r_lines("states.R", moves, timeout=600).items():
        note(f"survfit of states, 20000 patients, {time_expr}", theirs,
             ours(moves, query_named("state_curve whole days, all").replace("'day'", f"'{time_expr}'")))
    for size in (1000, 2000, 4000, 8000):
        database = data("cohort", size)
        for (theirs,) in r_lines("crr.R", database, timeout=60).values():
            note(f"crr, {size} patients", theirs, ours(database, query_named("finegray exact times, 2 causes")))


def interrupts(options, data, extension, queries, rows, results):
    """CPU ms of the thread that works from sqlite3_interrupt() to the error: other programs do not count."""
    print(f"{'ms from interrupt to error, ' + str(rows) + ' rows':<100} {'p50':>8} {'p99':>8} {'max':>8} {'stopped':>8}")
    latencies = []
    for query, database in queries:
        if not re.search(options.only, query):
            continue
        numbers = [float(one) for one in
                   bench(extension, data(database, rows), "interrupt", options.repetitions, query).split()]
        latencies += numbers
        at = quantiles(numbers)
        results.append({"name": query, "p50": at[0], "p99": at[1], "max": at[2], "stopped": len(numbers)})
        print(f"{query[:100]:<100} {at[0]:8.2f} {at[1]:8.2f} {at[2]:8.2f} {len(numbers):8d}", flush=True)
    at = quantiles(latencies)
    results.append({"name": "all interrupts", "p50": at[0], "p99": at[1], "max": at[2], "stopped": len(latencies)})
    print(f"{'all':<100} {at[0]:8.2f} {at[1]:8.2f} {at[2]:8.2f} {len(latencies):8d}; target: p99 <= 15")


def quantiles(values):
    ordered = sorted(values) or [0.0]
    return [ordered[round(share * (len(ordered) - 1))] for share in (0.5, 0.99, 1)]


def missing_functions(extension, queries):
    """Functions that no query asks: each belongs into interrupts.tsv."""
    names = bench(extension, ":memory:", "sql", "SELECT group_concat(DISTINCT name) FROM survival_functions").split(",")
    untimed = {"survival_version", "survival_functions"}
    return [name for name in names if name not in untimed and not any(re.search(rf"\b{name}\(", q) for q, _ in queries)]


def compare_runs(old_file, new_file):
    old, new = ({(row["name"], row.get("extension", 0)): row for row in json.loads(pathlib.Path(file).read_text())["results"]}
                for file in (old_file, new_file))
    print(f"{'':<100} {'':>8} {'old':>10} {'new':>10} {'new / old':>10}")
    for key in sorted(old.keys() & new.keys()):
        for what in ("ratio", "p99", "kb", "ms"):
            if what not in old[key] or what not in new[key] or (what == "ms" and "ratio" in old[key]):
                continue
            a, b = old[key][what], new[key][what]
            print(f"{key[0][:100]:<100} {what:>8} {a:10.2f} {b:10.2f} {b / a if a else float('nan'):10.2f}")
    for key in sorted(old.keys() ^ new.keys()):
        print(f"{key[0][:100]:<100} only in {'OLD' if key in old else 'NEW'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extensions", nargs="*", metavar="EXTENSION")
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--repetitions", type=int, default=20, help="interrupts of a query")
    parser.add_argument("--only", default="", help="what the name, or the query, has to match")
    parser.add_argument("--out", default=str(WORK / "results.json"))
    parser.add_argument("--without-r", action="store_true")
    parser.add_argument("--interrupts", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--against", metavar="OLD.json")
    options = parser.parse_args()
    if options.against:
        compare_runs(options.against, (options.extensions or [options.out])[0])
        return 0

    built = built_extension()
    extensions = [str(pathlib.Path(one).resolve()) for one in options.extensions] or [str(built)]
    data = Data(extensions[0])
    results = []
    versions = {one: bench(extensions[0], ":memory:", "sql", f"SELECT {one}()") for one in ("sqlite_version", "survival_version")}
    print(f"{machine()}; SQLite {versions['sqlite_version']}, survival {versions['survival_version']}")
    if options.interrupts:
        queries = [(row["query"], "p") for row in table("interrupts.tsv")]
        if missing := missing_functions(extensions[0], queries):
            print(f"interrupts.tsv has no query of {', '.join(missing)}")
            return 1
        interrupts(options, data, extensions[0], queries, options.rows, results)
    elif options.large:
        large = options.rows * 10
        names = ("km_curve whole days, at 2 times", "km_curve exact times, at 2 times", "surv() of exact times")
        for rows in (options.rows, large):
            peak = int(bench(extensions[0], data("patients", rows), "memory", query_named(names[0]))) / 1024
            results.append({"name": f"peak MB of {names[0]}, {rows} rows", "peak_mb": peak})
            print(f"{'peak MB of ' + names[0]:<44} {rows:>10} {peak:10.1f}")
        interrupts(options, data, extensions[0], [(query_named(name), "patients") for name in names], large, results)
    else:
        print(f"{options.rows} patients; medians of {options.runs} runs, the query and the scan in turn, warm; "
              "peak MB: of a process of its own, less that of the scan")
        compare_queries(options, data, extensions, results)
        figure_sizes(options, data, extensions[0], results)
        growth(options, data, extensions[0], results)
        report(options, data, extensions[0], results)
        print("guards over the text of arguments, each time that a query is run\n"
              + output_of(PROGRAM.with_name("bench_guards")))
        if not options.without_r and not options.only:
            against_r(options, data, extensions[0], results)
    out = pathlib.Path(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"machine": machine(), "rows": options.rows, "runs": options.runs, "extensions": extensions,
                               **versions, "results": results}, indent=1) + "\n")
    print(f"written: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
