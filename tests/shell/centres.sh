#!/bin/bash
# The yearly report to centres, sql/centres.sql, over the invented registry of samples/centres: what was put into it comes out.
#
#     centres.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
extension=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/expect.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
asks=()

shell() { sqlite3 -batch -bail -init /dev/null "$@" 2>&1; }

shell "$dir/registry.db" <samples/centres/make.sql || exit 1
parameter=(-cmd '.parameter init' -cmd ".parameter set \$folder '$dir'")
report=$(shell -readonly "$dir/registry.db" -cmd ".load $extension" "${parameter[@]}" '.read sql/centres.sql') || expect 'the report' '' "$report"
expect 'nobody is left out' 'none 0' "$(awk '/^Patients without/ { getline; getline; getline; print $1, $2 }' <<<"$report")"
expect 'centres, in three tables' 60 "$(grep -c '^centre [0-9]' <<<"$report")"
expect 'the one that lost its patients' 'centre 07' "$(grep 'follow-up is missing' <<<"$report" | cut -c1-9)"
expect 'the one with more deaths' 'centre 03' "$(grep 'high *$' <<<"$report" | cut -c1-9)"
expect 'no other' 1 "$(grep -cE '(high|low) *$' <<<"$report")"
# The funnel plot: a point for each centre, named are those of the flag, and it says so in words.
funnel=$(cat "$dir/funnel.svg")
expect 'centres drawn' 20 "$(grep -c '<circle' <<<"$funnel")"
expect 'centres named' '>centre 03<' "$(grep -o '>centre [0-9]*<' <<<"$funnel")"
expect 'in words' 'centre 03: 2.10 at 22.4. ' "$(sed -n 's/.*<desc[^>]*>\(.*\)<.desc>.*/\1/p' <<<"$funnel")"
expect 'its size is told' "$(wc -c <"$dir/funnel.svg")" "$(awk '/funnel.svg/ { print $NF }' <<<"$report")"
expect 'as many deaths as expected' '410 410.0' "$(awk '/^overdispersion/ { getline; getline; print $2, $3 }' <<<"$report")"
expect 'net survival above the crude one' 3 "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" "
  SELECT count(*) FROM relative_survival('registry', 'days', 'died', 'disease') AS r
  JOIN km_curve('registry', 'days', 'died', 'disease') AS k ON k.strata = r.strata
  WHERE r.age = 'age' AND r.year = 'year' AND r.sex = 'sex' AND r.rates = 'rates' AND r.times = 730 AND k.times = 730
    AND r.estimate > k.estimate AND r.estimate < 1 AND r.n_outside = 0")"
expect 'width of the report' '' "$(awk 'length($0) > 125' <<<"$report")"
# Registries of other kinds: values that are missing are counted, a centre where nobody died is judged, where nobody died at
# all no ratio is printed; and what no report may be made of is an error.
other() {
  rm -f "$dir/other.db"
  shell "$dir/other.db" "ATTACH '$dir/registry.db' AS r" 'CREATE TABLE registry AS SELECT * FROM r.registry; CREATE TABLE rates AS SELECT * FROM r.rates;
    CREATE TABLE centre_report AS SELECT * FROM r.centre_report' "$1"
  shell -readonly "$dir/other.db" -cmd ".load $extension" "${parameter[@]}" '.read sql/centres.sql' | sed 's/  */ /g; s/ $//'
}
expect 'what is missing' 'age 10
days 19' "$(other 'UPDATE registry SET days = NULL WHERE patient_id < 20; UPDATE registry SET age = NULL WHERE patient_id < 11' |
  sed -n '/^Patients without/,/^$/p' | grep '[0-9]$')"
# Three patients of 42: they are hidden, and another count with them.
expect 'few patients' 'centre 20 54.9 (49.2-67.5) F 15 (35.7 %), M 27 (64.3 %) ALL ≥5, AML 27 (64.3 %), MDS <5' \
  "$(other "UPDATE registry SET disease = iif(patient_id IN (SELECT patient_id FROM registry WHERE centre = 'centre 20' LIMIT 3), 'MDS',
      iif(disease = 'MDS', 'AML', disease)) WHERE centre = 'centre 20'" | grep -m1 '^centre 20')"
expect 'nobody dead at one centre' 'centre 20 42 0 11.4 0.00 (0.00-0.32) 0.26-2.01 low' \
  "$(other "UPDATE registry SET died = 0 WHERE centre = 'centre 20'" | grep '^centre 20.*low$')"
expect 'nobody dead' 20 "$(other 'UPDATE registry SET died = 0' | grep -c 'none expected$')"
expect 'no patients' 'registry has no patients' "$(other 'DELETE FROM registry' | grep -o 'registry has no patients')"
expect 'two horizons' 'centre_report must have one row' "$(other 'INSERT INTO centre_report VALUES (365)' | grep -o 'centre_report must have one row')"
expect 'twice' 'registry must have one row per patient' "$(other 'INSERT INTO registry SELECT * FROM registry WHERE patient_id = 7' | grep -o 'registry must have one row per patient')"
expect 'a figure that cannot be written' 'funnel.svg could not be written' "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" -cmd '.parameter init' \
  -cmd ".parameter set \$folder '$dir/registry.db'" '.read sql/centres.sql' | grep -o 'funnel.svg could not be written')"
# Each centre sends its counts, and those together are the registry.
expect 'merged' 1 "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" "
  SELECT (SELECT surv_merge(part) FROM (SELECT surv(days, died, centre) AS part FROM registry GROUP BY centre))
         = (SELECT surv(days, died, centre) FROM registry)")"

# Cox's model stratified by centre, of which each centre tells sums: a file for each of three centres.
for centre in 01 02 03; do
  shell "$dir/centre $centre.db" "ATTACH '$dir/registry.db' AS r" "CREATE TABLE patients AS SELECT * FROM r.registry WHERE centre = 'centre $centre'"
  asks+=("sqlite3 -batch -bail -init /dev/null -readonly '$dir/centre $centre.db' -cmd '.load $extension' \"
    SELECT part FROM cox_part('patients', 'days', 'died', 'age, sex = ''M''') WHERE beta = '\$BETA'\"")
done
rounds=$(sql/scale/cox_rounds.sh "$extension" 2 "${asks[@]}" 2>&1) || expect 'rounds' '' "$rounds"
expect 'the model of the rounds' 2 "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" "
  SELECT estimate, std_error FROM cox('SELECT *, sex = ''M'' AS male FROM registry WHERE centre <= ''centre 03''', 'days', 'died',
                                      'age, male, strata(centre)')" |
  paste -d '|' <(tail -n 2 <<<"$rounds") - | awk -F '|' 'function near(a, b) { return (a - b) ^ 2 < 1e-18 }
    near($2, $5) && near($3, $6) { n++ } END { print n + 0 }')"
rounds=$(sql/scale/cox_rounds.sh "$extension" 2 "${asks[0]}" 'exit 3' 2>&1) && expect 'a centre that fails' 'an error' "$rounds"
expect 'a centre that fails' 'cox_rounds.sh: failed: exit 3' "$rounds"
# A centre where nobody died has nothing to tell, as one that is not there; the model is the same, and it is said.
shell "$dir/centre 03.db" 'UPDATE patients SET died = 0'
rounds=$(sql/scale/cox_rounds.sh "$extension" 2 "${asks[@]}" 2>"$dir/said") || expect 'nobody dead at a centre' '' "$(cat "$dir/said")"
expect 'nobody dead at a centre is said' 'cox_rounds.sh: tells nothing, for it has no patients or no events: 1' "$(grep -o '^.*events: ' "$dir/said")$(grep -c 'centre 03' "$dir/said")"
expect 'and changes nothing' "$(sql/scale/cox_rounds.sh "$extension" 2 "${asks[@]:0:2}" | tail -n 2)" "$(tail -n 2 <<<"$rounds")"

finish
