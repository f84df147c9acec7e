#!/bin/bash
# PostgreSQL counts on its shards, SQLite finishes: two servers with half of the patients each and one that asks, on sockets
# in a folder of their own. What leaves a shard is its counts, a shard that is down is an error, and the answers are those of
# the rows.
#
#     scale_postgresql.sh path/to/survival.so
set -u -o pipefail
shopt -s nullglob
bins=(/usr/lib/postgresql/*/bin)
[[ ${#bins[@]} -gt 0 ]] && PATH=${bins[-1]}:$PATH
for needed in initdb pg_ctl psql sqlite3; do command -v $needed >/dev/null || exit 77; done
extension=$(realpath "$1")
project=$(cd "$(dirname "$0")/../.." && pwd)
scale=$project/sql/scale
. "$project/tests/scale/checks.sh"
dir=$(mktemp -d)
as=()  # the server must not run as root
if [[ $(id -u) == 0 ]]; then
  as=(setpriv "--reuid=$(id -u nobody)" "--regid=$(id -g nobody)" --clear-groups env "HOME=$dir")
  chown nobody "$dir"
fi
cd "$dir" || exit 1
stop() { "${as[@]}" pg_ctl -D "$dir/$1" -m immediate -w stop >/dev/null 2>&1; }
trap 'stop shard1; stop shard2; stop all; rm -rf "$dir"' EXIT

ask() { psql -X -q -v ON_ERROR_STOP=1 -h "$dir" -U owner -p "$1" "${@:2}" postgres 2>&1; }

ports=(54331 54332 54333)
names=(shard1 shard2 all)
for i in 0 1 2; do
  "${as[@]}" initdb -D "$dir/${names[i]}" -U owner -A trust --no-sync >"${names[i]}.log" 2>&1 || { cat "${names[i]}.log"; exit 1; }
  "${as[@]}" pg_ctl -D "$dir/${names[i]}" -w -l "$dir/${names[i]}.out" \
    -o "-k '$dir' -p ${ports[i]} -c listen_addresses='' -c fsync=off" start >/dev/null || { cat "${names[i]}.out"; exit 1; }
done

sqlite3 -batch -bail -init /dev/null rows.db <"$project/tests/scale/patients.sql"
for i in 0 1; do
  ask "${ports[i]}" -c 'CREATE TABLE patients (id bigint PRIMARY KEY, centre int NOT NULL, arm text NOT NULL, age_band int NOT NULL,
                        os_days int NOT NULL, status int NOT NULL)'
  sqlite3 -csv rows.db "SELECT * FROM patients WHERE id % 2 = $i" | ask "${ports[i]}" -c 'COPY patients FROM STDIN CSV'
  ask "${ports[i]}" -f "$scale/postgresql_shard.sql"
done
ask 54333 -v "dir=$dir" -v port1=54331 -v port2=54332 -f "$scale/postgresql_coordinator.sql"

# from the query to SQLite, and all of the patients, as sql/scale/README.md says
server="psql -X -qAt -v ON_ERROR_STOP=1 -h '$dir' -U owner"
pull() {
  "$scale/pull.sh" counts.db "$server -p 54333 postgres -c 'COPY (SELECT * FROM pooled) TO STDOUT CSV'" \
    "echo \$((\$($server -p 54331 postgres -c 'SELECT count(*) FROM patients') + \$($server -p 54332 postgres -c 'SELECT count(*) FROM patients')))" >pulled.txt
}
pull || expect 'the counts come' 0 "$?"
expect_equal_to_the_rows "$extension"
expect 'all of them' "$(sqlite3 counts.db 'SELECT count(*) FROM counts') cells of 10000 patients" "$(cat pulled.txt)"

# By the books of the server that asks: what it fetches from each shard is what that has counted, and no patient.
for i in 1 2; do
  plan=$(ask 54333 -At -c "EXPLAIN (ANALYZE, VERBOSE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT * FROM pooled")
  cells=$(ask "${ports[i - 1]}" -At -c 'SELECT count(*) FROM counted')
  expect "shard $i sends its cells" 1 "$(grep -c "Foreign Scan on public.counted$i (actual rows=$cells loops=1)" <<<"$plan")"
done
expect 'of its view' 2 "$(grep -c 'Remote SQL: .* FROM public.counted$' <<<"$plan")"
expect 'the counting user sees no patient' 1 "$(psql -X -h "$dir" -U counting -p 54331 postgres -c 'SELECT * FROM patients' 2>&1 | grep -c 'permission denied')"

# A Cox model stratified by centre and server, by rounds of sums: no row and no count leaves.
round="psql -X -qAt -v ON_ERROR_STOP=1 -h '$dir' -U owner -v beta=\"\$BETA\" -f '$scale/postgresql_cox_round.sql' postgres"
expect_model_of_rounds "$extension" "$round -p 54331" "$round -p 54332"

# A shard that is down is an error, and no smaller count.
stop shard2
expect_no_smaller_count pull
expect 'it says so' 1 "$(grep -c 'could not connect to server "shard2"' error.txt)"

finish
