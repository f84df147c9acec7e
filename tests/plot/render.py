"""No text leaves the canvas or meets another, as a browser draws them: python3 render.py EXTENSION

Draws a grid of group counts, label lengths, sizes and options, and asks headless Chromium for the box of every text.
Ends with 77 (skipped) where there is no Chromium or no sqlite3 module that loads extensions.
"""

import html
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LABELS = {"short": "A{}", "long": "Group {} with a long name of its own kind of patients", "cjk": "第{}组大剂量化疗患者",
          "narrow": "{}" + "il" * 12, "wide": "{} " + "WM" * 20}
SCRIPT = """
const bad = [];
document.querySelectorAll('svg').forEach((svg, n) => {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('text')].map(t => {
    const b = t.getBoundingClientRect();
    const rotated = t.hasAttribute('transform');
    const size = parseFloat(getComputedStyle(t).fontSize), ink = 0.12 * size;  // a line box holds more than ink
    return {t: t.textContent, l: b.left, r: b.right, u: b.top + (rotated ? 0 : ink), d: b.bottom - (rotated ? 0 : ink)};
  });
  for (const b of boxes)
    if (b.l < frame.left - 0.5 || b.r > frame.right + 0.5 || b.u < frame.top - 0.5 || b.d > frame.bottom + 0.5)
      bad.push(svg.dataset.name + ': outside: ' + b.t);
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length; j++) {
      const a = boxes[i], b = boxes[j];
      if (Math.min(a.r, b.r) - Math.max(a.l, b.l) > 0.5 && Math.min(a.d, b.d) - Math.max(a.u, b.u) > 0.5)
        bad.push(svg.dataset.name + ': overlap: ' + a.t + ' | ' + b.t);
    }
});
document.body.innerHTML = '<pre id="result"></pre>';
document.getElementById('result').textContent = 'RESULT' + JSON.stringify(bad) + 'END';
"""


def figures(db):
    rows = [((i * 7919) % 1500 + 1, int(i % 3 > 0), i % 3, i) for i in range(400)]
    db.execute("CREATE TABLE p(t, e, s, i)")
    db.executemany("INSERT INTO p VALUES (?, ?, ?, ?)", rows)

    def draw(name, function, columns, by, options):
        sql = f"SELECT {function}({columns}, {by}, ?) FROM p"
        return name, db.execute(sql, (json.dumps(options),)).fetchone()[0]

    for groups in (0, 1, 2, 3, 5, 8):
        for kind, pattern in LABELS.items():
            by = "NULL" if groups == 0 else "replace('" + pattern + f"', '{{}}', i % {groups})"
            for width, height, size in ((280, None, 13), (480, 360, 11), (720, None, 13), (1100, 900, 20)):
                name = f"{groups} groups, {kind}, {width}x{height}, font {size}"
                shared = {"width": width, "font_size": size, **({"height": height} if height else {})}
                yield draw(name, "km_plot", "t, e", by, {
                    **shared, "title": "Survival by group of patients, " + name, "caption": name * 2, "time_unit": "months",
                    "time_scale": 30.4375, "times": [12, 24, 36], "risk_table": "all", "legend_title": "Group"})
                yield draw("right, " + name, "km_plot", "t, e", by, {
                    **shared, "legend": "right", "risk_table": "n_risk_event", "curve": "event"})
                yield draw("direct, " + name, "km_plot", "t, e", by, {
                    **shared, "legend": "direct", "legend_title": "Group" if groups % 2 else "", "palette": "greyscale"})
                yield draw("table, " + name, "km_plot", "t, e", by, {
                    **shared, "table": "group" if groups % 2 else "statistic", "language": "zh", "medians": True,
                    "hazard_ratio": True, "fade_below": 20, "x_ticks": [0, 100, 365, 1000, 1095]})
                options = json.dumps({**shared, "table": "group", "title": name, "time_unit": "days"})
                sql = f"SELECT km_plot(t, e, {by}, ?, 'Site ' || (i % ?)) FROM p"
                yield "panels, " + name, db.execute(sql, (options, 1 + (groups + width) % 6)).fetchone()[0]
                if groups < 4:
                    yield draw("incidence, " + name, "cuminc_plot", "t, s", by, {**shared, "times": [365, 1095]})
                    yield draw("direct incidence, " + name, "cuminc_plot", "t, s", by, {**shared, "legend": "direct"})
    for kind, pattern in LABELS.items():
        for width in (280, 480, 720, 1200):
            values = ", ".join(f"('{pattern.format(i)}' || char(9) || '{i} / 40', {0.3 + 0.4 * i}, {0.1 + 0.2 * i}, {1 + 30 * i * i})"
                               for i in range(8))
            options = {"width": width, "columns": ["Group of patients", "Events / n"], "title": kind, "x_title": "Hazard ratio",
                       "favours_low": "favours the new treatment", "favours_high": "favours the old treatment"}
            svg = db.execute(f"SELECT forest_plot(column1, column2, column3, column4, ?) FROM (VALUES ('Heading', NULL, NULL, "
                             f"NULL), {values})", (json.dumps(options),)).fetchone()[0]
            yield f"forest, {kind}, {width}", svg
            options |= {"columns": ["Group of patients", "Events / n", "P"], "right_columns": 1}
            svg = db.execute("SELECT forest_plot(column1 || char(9) || '0.0' || column3, column2, column3, column4, ?) FROM "
                             f"(VALUES {values})", (json.dumps(options),)).fetchone()[0]
            yield f"forest with P values, {kind}, {width}", svg
            options |= {"right_columns": 0, "columns": [], "language": "zh", "overall": pattern.format(3) + " 3 / 40"}
            svg = db.execute("SELECT forest_plot(replace(column1, char(9), ' '), column2, column3, column4, ?, column3 / 9) "
                             f"FROM (VALUES {values})", (json.dumps(options),)
                             ).fetchone()[0]
            yield f"forest with interactions, {kind}, {width}", svg
        for width in (280, 480, 720, 1200):
            values = ", ".join(f"({3 + i * i}, {0.1 + i % 7 / 3}, '{pattern.format(i)}')" for i in range(30))
            svg = db.execute(f"SELECT funnel_plot(column1, column2, column3, ?) FROM (VALUES {values})",
                             (json.dumps({"width": width, "title": kind, "names": "all"}),)).fetchone()[0]
            yield f"funnel, {kind}, {width}", svg
            values = ", ".join(f"('{pattern.format(i)}', {i}, {40 + i}, '{pattern.format(i % 5)}'), "
                               f"('{pattern.format(i)}', {45 + i}, NULL, 'm{pattern.format(i % 7)}')" for i in range(25))
            svg = db.execute(f"SELECT swimmer_plot(column1, column2, column3, column4, ?) FROM (VALUES {values})",
                             (json.dumps({"width": width, "title": kind, "time_unit": "months"}),)).fetchone()[0]
            yield f"swimmer, {kind}, {width}", svg
    yield "the study's panels", (Path(__file__).parent / "../../samples/outcomes.svg").read_text()


def main():
    try:
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
    except AttributeError:
        db = None
    if not BROWSER or not db:
        print("skipped: needs chromium, and python's sqlite3 with extensions")
        return 77
    db.load_extension(sys.argv[1].removesuffix(".so"))
    drawn = list(figures(db))
    body = "\n".join(svg.replace("<svg ", f'<svg data-name="{html.escape(name)}" ', 1) for name, svg in drawn)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f"<!doctype html><meta charset='utf-8'><body>{body}<script>{SCRIPT}</script></body>")
        done = subprocess.run(
            [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--dump-dom",
             page.as_uri()], capture_output=True, text=True, timeout=300)
    found = re.search(r"RESULT(.*)END</pre>", done.stdout, re.S)
    if not found:
        print("chromium gave no result:", done.stderr[-500:])
        return 1
    bad = json.loads(html.unescape(found[1]))
    print(f"{len(drawn)} figures, {len(bad)} faults")
    print("\n".join(bad[:40]))
    return 1 if bad else 0


sys.exit(main())
