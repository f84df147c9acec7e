#!/bin/bash
# rusqlite as Debian packages it, compiled here. rust.sh path/to/survival.so
set -eu
command -v cargo >/dev/null && [ -e /usr/share/cargo/registry ] || exit 77
compgen -G '/usr/share/cargo/registry/rusqlite-*' >/dev/null || exit 77
library=$(realpath "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$(dirname "$0")"/rust/* "$dir"
cd "$dir"
export CARGO_HOME=$dir/home
mkdir home
cat >home/config.toml <<'TOML'
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "/usr/share/cargo/registry"
TOML
cargo run --quiet --offline -- "$library"
