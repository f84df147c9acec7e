#!/bin/bash
# Databases that cannot be written, or must not be: the functions read them all, change no byte and leave no file.
#
#     readonly.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
chmod 755 "$dir"
cp "$1" "$dir/survival.so"
chmod 755 "$dir/survival.so"
cd "$dir" || exit 1
failed=0

fail() {
  failed=$((failed + 1))
  printf 'FAILED %s\n  %s\n' "$1" "$2"
}

queries="SELECT count(*) FROM km_curve('p', 't', 'e', 'arm');
SELECT count(*) FROM km_curve('SELECT * FROM p ORDER BY arm, t', 't', 'e');
SELECT count(*) FROM km_curve((SELECT surv(t, e, arm) FROM p));
SELECT count(*) FROM v;"
expected="5
4
5
4"

# make DATABASE JOURNAL_MODE
make() {
  mkdir -p "${1%/*}"
  sqlite3 -cmd '.load ./survival' "$1" "PRAGMA journal_mode = $2; CREATE TABLE p(t INTEGER, e INTEGER, arm TEXT);
    INSERT INTO p VALUES (1, 1, 'a'), (2, 0, 'a'), (3, 1, 'b'); CREATE VIEW v AS SELECT * FROM km_curve('p', 't', 'e');" >/dev/null
}

# What lies in a folder, but for the shared memory beside a log: SQLite's readers mark it themselves.
listing() { (cd "$1" && ls -A && find . -type f ! -name '*-shm' -exec sha256sum {} + | sort); }

# unchanged WHAT DATABASE COMMAND...: runs a shell on it, which must give the expected rows and leave all as it is
unchanged() {
  local what=$1 folder=${2%/*} before after out
  shift 2
  before=$(listing "$folder")
  out=$(printf '%s\n' '.load ./survival' "$queries" | "$@" 2>&1)
  [ "$out" = "$expected" ] || fail "$what" "$out"
  after=$(listing "$folder")
  [ "$before" = "$after" ] || fail "$what" "before: $before
  after: $after"
}

make plain/p.db delete
unchanged "a file like any" plain/p.db sqlite3 plain/p.db
unchanged "-readonly" plain/p.db sqlite3 -readonly plain/p.db
unchanged "mode=ro" plain/p.db sqlite3 'file:plain/p.db?mode=ro'
unchanged "immutable=1" plain/p.db sqlite3 'file:plain/p.db?immutable=1'
unchanged "query_only" plain/p.db sqlite3 -cmd 'PRAGMA query_only = 1' plain/p.db
unchanged "temp_store in memory" plain/p.db sqlite3 -cmd 'PRAGMA temp_store = 2' plain/p.db

make wal/p.db wal
unchanged "WAL, immutable" wal/p.db sqlite3 'file:wal/p.db?immutable=1'
# a WAL database that a crash left with its log, read without the right to write
make crash/p.db wal
sqlite3 crash/p.db >/dev/null <<'SQL'
PRAGMA wal_autocheckpoint = 0;
.filectrl persist_wal 1
INSERT INTO p VALUES (9, 0, 'b');
SQL
if [ -s crash/p.db-wal ]; then
  expected="6
5
6
5"
  unchanged "WAL with a log, -readonly" crash/p.db sqlite3 -readonly crash/p.db
  expected="5
4
5
4"
fi

# as a user who may not write: root may, so root becomes nobody
as_nobody=()
[ "$(id -u)" != 0 ] || as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
if [ ${#as_nobody[@]} -eq 0 ] || "${as_nobody[@]}" true 2>/dev/null; then
  make locked/p.db delete
  chmod 444 locked/p.db
  chmod 555 locked
  "${as_nobody[@]}" sh -c '! touch locked/x 2>/dev/null && ! test -w locked/p.db' || fail "chmod" "it can be written: the test is blind"
  unchanged "no right to write" locked/p.db "${as_nobody[@]}" sqlite3 locked/p.db
  make walled/p.db wal
  chmod 444 walled/p.db
  chmod 555 walled
  unchanged "WAL, no right to write, immutable" walled/p.db "${as_nobody[@]}" sqlite3 'file:walled/p.db?immutable=1'
  # without it SQLite itself cannot open such a file, and says so
  "${as_nobody[@]}" sqlite3 -cmd '.load ./survival' walled/p.db "SELECT count(*) FROM km_curve('p', 't', 'e')" >out.txt 2>&1 &&
    [ "$(cat out.txt)" != 4 ] && fail "WAL, no right to write" "$(cat out.txt)"
  chmod 755 locked walled
else
  echo "no way to become an unprivileged user"
fi

# attached read-only; into a database of its own the result may be written
unchanged "attached" plain/p.db sqlite3 -cmd "ATTACH 'file:plain/p.db?mode=ro' AS a" :memory:
out=$(sqlite3 -cmd '.load ./survival' :memory: "ATTACH 'file:plain/p.db?mode=ro' AS a;
  CREATE TABLE kept AS SELECT * FROM km_curve('a.p', 't', 'e'); SELECT count(*) FROM kept;
  CREATE TABLE a.kept AS SELECT * FROM km_curve('a.p', 't', 'e');" 2>&1)
[[ "$out" == *"readonly database"* && $'\n'$out == *$'\n'4* ]] || fail "kept elsewhere" "$out"

echo "$failed failures"
[ $failed -eq 0 ]
