#!/bin/bash
# GDAL's SQLite driver loads the extension for ogrinfo, ogr2ogr and QGIS. gdal.sh path/to/survival.so
set -eu
command -v ogrinfo >/dev/null && command -v sqlite3 >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sqlite3 -batch -init /dev/null "$dir/registry.db" \
  "CREATE TABLE p(t INTEGER, e INTEGER); INSERT INTO p VALUES (1, 1), (2, 0), (3, 1)"
export OGR_SQLITE_LOAD_EXTENSIONS=$1
answer=$(ogrinfo -q "$dir/registry.db" -dialect SQLITE -sql "SELECT n_risk, estimate FROM km_curve('p', 't', 'e') WHERE times = 1" 2>&1)
grep -q 'n_risk (.*) = 3' <<<"$answer" && grep -q 'estimate (Real) = 0.6666666666666' <<<"$answer" || {
  echo "$answer"
  exit 1
}
