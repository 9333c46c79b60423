/**
 * What is in /system/bin of an Android version, by its first one (system/core shell_and_utilities/README.md of 2025;
 * `[`, egrep and fgrep before 10 are links of the grep of BSD). Framework commands are not here, nor is what the
 * list calls toolbox: getevent, newfs_msdos.
 */
const SINCE: readonly (readonly [api: number, names: string])[] = [
  [
    26,
    `acpi base64 basename blockdev bunzip2 bzcat bzip2 cal cat chcon chgrp chmod chown chroot chrt cksum clear cmp comm
     cp cpio cut date dd df diff dirname dmesg dos2unix du echo egrep env expand expr fallocate false fgrep file find
     flock free getenforce grep groups gunzip gzip head hostname hwclock id ifconfig inotifyd insmod ionice iorenice
     kill killall ln load_policy log logname losetup ls lsmod lsof lspci lsusb md5sum microcom mkdir mkfifo mknod
     mkswap mktemp modinfo modprobe more mount mountpoint mv netstat nice nl nohup od paste patch pgrep pidof ping
     ping6 pkill pmap printenv printf ps pwd readlink realpath renice restorecon rm rmdir rmmod runcon sed sendevent
     seq setenforce setprop setsid sha1sum sha224sum sha256sum sha384sum sha512sum sleep sort split start stat stop
     strings swapoff swapon sync sysctl tac tail tar taskset tee time timeout top touch tr true truncate tty ulimit
     umount uname uniq unix2dos uptime usleep uudecode uuencode vmstat wc which whoami xargs xxd yes zcat`,
  ],
  [28, 'awk fmt stty'],
  [
    29,
    `bc blkid chattr freeramdisk fsfreeze getconf help i2cdetect i2cdump i2cget i2cset iconv install iotop lsattr
     makedevs nbd-client nc netcat nproc nsenter partprobe pivot_root prlimit pwdx rev rfkill traceroute traceroute6
     tunctl unlink unshare uuidgen vconfig watch`,
  ],
  [30, 'devmem fsync getopt readelf vi'],
  [31, '[ blkdiscard rtcwake test'],
  [33, 'uclampset'],
  [34, 'brctl logger'],
  [35, 'getfattr gpiodetect gpiofind gpioget gpioinfo gpioset i2ctransfer memeater setfattr'],
];
/** In the program before they had names of their own: `toybox getfattr`. */
const ONLY_BY_TOYBOX = { names: ['getfattr', 'setfattr'], since: 29, until: 35 };
/** What toybox has no part in. */
const OTHERS = new Set([
  'awk',
  'bc',
  'bunzip2',
  'bzcat',
  'bzip2',
  'ping',
  'ping6',
  'setprop',
  'start',
  'stop',
]);

/** The names that can be called, sorted. */
export function appletsOf(api: number): readonly string[] {
  return SINCE.filter(([since]) => since <= api)
    .flatMap(([, names]) => names.split(/\s+/))
    .sort();
}

/** What `toybox` lists: its commands, also those without a name of their own. */
export function toyboxNames(api: number): readonly string[] {
  const hidden = api >= ONLY_BY_TOYBOX.since && api < ONLY_BY_TOYBOX.until ? ONLY_BY_TOYBOX.names : [];
  return [...appletsOf(api).filter((name) => !OTHERS.has(name)), ...hidden].sort();
}

/** The release by version (the same list; 16 is not in it and is given that of 15). */
export function toyboxRelease(api: number): string {
  if (api < 28) return '0.7.3';
  if (api < 29) return '0.7.6';
  if (api < 30) return '0.8.0';
  if (api < 31) return '0.8.3';
  if (api < 34) return '0.8.6';
  return api < 35 ? '0.8.9' : '0.8.11';
}
