#!/bin/bash
# The sqlite3 shell: how the extension is found and loaded, what a plan shows, UTF-16, and files opened without it.
#
#     sqlite3.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
extension=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$extension" "$dir/survival.so"
cd "$dir" || exit 1
failed=0

# same WHAT ACTUAL EXPECTED
same() {
  [ "$2" = "$3" ] && return
  failed=$((failed + 1))
  printf 'FAILED %s\ngot:      %s\nexpected: %s\n' "$@"
}

table="CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT); INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b');"
query="$table SELECT time, n_risk, estimate FROM km_curve('p', 't', 'e') WHERE times = 1;" expected="1|3|0.666666666666667"

# the entry point is found from the file's name, with and without its ending, from its own directory and from another
same ".load ./survival" "$(sqlite3 -cmd '.load ./survival' :memory: "$query" 2>&1)" "$expected"
same ".load ./survival.so" "$(sqlite3 -cmd '.load ./survival.so' :memory: "$query" 2>&1)" "$expected"
same ".load a full path" "$(cd / && sqlite3 -cmd ".load $dir/survival" :memory: "$query" 2>&1)" "$expected"
same "load_extension" "$(sqlite3 :memory: "SELECT load_extension('./survival'); $query" 2>&1)" "
$expected"
# twice is as good as once
same ".load twice" "$(sqlite3 -cmd '.load ./survival' -cmd '.load ./survival' :memory: "$query" 2>&1)" "$expected"
# loaded before the file is opened and after, and by two connections of one process
same "two connections" "$(printf '%s\n' '.load ./survival' "$query" '.connection 1' '.open :memory:' '.load ./survival' "$query" \
  '.connection close 0' "SELECT count(*) FROM km_curve('p', 't', 'e');" | sqlite3 :memory: 2>&1)" "$expected
$expected
4"

# the plan names the arguments in use
same "EXPLAIN QUERY PLAN" "$(sqlite3 -cmd '.load ./survival' :memory: "$table EXPLAIN QUERY PLAN
  SELECT * FROM km_curve('p', 't', 'e', 'arm') WHERE conf_type = 'log' AND time > 1;" 2>&1 | tail -1)" \
  '`--SCAN km_curve VIRTUAL TABLE INDEX 0:source,time_expr,event_expr,by_expr,conf_type'
same "the argument list alone" "$(sqlite3 -cmd '.load ./survival' :memory: "EXPLAIN QUERY PLAN SELECT * FROM km_curve;" | tail -1)" \
  '`--SCAN km_curve VIRTUAL TABLE INDEX 0:'

# a database in UTF-16
same "UTF-16" "$(sqlite3 -cmd '.load ./survival' utf16.db "PRAGMA encoding = 'UTF-16'; CREATE TABLE \"tę\"(\"dní\" INTEGER, e INTEGER, \"плечо\" TEXT);
  INSERT INTO \"tę\" VALUES (1, 1, 'žena'), (2, 1, '男');
  SELECT strata, time FROM km_curve('tę', 'dní', 'e', 'плечо') WHERE time > 0;
  SELECT strata, time FROM km_curve((SELECT surv(\"dní\", e, \"плечо\") FROM \"tę\")) WHERE time > 0;" 2>&1)" "žena|1
男|2
žena|1
男|2"
same "UTF-16 in a message" "$(sqlite3 -cmd '.load ./survival' utf16.db "SELECT * FROM km_curve('tę', 'dni', 'e');" 2>&1 |
  grep -o 'did you mean.*')" "did you mean dní?"

# a file holds nothing of ours
sqlite3 -cmd '.load ./survival' kept.db "$table CREATE VIEW v AS SELECT * FROM km_curve('p', 't', 'e'); SELECT count(*) FROM v;" \
  >/dev/null
same "a file opened without the extension" "$(sqlite3 kept.db 'PRAGMA integrity_check; SELECT count(*) FROM p; SELECT name FROM sqlite_schema' 2>&1)" "ok
3
p
v"
same "a view without the extension" "$(sqlite3 kept.db 'SELECT * FROM v' 2>&1 | grep -c 'no such table: .*km_curve')" 1
# ALTER TABLE reads every view
same "ALTER TABLE under a view" "$(sqlite3 -cmd '.load ./survival' kept.db "ALTER TABLE p RENAME COLUMN arm TO treatment; ALTER TABLE p ADD COLUMN x;
  SELECT count(*) FROM v" 2>&1)" 4

echo "$failed failures"
[ $failed -eq 0 ]
