import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { deflateSync, inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppManifest } from '../../../app-parts.ts';
import { createBackupConfirm } from '../../../apps/backup-confirm/backup-confirm.ts';
import type { View } from '../../../screen-parts.ts';
import { placedViews } from '../../../ui/view-tree.ts';
import { androidNamed } from '../../android-version.ts';
import { backupFile } from '../../backup/backup-file.ts';
import { writeTar } from '../../backup/tar.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';

const NAME = 'org.example.app';
const CONFIRM = 'com.android.backupconfirm';
const OWN = { uid: 10_001, gid: 10_001, mode: 0o600 };

let framework: FakeFramework;
let written: Buffer;
beforeEach(() => phone('9'));
afterEach(() => framework.dispose());

async function phone(android: string, manifest: Partial<AppManifest> = {}): Promise<void> {
  const app = fakeApp(
    NAME,
    (process) => ({ onStart: () => process.show(fakeScreen(NAME, 'Main')) }),
    manifest,
  );
  framework = await fakeFramework([fakeHome, app], androidNamed(android));
  await framework.packages.installApp(createBackupConfirm(framework.android.api, framework.backups));
  for (const [path, text] of FILES) await framework.files.write(path, Buffer.from(text), OWN);
}

const FILES = [
  [`/data/data/${NAME}/files/notes/招商银行.txt`, 'a note'],
  [`/data/data/${NAME}/shared_prefs/settings.xml`, '<map/>'],
  [`/data/data/${NAME}/databases/x.db`, 'SQLite'],
  [`/data/data/${NAME}/other/place`, 'else'],
  [`/data/data/${NAME}/cache/page`, 'not this'],
  [`/data/data/${NAME}/no_backup/key`, 'nor this'],
  [`/storage/emulated/0/Android/data/${NAME}/files/outer`, 'outside'],
  ['/storage/emulated/0/DCIM/Camera/IMG.jpg', 'a photo'],
] as const;

/** `bu backup`, and what the owner taps once he is asked. */
async function backup(
  words: string,
  tap: 'button_allow' | 'button_deny' | 'home' | 'nothing',
): Promise<void> {
  const running = framework.run(['bu', 'backup', ...words.split(' ')]);
  await expect.poll(() => framework.activities.front()?.package.package).toBe(CONFIRM);
  if (tap === 'home') await framework.activities.key(3);
  else if (tap === 'nothing') framework.clockMs += 60_000;
  else await button(tap)?.onClick?.();
  const { code, stdout, stderr } = await running;
  expect([code, stderr]).toEqual([0, '']);
  written = Buffer.from(stdout);
}

/** `bu restore` of a file, which the owner allows unless he is to refuse. */
async function restore(file: Buffer, tap: 'button_allow' | 'button_deny' = 'button_allow'): Promise<void> {
  const running = framework.run(['bu', 'restore'], 2_000, file);
  await expect.poll(() => framework.activities.front()?.package.package).toBe(CONFIRM);
  await button(tap)?.onClick?.();
  expect(await running).toEqual({ code: 0, stdout: '', stderr: '' });
}

function button(id: string): View | undefined {
  return placedViews(framework.activities.screen().root)
    .map(({ view }) => view)
    .find((view) => view.resourceId === `${CONFIRM}:id/${id}`);
}

const HEADER = 'ANDROID BACKUP\n5\n0\nnone\n';

/** What another program than wrote it finds in the tar behind the header. */
function tar(...words: readonly string[]): string {
  expect(written.subarray(0, HEADER.length).toString()).toBe(HEADER);
  const options = {
    input: written.subarray(HEADER.length),
    env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
  };
  return execFileSync('tar', ['--quoting-style=literal', ...words, '-f', '-'], options).toString();
}

describe('a backup over adb', () => {
  it('holds what the app has, by the domains of its directories, once the owner said yes', async () => {
    await backup(`-nocompress ${NAME}`, 'button_allow');
    const at = `apps/${NAME}`;
    expect(tar('-t').trimEnd().split('\n')).toEqual([
      `${at}/_manifest`,
      `${at}/db/x.db`,
      `${at}/f/notes/招商银行.txt`,
      `${at}/r/other/place`,
      `${at}/sp/settings.xml`,
      `${at}/ef/outer`,
    ]);
    expect(tar('-xO', `${at}/f/notes/招商银行.txt`)).toBe('a note');
    expect(tar('-xO', `${at}/_manifest`)).toBe(`1\n${NAME}\n1\n28\n\n0\n0\n`);
    await expect.poll(() => framework.activities.front()?.package.package).not.toBe(CONFIRM);
  });

  it('holds shared storage and the package when it is told to, and nothing that apps keep there', async () => {
    await backup(`-nocompress -shared -apk ${NAME}`, 'button_allow');
    const names = tar('-t').split('\n');
    expect(names).toContain('shared/0/DCIM/Camera/IMG.jpg');
    expect(names.filter((name) => name.startsWith('shared/0/Android'))).toEqual([]);
    expect(tar('-xO', `apps/${NAME}/a/base.apk`)).toContain(NAME);
  });

  it.each([
    ['refuses', 'button_deny'],
    ['goes away', 'home'],
    ['says nothing for a minute', 'nothing'],
  ] as const)('is empty when the owner %s', async (_, tap) => {
    await backup(`-all ${NAME}`, tap);
    expect(written.length).toBe(0);
    expect(framework.logcat.lines().join('\n')).toContain('User rejected full backup');
  });

  it.each([
    ['9', {}, true],
    ['9', { allowBackup: false }, false],
    ['11', { targetSdk: 31 }, true],
    ['13', { targetSdk: 30 }, true],
    ['13', { targetSdk: 31 }, false],
    ['13', { targetSdk: 31, debuggable: true }, true],
    ['16', { targetSdk: 36 }, false],
  ])('of Android %s, of an app with %j: %s', async (android, manifest, given) => {
    await framework.dispose();
    await phone(android, manifest);
    await backup(`-nocompress -all -nosystem`, 'button_allow');
    expect(tar('-t').includes(`apps/${NAME}/`)).toBe(given);
  });

  it('leaves out links, which might lead to what is another app’s', async () => {
    const place = await framework.files.hostPath(`/data/data/${NAME}/files`);
    await symlink('../other', `${place}/link`);
    await symlink('place', `${place}/../other/link`);
    await backup(`-nocompress ${NAME}`, 'button_allow');
    expect(tar('-t')).not.toContain('link');
  });

  it('ends the process of the app that it saved', async () => {
    await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
    const before = framework.activities.processOf(NAME)?.pid;
    await backup(`-nocompress ${NAME} org.nowhere`, 'button_allow');
    // What was in front comes back, in a process of its own.
    expect(framework.activities.processOf(NAME)?.pid).not.toBe(before);
    expect(framework.logcat.lines().join('\n')).toContain('Unknown package org.nowhere, skipping');
  });

  it.each([
    ['bu backup', 2_000, ''],
    ['bu backup -apk', 2_000, ''],
    ['bu sideload', 2_000, ''],
    [`bu restore`, 10_001, 'android.permission.BACKUP'],
    [`bu backup ${NAME}`, 10_001, 'android.permission.BACKUP'],
  ])('%s by %d asks nobody', async (line, uid, complaint) => {
    const { stdout, stderr } = await framework.run(line.split(' '), uid);
    expect([stdout, stderr.includes(complaint)]).toEqual(['', true]);
    expect(framework.activities.front()?.package.package).not.toBe(CONFIRM);
  });

  it('is empty where the owner cannot be asked', async () => {
    await framework.run(['pm', 'uninstall', '--user', '0', CONFIRM]);
    expect(await framework.run(['bu', 'backup', '-all'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(framework.logcat.lines().join('\n')).toContain('Unable to launch backup confirmation UI');
  });

  it('is deflated where it is not told otherwise', async () => {
    const packed = await backupFile(
      [{ path: 'shared/0/x', bytes: Buffer.from('bytes'), modifiedMs: 0 }],
      true,
    );
    const header = 'ANDROID BACKUP\n5\n1\nnone\n';
    expect(packed.subarray(0, header.length).toString()).toBe(header);
    expect(inflateSync(packed.subarray(header.length)).subarray(512, 517).toString()).toBe('bytes');
  });
});

describe('a restore over adb', () => {
  const note = `/data/data/${NAME}/files/notes/招商银行.txt`;
  const later = `/data/data/${NAME}/files/later`;
  const read = async (place: string): Promise<string> => (await framework.files.read(place)).toString();

  it.each(['-nocompress', '-compress'])(
    'puts back what a backup holds, and nothing else is left: %s',
    async (how) => {
      await backup(`-nocompress -shared ${NAME}`, 'button_allow');
      const plain = written.subarray(HEADER.length);
      const packed = Buffer.concat([Buffer.from('ANDROID BACKUP\n5\n1\nnone\n'), deflateSync(plain)]);
      await framework.files.write(note, Buffer.from('changed'), OWN);
      await framework.files.write(later, Buffer.from('came later'), OWN);
      await framework.files.remove('/storage/emulated/0/DCIM/Camera/IMG.jpg');
      await restore(how === '-compress' ? packed : written);
      expect([await read(note), await framework.files.exists(later)]).toEqual(['a note', false]);
      expect(await read(`/storage/emulated/0/Android/data/${NAME}/files/outer`)).toBe('outside');
      expect(await read('/storage/emulated/0/DCIM/Camera/IMG.jpg')).toBe('a photo');
    },
  );

  it('changes nothing when the owner refuses', async () => {
    await restore(fileOf({ [`apps/${NAME}/_manifest`]: MANIFEST, [`apps/${NAME}/f/x`]: 'x' }), 'button_deny');
    expect(await read(note)).toBe('a note');
  });

  it.each([
    ['of a later version', MANIFEST.replace('\n1\n28', '\n2\n28'), 'Data version is newer'],
    ['signed by another', MANIFEST.replace('\n0\n0\n', '\n0\n1\nabcd\n'), 'signatures do not match'],
    ['of another name', MANIFEST.replace(NAME, 'org.other'), 'Malformed manifest'],
    ['that is none', 'nonsense', 'Malformed manifest'],
  ])('passes over data %s', async (_, manifest, why) => {
    await restore(fileOf({ [`apps/${NAME}/_manifest`]: manifest, [`apps/${NAME}/f/x`]: 'x' }));
    expect(framework.logcat.lines().join('\n')).toContain(why);
    expect([await read(note), await framework.files.exists(`/data/data/${NAME}/files/x`)]).toEqual([
      'a note',
      false,
    ]);
  });

  it('passes over an app that forbids it, and one that is not there', async () => {
    await framework.dispose();
    await phone('9', { allowBackup: false });
    const other = MANIFEST.replace(NAME, 'org.gone');
    await restore(
      fileOf({
        [`apps/${NAME}/_manifest`]: MANIFEST,
        'apps/org.gone/_manifest': other,
        'apps/org.gone/f/x': 'x',
      }),
    );
    expect(framework.logcat.lines().join('\n')).toMatch(/allowBackup=false.*requires apk in dataset/s);
    expect([await read(note), await framework.files.exists('/data/data/org.gone')]).toEqual([
      'a note',
      false,
    ]);
  });

  it.each(['f/../../org.victim/x', 'f//x', 'f/./x', 'q/x', 'a/base.apk', '/x', '..'])(
    'leaves out %s, which leads out of the app or nowhere',
    async (place) => {
      await restore(
        fileOf({
          [`apps/${NAME}/_manifest`]: MANIFEST,
          [`apps/${NAME}/${place}`]: 'x',
          'shared/0/../../x': 'x',
          [`apps/${NAME}/f/ok`]: 'ok',
        }),
      );
      expect(await read(`/data/data/${NAME}/files/ok`)).toBe('ok');
      expect(await framework.files.list(`/data/data/${NAME}`)).toEqual(['files']);
      expect(await framework.files.list(`/data/data/${NAME}/files`)).toEqual(['ok']);
      for (const outside of ['/data/data/org.victim', '/storage/x', '/x'])
        expect(await framework.files.exists(outside)).toBe(false);
    },
  );

  it.each([
    ['another header', Buffer.from('PK\x03\x04\n\n\n\n'), 'Invalid header'],
    ['a password', Buffer.from('ANDROID BACKUP\n5\n1\nAES-256\nxx'), 'no password given'],
    ['a later version', Buffer.from('ANDROID BACKUP\n6\n1\nnone\nxx'), 'Invalid header'],
    ['no end', Buffer.from('ANDROID BACKUP\n5\n0\nnone\nxx'), 'ends too early'],
    ['bytes that are no deflate', Buffer.from('ANDROID BACKUP\n5\n1\nnone\nxxxx'), 'incorrect header check'],
    ['a header that is damaged', Buffer.from(`ANDROID BACKUP\n5\n0\nnone\n${'x'.repeat(512)}`), 'of the tar'],
  ])('ends at a file with %s, and says so in the log', async (_, file, why) => {
    await restore(file);
    expect(framework.logcat.lines().join('\n')).toContain(why);
    expect(await read(note)).toBe('a note');
  });
});

const MANIFEST = `1\n${NAME}\n1\n28\n\n0\n0\n`;

function fileOf(files: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    bytes: Buffer.from(text),
    modifiedMs: 0,
  }));
  return Buffer.concat([Buffer.from(HEADER), writeTar(entries)]);
}
