#!/bin/bash
# The analysis travels: another centre's registry, of which only samples/another_centre/endpoints.sql knows the tables, is
# reported on from any folder, read-only, attached, with stored views or temporary ones, and with pieces missing. What
# cannot be reported ends it with the file's name.
#
#     another_centre.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
extension=$(realpath "$1")
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/tests/expect.sh"
here=$project/samples/another_centre
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT

# has WHAT PATTERN TEXT
has() {
  grep -q -- "$2" <<<"$3" && return
  failed=$((failed + 1))
  printf 'FAILED %s\nexpected a line with: %s\nactual:\n%s\n' "$1" "$2" "$3"
}
shell() { sqlite3 -batch -bail -init /dev/null "$@" 2>&1; }
report() { "$project/sql/report.sh" --extension "$extension" "$@" 2>&1; }
squeezed() { sed 's/  */ /g; s/ $//'; }

# A folder whose name needs quoting; the file cannot be written.
mkdir "$dir/it's a \"folder\""
cd "$dir/it's a \"folder\"" || exit 1
text=$("$project/samples/try.sh" another_centre . "$extension" 2>&1) || expect 'try.sh' '' "$text"
chmod a-w another_centre.db .
before=$(sha256sum another_centre.db)
figures=$(grep -c 'svg [0-9]' <<<"$text")
expect 'figures' 3 "$figures"
text=$(sed '/svg [0-9]*$/d' <<<"$text")

# Counted from the tables by hand: relapse comes first in 80 of 200, and 60 of the 138 deaths follow one.
expect 'what NRM is' 'NRM is death without relapse, with which relapse competes: 78 of 138 deaths.' "$(grep '^NRM is' <<<"$text")"
expect 'no other NRM' '' "$(grep -i '1 - OS\|as published\|NRM, relapse competing\|CAR-T\|second transplant' <<<"$text")"
expect 'LFS, RI and NRM add up' '365 100.0
1095 100.0' "$(squeezed <<<"$text" | awk '$1 ~ /^(LFS|RI|NRM)$/ && NF == 5 && $5 ~ /-/ { sum[$2] += $4 }
  END { for (day in sum) printf "%d %.1f\n", day, sum[day] }' | sort -n)"
expect 'names of its own' 'München 78 (39.0 %)
北京 41 (20.5 %)' "$(squeezed <<<"$text" | grep ' (.* %)$' | grep -o 'München.*\|北京.*')"
expect 'R, by hand' 'OS 365 138 70.0 (63.1-75.8)' "$(squeezed <<<"$text" | grep '^OS 365')"

# What moves its patients, counted from the tables by hand; chronic GVHD and remissions are not recorded, which is told.
expect 'states, by hand' "$(shell another_centre.db "
  WITH f AS (SELECT *, min(coalesce(tot_am, zuletzt), '2019-12-31') AS last FROM fu JOIN hsct USING (nr) WHERE am <= '2019-12-31'),
  g AS (SELECT *, gvhd_grad >= 3 AND gvhd_am <= '2019-12-31' AND gvhd_am < coalesce(rezidiv_am, '9') AND gvhd_am <= last AS severe,
               coalesce(rezidiv_am <= '2019-12-31', 0) AS relapsed, coalesce(tot_am <= '2019-12-31', 0) AS died FROM f)
  SELECT 'event-free GVHD ' || sum(severe) FROM g UNION ALL
  SELECT 'event-free relapse ' || sum(relapsed AND NOT coalesce(severe, 0)) FROM g UNION ALL
  SELECT 'GVHD relapse ' || sum(relapsed AND severe) FROM g UNION ALL
  SELECT 'GVHD death ' || sum(died AND NOT relapsed AND severe) FROM g UNION ALL
  SELECT 'relapse death ' || sum(died AND relapsed) FROM g")" \
  "$(squeezed <<<"$text" | grep -E '^(event-free GVHD|event-free relapse|GVHD relapse|GVHD death|relapse death) ')"
for line in '^CRFS is not known: study.crfs_gvhd names no kind of event.$' '^Not compared: study.chronic_gvhd names no kind of event.$' \
  '^Current LFS is not known: remissions after a relapse are not recorded (study.remissions).$' '^Log-rank P = .* deaths of '; do
  has 'what is not known' "$line" "$text"
done

# current WHAT SELECT OUTCOME: OUTCOME and current LFS where these are the remissions and relapses after the first relapse; on
# day 250, when nobody is censored yet
current() {
  sed "s/AS cut_off,/AS cut_off, 'recorded' AS remissions,/; s/'365,1095'/'250'/" "$here/endpoints.sql" >"$dir/current.sql"
  printf 'CREATE TEMP VIEW disease_changes AS %s;\n' "$2" >>"$dir/current.sql"
  report another_centre.db "$dir/current.sql" >"$dir/current.txt" || expect "$1" '' "$(cat "$dir/current.txt")"
  squeezed <"$dir/current.txt" | sed -n "s/^$3 250 [0-9]* //p; s/^current LFS 250 [0-9]* //p" | xargs
}
lfs='67.5 (60.5-73.5)'
expect 'no remissions: current LFS is LFS' "$lfs $lfs" "$(current none 'SELECT 0 AS patient_id, 0 AS event_date, 0 AS state WHERE 0' LFS)"
# All in remission again on the next day: OS, but for the one of 200 who relapsed on that very day.
expect 'all in remission' '78.5 (72.1-83.6) 78.0 (71.6-83.1)' "$(current all "SELECT nr AS patient_id, date(rezidiv_am, '+1 day') AS event_date,
  'remission' AS state FROM fu WHERE rezidiv_am IS NOT NULL" OS)"
# Who relapses again is no longer in remission.
expect 'remissions lost' "$lfs $lfs" "$(current lost "SELECT nr AS patient_id,
  date(rezidiv_am, '+' || column1 || ' day') AS event_date, column2 AS state
  FROM fu, (VALUES (1, 'remission'), (2, 'relapse')) WHERE rezidiv_am IS NOT NULL" LFS)"

# The same from a database without tables of its own that attaches the registry, and with the views stored in it.
expect 'attached' "$text" "$(report --attach registry=another_centre.db :memory: "$here/endpoints.sql")"
cp another_centre.db "$dir/stored.db"
chmod u+w "$dir/stored.db"
sed 's/^CREATE TEMP VIEW/CREATE VIEW/' "$here/endpoints.sql" | shell "$dir/stored.db" || expect 'views stored' '' 'failed'
expect 'stored' "$text" "$(report "$dir/stored.db")"
expect 'untouched' "$before" "$(sha256sum another_centre.db)"

# Figure and report round alike: every percentage with limits of the figure stands in the report.
percents() { grep -o '[0-9.]*% ([0-9.]*–[0-9.]*)' another_centre/outcomes.svg | sed 's/%//; s/–/-/' | sort -u; }
expect 'percentages of the figure' 8 "$(percents | wc -l)"
while read -r percent; do has "a percentage of the figure" "$percent" "$text"; done < <(percents)

# Without relapses: what needs them is left out, and said to be.
chmod u+w .
cat "$here/endpoints.sql" "$here/without_relapse.sql" >"$dir/without.sql"
without=$(report --figures "$dir/without" another_centre.db "$dir/without.sql")
has 'relapses are not recorded' '^Relapses are not recorded: only overall survival is known.$' "$without"
expect 'only OS' 'OS OS' "$(squeezed <<<"$without" | grep -E '^(OS|LFS|RI|NRM|GRFS) [0-9]' | cut -d' ' -f1 | xargs)"
expect 'no states, and that they are not known' '3 0' \
  "$(grep -c '^not known: relapses are not recorded$' <<<"$without") $(grep -c '^event-free' <<<"$without")"
expect 'figures without states' 2 "$(grep -c 'svg [0-9]' <<<"$without")"
expect 'one panel' 1 "$(grep -c '<svg x=' "$dir/without/outcomes.svg")"

# A centre whose patients have all died, and one of whom none has.
for dead in 1 0; do
  sed "s/^       f.tot_am IS NOT NULL AND f.tot_am <= cut_off AS died,/       $dead AS died,/" "$here/endpoints.sql" >"$dir/all.sql"
  all=$(report --figures "$dir/all" another_centre.db "$dir/all.sql") || expect "everybody's died is $dead" '' "$all"
  expect "everybody's died is $dead" "$((200 * dead))" "$(squeezed <<<"$all" | awk '/^patients deaths/ { getline; getline; print $2 }')"
done

# wrong WHAT SED-SCRIPT PATTERN: the centre's file with a mistake; the report fails, and says where
wrong() {
  local said status=0
  sed "$2" "$here/endpoints.sql" >"$dir/wrong.sql"
  said=$(report another_centre.db "$dir/wrong.sql") || status=$?
  [[ $status -ne 0 ]] || expect "$1: fails" 'a status other than 0' 0
  has "$1" "$3" "$said"
  ! grep -q 'in 200 patients' <<<"$said" || [[ $1 == late* ]] || expect "$1: before the checks" '' "$said"
}
wrong 'a typing mistake' 's/^CREATE TEMP VIEW covariates/CREATE TEMP VEW covariates/' "wrong.sql: .*near \"VEW\""
wrong 'a table that is not there' 's/FROM pat JOIN/FROM patt JOIN/' 'no such table: main.patt\|no such table: patt'
wrong 'a check that cannot run' 's/^FROM hsct WHERE nr NOT IN/FROM hsct WHERE nummer NOT IN/' 'report.sql: .*no such column: nummer'
wrong 'no checks' 's/TEMP VIEW registry_checks/TEMP VIEW our_checks/' 'report.sql: .*no such table: registry_checks'
wrong 'two rows per patient' 's/^FROM hsct AS h JOIN fu AS f USING (nr)/FROM hsct AS h JOIN fu AS f/' \
  'session.sql: .*follow_up must have one row per patient'
wrong 'another definition' "s/AS cut_off,/AS cut_off, 'NRM' AS nrm,/" "session.sql: .*study.nrm must be 'relapse competing' or '1 - OS'"
wrong 'relapses after all' "s/AS cut_off,/AS cut_off, 'not recorded' AS relapse,/" 'session.sql: .*follow_up has relapse dates'
wrong 'remissions, of a kind' "s/AS cut_off,/AS cut_off, 'yes' AS remissions,/" "session.sql: .*study.remissions must be 'recorded', 'at"
wrong 'late: remissions without their dates' "s/AS cut_off,/AS cut_off, 'recorded' AS remissions,/" 'report.sql: .*disease_changes'
wrong 'no kind of GVHD' "s/'aGVHD II-IV'         AS acute/'aGVHD 2-4' AS acute/" 'session.sql: .*acute_gvhd, .* must be complications of event_kinds'
wrong 'no landmark' "s/AS cut_off,/AS cut_off, 'day 100' AS gvhd_landmark,/" 'session.sql: .*study.gvhd_landmark must be a number'
wrong 'an unknown kind' "s/'aGVHD III-IV', gvhd_am/'aGvHD III-IV', gvhd_am/" 'session.sql: .*first_events must be in event_kinds'
wrong 'no follow_up' 's/TEMP VIEW follow_up AS/TEMP VIEW our_follow_up AS/' \
  "sql/derived.sql: .*near line $(grep -n '^CREATE TEMP TABLE followed' "$project/sql/derived.sql" | cut -d: -f1): no such table: follow_up"
wrong 'no characteristics' 's/TEMP VIEW characteristics AS/TEMP VIEW our_characteristics AS/; s/FROM characteristics/FROM our_characteristics/' \
  "sql/session.sql: .*near line $(grep -n '^CREATE TEMP TABLE described' "$project/sql/session.sql" | cut -d: -f1): no such table: characteristics"
wrong 'late: a covariate that is not there' "s/'age_group, ecog'/'age_grup, ecog'/" 'report.sql: .*age_grup'
wrong 'an event without a name' "s/SELECT nr, 'aGVHD III-IV', gvhd_am/SELECT nr, NULL, gvhd_am/" 'session.sql: .*every name of first_events must be in event_kinds'
: >"$dir/figures.txt"
said=$(report --figures "$dir/figures.txt" another_centre.db "$here/endpoints.sql") && expect 'no folder for figures' 'fails' "$said"
said=$(report --figures /dev/null/figures another_centre.db "$here/endpoints.sql") && expect 'no folder for figures' 'fails' "$said"
said=$(report "$here/endpoints.sql" "$here/endpoints.sql") && expect 'no SQLite file' 'fails' "$said"
has 'no SQLite file' "the database .*endpoints.sql: .*not a database" "$said"
# factor numbers that are texts, names with quotes: the report is the same but for the name
sed -E "s/patient_id, ([1-5])( AS factor_no)?,/patient_id, 'f\\1'\\2,/; s/'donor', donor /'d''\"or', donor /" "$here/endpoints.sql" >"$dir/odd.sql"
expect 'odd names' "$text" "$(report another_centre.db "$dir/odd.sql" | sed "s/d'\"or/donor/")"
# levels that are numbers are levels all the same
sed "s/'ECOG', ecog /'ECOG', iif(ecog = '0', 0, 1) /" "$here/endpoints.sql" >"$dir/numbers.sql"
expect 'numbers as levels' "$(squeezed <<<"$text" | grep '^ 1-2 ' | sed 's/ 1-2/ 1/')" "$(report another_centre.db "$dir/numbers.sql" | squeezed | grep '^ 1 ')"
said=$(report nowhere.db 2>&1) && expect 'no database' 'fails' "$said"
has 'no database' 'nowhere.db is not there' "$said"

# Where there is nothing to compare there is no P value: nobody died; and a group that was last seen before the first death.
cp another_centre.db "$dir/none.db"
chmod u+w "$dir/none.db"
shell "$dir/none.db" 'UPDATE fu SET tot_am = NULL, woran = NULL'
found=$(report "$dir/none.db" "$here/endpoints.sql" | sed -n '/^Univariate comparisons/,/^$/p')
has 'nobody died: the factors' 'ECOG' "$found"
expect 'nobody died: P values' 0 "$(grep -c '<0.001' <<<"$found")"
cp another_centre.db "$dir/apart.db"
chmod u+w "$dir/apart.db"
shell "$dir/apart.db" "
  UPDATE fu SET gvhd_am = NULL, gvhd_grad = NULL, rezidiv_am = NULL;
  UPDATE fu SET gvhd_am = (SELECT date(am, '+20 days') FROM hsct h WHERE h.nr = fu.nr), gvhd_grad = 2, tot_am = NULL, woran = NULL,
    zuletzt = (SELECT date(am, '+101 days') FROM hsct h WHERE h.nr = fu.nr) WHERE nr % 3 = 0;
  UPDATE fu SET tot_am = (SELECT date(am, '+' || (200 + nr) || ' days') FROM hsct h WHERE h.nr = fu.nr), woran = 'X',
    zuletzt = (SELECT date(am, '+' || (200 + nr) || ' days') FROM hsct h WHERE h.nr = fu.nr) WHERE nr % 3 <> 0"
found=$(report "$dir/apart.db" "$here/endpoints.sql" | sed -n '/^Survival of those alive/,/^Death after/p')
has 'groups that are not seen together' '^Not compared: at each of the [0-9]* deaths only one of the groups was under observation' "$found"

# What any registry's views can show.
cp another_centre.db "$dir/bad.db"
chmod u+w "$dir/bad.db"
shell "$dir/bad.db" "
  UPDATE fu SET rezidiv_am = '2031-02-30' WHERE nr = 1; UPDATE fu SET zuletzt = (SELECT am FROM hsct WHERE nr = 2), tot_am = NULL,
    rezidiv_am = NULL, gvhd_am = NULL, gvhd_grad = NULL WHERE nr = 2;
  UPDATE fu SET woran = NULL WHERE nr = (SELECT min(nr) FROM fu WHERE nr > 2 AND tot_am < '2019-12-31');
  UPDATE fu SET gvhd_am = '2001-01-01', gvhd_grad = 2 WHERE nr = 9;
  INSERT INTO pat VALUES (999, 'Berlin', '1980-01-01', 'w'); INSERT INTO hsct VALUES (999, '2015-05-05', 'fremd', 'MAC', 0)"
found=$(report "$dir/bad.db" "$here/endpoints.sql" | sed -n '/^Findings/,/^Table 1/p' | squeezed)
for line in 'followed for no time 2 2014-10-19' 'not in follow_up 3 1' 'death without a cause' 'event before the origin 9 2001-01-01 aGVHD II-IV' \
  'transplant without follow-up 999' 'not in follow_up 999'; do
  has "the finding $line" "^$line" "$found"
done
# What cannot be computed ends the report after the findings.
shell "$dir/bad.db" "UPDATE fu SET zuletzt = '2001-01-01', tot_am = NULL, rezidiv_am = NULL, gvhd_am = NULL WHERE nr = 4"
found=$(report "$dir/bad.db" "$here/endpoints.sql") && expect 'a time before the origin' 'fails' "$found"
has 'a time before the origin is found' '^followed for no time  *4 ' "$found"
has 'and refused' 'sql/packed.sql: .*surv: time is negative in 1 row' "$found"
shell "$dir/bad.db" 'DELETE FROM fu WHERE nr = 4'
sed "s/iif(f.rezidiv_am <= cut_off, f.rezidiv_am, NULL)/f.rezidiv_am/" "$here/endpoints.sql" >"$dir/wrong.sql"
found=$(report "$dir/bad.db" "$dir/wrong.sql" | squeezed)
has 'no date' '^no date as YYYY-MM-DD 1 2031-02-30 relapse_date$' "$found"

finish
