"""Colours are told apart with any colour vision, and greys on paper: python3 palette.py EXTENSION

Reads the colours of eight groups from a figure, and looks at them as people with protanopia, deuteranopia and
tritanopia do, by the matrices of Machado, Oliveira & Fernandes 2009 (IEEE Trans. Vis. Comput. Graph. 15:1291), at full
severity. Distances are those of CIELAB; about 2 can be told apart side by side, 10 at a glance. Needs the sqlite3 module
with extensions, else ends with 77 (skipped).
"""

import itertools
import json
import math
import re
import sqlite3
import sys

VISIONS = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
APART, FROM_BACKGROUND = 15, 25


def linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def lab(color, vision):
    rgb = [linear(int(color[i:i + 2], 16) / 255) for i in (1, 3, 5)]
    r, g, b = (min(1, max(0, sum(w * part for w, part in zip(row, rgb)))) for row in VISIONS[vision])
    white = [(0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047, 0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
             (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883]
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in white)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def strokes(db, options):
    svg = db.execute("SELECT km_plot(value, 1, value % 8, ?) FROM json_each(?)",
                     (json.dumps(options), json.dumps(list(range(1, 80))))).fetchone()[0]
    return [(re.search(r'stroke="([^"]*)"', path)[1], re.search(r'stroke-dasharray="([^"]*)"|$', path)[1])
            for path in re.findall(r'<path class="curve"[^>]*>', svg)]


def main():
    try:
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
    except AttributeError:
        print("skipped: this python's sqlite3 loads no extensions")
        return 77
    db.load_extension(sys.argv[1].removesuffix(".so"))
    for background in ("#ffffff", "#000000", "#1b2433"):
        colors = [color for color, _ in strokes(db, {"background": background})]
        assert len(set(colors)) == 8, colors
        for vision in VISIONS:
            seen = {color: lab(color, vision) for color in colors}
            for a, b in itertools.combinations(colors, 2):
                distance = math.dist(seen[a], seen[b])
                assert distance > APART, (background, vision, a, b, distance)
            for color in colors:
                distance = math.dist(seen[color], lab(background, vision))
                assert distance > FROM_BACKGROUND, (background, vision, color, distance)
        # without colours: two greys, and dashes that make each of eight different
        pens = strokes(db, {"background": background, "palette": "greyscale"})
        assert len(set(pens)) == 8 and len({color for color, _ in pens}) == 2, pens
        light = sorted(lab(color, "usual")[0] for color in {color for color, _ in pens})
        assert light[1] - light[0] > 25 and all(abs(l - lab(background, "usual")[0]) > 25 for l in light), (background, light)
    print("eight colours can be told apart")
    return 0


sys.exit(main())
