import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  mountOverStore,
  removeFromStore,
  seenInStore,
  unmountFromStore,
  writeIntoStore,
} from './system-store.ts';

const NAME = '0badcafe.0';
const CERTIFICATE = '/data/local/tmp/ours';
const OTHERS = ['11111111.0', '22222222.0'];

/**
 * A root directory as a phone has it, in mounts of its own, with the kernel's own rules: those of the first process are
 * shared, zygote's and its app's follow them, and the module's are private to each (AOSP, init's mount_namespace.cpp).
 */
const PHONE = `
set -e
cd "$1"; shift; mount -t tmpfs tmpfs "$PWD"; cd "$PWD"
mkdir -p system/bin system/etc/security/cacerts apex data/local/tmp proc usr dev old
mount --rbind /usr usr; mount --rbind /dev dev; mount -t proc proc proc
for name in bin sbin lib lib64; do [ ! -e /$name ] || ln -s usr/$name $name; done
for applet in $(toybox); do ln -s /usr/bin/toybox system/bin/$applet; done
ln -s /usr/bin/mksh system/bin/sh
for name in ${OTHERS.join(' ')}; do echo "$name" >system/etc/security/cacerts/$name; done
echo ours >data/local/tmp/ours
if [ "$1" = 14 ]; then
  mkdir -p apex/com.android.conscrypt; cp -r system/etc/security/cacerts apex/com.android.conscrypt/
fi
pivot_root . old; umount -l old; mount --make-rshared /
mount --bind /apex /apex; mount --make-rprivate /apex
unshare --mount --propagation unchanged bash -c 'mount --make-rslave /; exec -a zygote64 bash -c "
  unshare --mount --propagation unchanged sleep 60 & echo ready >/data/zygote; wait"' &
until [ -e /data/zygote ]; do sleep 0.01; done
zygote=$!
shift; PATH=/system/bin
for script; do /system/bin/sh -c "$script" 2>&1 || echo "exit $?"; echo --; done
kill -9 $zygote; exit 0
`;

/** What each script prints, as root of such a phone. */
function onPhone(android: '9' | '14', ...scripts: readonly string[]): readonly string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'system-store-'));
  try {
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const words = [
      ...asRoot,
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      'bash',
      '-c',
      PHONE,
      'phone',
      root,
    ];
    const said = execFileSync('unshare', [...words, android, ...scripts], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    return said.split('--\n').map((one) => one.trim());
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const MODULE = '/apex/com.android.conscrypt/cacerts';
const SYSTEM = '/system/etc/security/cacerts';
/** What a new app finds: it is forked from zygote, with its mounts. */
const inZygote = (store: string): string =>
  `nsenter --mount=/proc/$(pidof zygote64)/ns/mnt -- ls ${store} | xargs echo`;
const inApp = (store: string): string =>
  `nsenter --mount=/proc/$(ps -o PID= -P $(pidof zygote64) | tail -1 | xargs echo)/ns/mnt -- ls ${store} | xargs echo`;

describe('the system’s store of authorities', () => {
  it.each([
    ['9', SYSTEM],
    ['14', MODULE],
  ] as const)(
    'of Android %s takes one more, for zygote and the apps that run, and is as before at the end',
    (android, store) => {
      const [mounted, seen, zygote, app, unmounted, unseen, zygoteAfter, appAfter] = onPhone(
        android,
        mountOverStore(CERTIFICATE, NAME),
        seenInStore(NAME),
        inZygote(store),
        inApp(store),
        unmountFromStore(),
        seenInStore(NAME),
        inZygote(store),
        inApp(store),
      );
      expect({ mounted, seen }).toEqual({ mounted: 'mounted', seen: `${store}/${NAME}` });
      expect([zygote, app]).toEqual([`${NAME} ${OTHERS.join(' ')}`, `${NAME} ${OTHERS.join(' ')}`]);
      expect({ unmounted, unseen }).toEqual({ unmounted: '', unseen: '' });
      expect([zygoteAfter, appAfter]).toEqual([OTHERS.join(' '), OTHERS.join(' ')]);
    },
  );

  it('is not shown as reached on Android 14 by a mount that only the shell sees', () => {
    const alone = `mkdir /data/x; cp ${MODULE}/* /data/x/; cp ${CERTIFICATE} /data/x/${NAME}; mount -o bind /data/x ${SYSTEM}`;
    expect(onPhone('14', alone, seenInStore(NAME))[1]).toBe('');
  });

  it('is written to where nothing can be mounted, and cleared', () => {
    const scripts = [
      writeIntoStore(CERTIFICATE, NAME),
      seenInStore(NAME),
      removeFromStore(NAME),
      seenInStore(NAME),
    ];
    expect(onPhone('9', ...scripts).slice(0, 4)).toEqual(['written', `${SYSTEM}/${NAME}`, '', '']);
  });

  it('is left alone when the copy of it is not whole', () => {
    const full = `mount -t tmpfs -o nr_inodes=2 tmpfs /data/local/tmp`;
    const [, said, listed] = onPhone(
      '9',
      full,
      mountOverStore('/data/ours', NAME),
      `ls ${SYSTEM} | xargs echo`,
    );
    expect(said).not.toMatch(/^mounted$/m);
    expect(listed).toBe(OTHERS.join(' '));
  });
});
