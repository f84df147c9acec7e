#!/usr/bin/env bash
# Builds and runs the tests on this machine, installing what is missing: ./tests/run.sh [PRESET]
#   PRESET  tests (default), debug or asan; see CMakePresets.json
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-tests}
needed=(g++ cmake make libsqlite3-dev libeigen3-dev nlohmann-json3-dev doctest-dev libexpat1-dev sqlite3 python3)
[ "$preset" != asan ] || needed+=(clang libclang-rt-dev)
.ci/install-packages "${needed[@]}" || {
  code=$?
  [ "$code" -eq 3 ] || exit "$code"
  echo "going on with what is installed here"
}
cmake --preset "$preset" ${CI:+-D SURVIVAL_WARNINGS_AS_ERRORS=ON}
cmake --build --preset "$preset" --parallel "$(nproc)"
ctest --preset "$preset" --parallel "$(nproc)"
