"""The worked example of tests/README.md: its files, and its test.

    python3 worked_example.py write FOLDER               writes them as the page shows them
    python3 worked_example.py run RUN_SQL EXTENSION      runs its script; UPDATE_EXPECTED=1 writes the output into the page
"""

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parent / "README.md"
FILE = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w+\n(.*?)^```\n", re.M | re.S)


def write(folder):
    for path, content in FILE.findall(PAGE.read_text()):
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text() != content:
            target.write_text(content)


def run(run_sql, extension):
    text = PAGE.read_text()
    content = dict(FILE.findall(text))
    script, expected = (next(path for path in content if path.endswith(end)) for end in (".sql", ".out"))
    done = subprocess.run([run_sql, extension], input=content[script], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"run_sql ended with {done.returncode} after\n{done.stdout}{done.stderr}")
    if done.stdout == content[expected]:
        return
    if "UPDATE_EXPECTED" not in os.environ:
        sys.exit(f"printed:\n{done.stdout}expected, by {expected} in {PAGE}:\n{content[expected]}")
    head = f"**`{expected}`**\n\n```text\n"
    PAGE.write_text(text.replace(head + content[expected], head + done.stdout))


{"write": write, "run": run}[sys.argv[1]](*sys.argv[2:])
