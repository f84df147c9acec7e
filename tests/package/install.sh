#!/bin/bash
# Installs each package where there is no compiler, and asks it for a number:
#
#     install.sh FOLDER      FOLDER: where `cmake --build --preset packages` put them
#
# The machine without a compiler is this one under an overlay in memory, in a chroot: what is installed and removed there
# touches nothing here. It needs root. Exit status 77: no overlay can be mounted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
packages=$(cd "$1" && pwd)

if [ "${2-}" != inside ]; then
  [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || {
    echo "no mounts without root's rights"
    exit 77
  }
  exec unshare -m "$0" "$packages" inside
fi

root=$(mktemp -d)
trap 'umount -R -l "$root"; rmdir "$root"' EXIT
mount -t tmpfs tmpfs "$root"
mkdir "$root/upper" "$root/work" "$root/machine" "$root/packages"
cp "$packages"/* "$root/packages" 2>/dev/null || true  # folders are CPack's own
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/machine" || exit 77
machine=$root/machine
for program in cc c++ c89 c99 gcc g++ cpp clang clang++ cmake make ninja ld as; do
  find "$machine"/usr/bin "$machine"/usr/local/bin \
    \( -name "$program" -o -name "$program-[0-9]*" -o -name "*-linux-gnu-$program*" \) -exec rm -f {} +
done
rm -rf "$machine"/usr/lib/gcc "$machine"/usr/include/c++ "$machine"/usr/include/sqlite3*.h
mkdir -p "$machine/new"
cp -r "$root/packages" "$here/installed" "$machine/new/"
[ -z "${NODE_PATH-}" ] || cp -r "$NODE_PATH" "$machine/new/node_modules"
mount -t proc proc "$machine/proc"
mount --bind /dev "$machine/dev"
chroot "$machine" env -i HOME=/new PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin LC_ALL=C.UTF-8 /bin/bash /new/installed/all.sh /new/packages
