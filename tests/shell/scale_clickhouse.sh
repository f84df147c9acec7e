#!/bin/bash
# ClickHouse counts on its shards from a plain GROUP BY, SQLite finishes: two servers with half of the patients each and one
# that asks, on the loopback device. By its query log a shard sends counts; a shard that is down is an error; the answers are
# those of the rows.
#
#     scale_clickhouse.sh path/to/survival.so
set -u -o pipefail
for needed in clickhouse-server clickhouse-client sqlite3; do command -v $needed >/dev/null || exit 77; done
extension=$(realpath "$1")
project=$(cd "$(dirname "$0")/../.." && pwd)
scale=$project/sql/scale
. "$project/tests/scale/checks.sh"
dir=$(mktemp -d)
cd "$dir" || exit 1
declare -A pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT

# server NAME PORT [MORE]: one file is its configuration and its users
server() {
  cat >"$1.xml" <<XML
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <listen_host>127.0.0.1</listen_host> <tcp_port>$2</tcp_port>
  <path>$dir/$1/</path> <mark_cache_size>100000000</mark_cache_size>
  <query_log><database>system</database><table>query_log</table><flush_interval_milliseconds>200</flush_interval_milliseconds></query_log>
  <users_config>$1.xml</users_config>
  <profiles><default><log_queries>1</log_queries></default></profiles> <quotas><default/></quotas>
  <users><default><password/><profile>default</profile><quota>default</quota><networks><ip>127.0.0.1</ip></networks></default></users>
  ${3:-}
</yandex>
XML
  clickhouse-server --config-file="$1.xml" >"$1.log" 2>&1 </dev/null &
  pids[$1]=$!
  for _ in {1..600}; do
    clickhouse-client --port "$2" -q 'SELECT 1' >/dev/null 2>&1 && return
    kill -0 "${pids[$1]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$1.log"
  exit 1
}
ask() { clickhouse-client --port "$1" "${@:2}" 2>&1; }

server shard1 19511
server shard2 19512
server all 19510 '<remote_servers><registry>
  <shard><replica><host>127.0.0.1</host><port>19511</port></replica></shard>
  <shard><replica><host>127.0.0.1</host><port>19512</port></replica></shard></registry></remote_servers>'
sqlite3 -batch -bail -init /dev/null rows.db <"$project/tests/scale/patients.sql"
for i in 0 1; do
  ask $((19511 + i)) -q "$(cat "$scale/clickhouse_shard.sql")"
  sqlite3 -csv rows.db "SELECT id, centre, arm, age_band, os_days, status FROM patients WHERE id % 2 = $i" |
    ask $((19511 + i)) -q 'INSERT INTO patients FORMAT CSV'
done
ask 19510 -q "$(cat "$scale/clickhouse_coordinator.sql")"

pull() {
  "$scale/pull.sh" counts.db "clickhouse-client --port 19510 <'$scale/clickhouse_counts.sql'" \
    "clickhouse-client --port 19510 -q 'SELECT count() FROM patients'" >pulled.txt
}
pull || expect 'the counts come' 0 "$?"
expect_equal_to_the_rows "$extension"

# By the books of each shard: it read its half of the patients, and what it sent are its cells.
for i in 0 1; do
  cells=$(sqlite3 rows.db "SELECT count(*) FROM (SELECT DISTINCT arm, age_band, centre, os_days, status FROM patients WHERE id % 2 = $i)")
  half=$(sqlite3 rows.db "SELECT count(*) FROM patients WHERE id % 2 = $i")
  log=''
  for _ in {1..100}; do  # it is written now and then
    log=$(ask $((19511 + i)) -q "SELECT read_rows, result_rows FROM system.query_log WHERE type = 2 AND is_initial_query = 0 AND query LIKE '%count%os_days%' LIMIT 1 FORMAT CSV")
    [[ $log =~ ^[0-9]+,[0-9]+$ ]] && break
    sleep 0.1
  done
  expect "shard $((i + 1)) reads its patients and sends its cells" "$half,$cells" "$log"
done

# A Cox model stratified by centre and server, by rounds of sums: no row and no count leaves.
cat >round.sh <<'SH'
IFS='[],' read -r _ beta1 beta2 _ <<<"$BETA"
sed "s/BETA1/$beta1/g; s/BETA2/$beta2/g" "$SCALE/clickhouse_cox_round.sql" | clickhouse-client "$@"
SH
export SCALE=$scale
round="bash -o pipefail $dir/round.sh"
expect_model_of_rounds "$extension" "$round --port 19511" "$round --port 19512"

# A shard that is down is an error, and no smaller count.
kill "${pids[shard2]}"
wait "${pids[shard2]}" 2>/dev/null
expect_no_smaller_count pull
expect 'it says so' 1 "$(grep -c -m 1 'ALL_CONNECTION_TRIES_FAILED\|All connection tries failed' error.txt)"

finish
