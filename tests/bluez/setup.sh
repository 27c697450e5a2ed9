#!/usr/bin/env bash
# Gets what the test on the real Linux Bluetooth stack needs, on Debian, as root:
#   tests/bluez/setup.sh DIRECTORY
# fills DIRECTORY/kernel with a stock kernel and the few modules of it that are used. What is
# there already is not fetched again.
set -euo pipefail
into=$(mkdir -p "${1:?name a directory}" && cd "$1" && pwd)
export DEBIAN_FRONTEND=noninteractive

wanted=(qemu-system-x86 busybox-static kmod bluez dbus socat gcc libc6-dev xz-utils)
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi
[ -e "$into/release" ] && exit 0

# The cloud kernel has no Bluetooth; this one has.
image=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends:/ {print $2; exit}')
if [ -z "$image" ]; then
  apt-get update -qq
  image=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ {print $2; exit}')
fi
release=${image#linux-image-}
fetched=$(mktemp -d)
trap 'rm -rf "$fetched"' EXIT
# Downloading as root into a private folder would make apt complain about its own sandbox.
chmod 755 "$fetched"
(cd "$fetched" && apt-get -qq -o APT::Sandbox::User=root download "$image")
modules="./lib/modules/$release"
dpkg-deb --fsys-tarfile "$fetched"/*.deb | tar -x -C "$fetched" --wildcards \
  "./boot/vmlinuz-$release" "$modules/modules.*" "$modules/kernel/net/*" "$modules/kernel/crypto/*" \
  "$modules/kernel/lib/*" "$modules/kernel/arch/x86/crypto/*" "$modules/kernel/drivers/bluetooth/*" \
  "$modules/kernel/drivers/virtio/*" "$modules/kernel/drivers/net/*" "$modules/kernel/drivers/char/*" \
  "$modules/kernel/drivers/hid/*" "$modules/kernel/drivers/block/virtio_blk.ko"
/sbin/depmod -b "$fetched" "$release"
rm -rf "$into/kernel" && mkdir "$into/kernel"
mv "$fetched/boot" "$fetched/lib" "$into/kernel/"
printf '%s\n' "$release" >"$into/release"
