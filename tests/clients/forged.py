"""surv() blobs made by hand, after the layout that extension/cohort/packed.hpp documents: the same bytes as surv() makes,
and blobs whose checksum fits but whose content cannot be. Each of those is an error, and none crashes.

    forged.py path/to/survival.so
"""

import random
import sqlite3
import struct
import sys

from extension import connect, rows

INF, NAN = float("inf"), float("nan")


def checksum(data):
    def step(total, word):
        total = (total ^ word) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        return total ^ total >> 32

    total, whole = 0xCBF29CE484222325, len(data) // 8 * 8
    for (word,) in struct.iter_unpack("<Q", data[:whole]):
        total = step(total, word)
    return step(total, int.from_bytes(data[whole:], "big"))


def seal(blob):
    blob = blob[:8] + struct.pack("<Q", len(blob)) + blob[16:]
    return blob[:16] + struct.pack("<Q", checksum(blob[:16] + blob[24:])) + blob[24:]


def value(v):
    if v is None:
        return b"\x00"
    if isinstance(v, int):
        return b"\x01" + struct.pack("<q", v)
    if isinstance(v, float):
        return b"\x02" + struct.pack("<d", v)
    data, kind = (v.encode(), b"\x03") if isinstance(v, str) else (v, b"\x04")
    return kind + struct.pack("<Q", len(data)) + data


def pack(time, status, group=None, entry=None, weight=None, statuses=(0, 1), groups=(), whole=True, missing=0.0,
         flags=None, n_rows=None, n_statuses=None, n_groups=None, squares=None, tail=b""):  # fmt: skip
    if flags is None:
        flags = whole | (group is not None) << 1 | (entry is not None) << 2 | (weight is not None) << 3
        flags |= (squares is not None) << 4
    given = ((time, n_rows), (statuses, n_statuses), (groups, n_groups))
    counts = [len(column) if said is None else said for column, said in given]

    def doubles(column):
        return b"".join(struct.pack("<d", x) for x in column or ())

    head = b"SURV" + bytes([1 if squares is None else 2, flags]) + bytes(18) + struct.pack("<dQII", missing, *counts)
    codes = b"".join(struct.pack("<I", g) for g in group or ())
    dictionaries = b"".join(map(value, (*statuses, *groups)))
    return seal(head + dictionaries + doubles(time) + bytes(status) + codes + doubles(entry) + doubles(weight) + doubles(squares) + tail)


# What surv() makes.
SAME = {
    "plain": (pack([1, 2], [1, 0]), "SELECT surv(column1, column2) FROM (VALUES (2, 0), (1, 1))"),
    "REAL times": (pack([1, 2.5], [1, 0], whole=False), "SELECT surv(column1, column2) FROM (VALUES (2.5, 0), (1, 1))"),
    "counted": (
        pack([1, 2], [1, 0], weight=[1, 3]),
        "SELECT surv(column1, column2) FROM (VALUES (2, 0), (1, 1), (2, 0), (2, 0))",
    ),
    "missing": (
        pack([1], [0], statuses=[1], missing=2),
        "SELECT surv(column1, column2) FROM (VALUES (1, 1), (NULL, 1), (2, NULL))",
    ),
    "everything": (
        pack([1, 1, 2], [0, 1, 0], [1, 2, 0], [-0.5, 0, 1], [2, 1, 0.5], ["dead", "well"], [7, "b", b"\0"],
             squares=[4, 1, 0.25]),
        "SELECT surv(column1, column2, column3, column4, column5) FROM (VALUES (2, 'dead', 7, 0.5, 1), "
        "(1, 'dead', 'b', 2, -0.5), (1, 'well', x'00', 1, 0))",
    ),
}

# What no surv() makes: each an error about the blob, with one of these words in it.
LONG_TEXT = pack([1], [1], [0], groups=["four"]).replace(b"\x04" + bytes(7) + b"four", b"\xff" * 8 + b"four")
REFUSED = {
    "a time below 0": (pack([-1, 2], [1, 0]), "time"),
    "a time that is no number": (pack([NAN, 2], [1, 0]), "time"),
    "an infinite time": (pack([INF], [1]), "time"),
    "a time that is not whole, said to be": (pack([1.5, 2.5], [1, 1]), "time|whole"),
    "a time past every INTEGER, said to be whole": (pack([1e300], [1]), "time|whole"),
    "a status past the list": (pack([1], [2]), "status"),
    "no statuses": (pack([1], [0], statuses=()), "status"),
    "256 statuses": (pack([1], [1], statuses=range(256)), "statuses"),
    "256 statuses announced": (pack([1], [1], n_statuses=256), "statuses"),
    "255 statuses announced": (pack([1], [1], n_statuses=255), "type|early"),
    "statuses out of order": (pack([1], [1], statuses=(1, 0)), "order"),
    "a group past the list": (pack([1], [1], [5], groups=["a"]), "group"),
    "no groups": (pack([1], [1], [0]), "group"),
    "groups out of order": (pack([1, 2], [1, 1], [0, 1], groups=["b", "a"]), "order"),
    "a group twice": (pack([1, 2], [1, 1], [0, 1], groups=["a", "a"]), "order"),
    "1 and 1.0 as two groups": (pack([1, 2], [1, 1], [0, 1], groups=[1, 1.0]), "order"),
    "a group that is no number": (pack([1, 2], [1, 1], [0, 1], groups=[NAN, 1.0]), "order|number"),
    "a group without a type": (pack([1], [1], [0], groups=[None]), "type"),
    "2^32 - 1 groups announced": (pack([1], [1], [0], groups=["a"], n_groups=2**32 - 1), "type|early"),
    "a text of 2^64 - 1 bytes": (seal(LONG_TEXT), "early"),
    "a weight of 0": (pack([1], [1], weight=[0]), "weight"),
    "a weight below 0": (pack([1], [1], weight=[-1]), "weight"),
    "a weight that is no number": (pack([1], [1], weight=[NAN]), "weight"),
    "an infinite weight": (pack([1], [1], weight=[INF]), "weight"),
    "an entry at its time": (pack([1], [1], entry=[1]), "entry"),
    "an entry that is no number": (pack([1], [1], entry=[NAN]), "entry"),
    "an entry before all time": (pack([1], [1], entry=[-INF]), "entry"),
    "2^61 rows announced": (pack([1], [1], n_rows=2**61), "early"),
    "2^64 - 1 rows announced": (pack([1], [1], n_rows=2**64 - 1), "early"),
    "no rows announced": (pack([1], [1], n_rows=0), "long"),
    "missing: no number": (pack([1], [1], missing=NAN), "missing"),
    "missing: below 0": (pack([1], [1], missing=-1), "missing"),
    "missing: infinite": (pack([1], [1], missing=INF), "missing"),
    "flags of a later version": (pack([1], [1], flags=0x11), "flag"),
    "a byte too many": (pack([1], [1], tail=b"\0"), "long"),
}

# Odd, but with a plain meaning.
TAKEN = {
    "rows in no order": (pack([3, 1, 2], [1, 0, 1]), [(0, 3, 0), (1, 3, 0), (2, 2, 1), (3, 1, 1)]),
    "rows that are alike": (pack([1, 1, 1], [1, 1, 0]), [(0, 3, 0), (1, 3, 2)]),
    "a group without rows": (pack([1], [1], [1], groups=["a", "b", "c"]), [(0, 1, 0), (1, 1, 1)]),
    "no rows": (pack([], [], statuses=()), []),
    "-0": (pack([-0.0, 2], [1, 0]), [(0, 2, 1), (2, 1, 0)]),
}

# What the message of a mutated blob, or of one that does not suit the function, may speak of.
SOUND = ("damaged", "event is not", "entry is", "status", "censor", "out of memory", "cannot be counted", "by_expr' is missing",
         "not whole numbers", "two are compared")  # fmt: skip


def layout_failures(db):
    for name, (blob, sql) in SAME.items():
        made = db.execute(sql).fetchone()[0]
        if made != blob:
            yield f"{name}: surv() made {made.hex()}, by hand it is {blob.hex()}"


def forgery_failures(db):
    for name, (blob, words) in REFUSED.items():
        try:
            taken = rows(db, "SELECT strata, time, n_risk, n_event FROM km_curve(?)", blob)
            yield f"{name}: taken, {taken}"
        except sqlite3.Error as error:
            if "damaged" not in str(error) or not any(word in str(error) for word in words.split("|")):
                yield f"{name}: {error}"
    for name, (blob, expected) in TAKEN.items():
        found = rows(db, "SELECT time, n_risk, n_event FROM km_curve(?)", blob)
        if found != expected:
            yield f"{name}: {found}"


def mutated(seeds):
    blob = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, 4)):
        at, kind = random.randrange(5, len(blob)), random.random()
        if kind < 0.7:
            blob[at] = random.choice((0, 1, 2, 3, 4, 127, 128, 255, random.randrange(256)))
        elif kind < 0.85 and at >= 24:
            del blob[at : at + random.randint(1, 9)]
        elif at >= 24:
            blob[at:at] = bytes(random.choice((0, 1, 255)) for _ in range(random.randint(1, 9)))
    return seal(bytes(blob).ljust(24, b"\0"))


def mutation_failures(db):
    """Mutations with a checksum that fits: whatever they mean, an error or rows."""
    functions = rows(
        db,
        "SELECT name, EXISTS (SELECT * FROM survival_functions AS f WHERE f.name = s.name AND part = 'argument' AND item = 'times') "
        "FROM survival_functions AS s WHERE kind = 'table function' AND item = 'source' AND type LIKE '%BLOB%' "
        "AND signature LIKE name || '(source, ___%by_expr%'",
    )
    random.seed(20240229)
    seeds = [blob for blob, _ in (*SAME.values(), *REFUSED.values(), *TAKEN.values())]
    for i in range(4000):
        blob, (name, at_times) = mutated(seeds), functions[i % len(functions)]
        try:
            rows(db, f"SELECT * FROM {name}(?){' WHERE times = 1' if at_times else ''}", blob)
        except sqlite3.Error as error:
            if not any(word in str(error) for word in SOUND):
                yield f"{name} of {blob.hex()}: {error}"


def main():
    db = connect()
    failed = list(layout_failures(db))
    if failed:
        print("the layout is not the one written down here:", *failed, sep="\n  ")
        return 1
    failed = [*forgery_failures(db), *mutation_failures(db)]
    print(f"{len(failed)} failures", *failed, sep="\n  ")
    return bool(failed)


sys.exit(main())
