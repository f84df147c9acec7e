#!/bin/bash
# Real data models: the report over OMOP and ADaM tables, each by its endpoints file alone, gives what a query of the tables
# gives.
#
#     models.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
extension=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/expect.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

shell() { sqlite3 -batch -bail -init /dev/null -readonly "$@" 2>&1; }
squeezed() { sed 's/  */ /g; s/ $//'; }

for model in omop adam; do
  samples/try.sh $model "$dir" "$extension" >"$dir/$model.txt" 2>&1 || expect "$model" '' "$(cat "$dir/$model.txt")"
  expect "$model: figures" 3 "$(grep -c 'svg [0-9]' "$dir/$model.txt")"
  expect "$model: parts add up" 2 "$(squeezed <"$dir/$model.txt" | awk '$1 ~ /^(LFS|RI|NRM)$/ && NF == 5 && $5 ~ /-/ { sum[$2] += $4 }
    END { for (day in sum) if (sum[day] > 99.85 && sum[day] < 100.15) n++; print n }')"
done

# ADaM: OS and PFS are the columns AVAL and CNSR of their parameters, and so is the hazard ratio.
adam=$(shell "$dir/adam.db" -cmd ".load $extension" "
  SELECT printf('OS %d %d %.1f (%.1f-%.1f)', time, n_risk, 100 * estimate + 1e-9, 100 * conf_low + 1e-9, 100 * conf_high + 1e-9)
  FROM km_curve('SELECT * FROM adtte WHERE PARAMCD = ''OS''', 'AVAL', 'CNSR = 0') WHERE times = '183,365'
  UNION ALL
  SELECT printf('LFS %d %d %.1f (%.1f-%.1f)', time, n_risk, 100 * estimate + 1e-9, 100 * conf_low + 1e-9, 100 * conf_high + 1e-9)
  FROM km_curve('SELECT * FROM adtte WHERE PARAMCD = ''PFS''', 'AVAL', 'CNSR = 0') WHERE times = '183,365'")
expect 'OS and PFS of ADTTE' "$adam" "$(squeezed <"$dir/adam.txt" | grep -E '^(OS|LFS) (183|365)')"
ratio=$(shell "$dir/adam.db" -cmd ".load $extension" "
  SELECT printf('%.2f (%.2f-%.2f)', hazard_ratio, conf_low, conf_high)
  FROM cox('SELECT * FROM adtte JOIN adsl USING (USUBJID) WHERE PARAMCD = ''PFS''', 'AVAL', 'CNSR = 0', 'TRT01A')")
grep -qF "$ratio" "$dir/adam.txt" || expect 'the hazard ratio of PFS' "$ratio" 'not in the report'
expect 'ADaM: no findings' '0 in 120 patients' "$(grep 'in 120 patients' "$dir/adam.txt" | squeezed)"

# OMOP: everybody of the model's tables, by other means.
expect 'OMOP: patients, deaths' "$(shell "$dir/omop.db" 'SELECT count(*), (SELECT count(*) FROM death WHERE death_date <= '"'2020-12-31'"') FROM person' | tr '|' ' ')" \
  "$(squeezed <"$dir/omop.txt" | awk '/^patients deaths/ { getline; getline; print $1, $2 }')"
expect 'OMOP: deaths without a cause are found' 1 "$(grep -c '^death without a cause  *[0-9]* *[0-9]* *$' "$dir/omop.txt")"

finish
