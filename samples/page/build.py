#!/usr/bin/env python3
"""Makes the page, one HTML file that works from a folder or any web server: build.py [--module FOLDER] [FILE]

FOLDER is the npm package that extension/packages/wasm/build.sh leaves (build/wasm/sqlite-survival-wasm if not given), FILE
build/page/survival.html. The sample registry is made by samples/load.sh, which needs the sqlite3 shell.
"""

import argparse
import base64
import gzip
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def hashed(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def packed(content):
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def sample_registry():
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "registry.db"
        subprocess.run([ROOT / "samples/load.sh", db], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["sqlite3", "-batch", "-bail", "-init", "/dev/null", db], check=True,
                       input=(HERE / "sample.sql").read_text() + "VACUUM;", text=True)
        return db.read_bytes()


def page(module):
    """The one file: what index.html leaves empty is filled, and the policy allows these scripts, this style and nothing else."""
    read = {path.name: path.read_text(encoding="utf-8") for path in HERE.iterdir() if path.suffix in (".js", ".css", ".html")}
    script = "(() => {\n" + "\n".join(read[name] for name in ("words.js", "sql.js", "least.js", "link.js", "page.js")) + "\n})();"
    worker = "\n".join([(module / "sqlite.js").read_text(encoding="utf-8"), (module / "index.js").read_text(encoding="utf-8"),
                        read["sql.js"], read["csv.js"], read["worker.js"]])
    for text in (script, worker):
        if re.search(r"</script|<!--", text, re.I):
            sys.exit("a script holds what ends a script in HTML")
    policy = "; ".join([
        "default-src 'none'", f"script-src {hashed(script)} 'wasm-unsafe-eval'", f"style-src {hashed(read['page.css'])}",
        "worker-src blob:", "img-src blob: data:", "base-uri 'none'", "form-action 'none'"])
    filled = {
        "<!-- the content security policy is put here by build.py -->":
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        "<style></style>": f"<style>{read['page.css']}</style>",
        "<script></script>": f"<script>{script}</script>",
        'id="worker"></script>': f'id="worker">{worker}</script>',
        'id="sample-registry"></script>': f'id="sample-registry">{packed(sample_registry())}</script>',
        'id="module"></script>': f'id="module">{packed((module / "sqlite.wasm").read_bytes())}</script>',
    }
    made = read["index.html"]
    for empty, full in filled.items():
        if made.count(empty) != 1:
            sys.exit(f"index.html must hold {empty} once")
        made = made.replace(empty, full)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--module", type=Path, default=ROOT / "build/wasm/sqlite-survival-wasm")
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "build/page/survival.html")
    options = parser.parse_args()
    if not (options.module / "sqlite.wasm").exists():
        sys.exit(f"{options.module} has no sqlite.wasm: run extension/packages/wasm/build.sh first")
    made = page(options.module).encode()
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_bytes(made)
    print(f"{options.file}: {len(made)} bytes, {len(gzip.compress(made, 9))} gzipped")


main()
