#!/usr/bin/env python3
"""Counting in other engines at size: time, memory and bytes that travel. Asserts that all patients are counted.

  tests/bench/scale.py EXTENSION postgresql   2,000,000 patients on two servers and a third that asks
  tests/bench/scale.py EXTENSION clickhouse   100,000,000 patients, the same way
  tests/bench/scale.py EXTENSION parquet      100,000,000 patients in two files, through DuckDB
      --rows N      as many instead
      --threads N   of DuckDB, and of each ClickHouse query; default 2

Each engine invents its own patients, from the same formula, in a folder of its own that is removed at the end. Queries and
views are those of sql/scale: cells of arm, age_band, centre, os_days and status; few cells are of arm, os_days and
status alone. cpu s is processor time of the engine, its client and sqlite3 together, which another program's work does
not lengthen much. Memory is what the engine says of the query, or the largest sum seen of its processes' own memory.
"""

import argparse
import json
import os
import pathlib
import platform
import pwd
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCALE = ROOT / "sql" / "scale"
KEYS = "arm, age_band, centre, os_days, status"
FEW = "arm, os_days, status"
MODULUS = 2147483647
# Numbers between 0 and 1 from id, the same in every engine: products below 2^63 modulo a prime.
DRAWS = {f"u{k}": f"CAST((id * {48271 + 7919 * k} + {k * 1234567}) % {MODULUS} * {16807 + 40014 * k} % {MODULUS} AS {{real}}) / {MODULUS}"
         for k in range(6)}
QUESTIONS = {
    "km_curve at 2 times": "SELECT count(*) FROM km_curve('{t}', 'os_days', 'status > 0', 'arm') WHERE weight = 'n' AND times = '365,1095'",
    "cuminc": "SELECT count(*) FROM cuminc('{t}', 'os_days', 'status', 'arm') WHERE weight = 'n'",
    "logrank": "SELECT count(*) FROM logrank('{t}', 'os_days', 'status > 0', 'arm') WHERE weight = 'n'",
    "gray": "SELECT count(*) FROM gray('{t}', 'os_days', 'status', 'arm') WHERE weight = 'n'",
}
MODELS = {
    "cox, strata(centre)": "SELECT count(*) FROM cox('counts', 'os_days', 'status > 0', 'arm, age_band, strata(centre)') WHERE weight = 'n'",
    "finegray": "SELECT count(*) FROM finegray('counts', 'os_days', 'status', 'arm, age_band') WHERE weight = 'n' AND cause = 1",
}


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


SERVERS = []  # their process ids
RESULTS = []


def processor_time():
    """Of all that has run for this script: programs that have ended, and the servers with theirs."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    for server in SERVERS:
        stat = pathlib.Path(f"/proc/{server}/stat").read_text()
        ticks += sum(int(one) for one in stat.rpartition(")")[2].split()[11:15])
    return ended.ru_utime + ended.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def timed(action):
    """Seconds by the clock and of processor time, and the answer."""
    start, before = time.monotonic(), processor_time()
    answer = action()
    clock = time.monotonic() - start
    if SERVERS:
        time.sleep(0.5)  # until a server has counted the time of a process of its own that has ended
    return (clock, processor_time() - before), answer


def note(what, seconds=None, mb=None, peak_mb=None, rows=None):
    """One line of the table."""
    clock, cpu = seconds or (None, None)
    cells = ["" if clock is None else f"{clock:.2f}", "" if cpu is None else f"{cpu:.2f}", "" if rows is None else f"{rows:,}",
             "" if mb is None else f"{mb:.2f}", "" if peak_mb is None else f"{peak_mb:.0f}"]
    print(f"{what:<45} {cells[0]:>9} {cells[1]:>9} {cells[2]:>13} {cells[3]:>10} {cells[4]:>9}", flush=True)
    RESULTS.append({"what": what, "s": clock, "cpu_s": cpu, "rows": rows, "mb": mb, "peak_mb": peak_mb})


class Peak:
    """The largest sum of the anonymous memory of processes below some, looked at every 20 ms."""

    def __init__(self, *parents):
        self.parents, self.mb, self.done = set(parents), 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def watch(self):
        while not self.done.wait(0.02):
            kilobytes = 0
            for status in pathlib.Path("/proc").glob("[0-9]*/status"):
                try:
                    text = status.read_text()
                except OSError:
                    continue
                parent = re.search(r"^PPid:\s*(\d+)", text, re.M)
                own = re.search(r"^RssAnon:\s*(\d+)", text, re.M)
                if parent and own and int(parent.group(1)) in self.parents:
                    kilobytes += int(own.group(1))
            self.mb = max(self.mb, kilobytes / 1024)


def facts(numbered, integer, real="DOUBLE PRECISION"):
    """A query of patients from one that gives their ids, with the engine's ways to make an integer and a real number."""
    draws = ", ".join(f"{draw.format(real=real)} AS {name}" for name, draw in DRAWS.items())
    death = "900.0 * u4 / (1.001 - u4) / (1 + 0.2 * floor(4 * u2))"
    relapse = "700.0 * u3 / (1.001 - u3) * (CASE WHEN u1 < 0.5 THEN 1.0 ELSE 1.3 END)"
    return f"""
      SELECT id, {integer('1 + 20 * u0')} AS centre, CASE WHEN u1 < 0.5 THEN 'A' ELSE 'B' END AS arm, {integer('4 * u2')} AS age_band,
        {integer(f'least(least({death}, {relapse}), 200 + 3450 * u5)')} AS os_days,
        CASE WHEN {relapse} < least({death}, 200 + 3450 * u5) THEN 1 WHEN {death} < 200 + 3450 * u5 THEN 2 ELSE 0 END AS status
      FROM (SELECT id, {draws} FROM {numbered} AS ids) AS draws"""


class Sqlite:
    """The counts in SQLite, where the answers come from."""

    def __init__(self, folder, extension, patients):
        self.file, self.extension, self.patients = folder / "counts.db", extension, patients

    def shell(self, sql):
        return run("sqlite3", "-batch", "-bail", "-init", os.devnull, "-cmd", f".load {self.extension}", self.file, sql).strip()

    def pull(self, label, table, columns, command, environment=None):
        """The pipe of sql/scale/README.md; what passes through it is measured by a second run of the command."""
        typed = ", ".join(f"{column} {'TEXT' if column == 'arm' else 'INTEGER'} NOT NULL" for column in [*columns, "n"])
        self.shell(f"DROP TABLE IF EXISTS {table}")
        self.shell(f"CREATE TABLE {table} ({typed}) STRICT")
        pipe = f"set -o pipefail; {command} | sqlite3 '{self.file}' '.import --csv /dev/stdin {table}'"
        seconds, _ = timed(lambda: run("bash", "-c", pipe, env=environment))
        cells, patients = (int(one) for one in self.shell(f"SELECT count(*), sum(n) FROM {table}").split("|"))
        if patients != self.patients:
            sys.exit(f"{label}: {patients} patients of {self.patients}")
        size = int(run("bash", "-c", f"set -o pipefail; {command} | wc -c", env=environment))
        note(label, seconds, size / 1e6, rows=cells)

    def answers(self):
        for table, questions in (("few", QUESTIONS), ("counts", QUESTIONS | MODELS)):
            for name, sql in questions.items():
                seconds, _ = timed(lambda: self.shell(sql.format(t=table)))
                note(f"{name}, over {'the cells' if table == 'counts' else 'few cells'}", seconds)


class Postgresql:
    def __init__(self, folder):
        self.folder, self.ports, self.started = folder, {"shard1": 54341, "shard2": 54342, "all": 54343}, []
        versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self.bin = versions[-1] if versions else sys.exit("no PostgreSQL here (Debian package: postgresql)")
        self.owner = []
        if os.getuid() == 0:  # the server must not run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self.owner = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "env", f"HOME={folder}"]

    def control(self, name, *arguments):
        run(*self.owner, self.bin / "pg_ctl", "-D", self.folder / name, "-w", *arguments, cwd=self.folder)

    def start(self):
        for name, port in self.ports.items():
            run(*self.owner, self.bin / "initdb", "-D", self.folder / name, "-U", "owner", "-A", "trust", "--no-sync", cwd=self.folder)
            self.control(name, "-l", self.folder / f"{name}.log", "-o",
                         f"-k '{self.folder}' -p {port} -c listen_addresses='' -c fsync=off -c max_wal_size=4GB", "start")
            self.started.append(name)
            SERVERS.append(int((self.folder / name / "postmaster.pid").read_text().split()[0]))

    def stop(self):
        for name in self.started:
            self.control(name, "-m", "immediate", "stop")

    def client(self, name, *arguments):
        return ["psql", "-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", "owner", "-p", str(self.ports[name]),
                *arguments, "postgres"]

    def ask(self, name, *arguments):
        return run(*self.client(name, *arguments)).strip()

    def copy(self, name, sql):
        return " ".join(f"'{part}'" for part in self.client(name, "-c", f"COPY ({sql}) TO STDOUT CSV"))

    def bench(self, options, sqlite):
        self.start()
        for i, name in enumerate(("shard1", "shard2")):
            ids = f"(SELECT i AS id FROM generate_series({1 + i}::bigint, {options.rows}, 2) AS i)"
            made = facts(ids, lambda x: f"floor({x})::int")
            seconds, _ = timed(lambda: self.ask(name, "-c", f"CREATE TABLE patients AS {made}", "-c", "ANALYZE patients"))
            self.ask(name, "-f", SCALE / "postgresql_shard.sql")
            note(f"invented, {name}", seconds)
        self.ask("all", "-v", f"dir={self.folder}", "-v", "port1=54341", "-v", "port2=54342", "-f", SCALE / "postgresql_coordinator.sql")
        for i in (1, 2):
            self.ask("all", "-c", f"CREATE FOREIGN TABLE patients{i} (arm text, age_band int, centre int, os_days int, status int) "
                     f"SERVER shard{i} OPTIONS (table_name 'patients')")
            self.ask(f"shard{i}", "-c", "GRANT SELECT ON patients TO counting")
        self.compare_plans()
        with Peak(*SERVERS) as peak:
            sqlite.pull("cells to SQLite", "counts", KEYS.split(", "), self.copy("all", "SELECT * FROM pooled"))
        note("memory of all servers", peak_mb=peak.mb)
        sqlite.pull("few cells to SQLite", "few", FEW.split(", "), self.copy("all", f"SELECT {FEW}, sum(n)::bigint FROM pooled GROUP BY {FEW}"))
        size = sum(int(run("bash", "-c", self.copy(name, f"SELECT {KEYS} FROM patients") + " | wc -c")) for name in ("shard1", "shard2"))
        note("the patients, had they been sent", mb=size / 1e6, rows=options.rows)

    def compare_plans(self):
        """What the server that asks fetches from the shards, by its own account: over the views, and over the rows."""
        rows = f"SELECT {KEYS}, count(*) AS n FROM (SELECT * FROM patients1 UNION ALL SELECT * FROM patients2) AS p GROUP BY {KEYS}"
        for label, sql in (("GROUP BY over the shards' views", "SELECT * FROM pooled"), ("GROUP BY over the shards' patients", rows)):
            seconds, _ = timed(lambda: self.ask("all", "-c", f"SELECT count(*) FROM ({sql}) AS answer"))
            plan = self.ask("all", "-c", f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) {sql}")
            fetched = [int(n) for n in re.findall(r"Foreign Scan on \S+ .*?\(actual rows=(\d+)", plan)]
            note(label, seconds, rows=sum(fetched))


class Clickhouse:
    def __init__(self, folder):
        self.folder, self.ports, self.servers = folder, {"shard1": 19611, "shard2": 19612, "all": 19610}, []

    def start(self):
        shards = "".join(f"<shard><replica><host>127.0.0.1</host><port>{self.ports[s]}</port></replica></shard>" for s in ("shard1", "shard2"))
        for name, port in self.ports.items():
            more = f"<remote_servers><registry>{shards}</registry></remote_servers>" if name == "all" else ""
            file = self.folder / f"{name}.xml"
            file.write_text(f"""<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <listen_host>127.0.0.1</listen_host> <tcp_port>{port}</tcp_port> <path>{self.folder}/{name}/</path> <mark_cache_size>100000000</mark_cache_size>
  <query_log><database>system</database><table>query_log</table><flush_interval_milliseconds>200</flush_interval_milliseconds></query_log>
  <users_config>{file.name}</users_config>
  <profiles><default><log_queries>1</log_queries></default></profiles> <quotas><default/></quotas>
  <users><default><password/><profile>default</profile><quota>default</quota><networks><ip>127.0.0.1</ip></networks></default></users>
  {more}
</yandex>""")
            log = open(self.folder / f"{name}.log", "w", encoding="utf-8")
            self.servers.append(subprocess.Popen(["clickhouse-server", f"--config-file={file.name}"], cwd=self.folder, stdout=log,
                                                 stderr=log, stdin=subprocess.DEVNULL))
            SERVERS.append(self.servers[-1].pid)
            for _ in range(600):
                if subprocess.run(self.client(name, "-q", "SELECT 1"), capture_output=True, check=False).returncode == 0:
                    break
                time.sleep(0.1)

    def stop(self):
        for server in self.servers:
            server.terminate()
        for server in self.servers:
            server.wait()

    def client(self, name, *arguments):
        return ["clickhouse-client", "--port", str(self.ports[name]), *arguments]

    def ask(self, name, sql):
        return run(*self.client(name, "-q", sql)).strip()

    def bench(self, options, sqlite):
        self.start()
        for i, name in enumerate(("shard1", "shard2")):
            self.ask(name, (SCALE / "clickhouse_shard.sql").read_text())
            ids = f"(SELECT number * 2 + {1 + i} AS id FROM numbers({(options.rows + 1 - i) // 2}))"
            made = facts(ids, lambda x: f"toUInt16(floor({x}))", "Float64")
            seconds, _ = timed(lambda: self.ask(name, f"INSERT INTO patients SELECT id, centre, arm, age_band, os_days, status FROM ({made})"))
            size = int(self.ask(name, "SELECT sum(bytes) FROM system.parts WHERE active AND table = 'patients'"))
            note(f"invented, {name}; size on disk", seconds, size / 1e6, rows=(options.rows + 1 - i) // 2)
        self.ask("all", (SCALE / "clickhouse_coordinator.sql").read_text())
        query = (SCALE / "clickhouse_counts.sql").read_text()
        few = query.replace(KEYS, FEW)
        for label, table, keys, sql in (("cells", "counts", KEYS, query), ("few cells", "few", FEW, few)):
            file = self.folder / f"{table}.sql"
            file.write_text(sql)
            command = f"clickhouse-client --port {self.ports['all']} --max_threads {options.threads} < '{file}'"
            sqlite.pull(f"{label} to SQLite", table, keys.split(", "), command)
            time.sleep(1)  # the log is written now and then
            for name in self.ports:
                initial = int(name == "all")
                books = self.ask(name, "SELECT read_rows, result_rows, memory_usage, query_duration_ms FROM system.query_log "
                                 f"WHERE type = 2 AND is_initial_query = {initial} AND query LIKE '%count%os_days%' "
                                 "AND query NOT LIKE '%query_log%' ORDER BY event_time DESC LIMIT 1")
                read, sent, memory, ms = (int(one) for one in books.split("\t"))
                note(f"  {name}: read {read:,}, gave", (ms / 1000, None), peak_mb=memory / 1e6, rows=sent)
        size = int(self.ask("shard1", "SELECT sum(data_uncompressed_bytes) FROM system.columns WHERE table = 'patients' AND name <> 'id'"))
        note("the patients, had they been sent", mb=2 * size / 1e6, rows=options.rows)


class Parquet:
    def __init__(self, folder):
        self.folder = folder
        self.environment = {**os.environ, "NODE_PATH": f"{ROOT / 'build' / 'node' / 'node_modules'}:{os.environ.get('NODE_PATH', '')}"}

    def stop(self):
        pass

    def duckdb(self, sql):
        return run("node", ROOT / "tests" / "scale" / "duckdb.js", sql, env=self.environment, cwd=self.folder).strip()

    def bench(self, options, sqlite):
        files = [self.folder / "east.parquet", self.folder / "west.parquet"]
        for i, file in enumerate(files):
            ids = f"(SELECT i AS id FROM range({1 + i}, {options.rows + 1}, 2) AS numbers(i))"
            made = facts(ids, lambda x: f"CAST(floor({x}) AS INTEGER)")
            seconds, _ = timed(lambda: self.duckdb(f"SET threads = {options.threads}; COPY ({made}) TO '{file}' (FORMAT parquet)"))
            note(f"invented, {file.name}; size on disk", seconds, file.stat().st_size / 1e6)
        query = (SCALE / "parquet_counts.sql").read_text()
        for label, table, keys, sql in (("cells", "counts", KEYS, query), ("few cells", "few", FEW, query.replace(KEYS, FEW))):
            file = self.folder / f"{table}.sql"
            file.write_text(sql)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            command = f"node '{SCALE / 'parquet.js'}' '{file}' " + " ".join(f"'{one}'" for one in files)
            sqlite.pull(f"{label} to SQLite", table, keys.split(", "), command, self.environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            if after > before:
                note("  memory of the process that counts", peak_mb=after / 1024)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extension", type=pathlib.Path)
    parser.add_argument("engine", choices=("postgresql", "clickhouse", "parquet"))
    parser.add_argument("--rows", type=int)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.rows = options.rows or (2000000 if options.engine == "postgresql" else 100000000)
    work = ROOT / "build" / "bench"
    work.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(dir="/tmp" if options.engine == "postgresql" else work))  # a socket's path is short
    engine = {"postgresql": Postgresql, "clickhouse": Clickhouse, "parquet": Parquet}[options.engine](folder)
    sqlite = Sqlite(folder, options.extension.resolve(), options.rows)
    print(f"{options.engine}, {options.rows:,} patients; {os.cpu_count()} cores, {platform.machine()}")
    print(f"{'':<45} {'s':>9} {'cpu s':>9} {'rows sent':>13} {'MB sent':>10} {'peak MB':>9}")
    try:
        engine.bench(options, sqlite)
        sqlite.answers()
    finally:
        engine.stop()
        shutil.rmtree(folder)
    out = work / f"scale-{options.engine}.json"
    out.write_text(json.dumps({"engine": options.engine, "rows": options.rows, "results": RESULTS}, indent=1) + "\n")
    print(f"written: {out.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
