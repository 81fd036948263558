# Boots the systemd of this machine once more, in namespaces of its own and over a view of its files
# that keeps nothing, and runs a script in it: sh boot_system.sh FOLDER SCRIPT. FOLDER is empty; what
# lies in FOLDER/given is in /root/given there. The last line says with which code the script ended.
set -e
folder=$1
cp "$2" "$folder/script.sh"
mount --make-rprivate /
mkdir "$folder/view"
mount -t tmpfs tmpfs "$folder/view"
mkdir "$folder/view/upper" "$folder/view/work" "$folder/view/root"
root=$folder/view/root
mount -t overlay overlay \
  -o "lowerdir=/,upperdir=$folder/view/upper,workdir=$folder/view/work" "$root"
mkdir "$root/root/given"
cp -R "$folder/script.sh" "$folder/given/." "$root/root/given/"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
ip link set lo up
# Nothing that this machine starts is started there.
printf '[Unit]\nDescription=Nothing but itself\nAllowIsolate=yes\n' \
  >"$root/etc/systemd/system/nothing.target"
cd "$root"
mkdir -p mnt/before
pivot_root . mnt/before
cd /
umount -l /mnt/before
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
(
  until [ -S /run/systemd/private ]; do sleep 0.1; done
  systemctl is-system-running --wait >/dev/null || true
  code=0
  HOME=/root sh /root/given/script.sh </dev/null 2>&1 || code=$?
  echo "ended with $code"
) &
exec env -i container=test "PATH=$PATH" /lib/systemd/systemd --system --unit=nothing.target \
  --log-target=null >/dev/null 2>&1
