#!/bin/bash
# The study: every published figure comes out of sql/ as it should, from a database that cannot be written; and
# sql/checks.sql finds what is wrong in the data.
#
#     study.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
extension=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/expect.sh
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT

shell() { sqlite3 -batch -bail -init /dev/null "$@" 2>&1; }

samples/load.sh "$dir/registry.db" >/dev/null || exit 1
chmod a-w "$dir/registry.db" "$dir"
before=$(sha256sum "$dir/registry.db")
report=$(shell -readonly "$dir/registry.db" -cmd ".load $extension" '.read sql/report.sql' '.read samples/compare.sql') ||
  expect 'the report' '' "$report"
expect 'by sql/report.sh from another folder, the same' "$report" "$(cd / && "$OLDPWD/sql/report.sh" --extension "$extension" \
  --then "$OLDPWD/samples/compare.sql" "$dir/registry.db")"
expect 'the convention of the publication is told' \
  "NRM is 1 - OS by the study's setting: all 13 deaths count, 1 of them after a relapse." "$(grep '^NRM is' <<<"$report")"

expect 'verdicts of all published figures' 'equal 139
differs 18
equal (presumed source) 2' "$(sed -n '/^verdict  *figures/,$p' <<<"$report" | tail -n +3 | sed 's/  */ /g; s/ $//')"
expect 'nothing unexpected' '' "$(grep UNEXPECTED <<<"$report")"
# The lines of the results section that readers look for first.
for line in 'OS 365 9 67.1 (46.4-81.2)' 'OS 1095 2 48.9 (23.0-70.6)' 'LFS 365 8 61.0 (40.4-76.3)' \
  'RI 1095 2 8.8 (2.9-26.4)' 'NRM 1095 2 51.1 (31.2-83.6)' 'NRM, relapse competing 365 8 30.3 (17.2-53.4)' \
  'neutrophils 41 14 (8-26) 28 100.0 (100.0-100.0)' 'sex 41 0.712 0.743 0.081 0.712 0.499' 'GVHD 5 38.5 56-198' \
  'age 16 (3-46)' '41 13 283 (225-361) 1779' \
  ' late 0.24 (0.07-0.85) 0.027 0.22 (0.07-0.68) 0.009' ' M none * 1.49 (0.49-4.52) 0.479' 'RI 40 3 2 too few events' \
  'NRM CAR-T target CD19+CD22 no finite estimate: the hazard ratio tends to 0' \
  'CRFS 365 6 40.6 (21.9-58.6)' 'current LFS, at most 365 9 63.5 (42.7-78.5)' 'GVHD death 6' 'event-free GVHD 11' \
  'Survival of those alive on day 100, by aGVHD II-IV until then' \
  'Log-rank P = 0.731: 3 deaths of 15 patients with, 4 of 18 without.' '41 13 8 5 7.82 (1.44-42.34) 0.017' \
  '13 deaths tell how strong the effect is within these limits only. At 5 deaths per parameter 1 other covariate could be' \
  '7 deaths leave much open: to find a hazard ratio of 2 takes 66 (power 80 %), so that no difference seen'; do
  grep -qxF "$line" <<<"$(sed 's/  */ /g; s/ $//' <<<"$report")" || expect "a line of the report" "$line" 'not there'
done
# The regressions are R's: tests/reference/study_regression.R. An empty cell is a ratio that is not finite, which a flag says.
expect 'regressions' '50 as in R, 6 of them without a ratio; 0 others' "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" '
  CREATE TEMP TABLE r (covariates INT, outcome, factor, level, hazard_ratio REAL, conf_low REAL, conf_high REAL, p_value REAL);
  ' '.import --csv --skip 1 tests/reference/study_regression.csv r' '.read sql/session.sql' '.read sql/packed.sql' '.read sql/regression.sql' "
  WITH here AS (
    SELECT 1 AS covariates, outcome, factor, level, hazard_ratio, conf_low, conf_high, p_value, flag FROM univariable_regression
    UNION ALL SELECT 2, outcome, replace(term, '_', ' '), level, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM multivariable_regression),
  compared AS (
    SELECT r.hazard_ratio = '' AS no_ratio,
           CASE r.hazard_ratio WHEN '' THEN here.hazard_ratio IS NULL AND here.p_value IS NULL AND here.flag LIKE 'no finite%'
           ELSE abs(here.hazard_ratio / r.hazard_ratio - 1) < 1e-7 AND abs(here.conf_low / r.conf_low - 1) < 1e-7
                AND abs(here.conf_high / r.conf_high - 1) < 1e-7 AND abs(here.p_value - r.p_value) < 1e-7
                AND here.flag IS NULL END AS equal
    FROM r JOIN here USING (covariates, outcome, factor, level))
  SELECT sum(equal) || ' as in R, ' || sum(equal AND no_ratio) || ' of them without a ratio; '
         || ((SELECT count(*) FROM here WHERE p_value IS NOT NULL OR flag IS NOT NULL) - sum(equal)) || ' others'
  FROM compared")"
# So are the states, GRFS's relatives, the landmark and the time-dependent covariate: tests/reference/study_states.R.
expect 'patients who move' '21 as in R; 0 others' "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" '
  CREATE TEMP TABLE r (part, name, time, estimate, conf_low, conf_high);
  ' '.import --csv --skip 1 tests/reference/study_states.csv r' '.read sql/session.sql' '.read sql/state_outcomes.sql' "
  WITH here AS (
    SELECT 'state_shares' AS part, state AS name, time, estimate, conf_low, conf_high FROM state_shares
    UNION ALL SELECT 'event_free', outcome, time, estimate, conf_low, conf_high FROM event_free
    UNION ALL SELECT 'landmark', gvhd, time, estimate, conf_low, conf_high FROM landmark_outcomes
    UNION ALL SELECT 'cgvhd', 'hazard ratio', '', hazard_ratio, conf_low, conf_high FROM cgvhd_and_death),
  differences AS (
    SELECT iif(r.estimate = '', here.estimate IS NULL, abs(here.estimate - r.estimate) < 1e-7)
           AND iif(r.conf_low = '', here.conf_low IS NULL, abs(here.conf_low - r.conf_low) < 1e-7)
           AND iif(r.conf_high = '', here.conf_high IS NULL, abs(here.conf_high - r.conf_high) < 1e-6) AS equal
    FROM r JOIN here ON r.part = here.part AND r.name = here.name AND r.time = CAST(here.time AS TEXT))
  SELECT sum(equal) || ' as in R; ' || ((SELECT count(*) FROM here) - sum(equal)) || ' others' FROM differences")"
# Nobody is counted twice in the states, and they hold the deaths of the endpoints.
expect 'states add up' '0|13' "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" '.read sql/session.sql' '.read sql/state_outcomes.sql' "
  SELECT (SELECT count(*) FROM (SELECT sum(estimate) AS total FROM state_shares GROUP BY time) WHERE abs(total - 1) > 1e-14),
         (SELECT sum(n) FROM state_changes WHERE to_state = 'death')")"
mkdir -p build
expect 'figures' '3 drawn' "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" '.read sql/figures.sql' |
  while IFS='|' read -r file bytes; do [[ $bytes -gt 3000 ]] && head -c 4 "$file" && echo; done | grep -c '<svg') drawn"
expect 'the figure of samples/ is what sql/figures.sql draws' '' "$(cmp build/outcomes.svg samples/outcomes.svg 2>&1)"
expect 'the states of samples/ are what sql/figures.sql draws' '' "$(cmp build/states.svg samples/states.svg 2>&1)"
expect 'the ids of its panels differ' '' "$(grep -o ' id="[^"]*"' build/outcomes.svg | sort | uniq -d)"
expect 'width of the report' '' "$(awk 'length($0) > 120' <<<"$report")"
expect 'the database is untouched' "$before" "$(sha256sum "$dir/registry.db")"

# With one definition of the events, what can happen to a patient adds up to 1 at every time.
expect 'LFS + RI + NRM = 1' '0' "$(shell -readonly "$dir/registry.db" -cmd ".load $extension" "
  SELECT count(*) FROM (
    SELECT sum(estimate) AS total, count(*) AS parts FROM (
      SELECT time, estimate FROM km_curve('leukaemia_free_survival', 'lfs_days', 'failed')
      UNION ALL SELECT time, estimate FROM cuminc('relapse_or_death', 'days', 'status'))
    GROUP BY time)
  WHERE abs(total - 1) > 1e-14 OR parts <> 3")"

chmod u+w "$dir" "$dir/registry.db"
# Another centre's registry: nobody had a DLI, all cells are of one source; then, nobody relapsed either. What cannot be
# compared is left out.
cp "$dir/registry.db" "$dir/other.db"
shell "$dir/other.db" "UPDATE second_transplant SET prophylactic_dli_dsi = 'no';
  UPDATE cart SET cell_source = 'autologous', cell_source_presumed = 'autologous'"
figures() {
  sql/report.sh --extension "$extension" --figures "$dir/figures" "$dir/other.db" | grep -c 'svg [0-9]'
  grep -c '<svg x=' "$dir/figures/outcomes.svg"
}
expect 'figures of another centre, and panels' '3 4' "$(figures | xargs)"
shell "$dir/other.db" "DELETE FROM events WHERE event_type = 'relapse'"
expect 'without relapses' '3 3' "$(figures | xargs)"
other=$(shell -readonly "$dir/other.db" -cmd ".load $extension" '.read sql/report.sql') || expect 'report of another centre' '' "$other"
expect 'regressions of another centre' 'RI 40 0 0 too few events' "$(sed 's/  */ /g; s/ $//' <<<"$other" | grep '^RI.*events$')"
expect 'sound data: no findings' '' "$(shell "$dir/registry.db" -cmd ".load $extension" '.read sql/session.sql' \
  '.read sql/checks.sql' 'SELECT * FROM checks')"
expect 'findings' 'CAR-T after the transplant|P01
CAR-T of differing source|P01
death without a cause|P02
event after death|P02
event after the cut-off|P04
event after the end of follow-up|P02
event after the last contact|P04
event before the transplant|P05
followed for no time|P05
no follow-up|P06
relapse out of order|P07
transplant after the cut-off|P08
transplants out of order|P03' "$(shell "$dir/registry.db" -cmd ".load $extension" "
  UPDATE cart SET infusion_date = '2019-01-01', cell_source = 'unknown' WHERE patient_id = 'P01' AND infusion_no = 1;
  DELETE FROM events WHERE patient_id IN ('P02', 'P04', 'P05', 'P06');
  INSERT INTO events VALUES ('X1', 'SYNTHETIC', 'P02', '2017-01-01', 'death', NULL, NULL),
    ('X2', 'SYNTHETIC', 'P02', '2017-02-01', 'cmv', NULL, NULL),
    ('X3', 'SYNTHETIC', 'P04', '2020-08-01', 'last_contact', NULL, NULL),
    ('X4', 'SYNTHETIC', 'P04', '2020-10-01', 'cmv', NULL, NULL),
    ('X5', 'SYNTHETIC', 'P05', '2000-01-01', 'last_contact', NULL, NULL);
  UPDATE first_transplant SET transplant_date = '2019-12-31' WHERE patient_id = 'P03';
  UPDATE first_relapse SET relapse_date = '2019-12-31' WHERE patient_id = 'P03';
  UPDATE first_relapse SET relapse_date = '2000-01-01' WHERE patient_id = 'P07';
  UPDATE second_transplant SET transplant_date = '2020-12-01' WHERE patient_id = 'P08'" '.read sql/session.sql' '.read sql/checks.sql' "
  SELECT DISTINCT finding, patient_id FROM checks
  WHERE NOT (patient_id = 'P08' AND finding <> 'transplant after the cut-off')
    AND NOT (patient_id = 'P03' AND finding <> 'transplants out of order') ORDER BY 1, 2")"

finish
