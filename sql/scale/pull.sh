#!/usr/bin/env bash
# Brings counts from another engine into an SQLite database, and loses none of them: the sqlite3 shell takes a line that
# does not fit for a mere warning, and goes on without it.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: pull.sh DATABASE COMMAND [TOTAL]

DATABASE  gets the table counts of counts.sql anew; what else is in it stays
COMMAND   run by the shell, prints the counts as CSV, without a header, a line a cell, its patients last
TOTAL     run by the shell, prints how many patients the engine has: the counts must add up to it

Prints how many cells and patients came. If anything fails, or Ctrl-C stops it, the table is what it was.
TEXT
}

fail() {
    printf 'pull.sh: %s\n' "$1" >&2
    exit 1
}

[[ $# -eq 2 || $# -eq 3 ]] || { usage >&2; exit 2; }
[[ -d $(dirname "$1") ]] || fail "no folder for $1; make it first"
database=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$(dirname "${BASH_SOURCE[0]}")/counts.sql" "$dir"
stopped() {
    printf 'pull.sh: stopped; the counts of %s are as they were\n' "$database" >&2
    exit 130
}
trap stopped INT

# in the folder, whose name may need quoting
sql() { (cd "$dir" && sqlite3 -batch -bail -init /dev/null "$@" 2>&1); }

bash -o pipefail -c "$2" >"$dir/counts.csv" || fail "failed: $2"
said=$(sql new.db '.read counts.sql' '.import --csv counts.csv counts') || fail "$said"
[[ -z $said ]] || fail "the counts do not fit into the table of counts.sql: $(head -n 3 <<<"${said//counts.csv:/line }")"
lines=$(grep -c '' "$dir/counts.csv") || fail "no counts from: $2"
IFS='|' read -r cells patients <<<"$(sql new.db 'SELECT count(*), sum(n) FROM counts')"
[[ $cells == "$lines" ]] || fail "$lines lines, but $cells rows in the table"
if [[ $# -eq 3 ]]; then
    total=$(bash -o pipefail -c "$3") || fail "failed: $3"
    [[ $total == "$patients" ]] || fail "the counts are of $patients patients, but there are $total"
fi
trap - INT  # from here on it is all or nothing, and the transaction says which
said=$(sql "$database" "ATTACH 'new.db' AS new" 'BEGIN' 'DROP TABLE IF EXISTS main.counts' '.read counts.sql' \
    'INSERT INTO main.counts SELECT * FROM new.counts' 'COMMIT') || fail "$said"
[[ -z $said ]] || fail "$said"
echo "$cells cells of $patients patients"
