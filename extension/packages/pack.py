"""Writes the npm packages, the Python wheel and sqlpkg.json from the loadable extension: pack.py LIBRARY FOLDER [options]

The oldest C library that the extension loads with is read from its symbols and written into the wheel's name, so pip refuses
an older system. The same input makes the same bytes.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SUMMARY = "Survival analysis inside SQLite: a loadable extension"
MOMENT = (2026, 1, 1, 0, 0, 0)  # of every file in an archive


def oldest_glibc(objdump, library):
    """(2, 14) for a library whose newest symbol is GLIBC_2.14, None for one without glibc."""
    symbols = subprocess.run([objdump, "-T", library], capture_output=True, text=True, check=True).stdout
    versions = [tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_([0-9.]+)", symbols)]
    return max(versions)[:2] if versions else None


def write_tar(path, files):
    """An npm package: a gzipped tar of package/NAME."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=9) as tar:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    content = bytearray(archive.getvalue())
    content[4:8] = bytes(4)  # gzip's own date
    path.write_bytes(content)


def npm(options, library, folder):
    platform = f"sqlite-survival-{options.os}-{options.cpu}" + ("-musl" if options.musl else "")
    common = {"version": options.version, "license": "MIT", "keywords": ["sqlite", "survival", "statistics"]}
    meta = json.loads((HERE / "npm/package.json").read_text()) | common
    meta["optionalDependencies"] = {name: options.version for name in meta["optionalDependencies"]}
    files = {name: (HERE / "npm" / name).read_bytes() for name in ("index.js", "index.mjs", "index.d.ts", "README.md")}
    files["LICENSE"] = (ROOT / "LICENSE").read_bytes()
    files["package.json"] = json.dumps(meta, indent=2).encode()
    write_tar(folder / f"sqlite-survival-{options.version}.tgz", files)
    own = common | {"name": platform, "description": f"{SUMMARY} ({options.os}, {options.cpu})",
                    "os": [options.os.replace("windows", "win32")], "cpu": [options.cpu], "files": [library.name]}
    if options.os == "linux":
        own["libc"] = ["musl" if options.musl else "glibc"]
    write_tar(folder / f"{platform}-{options.version}.tgz",
              {"package.json": json.dumps(own, indent=2).encode(), library.name: library.read_bytes(),
               "LICENSE": files["LICENSE"]})


def wheel_platform(options):
    if options.os == "linux" and options.glibc:
        return "manylinux_{}_{}_{}".format(*options.glibc, options.processor)
    if options.os == "linux":
        return f"musllinux_1_2_{options.processor}"
    return {"windows": f"win_{options.processor}".replace("x86_64", "amd64"),
            "darwin": f"macosx_14_0_{options.processor}"}[options.os]


def wheel(options, library, folder):
    tag = f"py3-none-{wheel_platform(options)}"
    info = f"sqlite_survival-{options.version}.dist-info"
    files = {f"sqlite_survival/{path.name}": path.read_bytes() for path in (HERE / "python/sqlite_survival").iterdir()
             if path.is_file()}
    files[f"sqlite_survival/{library.name}"] = library.read_bytes()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: sqlite-survival\nVersion: {options.version}\nSummary: {SUMMARY}\nLicense: MIT\n"
        "Requires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\n"
    ).encode() + (HERE / "python/README.md").read_bytes()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: pack.py\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    files[f"{info}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    files[f"{info}/entry_points.txt"] = (HERE / "python/entry_points.txt").read_bytes()
    record = []
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(content)}\n")
    files[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()
    with zipfile.ZipFile(folder / f"sqlite_survival-{options.version}-{tag}.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)


def sqlpkg(options, library, folder):
    """For the sqlpkg manager: what to fetch on which platform, beside the archives of a release."""
    description = json.loads((HERE / "sqlpkg.json").read_text())
    description["version"] = options.version
    (folder / "sqlpkg.json").write_text(json.dumps(description, indent=2) + "\n")
    machine = {"x64": "amd64"}.get(options.cpu, options.cpu)
    system = "linux-musl" if options.musl else options.os  # which sqlpkg cannot tell apart
    with tarfile.open(folder / f"survival-{system}-{machine}.tar.gz", "w:gz") as tar:
        entry = tarfile.TarInfo(library.name)
        content = library.read_bytes()
        entry.size, entry.mode = len(content), 0o644
        tar.addfile(entry, io.BytesIO(content))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library", type=Path)
    parser.add_argument("folder", type=Path)
    for name in ("version", "os", "cpu", "processor", "objdump"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    options.glibc = oldest_glibc(options.objdump, options.library) if options.os == "linux" else None
    options.musl = options.os == "linux" and not options.glibc
    for pack in (npm, wheel, sqlpkg):
        pack(options, options.library, options.folder)
    for path in sorted(options.folder.glob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:>9} {path.name}")
    if options.glibc:
        print("needs glibc {}.{} or newer".format(*options.glibc))


main()
