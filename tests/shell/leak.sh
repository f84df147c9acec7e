#!/bin/bash
# Under valgrind: load, run every function well and badly, close and unload. Nothing is lost, nothing is read that was
# not written.
#
#     leak.sh path/to/survival.so
set -u
extension=$1
command -v valgrind >/dev/null || exit 77
command -v sqlite3 >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/all.sql" <<'SQL'
CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT, n REAL, late INTEGER);
INSERT INTO p VALUES (1, 1, 'a', 1, 0), (2, 0, 'a', 0.5, 1), (3, 1, 'b', 2, 0), (3, 1, 'b', 2, 0), (NULL, 1, 'b', 1, 0), (5, 0, 'c', 1, 3);
SELECT survival_version();
SELECT count(*) FROM survival_functions;
SELECT * FROM km_curve('p', 't', 'e');
SELECT * FROM km_curve('p', 't', 'e', 'arm, n') WHERE weight = 'n' AND entry = 'late' AND times = '1,9' AND conf_type IN ('log', 'plain');
SELECT * FROM km_curve((SELECT surv(t, e, arm, n, late) FROM p)) WHERE reverse = 1;
SELECT * FROM p, km_curve((SELECT surv(t, e, arm) FROM p q WHERE q.t <= p.t)) LIMIT 3;
SELECT arm, length(surv(t, e)) FROM p GROUP BY arm;
SELECT count(*) FROM km_curve('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) SELECT i % 2000 AS t, i % 2 AS e, i % 300 AS g FROM n', 't', 'e', 'g');
CREATE VIEW loop AS SELECT * FROM km_curve('loop', 'time', '1');
-- each of these fails, some of them halfway
SELECT * FROM loop;
SELECT * FROM km_curve('q', 't', 'e');
SELECT * FROM km_curve('p', 'tt', 'e');
SELECT * FROM km_curve('p', 't', 't');
SELECT * FROM km_curve('p', 't', 'e') WHERE conf_type = 'x';
SELECT * FROM km_curve('p', 't', 'e', 'abs(-9223372036854775808)');
SELECT * FROM km_curve('p', 'load_extension(1)', 'e');
SELECT * FROM km_curve('SELECT * FROM dbstat', '1', '1');
SELECT surv(t, e, arm, -1) FROM p;
SELECT surv(t, e, arm, abs(-9223372036854775808)) FROM p;
SELECT * FROM km_curve(x'53555256');
SELECT * FROM km_curve(zeroblob(100));
SELECT * FROM km_curve((SELECT substr(surv(t, e), 1, 60) FROM p));
SQL
# Every other table function of the release, on the same rows: by its name and its two data expressions alone.
sqlite3 -cmd ".load $extension" :memory: "SELECT DISTINCT 'SELECT * FROM ' || name || '(''p'', ''t'', ''e'', ''arm'');'
  FROM survival_functions WHERE kind = 'table function' AND signature LIKE name || '(source, ___%by_expr%'" >>"$dir/all.sql"
# stdin, so that an error ends its own statement alone
valgrind --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite --keep-debuginfo=yes \
  --num-callers=30 --log-file="$dir/valgrind.txt" --error-exitcode=0 \
  sqlite3 -cmd ".load $extension" :memory: <"$dir/all.sql" >"$dir/out.txt" 2>"$dir/errors.txt"
if grep -q 'definitely lost: [1-9]' "$dir/valgrind.txt" || ! grep -q 'ERROR SUMMARY: 0 errors' "$dir/valgrind.txt"; then
  cat "$dir/valgrind.txt"
  exit 1
fi
# it did run: the errors are ours
[ "$(grep -c 'km_curve\|surv' "$dir/errors.txt")" -ge 12 ] || { cat "$dir/errors.txt"; exit 1; }
grep 'ERROR SUMMARY\|definitely lost\|All heap' "$dir/valgrind.txt"
