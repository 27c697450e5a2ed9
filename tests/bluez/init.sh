#!/bin/busybox sh
# First and only script of the emulated machine: a kernel, a system bus and bluetoothd.
# Radio packets come and go through a virtio port; the system bus is offered on a TCP port.
/bin/busybox mkdir -p /proc /sys /dev /run/dbus /tmp /var/lib/bluetooth
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
/bin/busybox mount -t devtmpfs none /dev
while read -r module; do
  /bin/busybox insmod "/modules/$module" || echo "box: $module does not load"
done < /modules/order
/bin/busybox ln -sf /run /var/run
/bin/busybox ip link set lo up
/bin/busybox ip addr add 10.0.2.15/24 dev eth0
/bin/busybox ip link set eth0 up
/usr/bin/dbus-daemon --system --fork --nopidfile
/usr/bin/socat TCP-LISTEN:5555,fork,reuseaddr,nodelay UNIX-CONNECT:/run/dbus/system_bus_socket &
/usr/libexec/bluetooth/bluetoothd -n &
# The number of the port is not always the same.
/bin/radio /dev/vport*p1 &
tries=0
while [ ! -e /sys/class/bluetooth/hci0 ] && [ "$tries" -lt 600 ]; do
  /bin/busybox usleep 20000
  tries=$((tries + 1))
done
echo "box: ready"
while true; do /bin/busybox sleep 3600; done
