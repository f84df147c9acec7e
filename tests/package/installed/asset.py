"""The file that sqlpkg.json names for this platform: asset.py sqlpkg.json"""

import json
import platform
import sys

machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
with open(sys.argv[1]) as file:
    print(json.load(file)["assets"]["files"][f"linux-{machine}"])
