#!/usr/bin/env bash
# Runs the tests of a build with the preset `coverage`; prints which share of extension/ they reach, by file, and writes
# its lines as pages to BUILD/coverage/. A test that fails counts all the same, and is the exit status.
#
#   tests/coverage.sh BUILD          or: cmake --preset coverage && cmake --build --preset coverage
set -euo pipefail
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
profiles=$build/profiles
rm -rf "$profiles"
# Processes add to the same four files.
status=0
LLVM_PROFILE_FILE=$profiles/%4m.profraw ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure || status=$?
llvm-profdata merge -sparse -output="$build/coverage.profdata" "$profiles"/*.profraw
objects=("$build/survival.so" -object "$build/tests/unit_tests" -object "$build/tests/robust/out_of_memory")
# Not by the folder extension/ alone: where ccache makes names relative, llvm-cov knows its files as BUILD/../../extension.
others="^$PWD/tests/|/[.][.]/tests/|/worked_example/|^$build/about/"
llvm-cov show "${objects[@]}" -instr-profile="$build/coverage.profdata" -ignore-filename-regex="$others" -format=html \
  -output-dir="$build/coverage" >/dev/null
llvm-cov report "${objects[@]}" -instr-profile="$build/coverage.profdata" -ignore-filename-regex="$others" \
  -show-region-summary=false -show-branch-summary=false
echo "by line: ${build#"$PWD/"}/coverage/index.html"
exit "$status"
