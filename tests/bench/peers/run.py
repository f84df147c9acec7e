#!/usr/bin/env python3
"""The same work by this extension and by its peers in R and Python: CPU time and memory, from 1,000 to 10,000,000 patients.

  tests/bench/peers/run.py [EXTENSION] [--largest N] [--seconds S] [--only WORK,...] [--record]
        builds the release, if no EXTENSION is given; writes build/bench/peers.json after each run, and in the end
        build/bench/peers.svg by curve_plot(). A tool that took over S (60) seconds of CPU time is not given more patients,
        and is stopped after twice as many. Packages that are not installed are left out, and named. --record: into
        results.json and peers.svg beside this script, which the top README.md shows. --only: other work stays in the file as it is there
  tests/bench/peers/run.py [EXTENSION] --draw
        draws peers.svg of results.json again, and prints the table

Every run is a process of its own. The peers' time includes reading the rows out of the database. lifelines is not in Debian."""

import argparse
import json
import pathlib
import resource
import signal
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import run as bench  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
US = "survival for SQLite"
WORKS = {
    "Kaplan-Meier": [US, "survival", "prodlim", "statsmodels"],
    "log-rank": [US, "survival", "statsmodels"],
    "incidence": [US, "survival", "prodlim"],
    "incidence and Gray": [US, "cmprsk"],
    "Cox": [US, "survival", "statsmodels"],
    "Fine-Gray": [US, "cmprsk", "riskRegression"],
}
PYTHON = {US, "statsmodels"}


def version(tool):
    """Of an installed package; None where it is not."""
    if tool == US:
        return None
    command = ([sys.executable, "-c", "import statsmodels; print(statsmodels.__version__)"] if tool in PYTHON else
               ["Rscript", "-e", f"suppressPackageStartupMessages(library({tool})); cat(format(packageVersion('{tool}')))"])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def measure(tool, work, database, extension, seconds):
    script = HERE / ("work.py" if tool in PYTHON else "work.R")
    command = [sys.executable if tool in PYTHON else "Rscript", script, database, work, tool]
    if tool == US:
        command.append(extension.with_suffix(""))
    limit = int(2 * seconds)
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)))
    if done.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        return {"failed": f"stopped after {limit} s of CPU time"}
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"ended with {done.returncode}"}
    read, compute, mb = map(float, done.stdout.split()[-3:])
    return {"read_s": read, "compute_s": compute, "seconds": read + compute, "mb": mb}


def draw(results, extension, file):
    """One panel for each piece of work; both axes are powers of ten."""
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(extension.with_suffix("")))
    db.execute("CREATE TABLE run(work, tool, patients, seconds)")
    db.executemany("INSERT INTO run VALUES (?, ?, ?, ?)",
                   [(r["work"], r["tool"], r["patients"], r["seconds"]) for r in results if "seconds" in r])
    svg = db.execute((HERE / "peers.sql").read_text()).fetchone()[0]
    file.write_text(svg)


def line(run):
    what = run.get("failed") or f"{run['seconds']:10.3f} s ({run['read_s']:.3f} reading) {run['mb']:10.1f} MB"
    return f"{run['work']:<20} {run['tool']:<20} {run['patients']:>10} {what}"


def measure_all(extension, options, file):
    """Written to the file after each run, so that one that is ended early leaves what it found."""
    seconds = options.seconds
    data = bench.Data(extension)
    versions = {tool: version(tool) for tool in sorted({t for tools in WORKS.values() for t in tools} - {US})}
    chosen = options.only.split(",") if options.only else list(WORKS)
    kept = json.loads(file.read_text())["results"] if options.only and file.exists() else []
    found = {"machine": bench.machine(), "versions": versions, "results": [run for run in kept if run["work"] not in chosen]}
    print(found["machine"], "; ".join(f"{tool} {number or 'is not here'}" for tool, number in versions.items()), sep="\n")
    for work in chosen:
        for tool in WORKS[work]:
            if tool != US and versions[tool] is None:
                continue
            patients = 1000
            while patients <= options.largest:
                database = data("cohort" if work in ("Cox", "Fine-Gray") else "patients", patients)
                run = {"work": work, "tool": tool, "patients": patients}
                run |= measure(tool, work, database, extension, seconds)
                found["results"].append(run)
                print(line(run), flush=True)
                file.write_text(json.dumps(found, indent=1) + "\n")
                if run.get("seconds", seconds) >= seconds:
                    break
                patients *= 10
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extension", nargs="?", type=pathlib.Path)
    parser.add_argument("--largest", type=int, default=10**7)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--draw", action="store_true")
    options = parser.parse_args()
    extension = options.extension.resolve() if options.extension else bench.built_extension()
    bench.WORK.mkdir(parents=True, exist_ok=True)
    place = HERE if options.record or options.draw else bench.WORK
    file = place / ("results.json" if place == HERE else "peers.json")
    if options.draw:
        found = json.loads(file.read_text())
        print(found["machine"], *map(line, found["results"]), sep="\n")
    else:
        found = measure_all(extension, options, file)
    draw(found["results"], extension, place / "peers.svg")
    print(f"written: {place / 'peers.svg'}" + ("" if options.draw else f", {file}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
