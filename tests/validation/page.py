"""The validation report as one HTML page: no script, no outside request, laid out to be printed on A4."""

import html
import re

# what a function is compared with
NUMBERS_OF_R, RESULTS_OF_R, ITSELF = "numbers of R, published data", "results of R, random data", "itself, asked in another way"

STYLE = """
body { font: 15px/1.5 'Liberation Sans', Arial, sans-serif; color: #1a1a1a; max-width: 64em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.8em } h2 { margin-top: 2em; border-bottom: 1px solid #999; break-after: avoid }
h3 { margin: 1.8em 0 .3em; font-size: 1.05em; break-after: avoid; overflow-wrap: anywhere } p { margin: .4em 0 }
table { border-collapse: collapse; margin: .5em 0; font-size: .88em; width: 100% } tr { break-inside: avoid }
td, th { text-align: left; padding: .2em .8em .2em 0; vertical-align: top; border-bottom: 1px solid #e4e4e4 }
th { border-bottom: 1px solid #999 } td:first-child { min-width: 7em } td.key { width: 7em } thead { display: table-header-group }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
code, pre { font: .92em 'Liberation Mono', monospace } pre { white-space: pre-wrap; margin: .4em 0 1em; padding: .4em .8em;
background: #f6f6f6 } .failed { color: #b00020; font-weight: bold } .skipped { color: #8a5a00 } .small { font-size: .88em }
a { color: #0b4f9e; text-decoration: none } nav li { margin: .2em 0 } nav p { margin: .1em 0 .5em }
@page { size: A4; margin: 16mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px sans-serif }
@bottom-left { content: "TITLE"; font: 9px sans-serif } }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5px } h2 { break-before: auto } a { color: inherit }
pre { border-left: 2px solid #ccc; background: none; font-size: 8.5px } }
"""


def text(value):
    return html.escape(str(value))


def cell(value, kind="", inner=False):
    content = str(value) if inner else text(value)
    return f'<td class="{kind}">{content}</td>' if kind else f"<td>{content}</td>"


def rows_of(head, rows, numbers=()):
    cells = "".join(f'<th class="number">{text(title)}</th>' if title in numbers else f"<th>{text(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(row) + "</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{cells}</tr></thead>' if any(head) else ''}{body}</table>"


def number(value):
    return "0" if value == 0 else f"{value:.2g}"


def code(markdown):
    """Code spans of Markdown; links as their text."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", text(plain))


def tests_of(function):
    """Grouped by folder; those that did not pass say so."""
    folders = {}
    for test in function["tests"]:
        folder, name = test["file"].rsplit("/", 1)
        shown = re.sub(r"(_test)?\.\w+$", "", name)
        if test["result"] != "passed":
            shown = f'<span class="{text(test["result"]).split()[0]}">{text(shown)}: {text(test["result"])}</span>'
        folders.setdefault(folder, []).append(shown)
    passed = sum(test["result"] == "passed" for test in function["tests"])
    lines = "; ".join(f"<code>{text(folder)}/</code> {', '.join(names)}" for folder, names in folders.items())
    return f"<p class=small><b>Tests</b>: {passed} of {len(function['tests'])} passed. {lines or 'None'}.</p>"


def section(function):
    name = function["name"]
    parts = []
    for place, declared in enumerate(function["declared"]):
        of = f' id="{name}"' if place == 0 else ""
        parts.append(f'<h3{of}><code>{text(declared["signature"])}</code></h3><p>{text(declared["summary"])}.</p>')
        facts = [("kind", declared["kind"]), ("source", declared.get("source")), ("oracle", declared["oracle"]),
                 ("since", declared["since"]), ("cost", declared["cost"])]
        rows = [[cell(key, "key"), cell(value)] for key, value in facts if value]
        if declared["columns"]:
            meaning = "; ".join(f"<code>{text(column)}</code> {text(what)}" for column, what in declared["columns"])
            rows.append([cell("columns", "key"), cell(meaning, inner=True)])
        parts.append(rows_of(["", ""], rows))
    if function["estimators"]:
        links = ", ".join(f'<a href="#{text(header)}"><code>{text(header)}</code></a>' for header in function["estimators"])
        parts.append(f"<p class=small><b>Formulas</b>, of the estimators that its source includes: {links}</p>")
    if function["comparisons"]:
        head = ["compared with", "comparisons", "failed", "tolerance", "worst difference", "where"]
        parts.append(rows_of(head, [
            [cell(row["with"]), cell(row["comparisons"], "number"), cell(row["failed"], "failed number" if row["failed"] else "number"),
             cell(number(row["tolerance"]), "number"), cell(number(row["worst"]), "number"), cell(row["at"])]
            for row in function["comparisons"]], head[1:5]))
    if peers := function.get("peers"):
        sources = "; ".join(f"{text(source)} ({count})" for source, count in peers["sources"].items())
        parts.append(f"<p class=small><b>Checks kept elsewhere</b>: {peers['checks']}, of which {peers['failed']} failed and "
                     f"{peers['differ']} differ or do not hold, as listed below. From: {sources}.</p>")
    parts.append(tests_of(function))
    if function["untested_options"]:
        parts.append(f"<p class=small><b>Options that no test of its numbers names</b>: {text(', '.join(function['untested_options']))}</p>")
    return "".join(parts)


def overview(report):
    head = ["function", "oracle", "numbers of R", "results of R", "worst / tolerance", "tests passed", "kept elsewhere"]
    rows = []
    for function in report["functions"]:
        compared = [row for row in function["comparisons"] if row["tolerance"] > 0]
        failed = any(row["failed"] for row in function["comparisons"])
        worst = max((row["worst"] / row["tolerance"] for row in compared), default=None)
        passed = sum(test["result"] == "passed" for test in function["tests"])
        peers = function.get("peers")
        rows.append([
            cell(f'<a href="#{function["name"]}"><code>{function["name"]}</code></a>', inner=True),
            cell("; ".join(dict.fromkeys(declared["oracle"] for declared in function["declared"]))),
            *(cell(f"{sum(row['comparisons'] for row in function['comparisons'] if row['with'] == kind):,}",
                   "number failed" if failed else "number") for kind in (NUMBERS_OF_R, RESULTS_OF_R)),
            cell("" if worst is None else number(worst), "number"),
            cell(f"{passed} of {len(function['tests'])}", "number"),
            cell(f"{peers['checks'] - peers['failed'] - peers['differ']} of {peers['checks']}" if peers else "", "number")])
    return rows_of(head, rows, head[2:])


def contents(by_topic):
    parts = ["<nav><h2>Contents</h2>", '<p><a href="#overview">Every function at a glance</a></p>']
    for topic, members in by_topic.items():
        parts.append(f"<p><b>{text(title(topic))}</b>: " + ", ".join(f'<a href="#{f["name"]}">{f["name"]}</a>' for f in members) + "</p>")
    for anchor, name in (("peers", "Where others differ"), ("not-validated", "What is not validated"), ("formulas", "Formulas"),
                         ("kinds", "What the kinds of test are")):
        parts.append(f'<p><a href="#{anchor}">{name}</a></p>')
    return "".join(parts) + "</nav>"


def title(topic):
    return topic.replace("_", " ").capitalize()


def how_to_read(report):
    counts = {result: list(report["tests"].values()).count(result) for result in ("passed", "failed", "skipped")}
    return [
        f"<p>Tests: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped. "
        f"Comparison with R on random data: {text('; '.join(report['oracle']) or 'not run')}. "
        f"Checks kept elsewhere: {text(report['peers']['result'])}.</p>",
        "<p>A difference is relative to the expected number; in the comparison on random data it is relative to 0.01 where the "
        "number is smaller. Of published data single numbers are compared, of random data whole results: all rows and columns, each "
        "within the tolerance. Tolerance 0 asks "
        "for the same bits: the function is asked again in another way, for instance with the rows that a weight stands for written "
        "out, or by the table function of an aggregate. Scripts of SQL are compared with what they must print, to six digits.</p>"]


def page(report):
    functions = report["functions"]
    by_topic = {}
    for function in functions:
        by_topic.setdefault(function["topic"], []).append(function)
    name = f"Validation report, survival {report['versions']['survival']}"
    parts = [f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{text(name)}</title>'
             f"<style>{STYLE.replace('TITLE', text(name))}</style></head><body>", f"<h1>{text(name)}</h1>",
             "<p>Made by <code>tests/validate.sh</code> from the declarations of the functions, the sources, and the results of this run.</p>",
             rows_of(["", ""], [[cell(key, "key"), cell(value)] for key, value in report["versions"].items()]),
             *how_to_read(report), contents(by_topic), '<h2 id="overview">Every function at a glance</h2>', overview(report)]
    for topic, members in by_topic.items():
        parts += [f"<h2>{text(title(topic))}</h2>", *(section(function) for function in members)]
    head = ["functions", "the other's numbers", "why these differ", "checks"]
    differences = [[cell(functions), cell(source), cell(why), cell(count, "number")]
                   for functions, source, why, count in report["peers"]["differences"]]
    parts += ['<h2 id="peers">Where others differ</h2>', rows_of(head, differences, ["checks"]) if differences else "<p>No difference is known, or those checks were not run.</p>",
              '<h2 id="not-validated">What is not validated</h2><p>Of options: fuzzing gives every one to every function, which '
              "proves no number.</p><ul>", *(f"<li>{text(line)}" for line in report["not_validated"]), "</ul>",
              '<h2 id="formulas">Formulas</h2><p>As the headers of the estimators state them.</p>']
    for header, blocks in report["formulas"].items():
        parts.append(f'<h3 id="{text(header)}"><code>{text(header)}</code></h3>')
        parts += [f"<p class=small><code>{text(block['of'])}</code></p><pre>{text(block['text'])}</pre>" for block in blocks]
    parts += ['<h2 id="kinds">What the kinds of test are</h2>',
              rows_of(["where", "what", "run by"], [[cell(code(part), inner=True) for part in row] for row in report["kinds"]]),
              "</body></html>"]
    return "\n".join(parts) + "\n"
