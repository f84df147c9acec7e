"""One piece of work by a Python package, or by this extension: work.py DATABASE WORK TOOL [EXTENSION]. Prints CPU seconds of
reading and of computing, and the MB that memory grew by at its highest. The extension reads and computes in one."""

import re
import sqlite3
import sys
import time

OURS = {
    "Kaplan-Meier": "SELECT * FROM km_curve('patients', 'os_exact', 'died', 'arm') WHERE times = '365,1095'",
    "log-rank": "SELECT * FROM logrank('patients', 'os_exact', 'died', 'arm')",
    "incidence": "SELECT * FROM cuminc('patients', 'os_exact', 'status', 'arm') WHERE times = '365,1095'",
    "incidence and Gray": "SELECT (SELECT count(*) FROM cuminc('patients', 'os_exact', 'status', 'arm')), p_value"
                          " FROM gray('patients', 'os_exact', 'status', 'arm')",
    "Cox": "SELECT * FROM cox('cohort', 'os_exact', 'died', 'x1, x2, x3, x4, x5')",
    "Fine-Gray": "SELECT * FROM finegray('cohort', 'os_exact', 'status', 'x1, x2, x3, x4, x5', 1)",
}


def memory(what):
    with open("/proc/self/status", encoding="ascii") as lines:
        return int(re.search(rf"^{what}:\s+(\d+)", lines.read(), re.M)[1]) / 1024


def by_extension(database, work, extension):
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    db.enable_load_extension(True)
    db.load_extension(extension)
    before, started = memory("VmRSS"), time.process_time()
    db.execute(OURS[work]).fetchall()
    return 0.0, time.process_time() - started, memory("VmHWM") - before


def by_statsmodels(database, work):
    import pandas
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.duration.survfunc import SurvfuncRight, survdiff

    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    covariates = ["x1", "x2", "x3", "x4", "x5"]
    before, started = memory("VmRSS"), time.process_time()
    if work == "Cox":
        rows = pandas.read_sql_query(f"SELECT os_exact AS time, died, {', '.join(covariates)} FROM cohort", db)
    else:
        rows = pandas.read_sql_query("SELECT os_exact AS time, died, arm FROM patients", db)
    read = time.process_time()
    if work == "Kaplan-Meier":
        for _, group in rows.groupby("arm"):
            SurvfuncRight(group.time, group.died).summary()
    elif work == "log-rank":
        survdiff(rows.time, rows.died, rows.arm)
    else:
        PHReg(rows.time, rows[covariates], status=rows.died, ties="efron").fit().summary()
    return read - started, time.process_time() - read, memory("VmHWM") - before


def main():
    database, work, tool = sys.argv[1:4]
    print(*(by_extension(database, work, sys.argv[4]) if tool == "survival for SQLite" else by_statsmodels(database, work)))


if __name__ == "__main__":
    main()
