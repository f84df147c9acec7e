"""Each package in FOLDER holds LIBRARY, byte for byte, and pip and npm take it for the platform that its name says:

    packed.py FOLDER LIBRARY NPM_OS NPM_CPU glibc|musl|none WHEEL_PLATFORM
"""

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

folder, library, npm_os, npm_cpu, npm_libc, wheel_platform = sys.argv[1:]
folder, library = Path(folder).resolve(), Path(library)


def only(pattern):
    found = list(folder.glob(pattern))
    assert len(found) == 1, (pattern, found)
    return found[0]


def check(what, holds, shown=""):
    if not holds:
        sys.exit(f"packed.py: {what}: {shown}")


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    check(" ".join(map(str, command)), done.returncode == 0, done.stdout + done.stderr)


bytes_ = library.read_bytes()
wheel = only("*.whl")
with zipfile.ZipFile(wheel) as archive:
    check(wheel, archive.read(f"sqlite_survival/{library.name}") == bytes_)
archive = only("survival-[a-z]*.tar.gz")
with tarfile.open(archive) as tar:
    check(archive, tar.extractfile(library.name).read() == bytes_)
description = json.loads(only("sqlpkg.json").read_text())
check("sqlpkg.json", npm_libc == "musl" or archive.name in description["assets"]["files"].values(), archive.name)

with tempfile.TemporaryDirectory() as place:
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--only-binary=:all:", "--target",
        f"{place}/python", "--platform", wheel_platform, wheel)
    check("installed by pip", Path(place, f"python/sqlite_survival/{library.name}").read_bytes() == bytes_)
    platform = f"sqlite-survival-{npm_os.replace('win32', 'windows')}-{npm_cpu}" + ("-musl" if npm_libc == "musl" else "")
    Path(place, "package.json").write_text("{}")
    run("npm", "install", "--offline", "--no-audit", "--no-fund", "--force",  # it is not this machine's
        only("sqlite-survival-[0-9]*.tgz"), only(f"{platform}-*.tgz"), cwd=place)
    check("installed by npm", Path(place, "node_modules", platform, library.name).read_bytes() == bytes_)
    own = json.loads(Path(place, "node_modules", platform, "package.json").read_text())
    named = (own["os"], own["cpu"], own.get("libc", ["none"]))
    check("npm's names of the platform", named == ([npm_os], [npm_cpu], [npm_libc]), named)
for package in (wheel, archive, only(f"{platform}-*.tgz"), library):
    print(f"{package.stat().st_size:>9} {package.name}")
