"""What the documents show is what they say: python3 docs_test.py PROJECT EXTENSION

In every page below, a fence of sql, sh or a language of CLIENTS that a text fence follows is run in a folder laid out as after
samples/quickstart.sh, and must print that text; sql without one must run. The sql of the guides is asked of the database
that they make. A figure they show that an example drew must be the one drawn. A fence under a line that is a file name in
bold is that file's content, and is not run. Links between the pages, to their headings and to files must lead somewhere.
sql/reference/ must be what sql/reference.sql makes, and a figure there what the example above it draws, byte for byte.

UPDATE_EXPECTED=1 writes the outputs and the reference instead: read the diff. An argument after EXTENSION chooses pages.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT, EXTENSION = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
UPDATE = "UPDATE_EXPECTED" in os.environ
GUIDES = ["samples/guide.md", "samples/guide.zh.md"]
EXECUTED = ["README.md", "sql/README.md", "sql/recipes.md", "sql/scale/README.md", "samples/README.md",
            "extension/README.md", "extension/packages/README.md", "tests/README.md", *GUIDES]
LINKED = ["CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md", "samples/page/README.md",
          "extension/packages/wasm/npm/README.md"]  # nothing to run, but links
FENCE = re.compile(r"(?:^\*\*`[^`\n]+`\*\*[^\n]*\n\n)?^```(\w+)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SHELL = ["sqlite3", "-readonly", "-batch", "-init", os.devnull, "-cmd", ".load build/release/survival"]
QUERY = [*SHELL, "-cmd", ".headers on", "-cmd", ".mode column"]
CLIENTS = {"sh": ["sh"], "python": ["/usr/bin/python3", "-"], "r": ["Rscript", "-"], "js": ["node", "-"],
           "mjs": ["deno", "run", "--allow-all", "-"], "ts": ["bun", "run", "-"],
           "php": ["php", "-d", "sqlite3.extension_dir=FOLDER/build/release"], "perl": ["perl", "-"], "ruby": ["ruby", "-"],
           "tcl": ["tclsh"]}
PROBES = {"r": "library(RSQLite)", "js": "require('better-sqlite3')",
          "mjs": "new (await import('node:sqlite')).DatabaseSync(':memory:').loadExtension.name",
          "ts": "import 'bun:sqlite'", "php": "<?php new SQLite3(':memory:');", "perl": "use DBD::SQLite;",
          "ruby": "require 'sqlite3'", "tcl": "package require sqlite3"}


def lay_out(folder):
    """The folder as quickstart.sh leaves it."""
    (folder / "build/release").mkdir(parents=True)
    shutil.copy(EXTENSION, folder / "build/release/survival.so")
    for part in ("extension", "samples", "sql", "tests"):
        (folder / part).symlink_to(PROJECT / part)
    subprocess.run([PROJECT / "samples/load.sh", folder / "build/registry.db"], check=True, capture_output=True)


def available(language, code):
    """Whether this machine can run the language's example; CI must be able to run all."""
    probe = PROBES.get(language, "")
    if language == "python":
        probe = "\n".join(re.findall("^(?:import|from) .*", code, re.M))
        probe += "\nimport sqlite3; sqlite3.connect(':memory:').enable_load_extension(True)"
    if language == "sh":  # the programs that it starts with, behind settings of variables
        program = re.search(r"^(?:\w+=\S+ )*(\S+)", code)[1]
        return program.endswith("()") or shutil.which(program) is not None  # or it defines a function first
    try:
        return not probe or subprocess.run(CLIENTS[language], input=probe, text=True, capture_output=True).returncode == 0
    except OSError:
        return False


def run(language, code, folder, database):
    command = [*QUERY, database] if language == "sql" else [word.replace("FOLDER", str(folder)) for word in CLIENTS[language]]
    done = subprocess.run(command, input=code, cwd=folder, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    # The shell's prefix of an error depends on its version; the extension's own message does not.
    lines = [re.sub(r"^(Runtime error|Error)[^:]*: ", "", line).rstrip() for line in lines]
    return "".join(line + "\n" for line in lines), done.returncode


class Tally:
    passed = failed = skipped = 0

    def fail(self, message):
        print(message)
        self.failed += 1


def check_reference(folder, tally):
    made = subprocess.run([*SHELL, "-json", ":memory:", ".read sql/reference.sql"], cwd=folder, capture_output=True,
                          text=True, check=True)
    pages = {row["page"]: row["text"] for row in json.loads(made.stdout)}
    place = PROJECT / "sql/reference"
    for name in sorted({*pages, *(page.name for page in place.glob("*.md"))}):
        page = place / name
        if page.is_file() and page.read_text() == pages.get(name):
            tally.passed += 1
        elif UPDATE and name in pages:
            place.mkdir(exist_ok=True)
            page.write_text(pages[name])
        else:
            tally.fail(f"sql/reference/{name} is not what sql/reference.sql makes; UPDATE_EXPECTED=1 writes it")


def check_fences(page, folder, tally):
    text = page.read_text()
    database = "build/guide.db" if str(page.relative_to(PROJECT)) in GUIDES else "build/registry.db"
    pieces, end = [], 0
    for fence in FENCE.finditer(text):
        language, code, expected = fence.groups()
        if fence[0].startswith("**") or language not in ("sql", *CLIENTS):
            continue
        if language == "sh" and expected is None and database == "build/registry.db":
            continue
        if not available(language, code):
            print(f"skipped, no {language} client here:\n{code}")
            tally.skipped += 1
            continue
        actual, status = run(language, code, folder, database)
        if (expected is None and status != 0) or (expected is not None and actual != expected):
            if UPDATE and expected is not None:
                pieces += [text[end : fence.start(3)], actual]
                end = fence.end(3)
            else:
                tally.fail(f"{page.relative_to(PROJECT)}: {language}:\n{code}printed:\n{actual}expected:\n{expected}")
        else:
            tally.passed += 1
    if pieces:
        page.write_text("".join(pieces) + text[end:])


def check_drawn(page, folder, tally):
    """A figure that the page shows, and that an example drew as build/NAME.svg, is what was drawn."""
    for link in re.findall(r"!\[[^]]*\]\(([^)]+\.svg)\)", page.read_text()):
        shown, drawn = page.parent / link, folder / "build" / Path(link).name
        if not drawn.exists():
            continue
        if shown.exists() and shown.read_bytes() == drawn.read_bytes():
            tally.passed += 1
        elif UPDATE:
            shown.write_bytes(drawn.read_bytes())
        else:
            tally.fail(f"{page.relative_to(PROJECT)}: {link} is not what the example draws; UPDATE_EXPECTED=1 writes it")


def check_pictures(page, folder, tally):
    """A figure under an example, which returns one, is what it returns; and every figure beside the page is shown."""
    shown = re.findall(r"^```sql\n((?:(?!^```).)*)^```\n\n!\[[^]]*\]\((\w+\.svg)\)", page.read_text(), re.M | re.S)
    for code, name in shown:
        drawn = subprocess.run([*SHELL, "-noheader", "-list", "build/registry.db"], input=code, cwd=folder,
                               capture_output=True, text=True).stdout.removesuffix("\n")
        picture = page.parent / name
        if drawn.startswith("<svg ") and picture.exists() and picture.read_text() == drawn:
            tally.passed += 1
        elif UPDATE and drawn.startswith("<svg "):
            picture.write_text(drawn)
        else:
            tally.fail(f"{page.relative_to(PROJECT)}: {name} is not what its example draws; UPDATE_EXPECTED=1 writes it")
    return {name for _, name in shown}


def anchors(page):
    """Those of its headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)
    headings = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line) for line in re.findall(r"^#+ (.*)$", text, re.M)]
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def check_links(page, tally):
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(), flags=re.M | re.S)
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            tally.fail(f"{page.relative_to(PROJECT)}: the link {link} leads nowhere")
        else:
            tally.passed += 1


def main():
    chosen = sys.argv[3:]
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder)
        check_reference(folder, tally)
        reference = sorted(str(page.relative_to(PROJECT)) for page in PROJECT.glob("sql/reference/*.md"))
        for page in [*EXECUTED, *reference]:
            if not chosen or page in chosen:
                check_fences(PROJECT / page, folder, tally)
                check_drawn(PROJECT / page, folder, tally)
        pictures = set().union(*(check_pictures(PROJECT / page, folder, tally)
                                 for page in reference if not chosen or page in chosen))
        if not chosen:
            for picture in PROJECT.glob("sql/reference/*.svg"):
                if picture.name not in pictures:
                    tally.fail(f"sql/reference/{picture.name}: no page shows it")
        for page in [*EXECUTED, *reference, *LINKED]:
            check_links(PROJECT / page, tally)
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return 1 if tally.failed or (tally.skipped and os.environ.get("REQUIRE_CLIENTS")) else 0


sys.exit(main())
