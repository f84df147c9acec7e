"""How often limits hold the truth, and how often tests of a true hypothesis reject it at 5 percent: random patients through the
extension. By hand, not in CI: 2,000 runs of 50 and of 500 patients take some minutes.

    coverage.py path/to/survival.so [RUNS]
"""

import math
import random
import sqlite3
import sys

LEVEL, HORIZON = 0.05, 1.0


def connect(path):
    database = sqlite3.connect(":memory:")
    database.enable_load_extension(True)
    database.load_extension(path.removesuffix(".so"))
    database.execute("CREATE TABLE p(id INTEGER PRIMARY KEY, x, arm, t, e, status)")
    return database


def draw(chance, n, confounded):
    """Patients whose arm has no effect. Confounded: x shortens survival and decides the arm; else arms differ in their censoring."""
    rows = []
    for i in range(n):
        x = int(chance.random() < 0.5)
        arm = "B" if chance.random() < ((0.7 if x else 0.3) if confounded else 0.4) else "A"
        event = chance.expovariate((2.0 if x else 0.7) if confounded else 1.0)
        censored = chance.uniform(0.2, 4) if confounded or arm == "A" else chance.uniform(0, 1.5)
        status = (1 + (chance.random() < 0.4)) if event <= censored else 0
        rows.append((i, x, arm, min(event, censored), int(event <= censored), status))
    return rows


def truth():
    """Survival at the horizon, were everybody in one arm."""
    return (math.exp(-2.0 * HORIZON) + math.exp(-0.7 * HORIZON)) / 2


WEIGHTED = "SELECT p.*, w.weight FROM p JOIN propensity_weights(''p'', ''arm'', ''x'') w ON w.patient = p.id WHERE w.id = ''id''"
SAMPLING = "weight = 'weight' AND weight_type = 'sampling'"

# name: (confounded, query, what is right in its first row: a P value above the level, or limits that hold the truth)
STUDIES = {
    "km_curve, ate weights: limits": (
        True, f"SELECT conf_low, conf_high FROM km_curve('{WEIGHTED}', 't', 'e', 'arm') WHERE {SAMPLING} AND times = {HORIZON} AND strata = 'A'", "limits"),
    "logrank, ate weights": (True, f"SELECT p_value FROM logrank('{WEIGHTED}', 't', 'e', 'arm') WHERE {SAMPLING}", "p"),
    "km_test, ate weights": (
        True, f"SELECT p_value FROM km_test('{WEIGHTED}', 't', 'e', 'arm') WHERE {SAMPLING} AND times = {HORIZON}", "p"),
    "rmst_test, ate weights": (
        True, f"SELECT p_value FROM rmst_test('{WEIGHTED}', 't', 'e', 'arm') WHERE {SAMPLING} AND tau = {HORIZON}", "p"),
    "cox, ate weights": (True, f"SELECT p_value FROM cox('{WEIGHTED}', 't', 'e', 'arm') WHERE {SAMPLING}", "p"),
    "logrank without weights, confounded": (True, "SELECT p_value FROM logrank('p', 't', 'e', 'arm')", "p"),
    "km_test": (False, f"SELECT p_value FROM km_test('p', 't', 'e', 'arm') WHERE times = {HORIZON}", "p"),
    "cuminc_test": (
        False, f"SELECT p_value FROM cuminc_test('p', 't', 'status', 'arm') WHERE times = {HORIZON} AND censor = 0 AND outcome = 1", "p"),
    "rmst_test": (False, f"SELECT p_value FROM rmst_test('p', 't', 'e', 'arm') WHERE tau = {HORIZON}", "p"),
    "logrank_maxcombo": (False, "SELECT p_value FROM logrank_maxcombo('p', 't', 'e', 'arm') WHERE component = 'max'", "p"),
    "logrank, 199 permutations": (
        False, "SELECT p_value FROM logrank('p', 't', 'e', 'arm') WHERE permutations = 199 AND seed = ?1", "p"),
    "gray, 199 permutations": (
        False, "SELECT p_value FROM gray('p', 't', 'status', 'arm') WHERE permutations = 199 AND seed = ?1 AND censor = 0 AND outcome = 1", "p"),
}


def is_right(row, kind):
    """None where there is no answer."""
    if row is None or None in row:
        return None
    return row[0] <= truth() <= row[1] if kind == "limits" else row[0] > LEVEL


def main(path, runs):
    database = connect(path)
    print(f"{'':38}  n    answers  right (95% of the answers expected; error {math.sqrt(0.05 * 0.95 / runs):.4f})")
    for n in (50, 500):
        counts = {name: [0, 0] for name in STUDIES}
        for run in range(runs):
            for confounded in (True, False):
                rows = draw(random.Random(f"{n} {run} {confounded}"), n, confounded)
                database.execute("DELETE FROM p")
                database.executemany("INSERT INTO p VALUES (?, ?, ?, ?, ?, ?)", rows)
                for name, (of, query, kind) in STUDIES.items():
                    if of != confounded:
                        continue
                    try:
                        row = database.execute(query, (run,) if "?1" in query else ()).fetchone()
                    except sqlite3.OperationalError:  # one arm is empty, or x tells the arm
                        row = None
                    right = is_right(row, kind)
                    counts[name][0] += right is not None
                    counts[name][1] += bool(right)
        for name, (answers, right) in counts.items():
            print(f"{name:38} {n:4} {answers:8}  {right / max(answers, 1):.4f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
