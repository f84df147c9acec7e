"""sqlite-utils, its library and its command with --load-extension. python_sqlite_utils.py path/to/survival.so"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

try:
    import sqlite_utils
except ImportError:
    print("no sqlite-utils")
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    name = os.path.join(folder, "registry.db")
    db = sqlite_utils.Database(name)
    db.conn.enable_load_extension(True)
    db.conn.load_extension(sys.argv[1])
    db["p"].insert_all([{"t": 1, "e": 1, "arm": "a"}, {"t": 2, "e": 0, "arm": "a"}, {"t": 3, "e": 1, "arm": "b"}])
    curve = "SELECT time, n_risk, n_event FROM km_curve(:source, 't', 'e') WHERE times = 1"
    assert list(db.query(curve, {"source": "p"})) == [{"time": 1, "n_risk": 3, "n_event": 1}]
    db.conn.commit()
    db.conn.close()
    if shutil.which("sqlite-utils"):
        command = ["sqlite-utils", "query", name, curve, "-p", "source", "p", "--load-extension", sys.argv[1]]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert json.loads(printed) == [{"time": 1, "n_risk": 3, "n_event": 1}], printed
