#!/bin/bash
# On a machine without a compiler: install each package in FOLDER, ask for a number, say how long that took.
#
#     all.sh FOLDER
set -eu
packages=$1
here=$(cd "$(dirname "$0")" && pwd)
for program in cc g++ clang++ cmake make; do
  if command -v $program; then
    echo "this machine has a compiler" && exit 1
  fi
done
query="SELECT survival_version(), km_median(days, died) FROM (SELECT value AS days, 1 AS died FROM json_each('[1, 2, 3]'))"
version=$(find "$packages" -name 'survival-[0-9]*.tar.gz' | sed 's|.*/survival-\(.*\)\.tar\.gz|\1|')
work=$(mktemp -d)
cd "$work"

# timed NAME COMMAND...: the command installs and prints the query's row.
timed() {
  local name=$1 answer started=${EPOCHREALTIME/[.,]/}
  shift
  answer=$("$@" 2>"$work/log" | tail -1) || answer="failed: $answer"
  printf '%-28s %4d ms  %s\n' "$name" $(((${EPOCHREALTIME/[.,]/} - started) / 1000)) "$answer"
  [ "$answer" = "$version|2.0" ] || {
    cat "$work/log"
    exit 1
  }
}

deb() {
  dpkg -i "$packages"/libsqlite3-mod-survival_*.deb >&2
  cd /
  sqlite3 -batch -init /dev/null :memory: -cmd '.load survival' "$query"
}
wheel() {
  /usr/bin/python3 -m pip install --quiet --no-index --no-deps --target wheel "$packages"/sqlite_survival-*.whl >&2
  PYTHONPATH=wheel /usr/bin/python3 "$here/wheel.py" "$query"
}
npm_packages() {
  npm install --offline --no-audit --no-fund "$packages/sqlite-survival-$version.tgz" \
    "$packages"/sqlite-survival-linux-*-"$version.tgz" >&2
  NODE_PATH=/new/node_modules node "$here/npm.js" "$query"
}
sqlpkg() {
  mkdir asset
  tar -xzf "$packages/$(/usr/bin/python3 "$here/asset.py" "$packages/sqlpkg.json")" -C asset
  sqlite3 -batch -init /dev/null :memory: -cmd '.load asset/survival' "$query"
}

timed 'Debian package' deb
dpkg -r libsqlite3-mod-survival >/dev/null
timed 'Python wheel' wheel
if [ -d /new/node_modules/better-sqlite3 ]; then
  timed 'npm packages' npm_packages
else
  echo 'npm packages: no better-sqlite3 in NODE_PATH'
fi
timed 'archive named by sqlpkg.json' sqlpkg
