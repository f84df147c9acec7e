# shellcheck shell=bash
# Sourced by the tests of other engines, in a folder with rows.db, the patients, and counts.db, what the engine counted;
# $project is set.
. "${project:?}/tests/expect.sh"

sqlite() { sqlite3 -batch -bail -init /dev/null "$@"; }

# The answers over counts are those over rows.
#   expect_equal_to_the_rows EXTENSION
expect_equal_to_the_rows() {
  expect 'equal to the rows' 'patients|0
cells|0
km_curve|0
cuminc|0
logrank|0
gray|0
cox|0
finegray|0' "$(sqlite -cmd ".load $1" counts.db "ATTACH 'rows.db' AS rows_" ".read $project/tests/scale/compare.sql" 2>&1)"
}

# A Cox model stratified by centre and server, by rounds of sums: no row and no count leaves.
#   expect_model_of_rounds EXTENSION COMMAND COMMAND: what asks each server for a round
expect_model_of_rounds() {
  local wanted rounds
  wanted=$(sqlite -cmd ".load $1" rows.db "
    SELECT estimate, std_error FROM cox('SELECT *, id % 2 AS shard FROM patients', 'os_days', 'status > 0', 'arm, age_band, strata(centre), strata(shard)')")
  rounds=$("$project/sql/scale/cox_rounds.sh" "$1" 2 "${@:2}") || expect 'rounds' '' "$rounds"
  expect 'the model of the rounds' 2 "$(paste -d '|' <(tail -n 2 <<<"$rounds") <(echo "$wanted") |
    awk -F '|' 'function near(a, b) { return (a - b) ^ 2 < 1e-18 } near($2, $5) && near($3, $6) { n++ } END { print n + 0 }')"
}

# Where a part of the data cannot be reached, the pull is an error and no smaller count.
#   expect_no_smaller_count PULL [ARGUMENT...]: what it says of it is in error.txt
expect_no_smaller_count() {
  if "$@" 2>error.txt; then expect 'a part is missing' 'an error' "$(sqlite3 counts.db 'SELECT sum(n) FROM counts')"; fi
}
