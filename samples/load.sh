#!/usr/bin/env bash
# usage: samples/load.sh DATABASE
# Makes DATABASE anew from samples/registry/*.csv, sql/schema.sql, sql/endpoints.sql, sql/derived.sql and sql/states.sql.
set -euo pipefail

fail() { printf 'load.sh: %s\n' "$*" >&2; exit 1; }

[[ $# -eq 1 && -n $1 && $1 != -* ]] || { echo 'usage: samples/load.sh DATABASE' >&2; exit 2; }
command -v sqlite3 >/dev/null || fail 'the sqlite3 shell is needed (Debian package: sqlite3)'

name=$1
case $name in /*) db=$name ;; *) db=$PWD/$name ;; esac
[[ -d $(dirname "$db") ]] || fail "no folder for $name; make it first"
if [[ -d $db ]] || [[ -s $db && $(head -c 15 "$db" | tr -d '\0') != 'SQLite format 3' ]]; then
    fail "$name exists and is not an SQLite database; give another name"
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../sql/progress.sh

# so that a load that fails leaves a former database as it was
new=$db.new
remove_new() { rm -f "$new" "$new-journal"; }
remove_new
trap remove_new EXIT
stopped() {
    bar_end
    printf 'load.sh: stopped; %s is %s\n' "$name" "$([[ -e $db ]] && echo 'as it was' || echo 'not made')" >&2
    exit 130
}
trap stopped INT

# run WHAT EXPECTED: runs the script on stdin; anything but EXPECTED as its output is a failure,
# since the shell prints the faults of an import as mere warnings
run() {
    local said status=0
    bar $((step++)) 11 "$1"
    # -init: the user's own settings must not change what is printed
    said=$(sqlite3 -batch -bail -init /dev/null "$new" 2>&1) || status=$?
    [[ $status -eq 0 && $said == "$2" ]] || { bar_end; fail "$1: $said"; }
}

step=0
run sql/schema.sql '' <<<'.read ../sql/schema.sql'

# parents before children, for the foreign keys
tables=(patients first_transplant first_relapse cart second_transplant events)
total=0
for table in "${tables[@]}"; do
    csv=registry/$table.csv
    [[ -r $csv ]] || fail "cannot read samples/$csv"
    IFS= read -r header <"$csv" || true
    header=${header%$'\r'}
    [[ $header =~ ^[a-z0-9_]+(,[a-z0-9_]+)*$ ]] ||
        fail "samples/$csv: the first line must name the columns"
    values=$(sed "s/[^,][^,]*/nullif(&, '')/g; s/),/), /g" <<<"$header")
    rows=$(($(grep -c '' "$csv") - 1))  # one record is one line
    total=$((total + rows))
    # .import cannot make NULLs and fills up short records: so import into a table without
    # constraints, and let the INSERT into the real one be strict
    run "samples/$csv" '' <<SQL
PRAGMA foreign_keys = ON;
SELECT 'the first line must be ' || columns
FROM (SELECT group_concat(name, ',') AS columns FROM pragma_table_info('$table'))
WHERE columns <> '$header';
CREATE TEMP TABLE incoming ($header);
.import --csv --skip 1 $csv incoming
INSERT INTO $table ($header)
SELECT $values
FROM incoming;
SELECT '$rows records, but ' || n || ' rows in the table'
FROM (SELECT count(*) AS n FROM $table) WHERE n <> $rows;
SQL
done

run sql/endpoints.sql '' <<<'.read ../sql/endpoints.sql'
# in a session of the report these are tables; in the registry they are views, without indexes
for file in derived states; do
    run "sql/$file.sql" '' < <(sed 's/^CREATE TEMP TABLE \(.*\) AS$/CREATE VIEW \1 AS/; /^CREATE INDEX temp/d' "../sql/$file.sql")
done

run "check of $name" ok <<'SQL'
PRAGMA foreign_key_check;
PRAGMA integrity_check;
SQL

bar_end
rm -f "$db-journal" "$db-wal" "$db-shm"  # of a former database: they would spoil this one
mv -f "$new" "$db"
echo "$name: ${#tables[@]} tables, $total rows"
