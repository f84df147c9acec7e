#!/usr/bin/env bash
# A Cox model stratified by centre whose rows never leave the centres: asks each of them for its part, takes Newton's step,
# and goes on until it has converged.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: cox_rounds.sh EXTENSION TERMS COMMAND...

EXTENSION  the extension, survival.so
TERMS      how many coefficients there are
COMMAND    asks one place: run by the shell with BETA in its environment, a JSON array such as [0.1,-0.2], it prints a part a
           line, as cox_part() does

Prints a line for each round, then the coefficients: term, estimate, std_error, hazard ratio. A place that fails ends it.
TEXT
}

[[ $# -ge 3 && $2 =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
[[ -e $1 || -e $1.so || -e $1.dylib || -e $1.dll ]] || { echo "cox_rounds.sh: the extension $1 is not there" >&2; exit 1; }
extension=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") terms=$2
extension=${extension//\\/\\\\}
shift 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# in the folder, whose name may need quoting
sql() { (cd "$dir" && sqlite3 -batch -bail -init /dev/null -cmd ".load \"${extension//\"/\\\"}\"" rounds.db "$@"); }
sql 'CREATE TABLE rounds (round INTEGER PRIMARY KEY, step TEXT NOT NULL); CREATE TABLE parts (part TEXT NOT NULL)'
zeros=$(printf "%0.s,0" $(seq "$terms"))
BETA=[${zeros:1}]
export BETA
for ((round = 1; round <= 30; round++)); do
    : >"$dir/parts"
    for command; do
        # a part a line, and each is one value: the separator is a character that JSON has not
        bash -o pipefail -c "$command" >"$dir/part" || { echo "cox_rounds.sh: failed: $command" >&2; exit 1; }
        [[ -s $dir/part ]] || { echo "cox_rounds.sh: no part from: $command" >&2; exit 1; }
        # it may be so, or the place may be misspelt
        if [[ $round == 1 ]] && ! grep -qv '"information": *\[[0, ]*\]' "$dir/part"; then
            echo "cox_rounds.sh: tells nothing, for it has no patients or no events: $command" >&2
        fi
        cat "$dir/part" >>"$dir/parts"
    done
    sql 'DELETE FROM parts' '.mode ascii' '.separator "\001" "\n"' '.import parts parts' \
        'INSERT INTO rounds (step) SELECT cox_step(part) FROM parts'
    step=$(sql 'SELECT step FROM rounds ORDER BY round DESC LIMIT 1')
    BETA=$(sql "SELECT step ->> '\$.beta' FROM rounds ORDER BY round DESC LIMIT 1")
    echo "round $round: loglik $(sql "SELECT step ->> '\$.loglik' FROM rounds ORDER BY round DESC LIMIT 1")"
    if [[ $step == *'"converged":1'* ]]; then
        sql "SELECT b.key + 1, b.value, s.value, exp(b.value)
             FROM (SELECT step FROM rounds ORDER BY round DESC LIMIT 1) AS r, json_each(r.step, '\$.beta') AS b,
                  json_each(r.step, '\$.std_error') AS s WHERE s.key = b.key"
        exit 0
    fi
done
echo 'cox_rounds.sh: not converged after 30 rounds' >&2
exit 1
