"""Small counts that table_one hides cannot be computed back: python3 table_one_attack.py EXTENSION

Reads the rows of small random tables as a stranger would, and tries every table of patients that agrees with all of
them: totals, percentages, missing values, standardised differences, the sizes of groups. Each hidden count must stay
open. Needs the sqlite3
module with extensions, else ends with 77 (skipped).
"""

import itertools
import math
import random
import sqlite3
import sys

LEVELS = "abc"


def connect():
    try:
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
    except AttributeError:
        print("skipped: this python's sqlite3 loads no extensions")
        sys.exit(77)
    db.load_extension(sys.argv[1].removesuffix(".so"))
    return db


def columns(size, levels):
    """All ways in which `size` patients have the levels, or none."""
    for cuts in itertools.combinations(range(size + levels), levels):
        places = [-1, *cuts, size + levels]
        yield [b - a - 1 for a, b in zip(places, places[1:])]


def agrees(column, rows, least):
    """Whether the counts of a stratum, those without a value last, could have the rows that are told of it."""
    known = sum(column[:-1])
    for n, (told, percent, missing, summary) in zip(column, rows):
        if missing is not None and missing != column[-1]:
            return False
        if told is None:
            if summary == f"<{least}" and n >= least or summary == f"\u2265{least}" and n < least:
                return False
        elif n != told or percent is not None and abs(percent - 100 * n / known) > 1e-9:
            return False
    return True


def differences(guess):
    """The smd of each level, of the counts of each group, those without a value last; None where there is none."""
    known = [sum(counts[:-1]) for counts in guess]
    if len(guess) < 2 or 0 in known:
        return [None] * (len(guess[0]) - 1)
    found = []
    for level in range(len(guess[0]) - 1):
        shares = [counts[level] / n for counts, n in zip(guess, known)]
        apart, spread = max(shares) - min(shares), sum(p * (1 - p) for p in shares) / len(shares)
        found.append(0 if apart == 0 else math.inf if spread == 0 else apart / math.sqrt(spread))
    return found


def attack(db, least):
    """Of each small count of a variable, the values that a stranger holds possible."""
    sizes = dict(db.execute("SELECT g, count(*) FROM p GROUP BY g"))
    told, smd = {}, {}
    for strata, level, *row in db.execute(
            "SELECT strata, level, n, percent, n_missing, summary, smd FROM table_one('p', 'x', 'g') WHERE least = ?", (least,)):
        *row, smd[level] = row
        told.setdefault(strata, {})[level] = row
    levels = sorted(told[None])
    rows = {strata: [by_level[level] for level in levels] for strata, by_level in told.items()}
    groups = sorted(sizes)
    guesses = [[c for c in columns(sizes[g], len(levels)) if agrees(c, rows[g], least)] for g in groups]
    possible = {}
    for guess in itertools.product(*guesses):
        total = [sum(counts) for counts in zip(*guess)]
        apart = zip(differences(guess), [smd[level] for level in levels])
        if agrees(total, rows[None], least) and all(b is None or a is not None and math.isclose(a, b, abs_tol=1e-9)
                                                    for a, b in apart):
            for strata, column in [(None, total), *zip(groups, guess)]:
                for level, n in zip(levels, column):
                    possible.setdefault((strata, level), set()).add(n)
    return rows, levels, smd, possible


def main():
    db = connect()
    db.execute("CREATE TABLE p(x, g, y)")
    chance = random.Random(1)
    hidden = shown = 0
    for _ in range(90):
        least = chance.choice([3, 4, 5])
        db.execute("DELETE FROM p")
        for g in "AB"[: chance.choice([1, 2, 2])]:
            weights = [chance.random(), chance.random() + 0.1, chance.choice([0, chance.random()]), chance.choice([0, 0, 0.2])]
            db.executemany("INSERT INTO p VALUES (?, ?, ?)",
                           [(x, g, None if x is None else ord(x)) for x in
                            chance.choices([*LEVELS, None], weights, k=chance.randint(least, 12))])
        if not db.execute("SELECT count(x) FROM p").fetchone()[0]:
            continue
        rows, levels, smd, possible = attack(db, least)
        truth = {(g, x): n for g, x, n in db.execute("SELECT g, x, count(*) FROM p GROUP BY 1, 2")}
        for strata, told in rows.items():
            for level, (n, percent, _, summary) in zip(levels, told):
                true = sum(count for (g, x), count in truth.items() if x == level and strata in (None, g))
                assert n in (true, None) and not (n and n < least), (strata, level, n, true)
                assert true in possible[strata, level]
                if 0 < true < least:
                    hidden += 1
                    assert n is None and percent is None, (strata, level)
                    wanted = set(range(1, least)) if summary == f"<{least}" else {true, true + 1}
                    assert len(possible[strata, level]) > 1 and possible[strata, level] >= wanted & set(range(least)), \
                        (least, rows, strata, level, possible[strata, level])
        is_all_told = all(n is not None and missing is not None for told in rows.values() for n, _, missing, _ in told)
        assert is_all_told or not any(x is not None for x in smd.values()), (rows, smd)
        shown += any(x is not None for x in smd.values())
        # numbers: no mean of few, none from which that of few follows, no value of one patient, no P value of the hidden
        numbers = db.execute("SELECT strata, n, mean, sd, median, q1, q3, min, max, p_value, smd FROM table_one('p', 'y', 'g') "
                             "WHERE types = 'y=numeric' AND least = ?", (least,)).fetchall()
        assert all((n is None) == (mean is None) for _, n, mean, *_ in numbers if n != 0)
        assert all(n is None or n == 0 or n >= least for _, n, *_ in numbers)
        assert all(low is None and high is None for *_, low, high, _, _ in numbers)
        assert all(median is None for _, n, _, _, median, *_ in numbers if n is None or n < 2 * least)
        assert all(q1 is None and q3 is None for _, n, _, _, _, q1, q3, *_ in numbers if n is None or n < 4 * least)
        assert not any(row[1] is None for row in numbers) or all(p is None and d is None for *_, p, d in numbers)
        assert sum(row[1] is None for row in numbers) != 1
    assert hidden > 100 and shown > 2, (hidden, shown)
    print(f"{hidden} small counts stay hidden")


main()
