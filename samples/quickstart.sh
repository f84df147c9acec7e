#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: samples/quickstart.sh [--compare] [--help]

From a fresh checkout to survival estimates out of an SQLite database:
  1. installs the Debian/Ubuntu packages that are missing (asks sudo when not root)
  2. builds the extension, build/release/survival.so
  3. makes build/registry.db from the invented records in samples/registry
  4. prints the results section of the study, straight from the raw tables by sql/report.sql
--compare also prints every published figure beside the computed one, with a verdict.
A second run is quick: it only redoes what has changed. Ctrl-C stops at once; the next run goes on from there.
TEXT
}

compare=
case ${1-} in
    '') ;;
    --compare) compare=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."
. sql/progress.sh
packages=(g++ cmake make libsqlite3-dev libeigen3-dev nlohmann-json3-dev sqlite3)
db=build/registry.db
extension=build/release/survival

milliseconds() {
    local now=${EPOCHREALTIME:-$SECONDS.000000}  # EPOCHREALTIME needs bash 5
    echo $((10#${now/[.,]/} / 1000))
}

step=0
begin() {
    step=$((step + 1))
    started=$(milliseconds)
    echo "[$step/4] $1"
}
finish() {
    local took=$(($(milliseconds) - started))
    printf '      %s (%d.%d s)\n' "$1" $((took / 1000)) $((took % 1000 / 100))
}
fail() {
    printf 'quickstart.sh: %s\n' "$1" >&2
    exit 1
}
stopped() {
    bar_end
    echo 'quickstart.sh: stopped; run it again to go on from here' >&2
    exit 130
}
trap stopped INT

check_tools() {
    local absent=()
    command -v "${CXX:-c++}" >/dev/null || command -v g++ >/dev/null ||
        command -v clang++ >/dev/null || absent+=('a C++20 compiler')
    command -v cmake >/dev/null || absent+=(cmake)
    command -v make >/dev/null || command -v ninja >/dev/null || absent+=(make)
    command -v sqlite3 >/dev/null || absent+=(sqlite3)
    cat >&2 <<'TEXT'
      Needed: a C++20 compiler, CMake 3.25 or newer, make, the sqlite3 shell 3.38 or newer
      (one that can load extensions), the header sqlite3ext.h, and the headers of
      Eigen 3.4 and nlohmann-json 3.9.
TEXT
    if [[ ${#absent[@]} -gt 0 ]]; then
        fail "not found: $(printf '%s, ' "${absent[@]}" | sed 's/, $//'); install and run again"
    fi
    echo '      The tools are here; going on (CMake will look for the headers).'
}

newer_input() {
    local input
    for input in samples/registry/*.csv sql/schema.sql sql/endpoints.sql sql/derived.sql sql/states.sql samples/load.sh; do
        [[ ! $input -nt $db ]] || return 0
    done
    return 1
}

echo 'SYNTHETIC data: every record is invented, never clinical evidence. See samples/README.md.'

begin 'Packages'
status=0
.ci/install-packages "${packages[@]}" || status=$?
case $status in
    0) finish 'all needed packages are installed' ;;
    3) check_tools; finish 'using the tools of this system' ;;
    *) fail 'the packages could not be installed; the reason is above' ;;
esac

begin 'Build (the first one takes minutes, later ones seconds)'
log=$(mktemp)
trap 'bar_end; rm -f "$log"' EXIT
# what ninja ("[12/218] Building ...") and make ("[ 12%] Building ...") print last
compiled() {
    sed -nE 's|^\[ *([0-9]+)/([0-9]+)\] .*|\1 \2 steps|p; s|^\[ *([0-9]+)%\] .*|\1 100 percent|p' "$log" | tail -n 1
}
bar_watch compiled
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
# a shell of its own, so that what Ctrl-C makes this one say does not go into the log
if ! (cmake --preset release -S . &&
      cmake --build --preset release --target survival --parallel "$jobs") >"$log" 2>&1; then
    bar_end
    cat "$log" >&2
    fail 'the build failed; its output is above'
fi
bar_end
for library in "$extension".{so,dylib,dll}; do
    [[ ! -e $library ]] || break
done
[[ -e $library ]] || fail "the build left no $extension.so"
finish "$library"

begin 'Database'
if [[ ! -e $db ]] || newer_input; then
    loaded=$(samples/load.sh "$db")
    finish "$loaded"
else
    finish "$db is up to date"
fi

begin 'Analysis: the results section of the study, computed inside SQLite'
compared=()
[[ -z $compare ]] || compared=(--then samples/compare.sql)
if ! answer=$(sql/report.sh --extension "$library" --figures build ${compared[@]+"${compared[@]}"} "$db"); then
    fail 'the analysis failed; the reason is above'
fi
finish 'by sql/report.sh'

cat <<TEXT
$answer

To run SQL of your own, in the folder of the project:
  sqlite3 -readonly $db -cmd '.load $extension'
TEXT
if [[ $answer == *UNEXPECTED* ]]; then
    fail 'a figure is neither the published one nor the one that these records were made to give'
fi
