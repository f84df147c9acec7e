"""The validation report itself: report_test.py PROJECT BUILD. Results are made up here, and the report must tell them."""

import html.parser
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT, BUILD = sys.argv[1:3]
TESTS = Path(PROJECT) / "tests"
COMPARED = ("name\tcomparisons\tfailed\tlimit\tworst\twhere\n"
            "km_curve\t12\t{failed}\t1e-10\t3.25e-12\tseed 7 (counts): km_curve std_error\n"
            "km_curve\t5\t0\t0\t0\t\n")
PEERS = [{"name": "a check", "source": "a book", "sql": "SELECT * FROM km_curve('t', 'time', 'died')", "holds": True},
         {"name": "another", "source": "a package", "sql": "SELECT * FROM gray('t', 'time', 's', 'g')", "holds": False,
          "differs": "it counts <otherwise>"}]


def results(folder, outcome="passed", failed=0, tests=None):
    """The files that a run leaves, where every test of the folder ended with this outcome."""
    names = ["unit", *(str(path.relative_to(TESTS).with_suffix("")) for path in TESTS.glob("sql/**/*.sql"))]
    inside = {"passed": "", "failed": "<failure/>", "skipped": "<skipped/>"}[outcome]
    cases = "".join(f'<testcase name="{name}" status="run">{inside}</testcase>' for name in (names if tests is None else tests))
    (folder / "tests.xml").write_text(f"<testsuite>{cases}</testsuite>")
    (folder / "oracle.tsv").write_text(COMPARED.format(failed=failed))
    (folder / "oracle.txt").write_text("oracle: seed 1, 2 sets, R 4\nworst relative difference 3.2e-12 (seed 7)\n17 passed, 0 failed\n")
    (folder / "packages.tsv").write_text("name\tversion\nsurvival\t3.5-3\n")
    (folder / "peers.txt").write_text("FAILED: a check [a book]\n  got 1, expected 2\n2 checks: 1 failed\n")
    (folder / "peers.json").write_text(json.dumps(PEERS))


def report(folder):
    done = subprocess.run([sys.executable, TESTS / "validation/report.py", PROJECT, BUILD, folder, folder], capture_output=True, text=True)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout, json.loads((folder / "validation.json").read_text()), (folder / "validation.html").read_text()


class Links(html.parser.HTMLParser):
    """The ids of a page, where its links lead, and what it would load."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.targets, self.loads = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.targets += [attributes["href"]] if tag == "a" and "href" in attributes else []
        self.loads += [value for name, value in attributes.items() if name in ("src", "srcset", "data", "href") and tag != "a"]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results(folder)
        status, printed, data, page = report(folder)
        assert status == 0, printed
        of = {function["name"]: function for function in data["functions"]}
        km = of["km_curve"]
        assert [(row["tolerance"], row["comparisons"], row["worst"]) for row in km["comparisons"]] == [(1e-10, 12, 3.25e-12), (0, 5, 0)]
        assert "3.2e-12" in page and "km_curve std_error" in page and "survival 3.5-3" in page
        assert "check kept elsewhere that does not hold: a check [a book]: got 1, expected 2" in data["not_validated"]
        assert km["peers"] == {"checks": 1, "failed": 1, "differ": 0, "sources": {"a book": 1}}
        assert data["peers"]["differences"] == [["gray", "a package", "it counts <otherwise>", 1]]
        assert "it counts &lt;otherwise&gt;" in page
        assert {"file": "sql/curves/km_curve.sql", "result": "passed"} in km["tests"]
        assert {"file": "survival/curves/kaplan_meier_test.cpp", "result": "passed"} in km["tests"]
        assert any("Greenwood" in block["text"] for block in data["formulas"]["survival/curves/kaplan_meier.hpp"])
        links = Links(page)
        assert not links.loads and "url(" not in page and "@import" not in page and "<script" not in page, "asks for what is elsewhere"
        assert len(set(links.ids)) == len(links.ids) and set(of) <= set(links.ids)
        assert all(target.startswith("#") and target[1:] in links.ids for target in links.targets)

        # no test passed: nothing has an oracle
        for outcome, tests in (("passed", []), ("skipped", None)):
            results(folder, outcome, tests=tests)
            (folder / "oracle.tsv").unlink()
            status, printed, data, page = report(folder)
            assert status == 1 and all(f"no oracle: {name}\n" in printed for name in ("cox", "surv_merge", "km_plot")), printed
            assert any(line == "cox: no oracle" for line in data["not_validated"]) and "cox: no oracle" in page

        # a test that failed, a comparison that failed
        results(folder, "failed", tests=["sql/planner"])
        status, printed, data, page = report(folder)
        assert status == 1 and "failed: sql/planner\n" in printed and "test sql/planner: failed" in data["not_validated"]
        results(folder, failed=1)
        status, printed, data, page = report(folder)
        assert status == 1 and "failed: km_curve\n" in printed
    print("the report tells what it is given")


main()
