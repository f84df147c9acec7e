#!/usr/bin/env bash
# Builds, runs every test, compares with R on random data, and writes what was found of each function:
# build/validation.html, one page to read or print, and build/validation.json. Ends with an error if a test failed or a
# function has no oracle.
#
#   ./tests/validate.sh             240 random data sets, from seed 1; SEED=... SETS=... change that
#   PEERS=COMMAND ./tests/validate.sh   also runs COMMAND EXTENSION, checks that others keep, and shows what it prints last
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/install-packages g++ cmake make libsqlite3-dev libeigen3-dev nlohmann-json3-dev doctest-dev sqlite3 python3 \
  r-base-core r-cran-survival r-cran-cmprsk r-cran-kmsurv r-cran-riskregression r-cran-rsqlite || echo "going on with what is installed here"
export VALIDATION_DIR=$PWD/build/validation
rm -rf "$VALIDATION_DIR"
mkdir -p "$VALIDATION_DIR"

cmake --preset tests
cmake --build --preset tests --parallel "$(nproc)"
status=0
ctest --preset tests --parallel "$(nproc)" --output-junit "$VALIDATION_DIR/tests.xml" || status=1
Rscript tests/oracle/oracle.R build/tests/survival.so "${SEED:-1}" "${SETS:-240}" | tee "$VALIDATION_DIR/oracle.txt" || status=1
if [[ ${PEERS:-} ]]; then
  # shellcheck disable=SC2086  # a command with its arguments
  $PEERS build/tests/survival.so >"$VALIDATION_DIR/peers.txt" 2>&1 || status=1
fi
python3 tests/validation/report.py . build/tests "$VALIDATION_DIR" build || status=1
exit "$status"
