"""What the README shows is what it says: python3 readme_test.py PROJECT EXTENSION

Every fence of sql, sh, python, r or js that a text fence follows is run in a folder laid out as after
samples/quickstart.sh, and must print that text; sql without one must run. The reference must be what
sql/reference.sql makes. UPDATE_EXPECTED=1 writes the outputs and the reference instead: read the diff.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT, EXTENSION = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
README = PROJECT / "README.md"
UPDATE = "UPDATE_EXPECTED" in os.environ
FENCE = re.compile(r"^```(sql|sh|python|r|js)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
REFERENCE = re.compile(r"(<!-- reference -->\n).*?(<!-- /reference -->\n)", re.S)
SHELL = ["sqlite3", "-readonly", "-batch", "-cmd", ".load build/release/survival"]
QUERY = [*SHELL, "-cmd", ".headers on", "-cmd", ".mode column", "build/registry.db"]
CLIENTS = {"sh": ["sh"], "python": ["/usr/bin/python3", "-"], "r": ["Rscript", "-"], "js": ["node", "-"]}


def lay_out(folder):
    """The folder as quickstart.sh leaves it."""
    (folder / "build/release").mkdir(parents=True)
    shutil.copy(EXTENSION, folder / "build/release/survival.so")
    for part in ("samples", "sql"):
        (folder / part).symlink_to(PROJECT / part)
    subprocess.run([PROJECT / "samples/load.sh", folder / "build/registry.db"], check=True, capture_output=True)


def available(language):
    """Whether this machine can run the language's example; CI must be able to run all."""
    probe = {
        "python": ["/usr/bin/python3", "-c", "import sqlite3; sqlite3.connect(':memory:').enable_load_extension(True)"],
        "r": ["Rscript", "-e", "library(RSQLite)"],
        "js": ["node", "-e", "require('better-sqlite3')"],
    }.get(language)
    try:
        return not probe or subprocess.run(probe, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def run(language, code, folder):
    command = QUERY if language == "sql" else CLIENTS[language]
    done = subprocess.run(command, input=code, cwd=folder, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    # The shell's prefix of an error depends on its version; the extension's own message does not.
    lines = [re.sub(r"^(Runtime error|Error)[^:]*: ", "", line).rstrip() for line in lines]
    return "".join(line + "\n" for line in lines), done.returncode


def main():
    text = README.read_text()
    failed = skipped = passed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder)
        reference = subprocess.run([*SHELL, ":memory:", ".read sql/reference.sql"], cwd=folder, capture_output=True, text=True,
                                   check=True)
        made = REFERENCE.sub(lambda m: m[1] + reference.stdout + "\n" + m[2], text)
        if made != text and not UPDATE:
            print("the reference differs from what sql/reference.sql makes; UPDATE_EXPECTED=1 writes it")
            failed += 1
        text = made
        pieces, end = [], 0
        for fence in FENCE.finditer(text):
            language, code, expected = fence.groups()
            if not available(language):
                print(f"skipped, no {language} client here:\n{code}")
                skipped += 1
                continue
            actual, status = run(language, code, folder)
            if expected is None and language == "sql" and status != 0 or expected is not None and actual != expected:
                if UPDATE and expected is not None:
                    pieces += [text[end : fence.start(3)], actual]
                    end = fence.end(3)
                else:
                    print(f"{language}:\n{code}printed:\n{actual}expected:\n{expected}")
                    failed += 1
            else:
                passed += 1
        if UPDATE:
            README.write_text("".join(pieces) + text[end:])
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or (skipped and os.environ.get("REQUIRE_CLIENTS")) else 0


sys.exit(main())
