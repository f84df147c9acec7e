#!/bin/bash
# A hostile database file: its stored views call our functions with texts that SQLite's own ban on direct-only
# functions and tables inside a view does not reach. Selecting from such a view, with trusted_schema on, must
# end in an error, and nothing may be read from or written to the disk.
#
#     hostile.sh path/to/survival.so
set -u
extension=$1
command -v sqlite3 >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
secret=the-content-of-a-private-file
echo $secret > secret.txt
bom=$'\xEF\xBB\xBF'
failed=0 tried=0

fail() {
  failed=$((failed + 1))
  printf 'FAILED %s\n  %s\n' "$1" "$2"
}

# Writes a file with one table, and with what the SQL given makes of it.
make_file() {
  rm -f hostile.db*
  sqlite3 -bail hostile.db "PRAGMA synchronous = 0; CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT);
    INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'b'), (3, 1, 'b'); $1" >made.txt 2>&1 ||
    { fail "cannot be built: $1" "$(cat made.txt)"; return 1; }
}

# Selects from the view v as an unsuspecting user does.
open_file() {
  { timeout 60 sqlite3 -batch -bail -cmd ".load $extension" hostile.db "${1:-PRAGMA trusted_schema = 1; SELECT * FROM v;}" \
    >out.txt 2>err.txt; } 2>/dev/null  # the shell's own "Segmentation fault"
}

# Whatever happened, this must hold.
check_effects() {
  local what=$1 code=$2
  [ "$code" -lt 124 ] || fail "$what" "it crashed or hung: exit code $code"
  [ ! -e canary ] || { fail "$what" "it wrote a file"; rm -f canary; }
  grep -qa $secret out.txt err.txt && fail "$what" "it read a file: $(cat out.txt err.txt)"
}

# The view, given as the SQL after AS, must be refused, for what it calls; $2 is run before it is made. With a byte
# order mark in it, any error will do.
refused() {
  local before=$failed code
  tried=$((tried + 1))
  make_file "${2:-} CREATE VIEW v AS $1" || return
  open_file
  code=$?
  check_effects "$1" $code
  [ $failed -eq $before ] || return
  [ $code -ne 0 ] || { fail "$1" "it was not refused: $(head -c 300 out.txt)"; return; }
  [[ $* == *$bom* ]] || grep -qaE 'directly|cannot be read|own use|unsafe use|not authorized' err.txt ||
    fail "$1" "it failed for another reason: $(cat err.txt)"
}

# Must end without an effect, in an error or with harmless rows.
harmless() {
  tried=$((tried + 1))
  make_file "${2:-} CREATE VIEW v AS $1" || return
  open_file
  check_effects "$1" $?
}

# An expression in every place where one can stand. Quotes in it are doubled by the caller's own text.
everywhere() {
  local x=${1//\'/\'\'}
  refused "SELECT * FROM km_curve('p', '$x', 'e')"
  refused "SELECT * FROM km_curve('p', 't', '$x')"
  refused "SELECT * FROM km_curve('p', 't', 'e', '$x')"
  refused "SELECT * FROM km_curve('p', 't', 'e', 'arm, $x')"
  refused "SELECT * FROM km_curve('p', 't', 'e') WHERE weight = '$x'"
  refused "SELECT * FROM cox_curve('p', 't', 'e', 'arm', 'SELECT $x AS arm')"
  refused "SELECT * FROM cox_curve('p', 't', 'e', 'arm, strata($x)', 'p')"
  refused "SELECT * FROM finegray('p', 't', 'e', 'arm') WHERE censor_by = '$x'"
  refused "SELECT * FROM cox_residuals('p', 't', 'e', 'arm') WHERE id = '$x'"
  refused "SELECT * FROM km_curve('p', 't', 'e') WHERE entry = '$x'"
  refused "SELECT * FROM km_curve('SELECT $x AS t, 1 AS e', 't', 'e')"
  refused "SELECT * FROM km_curve('WITH c(t) AS (VALUES ($x)) SELECT t, 1 AS e FROM c', 't', 'e')"
  refused "SELECT * FROM km_curve('VALUES ($x, 1)', 'column1', 'column2')"
  refused "SELECT * FROM km_curve('SELECT * FROM p WHERE $x IS NOT NULL', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT * FROM p ORDER BY $x LIMIT 2', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT * FROM p LIMIT coalesce(length($x), 1)', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT p.* FROM p JOIN p q ON $x IS NOT NULL', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT t, count(*) FILTER (WHERE $x IS NOT NULL) > 0 AS e FROM p GROUP BY t', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT t, max($x) OVER (PARTITION BY e) AS e FROM p', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT t, 1 AS e FROM p GROUP BY $x', 't', 'e')"
  refused "SELECT * FROM km_curve('SELECT 1 AS t, 1 AS e UNION SELECT $x, 1', 't', 'e')"
  refused "SELECT * FROM km_curve('p', 't', '(SELECT max(q.e) FROM p q WHERE $x IS NOT NULL)')"
  refused "SELECT * FROM km_curve('p', 't', 'CASE WHEN t < 0 THEN $x ELSE e END')"
  refused "SELECT * FROM km_curve('SELECT * FROM km_curve(''p'', ''${x//\'/\'\'}'', ''e'')', 'time', '1')"
  refused "SELECT * FROM (SELECT 1), km_curve('p', 't' || substr(' - $x', 1), 'e')"
}

has_function() { [ "$(sqlite3 :memory: "SELECT count(*) > 0 FROM pragma_function_list WHERE name = '$1'")" = 1 ]; }
has_module() { [ "$(sqlite3 :memory: "SELECT count(*) > 0 FROM pragma_module_list WHERE name = '$1'")" = 1 ]; }

# --- The test itself: what is refused does something when it is let through.
if has_function writefile; then
  sqlite3 :memory: "SELECT writefile('canary', 'x')" >/dev/null
  [ -e canary ] || fail writefile "the shell's writefile() writes nothing: the test is blind"
  rm -f canary
fi
make_file "CREATE VIEW v AS SELECT * FROM km_curve('p', 't', 'e', 'arm')"
open_file || fail "a view that is not hostile" "$(cat err.txt)"
[ "$(wc -l < out.txt)" = 5 ] || fail "a view that is not hostile" "$(cat out.txt)"

# --- Direct-only functions
everywhere "load_extension('./canary')"
refused "SELECT * FROM logrank('p', 't', 'e', 'arm') WHERE stratify = 'load_extension(''./canary'')'"
refused "SELECT * FROM cuminc('p', 't', 'load_extension(''./canary'')')"
if has_function readfile; then everywhere "readfile('secret.txt')"; fi
if has_function writefile; then
  everywhere "writefile('canary', 'x')"
  # names in every spelling
  for name in WRITEFILE WriteFile '"writefile"' '[writefile]' '`writefile`' '"WRITEFILE"' 'writefile ' 'writefile/**/' \
      "writefile --
" "${bom}writefile"; do
    refused "SELECT * FROM km_curve('p', '$name(''canary'', 1)', 'e')"
  done
  # hidden in what looks like a comment, a text or a name to one tokenizer and not to another
  refused "SELECT * FROM km_curve('p', 't /*/ */ + writefile(''canary'', 1) /* */', 'e')"
  refused "SELECT * FROM km_curve('p', 't -- '' 
 + writefile(''canary'', 1)', 'e')"
  refused "SELECT * FROM km_curve('p', '''a'''' '' || writefile(''canary'', 1)', 'e')"
  refused "SELECT * FROM km_curve('p', 'x''00'' || writefile(''canary'', 1)', 'e')"
  refused "SELECT * FROM km_curve('p', '[a\"] || writefile(''canary'', 1)', 'e')" "ALTER TABLE p ADD COLUMN \"a\"\"\" TEXT;"
  # built at run time, and stored in the file
  refused "SELECT * FROM km_curve('p', (SELECT arm FROM p WHERE t = 9), 'e')" \
    "INSERT INTO p VALUES (9, 1, 'writefile(''canary'', 1)');"
  refused "SELECT k.* FROM p, km_curve('p', p.arm, 'e') k WHERE p.t = 9" \
    "INSERT INTO p VALUES (9, 1, 'writefile(''canary'', 1)');"
  # in a view, a generated column, a trigger of the file: SQLite itself
  refused "SELECT * FROM km_curve('w', 't', 'e')" "CREATE VIEW w AS SELECT writefile('canary', 1) AS t, 1 AS e;"
  refused "SELECT * FROM km_curve((SELECT surv(writefile('canary', 1), 1)))"
fi
if has_function fts3_tokenizer; then refused "SELECT * FROM km_curve('p', 'fts3_tokenizer(''simple'')', 'e')"; fi
if has_function sha3_query; then refused "SELECT * FROM km_curve('p', 'sha3_query(''SELECT 1'')', 'e')"; fi
# edit() is not direct-only in every shell; where SQLite lets a view call it, so do we
if has_function edit; then
  make_file "CREATE VIEW v AS SELECT edit(arm, 'touch canary;') FROM p"
  if ! open_file; then
    rm -f canary
    grep -q unsafe err.txt && refused "SELECT * FROM km_curve('p', 'edit(arm, ''touch canary;'')', 'e')"
  fi
  rm -f canary
fi
# an operator is a function too: what stands behind it is asked, not how it looks
harmless "SELECT * FROM km_curve('p', 't', 'arm REGEXP ''a''')"
harmless "SELECT * FROM km_curve('p', 't', 'arm MATCH ''a''')"
harmless "SELECT * FROM km_curve('p', 't', 'arm -> ''a'' ->> ''b''')"

# --- Direct-only and unknown virtual tables
for table in "fsdir('.')" "zipfile('secret.zip')" dbstat "sqlite_dbpage" "sqlite_dbdata" "sqlite_stmt" "completion('a')"; do
  module=${table%%(*}
  has_module "$module" || continue
  arguments=${table#"$module"}
  if [ "$module" = zipfile ]; then
    sqlite3 :memory: ".archive --create -f secret.zip secret.txt"
    arguments="('secret.zip')"
  fi
  for name in "$module" "${module^^}" "\"$module\"" "[$module]" "\`$module\`" "'$module'" "main.$module" "temp . $module" \
      "/**/$module" "$bom$module" "main.$bom$module"; do
    call=$name$arguments
    refused "SELECT * FROM km_curve('SELECT * FROM ${call//\'/\'\'}', '1', '1')"
  done
  call=${table//\'/\'\'}
  refused "SELECT * FROM km_curve('p', '(SELECT count(*) FROM $call)', 'e')"
  refused "SELECT * FROM km_curve('p', 't', 't IN (SELECT 1 FROM $call)')"
  refused "SELECT * FROM km_curve('SELECT t, e FROM p WHERE EXISTS (SELECT 1 FROM $call)', 't', 'e')"
  refused "SELECT * FROM km_curve('WITH w AS (SELECT * FROM $call) SELECT 1 AS t, 1 AS e FROM w', 't', 'e')"
  # a view over it: what SQLite says of the view alone
  make_file "CREATE VIEW v AS SELECT * FROM $table"
  open_file
  grep -q unsafe err.txt && refused "SELECT * FROM km_curve('w', '1', '1')" "CREATE VIEW w AS SELECT * FROM $table;"
done

# --- A virtual table in the file itself, over a module that reads other files
if has_module zipfile; then
  stored="CREATE VIRTUAL TABLE evil USING zipfile('secret.zip');"
  refused "SELECT * FROM km_curve('evil', '1', '1', 'data')" "$stored"
  refused "SELECT * FROM km_curve('EVIL', '1', '1', 'data')" "$stored"
  refused "SELECT * FROM km_curve('main.evil', '1', '1', 'data')" "$stored"
  refused "SELECT * FROM km_curve('SELECT * FROM ${bom}evil', '1', '1', 'data')" "$stored"
  refused "SELECT * FROM km_curve('SELECT * FROM ''evil''', '1', '1', 'data')" "$stored"
  refused "SELECT * FROM km_curve('w', '1', '1', 'data')" "$stored CREATE VIEW w AS SELECT * FROM evil;"
  refused "SELECT * FROM km_curve('p', 't', 'e', '(SELECT data FROM evil)')" "$stored"
  refused "SELECT * FROM km_curve('evil', '1', '1', 'data')" "CREATE VIRTUAL TABLE evil USING \"zipfile\"('secret.zip');"
  refused "SELECT * FROM km_curve('evil', '1', '1', 'data')" "CREATE VIRTUAL TABLE evil USING [ZIPFILE]('secret.zip');"
  refused "SELECT * FROM km_curve('evil', '1', '1', 'data')" "CREATE VIRTUAL TABLE evil/* USING fts5 */USING/**/zipfile('secret.zip');"
  # under the name of a harmless module
  refused "SELECT * FROM km_curve('json_each', '1', '1', 'data')" "CREATE VIRTUAL TABLE json_each USING zipfile('secret.zip');"
  refused "SELECT * FROM km_curve('km_curve', '1', '1', 'data')" "CREATE VIRTUAL TABLE km_curve USING zipfile('secret.zip');"
  # the schema table is written by hand: the name beside the SQL differs in case, the SQL is spelt oddly
  forged() {
    refused "SELECT * FROM km_curve('evil', '1', '1', 'data')" \
      "$stored PRAGMA writable_schema = 1; UPDATE sqlite_schema SET $1 WHERE name = 'evil'; PRAGMA writable_schema = 0;"
  }
  forged "name = 'EVIL', tbl_name = 'EVIL'"
  forged "sql = 'CREATE VIRTUAL TABLE evil ${bom}USING zipfile(''secret.zip'' USING fts5)'"
  forged "sql = 'CREATE VIRTUAL TABLE evil USING zipfile(''secret.zip'') -- USING fts5'"
  forged "sql = 'CREATE VIRTUAL TABLE ''evil'' USING ''zipfile''(''secret.zip'')'"
  forged "sql = 'create virtual table evil using ZipFile(''secret.zip'')'"
  # in the temp schema and in an attached file
  make_file "$stored CREATE VIEW v AS SELECT * FROM km_curve('evil', '1', '1', 'data')"
  for way in "ATTACH 'hostile.db' AS h; SELECT * FROM km_curve('h.evil', '1', '1', 'data');" \
      "CREATE VIRTUAL TABLE temp.mine USING zipfile('secret.zip'); SELECT * FROM km_curve('temp.mine', '1', '1', 'data');"; do
    tried=$((tried + 1))
    open_file "$way" && fail "$way" "it was not refused"
    check_effects "$way" 1
  done
fi

# --- Tables that look like what the check itself asks
if has_function writefile; then
  for shadow in pragma_function_list pragma_module_list pragma_table_list survival_read_rows; do
    refused "SELECT * FROM km_curve('p', 'writefile(''canary'', 1)', 'e')" \
      "CREATE TABLE $shadow(name, builtin, type, enc, narg, flags, schema, ncol, wr, strict, sql);"
  done
fi
if has_module dbstat; then
  for shadow in pragma_module_list pragma_table_list; do
    refused "SELECT * FROM km_curve('SELECT pageno FROM dbstat', 'pageno', '1')" \
      "CREATE TABLE $shadow(schema, name, type, ncol, wr, strict);"
  done
fi

# --- The reader that feeds us
refused "SELECT survival_read_rows(1, 1)"
refused "SELECT * FROM km_curve('w', 't', 'e')" "CREATE VIEW w AS SELECT survival_read_rows(9, 1) AS t, 1 AS e;"
for name in survival_read_rows SURVIVAL_READ_ROWS '"survival_read_rows"' "${bom}survival_read_rows"; do
  refused "SELECT * FROM km_curve('p', 't', '(SELECT $name(9, 1) FROM p q WHERE q.t > p.t)')"
  refused "SELECT * FROM km_curve('p', 't', 'e', '(SELECT $name(9) FROM p q WHERE q.t > p.t) || arm')"
  refused "SELECT * FROM km_curve('SELECT $name(9, 1, 7, 8) AS t, 1 AS e FROM p', 't', 'e')"
done

# --- Names that try to break out of their quotes
odd='CREATE TABLE "p`) FROM p; --"("t`), load_extension(1), (`t" INTEGER, "e"" ]" INTEGER);
     INSERT INTO "p`) FROM p; --" VALUES (1, 1), (2, 0);'
tried=$((tried + 1))
make_file "$odd CREATE VIEW v AS SELECT time, n_risk, n_event
  FROM km_curve('\"p\`) FROM p; --\"', '\"t\`), load_extension(1), (\`t\"', '\"e\"\" ]\"')"
open_file
check_effects "odd names" $?
[ "$(tr '\n' ' ' < out.txt)" = "0|2|0 1|2|1 2|1|0 " ] || fail "odd names" "$(cat out.txt err.txt)"
if has_function writefile; then
  for text in "'t' || char(0) || ', writefile(''canary'', 1)'" "'t) FROM p; SELECT writefile(''canary'', 1); --'" \
      "'t /* ' || char(0) || ' */ , writefile(''canary'', 1)'" "'t -- ' || char(0) || char(10) || ', writefile(''canary'', 1)'"; do
    harmless "SELECT * FROM km_curve('p', $text, 'e')"
    harmless "SELECT * FROM km_curve('SELECT * FROM p' || substr($text, 2), 't', 'e')"
  done
fi

# --- Writing: no text changes the file
sum=
for text in "INSERT INTO p VALUES (7, 7, 7)" "DELETE FROM p" "DROP TABLE p" "PRAGMA user_version = 7" "VACUUM" \
    "WITH w AS (SELECT 1) DELETE FROM p" "WITH w AS (SELECT 1) INSERT INTO p SELECT 7, 7, 7 RETURNING *" \
    "ATTACH ''canary'' AS c" "SELECT * FROM p; DELETE FROM p" "SELECT * FROM p) ; DELETE FROM p; --" "VACUUM INTO ''canary''" \
    "SELECT * FROM pragma_user_version(7)" "SELECT * FROM pragma_journal_mode(''wal'')" "CREATE TABLE canary AS SELECT 1"; do
  tried=$((tried + 1))
  make_file "CREATE VIEW v AS SELECT * FROM km_curve('$text', '1', '1')"
  sum=$(sha256sum hostile.db)
  open_file
  check_effects "$text" $?
  [ "$sum" = "$(sha256sum hostile.db)" ] || fail "$text" "it changed the file"
done

# --- Sources without an end
harmless "SELECT * FROM km_curve('v', 'time', '1')"
harmless "SELECT * FROM km_curve('SELECT * FROM v UNION ALL SELECT * FROM v UNION ALL SELECT * FROM v', 'time', '1')"
harmless "SELECT * FROM km_curve('w', 'time', '1')" "CREATE VIEW w AS SELECT * FROM km_curve('v', 'time', '1');"
harmless "SELECT k.* FROM p, km_curve('SELECT * FROM v WHERE time <> ' || p.t, 'time', '1') k"
harmless "SELECT * FROM km_curve((SELECT surv(time, 1) FROM km_curve('v', 'time', '1')))"

# --- Values at the edges of what a double holds, straight and packed
for values in "(1e308, 1), (1.5e308, 1)" "(1.7e308, 1), (1.7e308, 0), (0, 1)" "(5e-324, 1), (1e-323, 0)" "(9007199254740992, 1), (1, 0)" \
    "(-9223372036854775808, 1), (1, 0)" "(9223372036854775807, 1)" "(9e999, 1)" "(-9e999, 1)" "(0, 0), (0, 1)" "(-0.0, 1), (0, 0)"; do
  harmless "SELECT * FROM km_curve('VALUES $values', 'column1', 'column2')"
  harmless "SELECT * FROM km_curve((SELECT surv(column1, column2, column1) FROM (VALUES $values)))"
  harmless "SELECT * FROM km_curve('VALUES $values', 'column1', 'column2') WHERE times = '0,1e308,5e-324' AND extend = 1"
  harmless "SELECT * FROM km_curve('VALUES (1, 1), (2, 0)', 'column1', 'column2') WHERE weight = '(SELECT max(abs(column1 * 1.0)) FROM (VALUES $values))'"
  harmless "SELECT * FROM km_curve('SELECT column1 + 1 AS t, column2 AS e, -column1 AS s FROM (VALUES $values)', 't', 'e') WHERE entry = 's'"
done
for blob in "x''" "x'53555256'" "x'5355525601'" "zeroblob(100000000)" "randomblob(100000)" "CAST('SURV' || char(1) AS BLOB) || zeroblob(99)" \
    "CAST('SURV' AS BLOB)" "x'5355525601000000FFFFFFFFFFFFFFFF'"; do
  harmless "SELECT * FROM km_curve($blob)"
  open_file && fail "$blob" "a damaged blob was taken"
done
harmless "SELECT * FROM km_curve('p', 't', 'e') WHERE times = (SELECT '1' || replace(hex(zeroblob(1000000)), '00', ',1'))"
harmless "SELECT * FROM km_curve('p', 't', 'e', replace(hex(zeroblob(1000)), '00', 'arm,') || 'arm')"
harmless "SELECT * FROM km_curve('p', replace(hex(zeroblob(5000)), '00', '(') || 't' || replace(hex(zeroblob(5000)), '00', ')'), 'e')"
harmless "SELECT * FROM km_curve('p', 't', 'e', '''' || hex(zeroblob(1000000)) || ''' || t')"

# --- With trusted_schema off a stored view reaches nothing of it, hostile or not
make_file "CREATE VIEW v AS SELECT * FROM km_curve('p', 't', 'e')"
tried=$((tried + 1))
open_file "PRAGMA trusted_schema = 0; SELECT * FROM v;" && fail "trusted_schema = 0" "a view called km_curve"
grep -q "unsafe use" err.txt || fail "trusted_schema = 0" "$(cat err.txt)"

echo "$tried hostile files, $failed failures"
[ $failed -eq 0 ]
