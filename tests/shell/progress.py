"""What the scripts show while they work, and what Ctrl-C does to them: progress.py path/to/survival.so

They run on a terminal of their own. Ctrl-C is typed there, so that it reaches every program of the script.
"""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
EXTENSION = Path(sys.argv[1]).resolve()
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
AT_ONCE = 2.0  # seconds; a query of the extension stops within milliseconds, the rest is for a busy machine


def on_terminal(command, folder, until=None):
    """What the command prints on a terminal, its exit status, and the seconds that it ran on after Ctrl-C, which is typed
    when it has printed what `until` matches."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test in the background may have been started without
        os.execv(command[0], command)
    printed, typed, begun = b"", None, time.monotonic()
    while True:
        if not select.select([terminal], [], [], 1)[0]:
            if time.monotonic() - begun > 60:
                os.killpg(child, signal.SIGKILL)
            continue
        try:
            more = os.read(terminal, 65536)
        except OSError:  # the terminal's end
            more = b""
        if not more:
            break
        printed += more
        if until and typed is None and re.search(until, printed.decode(errors="replace")):
            time.sleep(0.3)  # as long as a bar takes to be seen
            os.write(terminal, b"\x03")
            typed = time.monotonic()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return printed.decode(errors="replace"), status, time.monotonic() - typed if typed else None


def expect(what, condition, shown):
    if not condition:
        print(f"FAILED: {what}\n{shown!r}")
        expect.failed = True


expect.failed = False


def stopped(what, command, folder, until, said):
    printed, status, took = on_terminal([str(word) for word in command], folder, until)
    expect(f"{what}: Ctrl-C could be typed", took is not None, printed)
    expect(f"{what}: exit status 130", status == 130, (status, printed))
    expect(f"{what}: says so", said in printed, printed)
    expect(f"{what}: at once", took is not None and took < AT_ONCE, took)


def main():
    folder = Path(tempfile.mkdtemp())
    try:
        scripts = folder / "project"
        for part in ("samples", "sql", "extension"):
            shutil.copytree(PROJECT / part, scripts / part)
        load, report, database = scripts / "samples/load.sh", scripts / "sql/report.sh", folder / "registry.db"

        # The bar is drawn and taken away again; what is not a terminal sees none of it.
        printed, status, _ = on_terminal([str(load), str(database)], folder)
        expect("load.sh: a bar", status == 0 and re.search(r"\[#+-+\] 3/11 samples/registry/first_relapse.csv", printed), printed)
        expect("load.sh: its last line", printed.endswith("\r\x1b[K" + f"{database}: 6 tables, 439 rows\r\n"), printed)
        command = [str(report), "--extension", str(EXTENSION), str(database)]
        quiet = subprocess.run(command, capture_output=True, text=True)
        printed, status, _ = on_terminal(command, folder)
        expect("report.sh: a bar", status == 0 and re.search(r"\[[#-]{24}\] \d+/\d+ ", printed), (status, printed[:500]))
        expect("report.sh: the same report under a bar", quiet.stdout and quiet.stderr == "" and
               printed.replace("\r\n", "\n").endswith("\r\x1b[K" + quiet.stdout), (quiet.stderr, printed[-500:]))

        # Ctrl-C: in a query of SQLite's own, in one of the extension's, in a load.
        for name, query in (("sqlite", f"{ENDLESS} SELECT count(*) FROM n"),
                            ("extension", f"{ENDLESS} SELECT km_median(i, 1) FROM n")):
            endpoints = folder / f"{name}.sql"
            endpoints.write_text(f"CREATE TEMP TABLE endless AS {query};\n")
            stopped(f"report.sh in {name}", [*command, endpoints], folder, r"\] 1/\d+ \S*" + name,
                    f"report.sh: stopped in {endpoints}")
        schema = scripts / "sql/schema.sql"
        schema.write_text(f"{ENDLESS} SELECT count(*) FROM n;\n")
        before = database.read_bytes()
        stopped("load.sh", [load, database], folder, "schema.sql", f"load.sh: stopped; {database} is as it was")
        expect("load.sh: the database is as it was", database.read_bytes() == before, "")
        stopped("load.sh, a new database", [load, folder / "new.db"], folder, "schema.sql", "new.db is not made")
        expect("load.sh: no files are left", not list(folder.glob("new.db*")) and not list(folder.glob("*.new*")),
               list(folder.iterdir()))
        (scripts / "samples/omop/make.sql").write_text(f".print begun\n{ENDLESS} SELECT count(*) FROM n;\n")
        stopped("try.sh", [scripts / "samples/try.sh", "omop", folder], folder, "begun", "try.sh: stopped; omop.db is not made")
        expect("try.sh: no files are left", not list(folder.glob("omop.db*")), list(folder.iterdir()))
        counts = folder / "counts.db"
        stopped("pull.sh", [scripts / "sql/scale/pull.sh", counts, "echo begun >&2; sleep 60"], folder, "begun",
                f"pull.sh: stopped; the counts of {counts} are as they were")
        expect("pull.sh: no database is made", not counts.exists(), "")
        for program, does in ((".ci/install-packages", "exit 0"), ("bin/cmake", "echo '[1/3] Building CXX object'; sleep 60")):
            stand_in = scripts / program
            stand_in.parent.mkdir()
            stand_in.write_text(f"#!/bin/sh\n{does}\n")
            stand_in.chmod(0o755)
        stopped("quickstart.sh", ["/usr/bin/env", f"PATH={scripts}/bin:{os.environ['PATH']}", scripts / "samples/quickstart.sh"],
                folder, r"\[#{8}-{16}\] 1/3 steps", "quickstart.sh: stopped; run it again to go on from here")
    finally:
        shutil.rmtree(folder)
    sys.exit(expect.failed)


if not shutil.which("sqlite3"):
    sys.exit(77)
main()
