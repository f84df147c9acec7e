"""Runs every script of tests/sql and tests/hard on another platform, and compares what it prints with this machine's:

    same_numbers.py RUN_SQL LIBRARY [-- COMMAND...]

RUN_SQL and LIBRARY are this machine's: what they print must be the .out beside each script. COMMAND is the same of the other
platform, such as `wine run_sql.exe survival.dll`: every number that it prints, with all of its digits, must be this machine's,
at most 1e-12 apart, of the number or, below 1, of 1; every other character must be the same.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]\d+)?(?![\w.])")
TOLERANCE = 1e-12


def printed(command, script, digits):
    with script.open("rb") as statements:
        run = subprocess.run(command, stdin=statements, capture_output=True, env={**os.environ, "DIGITS": str(digits)})
    text = run.stdout.decode().replace("\r\n", "\n")
    return text if run.returncode == 0 else f"{text}\nended with {run.returncode}: {run.stderr.decode(errors='replace')}"


def differences(ours, theirs):
    """Lines that differ, the number of numbers compared, the largest difference."""
    wrong, count, largest = [], 0, 0.0
    ours, theirs = ours.split("\n"), theirs.split("\n")
    if len(ours) != len(theirs):
        wrong.append(f"{len(ours)} lines here, {len(theirs)} there")
    for here, there in zip(ours, theirs):
        numbers = [(float(a), float(b)) for a, b in zip(NUMBER.findall(here), NUMBER.findall(there))]
        apart = [abs(a - b) / max(1.0, abs(a), abs(b)) if a != b else 0.0 for a, b in numbers]
        count += len(numbers)
        largest = max([largest, *apart])
        if NUMBER.sub("#", here) != NUMBER.sub("#", there) or any(not each <= TOLERANCE for each in apart):
            wrong.append(f"  here  {here[:300]}\n  there {there[:300]}")
    return wrong, count, largest


def main():
    here, there = sys.argv[1:3], sys.argv[4:]
    scripts = sorted([*TESTS.glob("sql/*.sql"), *TESTS.glob("sql/*/*.sql"), *TESTS.glob("hard/*.sql")])
    if not scripts:
        sys.exit("no scripts")

    def compare(script):
        if not there:
            expected, actual = script.with_suffix(".out").read_text(), printed(here, script, 6)
            return [] if expected == actual else differences(expected, actual)[0] or ["  differs"], 0, 0.0
        return differences(printed(here, script, 17), printed(there, script, 17))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(compare, scripts))
    for script, (wrong, _, _) in zip(scripts, results):
        if wrong:
            print(f"{script.relative_to(TESTS)}: {len(wrong)} lines differ\n" + "\n".join(wrong[:5]))
    failed = sum(bool(wrong) for wrong, _, _ in results)
    print(f"{len(scripts) - failed} of {len(scripts)} scripts print the same", end="")
    if there:
        print(f"; {sum(count for _, count, _ in results)} numbers, at most {max(apart for _, _, apart in results):.2g} apart", end="")
    print()
    sys.exit(1 if failed else 0)


main()
