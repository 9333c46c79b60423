import { chmod, chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runHost } from './host-programs.ts';

type Directory = readonly [path: string, uid: number, gid: number, mode: number];

/** Directories of a phone: numbers are AOSP's android_filesystem_config.h, modes those of rootdir/init.rc. */
const DIRECTORIES: readonly Directory[] = [
  ['/acct', 0, 0, 0o755],
  ['/cache', 1000, 2001, 0o770],
  ['/config', 0, 0, 0o755],
  ['/mnt', 0, 1000, 0o755],
  ['/mnt/user', 0, 0, 0o755],
  ['/mnt/user/0', 0, 0, 0o755],
  ['/sys', 0, 0, 0o755],
  ['/system/bin', 0, 2000, 0o755],
  ['/system/xbin', 0, 2000, 0o755],
  ['/system/etc/security/cacerts', 0, 0, 0o755],
  ['/vendor/bin', 0, 2000, 0o755],
  ['/dev/socket', 0, 0, 0o755],
  ['/proc/net', 0, 0, 0o755],
  ['/data', 1000, 1000, 0o771],
  ['/data/anr', 1000, 1000, 0o775],
  ['/data/local', 0, 0, 0o751],
  ['/data/local/tmp', 2000, 2000, 0o771],
  ['/data/app', 1000, 1000, 0o771],
  ['/data/data', 1000, 1000, 0o771],
  // 0770 on a phone; here the shell is in its group, in place of FUSE.
  ['/data/media', 1023, 1023, 0o700],
  ['/data/user', 1000, 1000, 0o711],
  ['/data/user_de', 1000, 1000, 0o711],
  ['/data/user_de/0', 1000, 1000, 0o771],
  ['/data/system', 1000, 1000, 0o775],
  ['/data/tombstones', 1000, 1000, 0o771],
  ['/data/misc', 1000, 9998, 0o1771],
  ['/data/misc/user/0/cacerts-added', 1000, 1000, 0o755],
  ['/storage', 0, 0, 0o755],
  ['/storage/self', 0, 0, 0o755],
  // The shell may go through, and may not list whose storages there are.
  ['/storage/emulated', 0, 1015, 0o711],
];

const SHARED_FOLDERS = ['DCIM', 'Download', 'Movies', 'Music', 'Pictures'];
const [ROOT, SDCARD_RW, MEDIA_RW, EXT_DATA_RW, EXT_OBB_RW] = [0, 1015, 1023, 1078, 1079];

/** A user's shared storage as sdcardfs shows it up to 10, and as FUSE does from 11 on (facts, section 3). */
export function sharedStorage(api: number, userId: number): readonly Directory[] {
  const base = `/storage/emulated/${userId}`;
  const folders = ['', '/Android/media', ...SHARED_FOLDERS.map((name) => `/${name}`)];
  if (api < 30)
    return [...folders, '/Android', '/Android/data', '/Android/obb'].map(
      (name): Directory => [`${base}${name}`, ...([ROOT, SDCARD_RW, 0o2771] as const)],
    );
  return [
    ...folders.map((name): Directory => [`${base}${name}`, MEDIA_RW, MEDIA_RW, 0o2770]),
    [`${base}/Android`, MEDIA_RW, MEDIA_RW, 0o2771],
    [`${base}/Android/data`, MEDIA_RW, EXT_DATA_RW, 0o2771],
    [`${base}/Android/obb`, MEDIA_RW, EXT_OBB_RW, 0o2771],
  ];
}

/** Each with what it leads to; `/data/media/0` is a second view of the same files on a phone. */
const LINKS: readonly (readonly [path: string, target: string])[] = [
  ['/sdcard', '/storage/self/primary'],
  ['/storage/self/primary', '/mnt/user/0/primary'],
  ['/mnt/user/0/primary', '/storage/emulated/0'],
  ['/mnt/sdcard', '/storage/self/primary'],
  ['/data/media/0', '/storage/emulated/0'],
  ['/data/user/0', '/data/data'],
  ['/etc', '/system/etc'],
];
/** By the numbers of the kernel (Documentation/admin-guide/devices.txt). */
export const DEVICES: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
};

/** All in one process of the host: to start one takes longer than to make a device. */
const MAKE_DEVICES = 'while [ $# -gt 0 ]; do mknod -m 666 "$1" c "$2" "$3" || exit 1; shift 3; done';

/** Lays out directories, links and devices. Owners are given where this process may give files away. */
export async function makeDirectories(
  rootDirectory: string,
  options: { readonly api: number; readonly owners: boolean },
): Promise<void> {
  const apex: readonly Directory[] = options.api < 29 ? [['/sbin', 0, 0, 0o750]] : [['/apex', 0, 0, 0o755]];
  for (const [phonePath, uid, gid, mode] of [...DIRECTORIES, ...sharedStorage(options.api, 0), ...apex]) {
    const host = path.join(rootDirectory, phonePath);
    await mkdir(host, { recursive: true });
    if (options.owners) await chown(host, uid, gid);
    await chmod(host, mode);
  }
  const bin: typeof LINKS = options.api < 28 ? [] : [['/bin', '/system/bin']];
  for (const [phonePath, target] of [...LINKS, ...bin])
    await symlink(target, path.join(rootDirectory, phonePath));
  const devices = Object.entries(DEVICES).map(([name, numbers]) => [
    path.join(rootDirectory, 'dev', name),
    ...numbers,
  ]);
  // In a user namespace nobody may make devices: the host's are mounted over these files.
  if (options.owners) await runHost('sh', ['-c', MAKE_DEVICES, 'sh', ...devices.flat().map(String)]);
  else for (const [device] of devices) await writeFile(String(device), '');
  await writeFile(
    path.join(rootDirectory, 'proc', 'net', 'unix'),
    'Num       RefCount Protocol Flags    Type St Inode Path\n',
  );
}
