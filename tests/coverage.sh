#!/usr/bin/env bash
# Runs the tests of a build with the preset `coverage`; prints which share of extension/ they reach, by file, and writes
# its lines as pages to BUILD/coverage/.
#
#   tests/coverage.sh BUILD          or: cmake --preset coverage && cmake --build --preset coverage
set -euo pipefail
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
profiles=$build/profiles
rm -rf "$profiles"
# Processes add to the same four files.
LLVM_PROFILE_FILE=$profiles/%4m.profraw ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure
llvm-profdata merge -sparse -output="$build/coverage.profdata" "$profiles"/*.profraw
objects=("$build/survival.so" -object "$build/tests/unit_tests" -object "$build/tests/robust/out_of_memory")
llvm-cov show "${objects[@]}" -instr-profile="$build/coverage.profdata" -format=html -output-dir="$build/coverage" \
  extension >/dev/null
llvm-cov report "${objects[@]}" -instr-profile="$build/coverage.profdata" -show-region-summary=false \
  -show-branch-summary=false extension
echo "by line: ${build#"$PWD/"}/coverage/index.html"
