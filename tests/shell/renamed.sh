#!/bin/bash
# The extension under other file names: renamed as SQLite's modules are in Debian, with a version, with digits, without letters.
#
#     renamed.sh path/to/survival.so
set -u
command -v sqlite3 >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
for name in mod_survival.so libsurvival.so.0.2.0 survival-linux-x64.so 2026.so My_Survival.so; do
  cp "$1" "$dir/$name"
  answer=$(sqlite3 -batch -init /dev/null :memory: "SELECT load_extension('$dir/$name'); SELECT km_median(2, 1)" 2>&1)
  [ "$answer" = $'\n2.0' ] && continue
  failed=$((failed + 1))
  printf 'FAILED %s: %s\n' "$name" "$answer"
done
# two names on one connection, and the entry point by its name
cp "$1" "$dir/survival.so"
answer=$(sqlite3 -batch -init /dev/null :memory: -cmd ".load $dir/mod_survival" -cmd ".load $dir/survival" \
  -cmd ".load $dir/2026 sqlite3_survival_init" "SELECT km_median(2, 1)" 2>&1)
[ "$answer" = 2.0 ] || {
  failed=$((failed + 1))
  printf 'FAILED two names: %s\n' "$answer"
}
# nothing else is exported
if command -v nm >/dev/null; then
  others=$(nm -D --defined-only "$1" | grep -v ' sqlite3_\(survival\|extension\)_init$')
  [ -z "$others" ] || {
    failed=$((failed + 1))
    printf 'FAILED exported: %s\n' "$others"
  }
fi
exit $((failed > 0))
