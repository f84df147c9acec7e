"""A row of weight 0 is as if it were not there, in every table function that has a weight, whatever else is in the row, and
with weight_type sampling too.

    weight_zero.py path/to/survival.so
"""

import random
import sqlite3
import sys

from extension import connect, rows

POSITIONAL = {"source": "'{source}'", "time_expr": "'t'", "event_expr": "'e'", "status_expr": "'s'", "state_expr": "'s'",
              "by_expr": "'g'", "terms": "'x'", "subgroups": "'g'", "newdata": "'SELECT 1 AS x'", "risk": "'0.5'",
              "lower_expr": "'t'", "upper_expr": "'t + e'",
              "variables": "'x, g'", "treatment_expr": "'g'"}
OPTIONS = {"times": "'3,5'", "cause": "1", "potential": "'t + 1'", "age": "'40'", "year": "'2015'", "sex": "'g'",
           "rates": "'SELECT 40 AS age, ''a'' AS sex, 2015 AS year, 0.01 AS rate UNION ALL SELECT 40, ''b'', 2015, 0.02'",
           "terminal": "'0'", "id": "'id'", "entry": "'0'", "type": "'survival'", "beta": "0"}
# Each needs one of these, or not; the first that answers is taken.
TRIED = ((), ("times",), ("cause",), ("times", "cause"), ("id",), ("id", "terminal", "entry"), ("type", "times"),
         ("rates", "age", "year", "sex"), ("potential",), ("beta",))  # fmt: skip


def call(function, arguments, weight_type, given, source):
    positional = []
    for name in arguments:
        if name not in POSITIONAL:
            break
        positional.append(POSITIONAL[name].format(source=source))
    conditions = ["weight = 'w'"] + [f"{name} = {OPTIONS[name]}" for name in given]
    if weight_type:
        conditions.append(f"weight_type = '{weight_type}'")
    return f"SELECT * FROM {function}({', '.join(positional)}) WHERE {' AND '.join(conditions)}"


def main():
    db = connect()
    chance = random.Random(8)
    db.execute("CREATE TABLE p(t, e, s, g, x, w, id)")
    for i in range(40):
        status = chance.choice([0, 1, 2])
        db.execute("INSERT INTO p VALUES (?, ?, ?, ?, ?, ?, ?)",
                   (chance.randint(1, 9), int(status > 0), status, "ab"[i % 2], chance.random(), chance.randint(1, 3), i))
    # All that could be wrong with a row, but in groups and statuses that are there.
    db.execute("CREATE VIEW more AS SELECT * FROM p UNION ALL VALUES (-5, 7, 'x', 'c', 'text', 0, 99), "
               "(NULL, NULL, NULL, NULL, NULL, 0.0, 98), (1e400, 1, 1, 'a', 1e400, 0, 0)")
    functions = {}
    for name, item in rows(db, "SELECT name, item FROM survival_functions "
                               "WHERE kind = 'table function' AND part IN ('argument', 'option')"):
        functions.setdefault(name, []).append(item)
    checked, failed = [], 0
    for function, arguments in functions.items():
        if "weight" not in arguments:
            continue
        for weight_type in ("", "sampling") if "weight_type" in arguments else ("",):
            errors = []
            for given in TRIED:
                if any(name not in arguments for name in given):
                    continue
                try:
                    expected = rows(db, call(function, arguments, weight_type, given, "p"))
                except sqlite3.Error as error:
                    errors.append(str(error))
                    continue
                try:
                    actual = rows(db, call(function, arguments, weight_type, given, "more"))
                except sqlite3.Error as error:
                    actual = str(error)
                checked.append(function)
                if actual != expected:
                    failed += 1
                    print(f"{function} {weight_type}: rows of weight 0 change its answer: {actual if isinstance(actual, str) else ''}")
                break
            else:
                if not (weight_type and any("sampling" in error for error in errors)):
                    failed += 1
                    print(f"{function} {weight_type}: no call of it answers: {errors}")
    print(f"{len(checked)} calls of {len(set(checked))} functions, {failed} failed")
    return failed > 0 or len(set(checked)) < 25


if __name__ == "__main__":
    sys.exit(main())
