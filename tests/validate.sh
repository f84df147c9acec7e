#!/usr/bin/env bash
# Builds, runs every test, compares with R on random data, and writes what was found of each function:
# build/validation.html, one page to read or print, and build/validation.json. Ends with an error if a test failed or a
# function has no oracle.
#
#   ./tests/validate.sh                   240 random data sets, from seed 1; SEED=... SETS=... change that
#   PEERS=PROGRAM ./tests/validate.sh     also runs PROGRAM EXTENSION, checks that are kept elsewhere; a golden.json beside
#                                         it lists them, each with its name, source and sql
#   BUILD=build/dev ./tests/validate.sh   of a build that is configured there, instead of build/tests
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/install-packages g++ cmake make libsqlite3-dev libeigen3-dev nlohmann-json3-dev doctest-dev sqlite3 python3 \
  r-base-core r-cran-survival r-cran-cmprsk r-cran-kmsurv r-cran-mvtnorm r-cran-geepack r-cran-rsqlite \
  r-cran-relsurv r-cran-riskregression || echo "going on with what is installed here"
export VALIDATION_DIR=$PWD/build/validation
rm -rf "$VALIDATION_DIR"
mkdir -p "$VALIDATION_DIR"

build=$PWD/build/tests
if [[ ${BUILD:-} ]]; then build=$(realpath "$BUILD"); else cmake --preset tests; fi
cmake --build "$build" --parallel "$(nproc)"
status=0
ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" --output-junit "$VALIDATION_DIR/tests.xml" || status=1
Rscript tests/oracle/oracle.R "$build/survival.so" "${SEED:-1}" "${SETS:-240}" | tee "$VALIDATION_DIR/oracle.txt" || status=1
if [[ ${PEERS:-} ]]; then
  "$PEERS" "$build/survival.so" >"$VALIDATION_DIR/peers.txt" 2>&1 || status=1
  ! [[ -e $(dirname "$PEERS")/golden.json ]] || cp "$(dirname "$PEERS")/golden.json" "$VALIDATION_DIR/peers.json"
fi
/usr/bin/python3 tests/validation/report.py . "$build" "$VALIDATION_DIR" build || status=1
exit "$status"
