"""What the figures hold, read back from their XML: python3 figures.py EXTENSION

Steps, marks and tables must be those of km_curve and cuminc, whatever the labels hold; a million patients must not make
a large document. Needs the sqlite3 module with extensions, else ends with 77 (skipped).
"""

import json
import random
import re
import sqlite3
import sys
import time
import xml.etree.ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


def connect():
    try:
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
    except AttributeError:
        print("skipped: this python's sqlite3 loads no extensions")
        sys.exit(77)
    db.load_extension(sys.argv[1].removesuffix(".so"))
    return db


def parse(svg):
    root = ET.fromstring(svg)
    ids = root.get("aria-labelledby").split()
    assert root.get("role") == "img"
    assert [root.find(SVG + name).get("id") for name in ("title", "desc")] == ids
    assert all(root.find(SVG + name).text for name in ("title", "desc"))
    for forbidden in ("<script", "http", "href", "<image", "<style", "data:"):
        assert forbidden not in svg.replace("http://www.w3.org/2000/svg", ""), forbidden
    return root


def group(root, name):
    return [g for g in root.iter(SVG + "g") if g.get("class") == name]


def number(text):
    return float(text.replace("\u2212", "-").rstrip("%"))


def axis(root, name, at):
    """A function from pixels to the axis's numbers, from its first and last tick."""
    texts = group(root, name)[0].findall(SVG + "text")
    (p, a), (q, b) = [(float(t.get(at)), number(t.text)) for t in (texts[0], texts[-1])]
    return lambda pixel: a + (pixel - p) * (b - a) / (q - p)


def y_axis(root):
    """The same of the vertical axis, whose numbers stand a little below their ticks."""
    texts = group(root, "y-ticks")[0].findall(SVG + "text")
    shift = 0.36 * 13
    (p, a), (q, b) = [(float(t.get("y")) - shift, number(t.text)) for t in (texts[0], texts[-1])]
    return lambda pixel: a + (pixel - p) * (b - a) / (q - p)


def check_levels(root, truths, where):
    """Each curve, in the order drawn, has at each time of its rows their estimate, and ends where they do."""
    to_x, to_y = axis(root, "x-ticks", "x"), y_axis(root)
    curves = [path.get("d") for path in root.iter(SVG + "path") if path.get("class") == "curve"]
    assert len(curves) == len(truths), (where, len(curves))
    for number_of, (path, truth) in enumerate(zip(curves, truths)):
        drawn = drawn_steps(path, to_x, to_y)
        for at, estimate in truth:
            level = [y for x, y in drawn if x <= at + 0.01][-1]
            assert abs(level - estimate) < 1e-4, (where, number_of, at, level, estimate)
        assert abs(drawn[-1][0] - truth[-1][0]) < 0.02, (where, number_of)


def corners(path):
    x = y = 0
    points = []
    for command, rest in re.findall(r"([Mhvl])([^Mhvlz]*)", path):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", rest)]
        if command == "M":
            x, y = numbers
        elif command == "h":
            x += numbers[0]
        elif command == "v":
            y += numbers[0]
        else:
            x, y = x + numbers[0], y + numbers[1]
        points.append((x, y))
    return points


def drawn_steps(path, to_x, to_y):
    """The level from each x on."""
    levels = {}
    for x, y in corners(path):
        levels[round(to_x(x), 9)] = to_y(y)
    return sorted(levels.items())


def patients(seed, n, groups):
    chance = random.Random(seed)
    return [(chance.randint(1, 400), chance.random() < 0.6, chance.choice(groups)) for _ in range(n)]


def check_curves(db):
    for seed, n, groups in ((1, 60, ["A", "B"]), (2, 200, ["x", "y", "z"]), (3, 12, ["one"])):
        db.execute("DROP TABLE IF EXISTS p")
        db.execute("CREATE TABLE p(t, e, g)")
        db.executemany("INSERT INTO p VALUES (?, ?, ?)", patients(seed, n, groups))
        options = json.dumps({"risk_table": "all", "y_scale": "proportion", "width": 2000, "height": 1600})
        root = parse(db.execute("SELECT km_plot(t, e, g, ?) FROM p", (options,)).fetchone()[0])
        check_levels(root, [db.execute("SELECT time, estimate FROM km_curve('p', 't', 'e', 'g') WHERE strata = ?", (name,))
                            .fetchall() for name in groups], seed)
        ticks = [number(t.text) for t in group(root, "x-ticks")[0].findall(SVG + "text")]
        tick_x = [t.get("x") for t in group(root, "x-ticks")[0].findall(SVG + "text")]
        for table, column in zip(group(root, "table"), ("n_risk", "n_event", "n_censor")):
            rows = [g for g in table.iter(SVG + "g") if g.get("class") == "row"]
            assert len(rows) == len(groups)
            for name, row in zip(groups, rows):
                cells = row.findall(SVG + "text")
                assert [c.get("x") for c in cells] == tick_x
                truth = [r[0] for r in db.execute(
                    f"SELECT {column} FROM km_curve('p', 't', 'e', 'g') WHERE times = ? AND extend = 1 AND strata = ?",
                    (json.dumps(ticks), name))]
                if column != "n_risk":
                    truth = [sum(truth[: i + 1]) for i in range(len(truth))]
                assert [number(c.text) for c in cells] == truth, (column, name, truth)
        p = db.execute("SELECT p_value FROM logrank('p', 't', 'e', 'g')").fetchone() if len(groups) > 1 else None
        notes = [t.text for g in group(root, "notes") for t in g]
        assert (p is None) == (not notes)
        assert p is None or notes[0].startswith("Log-rank test, p ")


def check_labels(db):
    nasty = ["<b>&\"'", "a\x01b\x00c", "]]>", "生存率", "&amp;", "</svg>", "x" * 300, "\u202eabc", "😀"]
    for label in nasty:
        for function in ("km_plot", "cuminc_plot"):
            svg = db.execute(
                f"SELECT {function}(column1, column2, column3, ?) FROM (VALUES (1, 1, ?1), (2, 0, ?1), (3, 1, 'other'))"
                .replace("?1", "?2").replace("?)", "?1)", 1), (json.dumps({"title": label, "caption": label}), label)
            ).fetchone()[0]
            parse(svg)
        parse(db.execute("SELECT forest_plot(?, 1.5, 1, 2, ?)", (label, json.dumps({"title": label}))).fetchone()[0])
    parse(db.execute("SELECT km_plot(1, 1, CAST(x'ff41fe' AS TEXT))").fetchone()[0])


def check_incidences(db):
    db.execute("CREATE TABLE c AS SELECT value AS t, value % 3 AS s, value % 2 AS g FROM json_each(?)",
               (json.dumps(list(range(1, 80))),))
    root = parse(db.execute("SELECT cuminc_plot(t, s) FROM c").fetchone()[0])
    assert len([p for p in root.iter(SVG + "path") if p.get("class") == "curve"]) == 2
    root = parse(db.execute("SELECT cuminc_plot(t, s, g) FROM c").fetchone()[0])
    assert len([p for p in root.iter(SVG + "path") if p.get("class") == "curve"]) == 4
    assert len([t for g in group(root, "notes") for t in g]) == 2
    parse(db.execute("SELECT cuminc_plot(t, s, NULL, '{\"stacked\": true}') FROM c").fetchone()[0])
    large = json.dumps({"y_scale": "proportion", "width": 2000, "height": 1600})
    truths = [db.execute("SELECT time, estimate FROM cuminc('c', 't', 's', 'g') WHERE strata = ? AND outcome = ?", of).fetchall()
              for of in ((0, 1), (0, 2), (1, 1), (1, 2))]
    check_levels(parse(db.execute("SELECT cuminc_plot(t, s, g, ?) FROM c", (large,)).fetchone()[0]), truths, "incidences")


def check_states(db):
    """The shares of states, as lines, and stacked as sums."""
    chance = random.Random(11)
    db.execute("CREATE TABLE m(id, t, s)")
    for i in range(80):
        days = sorted(chance.sample(range(1, 400), 3))
        course = chance.choice([["ill", "well", "end"], ["ill", "dead"], ["dead"], ["well", "end"], ["end"]])
        db.executemany("INSERT INTO m VALUES (?, ?, ?)", [(i, t, s) for t, s in zip(days, course)])
    rows = db.execute("SELECT state, time, estimate FROM state_curve('m', 't', 's') WHERE id = 'id' AND censor = 'end'").fetchall()
    states = list(dict.fromkeys(state for state, _, _ in rows))
    shares = [[(t, p) for s, t, p in rows if s == state] for state in states]
    for stacked in (False, True):
        options = json.dumps({"stacked": stacked, "y_scale": "proportion", "width": 2000, "height": 1600, "conf_band": False})
        root = parse(db.execute("SELECT curve_plot(time, estimate, state, ?) FROM state_curve('m', 't', 's') "
                                "WHERE id = 'id' AND censor = 'end'", (options,)).fetchone()[0])
        sums = shares
        if stacked:
            sums = [[(row[0][0], sum(p for _, p in row)) for row in zip(*shares[: k + 1])] for k in range(len(shares))]
        check_levels(root, sums, f"states, stacked: {stacked}")


def check_swimmers(db):
    lanes = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) " \
            "SELECT swimmer_plot(i, 0, i, 'on', '{\"width\": 2000}') FROM n"
    root = parse(db.execute(lanes, (300,)).fetchone()[0])
    to_x = axis(root, "x-ticks", "x")
    bars = [bar for bar in root.iter(SVG + "rect") if bar.get("class") == "bar"]
    ends = [to_x(float(bar.get("x")) + float(bar.get("width"))) for bar in bars]
    assert all(abs(end - i) < 0.01 for end, i in zip(ends, range(300, 0, -1))) and len(ends) == 300
    try:
        db.execute(lanes, (10_000,)).fetchone()
        raise AssertionError("10,000 swimmers were drawn")
    except sqlite3.OperationalError as error:
        assert "more than 300 patients" in str(error) and "choose some with WHERE" in str(error), error


def check_end_labels(db):
    """Where what leads to a label starts: at the end of its curve."""
    db.execute("DROP TABLE IF EXISTS p")
    db.execute("CREATE TABLE p(t, e, g)")
    db.executemany("INSERT INTO p VALUES (?, ?, ?)", patients(4, 300, list("abcdefgh")))
    root = parse(db.execute("SELECT km_plot(t, e, g, '{\"legend\": \"direct\"}') FROM p").fetchone()[0])
    ends = {p.get("stroke"): corners(p.get("d"))[-1] for p in root.iter(SVG + "path") if p.get("class") == "curve"}
    leaders = [p for p in root.iter(SVG + "path") if p.get("class") == "leader"]
    assert len(ends) == len(leaders) == 8
    for leader in leaders:
        x, y = map(float, leader.get("d")[1:].split("L")[0].split())
        end_x, end_y = ends[leader.get("stroke")]
        assert abs(x - end_x) < 0.02 and abs(y - end_y) < 0.02, (x, y, end_x, end_y)
    texts = group(root, "legend")[0].findall(SVG + "text")
    assert sorted(t.text for t in texts) == list("abcdefgh")
    places = [float(t.get("y")) for t in texts]
    assert all(b - a > 15 for a, b in zip(places, places[1:])), places
    # all dead: the one whose curve ends last is on top
    root = parse(db.execute("SELECT km_plot(column1, 1, column2, '{\"legend\": \"direct\"}') FROM (VALUES (1, 'x'), (9, 'y'), (4, 'z'))")
                 .fetchone()[0])
    assert [t.text for t in group(root, "legend")[0].findall(SVG + "text")] == ["y", "z", "x"]


def cells(root):
    """Of each table: title -> row by row, the texts under the ticks."""
    return [[[t.text for t in row.findall(SVG + "text")] for row in table.iter(SVG + "g") if row.get("class") == "row"]
            for table in group(root, "table")]


def check_counts(db):
    """At risk, censored and events before each tick are those who came, and by group or by statistic the same."""
    for seed, groups in ((5, ["A"]), (6, list("ABC")), (7, list("ABCDEFGH"))):
        db.execute("DROP TABLE IF EXISTS p")
        db.execute("CREATE TABLE p(t, e, g)")
        db.executemany("INSERT INTO p VALUES (?, ?, ?)", patients(seed, 500, groups))
        ticks = [0, 25, 100, 365, 400]
        draw = lambda function, table: cells(parse(db.execute(
            f"SELECT {function}(t, e, g, ?) FROM p",
            (json.dumps({"table": table, "x_ticks": ticks, "x_max": 400, "width": 900, "height": 1200}),)).fetchone()[0]))
        by_group, by_statistic = draw("km_plot", "group"), draw("km_plot", "statistic")
        assert draw("cuminc_plot", "group") == by_group
        for g, name in enumerate(groups):
            for s, sql in enumerate(("t >= :tick", "t < :tick AND NOT e", "t < :tick AND e")):
                truth = [db.execute(f"SELECT count(*) FROM p WHERE g = :g AND {sql}", {"g": name, "tick": tick}).fetchone()[0]
                         for tick in ticks]
                assert by_group[g][s] == by_statistic[s][g] == [str(n) for n in truth], (name, s, truth)


def check_privacy(db):
    """With least, nothing that can be read from the picture tells of fewer: counts, their differences, steps, marks."""
    for seed, least in ((8, 5), (9, 10), (10, 3)):
        db.execute("DROP TABLE IF EXISTS p")
        db.execute("CREATE TABLE p(t, e, g)")
        db.executemany("INSERT INTO p VALUES (?, ?, ?)", patients(seed, 400, list("ABC")))
        for table in ("statistic", "group"):
            ticks = list(range(0, 401, 20))
            root = parse(db.execute("SELECT km_plot(t, e, g, ?) FROM p", (json.dumps(
                {"table": table, "least": least, "x_ticks": ticks, "x_max": 400, "width": 3000, "height": 3000}),)).fetchone()[0])
            drawn = [row for block in cells(root) for row in block]
            assert len(drawn) == 9
            for row in drawn:
                assert len(row) == len(ticks)
                numbers = [int(c) for c in row if c != "\u2013"]
                for n in numbers + [abs(b - a) for a, b in zip(numbers, numbers[1:])]:
                    assert n == 0 or n >= least, (least, row)
            # a step of a curve is of so many events, and between two marks so many are censored
            for name, path in zip("ABC", (p.get("d") for p in root.iter(SVG + "path") if p.get("class") == "curve")):
                deaths = db.execute("SELECT sum(e) FROM p WHERE g = ?", (name,)).fetchone()[0]
                assert 1 <= path.count("v") <= deaths // least, (name, path)
            for name, path in zip("ABC", (p.get("d") for p in root.iter(SVG + "path") if p.get("class") == "censored")):
                censored = db.execute("SELECT sum(NOT e) FROM p WHERE g = ?", (name,)).fetchone()[0]
                assert 1 <= path.count("M") <= censored // least, (name, path)


def check_size(db):
    begun = time.time()
    svg = db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
        "SELECT km_plot(i * 0.001, i % 3 > 0, i % 4, '{\"conf_band\": true}') FROM n").fetchone()[0]
    parse(svg)
    assert len(svg) < 100_000, len(svg)
    print(f"a million patients: {len(svg)} bytes, {time.time() - begun:.1f} s")


def main():
    db = connect()
    check_curves(db)
    check_labels(db)
    check_incidences(db)
    check_states(db)
    check_swimmers(db)
    check_end_labels(db)
    check_counts(db)
    check_privacy(db)
    check_size(db)
    print("figures agree")


main()
