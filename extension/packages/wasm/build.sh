#!/usr/bin/env bash
# SQLite and the extension as one WebAssembly module, and the npm package around it:
#
#     extension/packages/wasm/build.sh [FOLDER]      FOLDER: build/wasm if not given
#
# leaves FOLDER/sqlite-survival-wasm (the package) and FOLDER/sqlite-survival-wasm-VERSION.tgz. The compiler is Debian 13's
# emscripten: the first run makes a small Debian 13 in $SURVIVAL_TRIXIE (/var/tmp/survival-trixie; 2.5 GB), which later runs use
# again. Needs root (for a chroot), Debian's mirror and npm's; JOBS compilers run at once, 2 if not given.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../../.." && pwd)
trixie=${SURVIVAL_TRIXIE:-/var/tmp/survival-trixie}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
sqlite_from=better-sqlite3@12.11.1  # whose package has SQLite's amalgamation, 3.53.2
folder=${1:-$source/build/wasm}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

# Calls itself in a mount namespace of its own: what is mounted here is gone with it.
if [ "${2-}" != inside ]; then
  [ "$(id -u)" = 0 ] || fail 'a chroot needs root'
  command -v npm >/dev/null || fail 'npm is needed (Debian package: npm)'
  exec unshare -m "${BASH_SOURCE[0]}" "$folder" inside
fi

in_trixie() {
  chroot "$trixie" env -i HOME=/root PATH=/usr/bin:/usr/sbin:/bin:/sbin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

make_trixie() {
  echo "Debian 13 with emscripten in $trixie"
  command -v debootstrap >/dev/null || "$source/.ci/install-packages" debootstrap
  if [ ! -e "$trixie/.base" ]; then
    rm -rf "$trixie"
    debootstrap --variant=minbase trixie "$trixie" "$mirror" >"$folder/trixie.log" 2>&1 ||
      { tail -5 "$folder/trixie.log" >&2; fail 'debootstrap failed'; }
    touch "$trixie/.base"
  fi
  cp /etc/resolv.conf "$trixie/etc/resolv.conf"
  { in_trixie apt-get update && in_trixie apt-get install -y --no-install-recommends \
    emscripten cmake ninja-build libeigen3-dev nlohmann-json3-dev; } >>"$folder/trixie.log" 2>&1 ||
    { tail -5 "$folder/trixie.log" >&2; fail 'the packages of Debian 13 could not be installed'; }
  mkdir -p "$trixie/mnt/source" "$trixie/mnt/build"
  touch "$trixie/.complete"
}

fetch_sqlite() {
  [ ! -e "$folder/sqlite/sqlite3.c" ] || return 0
  local archive
  archive=$(cd "$folder" && npm pack --silent "$sqlite_from")
  mkdir -p "$folder/sqlite"
  tar -xzf "$folder/$archive" -C "$folder/sqlite" --strip-components=3 package/deps/sqlite3
  rm "$folder/$archive"
}

[ -e "$trixie/.complete" ] || make_trixie
fetch_sqlite
mkdir -p "$folder/module"
mount -t proc proc "$trixie/proc"
mount --bind /dev "$trixie/dev"
mount --bind "$source" "$trixie/mnt/source"
mount -o remount,ro,bind "$trixie/mnt/source"
mount --bind "$folder" "$trixie/mnt/build"

# The commit is read here, where git is; in the chroot the sources look like those of an archive.
commit=$(git -C "$source" rev-parse HEAD 2>/dev/null || true)
if [ -n "$commit" ]; then
  git -C "$source" diff --quiet HEAD || commit+=' with changes'
  echo "$commit" >"$folder/commit.txt"
  mount --bind "$folder/commit.txt" "$trixie/mnt/source/extension/commit.txt"
fi

in_trixie emcmake cmake -S /mnt/source/extension/packages/wasm -B /mnt/build/module -G Ninja -D CMAKE_BUILD_TYPE=MinSizeRel \
  -D SQLITE_AMALGAMATION=/mnt/build/sqlite >"$folder/cmake.log" 2>&1 ||
  { cat "$folder/cmake.log" >&2; fail 'cmake failed'; }
in_trixie nice -n 10 ninja -j "${JOBS:-2}" -C /mnt/build/module sqlite

# The package.
version=$(sed -n 's/^project(survival VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
package=$folder/sqlite-survival-wasm
rm -rf "$package"
mkdir "$package"
cp "$here"/npm/* "$folder/module/sqlite.js" "$folder/module/sqlite.wasm" "$source/LICENSE" "$package"
sed -i "s/\"version\": \"\"/\"version\": \"$version\"/" "$package/package.json"
(cd "$folder" && npm pack --silent "$package")
echo "$(wc -c <"$package/sqlite.wasm") bytes, $(gzip -9 <"$package/sqlite.wasm" | wc -c) gzipped: $package/sqlite.wasm"
