#!/bin/bash
# DuckDB counts patients in Parquet files, SQLite finishes: two files with half of the patients each. By the engine's own
# account it reads the columns that are counted and hands on counts; a file that is not there is an error; the answers are
# those of the rows.
#
#     scale_parquet.sh path/to/survival.so
set -u -o pipefail
for needed in node sqlite3; do command -v $needed >/dev/null || exit 77; done
extension=$(realpath "$1")
project=$(cd "$(dirname "$0")/../.." && pwd)
scale=$project/sql/scale
. "$project/tests/scale/checks.sh"
export NODE_PATH=$project/build/node/node_modules${NODE_PATH:+:$NODE_PATH}
node -e "require('@duckdb/node-api')" 2>/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

duckdb() { node "$project/tests/scale/duckdb.js" "$1"; }

sqlite3 -batch -bail -init /dev/null rows.db <"$project/tests/scale/patients.sql"
sqlite3 -csv -header rows.db 'SELECT * FROM patients WHERE id % 2 = 0' >east.csv
sqlite3 -csv -header rows.db 'SELECT * FROM patients WHERE id % 2 = 1' >west.csv
for half in east west; do
  duckdb "COPY (SELECT * FROM read_csv('$half.csv', types = {'arm': 'VARCHAR'})) TO '$half.parquet' (FORMAT parquet)" >/dev/null
done

pull() { "$scale/pull.sh" counts.db "node '$scale/parquet.js' '$scale/parquet_counts.sql' $*" >pulled.txt; }
pull east.parquet west.parquet || expect 'the counts come' 0 "$?"
expect_equal_to_the_rows "$extension"

# By the engine's own account: all the patients go in, the cells come out, and no id is read.
plan=$(duckdb "EXPLAIN ANALYZE $(sed "s/^FROM patients/FROM read_parquet(['east.parquet', 'west.parquet'])/" "$scale/parquet_counts.sql")")
cells=$(sqlite3 counts.db 'SELECT count(*) FROM counts')
expect 'the cells come out of the grouping' 1 "$(grep -A 30 'HASH_GROUP_BY' <<<"$plan" | tr -d ',' | grep -c -m 1 "$cells rows")"
expect 'the patients go in' 1 "$(grep -A 30 'TABLE_SCAN\|PARQUET' <<<"$plan" | tr -d ',' | grep -c -m 1 '10000 rows')"
expect 'no id is read' 0 "$(grep -cw 'id' <<<"$plan")"

# A file that is not there is an error, and no smaller count.
expect_no_smaller_count pull east.parquet north.parquet
expect 'it says so' 1 "$(grep -c -m 1 'north.parquet' error.txt)"

finish
