import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';

const NAME = 'org.example.app';
const OTHER = 'org.example.other';
const READ = 'android.permission.READ_EXTERNAL_STORAGE';
const WRITE = 'android.permission.WRITE_EXTERNAL_STORAGE';
const IMAGE = {
  relativePath: 'DCIM/a.png',
  bytes: Buffer.from('x'),
  mimeType: 'image/png',
  width: 1,
  height: 1,
};

let framework: FakeFramework;
let app: AppProcess;
let started: AppProcess[];

beforeEach(async () => {
  started = [];
  framework = await fakeFramework([
    fakeHome,
    fakeApp(NAME, (process) => {
      started.push(process);
      return { onStart: () => undefined };
    }),
    fakeApp(OTHER, () => ({ onStart: () => undefined })),
  ]);
  await start();
});
afterEach(() => framework.dispose());

async function start(): Promise<void> {
  await framework.activities.ensureProcess(NAME);
  const process = started.at(-1);
  if (process === undefined) throw new Error('the app did not start');
  app = process;
}

/** An app that loses a permission is ended; what it may do then, its next process shows. */
async function revoke(permission: string): Promise<void> {
  await framework.run(['pm', 'revoke', NAME, permission]);
  await start();
}

describe('permissions of a running app', () => {
  it('let it insert and query images', async () => {
    await app.insertImage(IMAGE);
    expect((await app.queryImages()).map((row) => row.path)).toEqual(['/storage/emulated/0/DCIM/a.png']);
  });

  it('end it when one is revoked, and not when there was none to revoke', async () => {
    await framework.run(['pm', 'revoke', NAME, READ]);
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    await expect(app.queryImages()).rejects.toThrow('has ended');
    await start();
    await framework.run(['pm', 'revoke', NAME, READ]);
    expect(framework.activities.processOf(NAME)?.pid).toBe(app.pid);
  });

  it('stop both when they are revoked, in the words of a SecurityException', async () => {
    await revoke(READ);
    await expect(app.queryImages()).rejects.toThrow(
      /^java\.lang\.SecurityException: Permission Denial: .* from pid=\d+, uid=10001 requires android\.permission\.READ_EXTERNAL_STORAGE/,
    );
    await revoke(WRITE);
    await expect(app.insertImage(IMAGE)).rejects.toThrow(
      'requires android.permission.WRITE_EXTERNAL_STORAGE',
    );
    expect(framework.media.images()).toEqual([]);
  });

  it('do not keep an app from being told of images that it may not read, as on Android 9', async () => {
    await revoke(READ);
    const heard: string[] = [];
    app.observeMedia('content://media/external/images/media', (uri) => heard.push(uri));
    await framework.media.publish(IMAGE, 1_023);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['content://media/external/images/media/1']);
  });
});

describe('what a home screen learns of an app', () => {
  it.each<readonly [when: string, lines: readonly string[], icon: string | undefined]>([
    ['at first', [], 'normal'],
    ['once it is disabled', ['pm disable-user NAME'], undefined],
    ['once it is enabled again', ['pm disable-user NAME', 'pm enable NAME'], 'normal'],
    [
      'disabled for another user',
      ['pm create-user Guest', 'pm install-existing --user 10 NAME', 'pm disable-user --user 10 NAME'],
      'normal',
    ],
    ['once it is hidden', ['pm hide NAME'], undefined],
    ['once it is suspended', ['pm suspend NAME'], 'suspended'],
    ['once it is gone', ['pm uninstall --user 0 NAME'], undefined],
  ])('%s', async (_when, lines, icon) => {
    for (const line of lines)
      expect(await framework.run(line.replace('NAME', OTHER).split(' '), 0)).toMatchObject({ code: 0 });
    expect(app.launcherIcon({ package: OTHER, activity: `${OTHER}.Main` })).toBe(icon);
  });

  it('nothing of an activity that is not there', async () => {
    expect(app.launcherIcon({ package: 'org.nowhere', activity: 'org.nowhere.Main' })).toBeUndefined();
    expect(app.launcherIcon({ package: OTHER, activity: `${OTHER}.Nowhere` })).toBeUndefined();
  });
});

describe('files of an app', () => {
  const OWN = [
    `/data/data/${NAME}/files/x`,
    `/data/user_de/0/${NAME}/x`,
    `/sdcard/Android/data/${NAME}/cache/uil-images/-1`,
    `/storage/emulated/0/Android/media/${NAME}/x`,
  ];
  const SHARED = ['/sdcard/DCIM/x.jpg', '/storage/emulated/0/.hidden/x'];
  const FORBIDDEN = [
    '/data/data/org.other/files/x',
    `/data/data/${NAME}/../org.other/x`,
    '/sdcard/../../../data/data/org.other/x',
    '/data/local/tmp/x',
    '/system/bin/sh',
    '/proc/net/unix',
    'relative',
    '',
  ];

  it.each(OWN)('in its own directory need no permission: %s', async (file) => {
    await revoke(READ);
    await revoke(WRITE);
    await app.files.write(file, Buffer.from('mine'));
    expect((await app.files.read(file)).toString()).toBe('mine');
    await app.files.rename(file, `${file}.tmp`);
    await app.files.remove(`${file}.tmp`);
    await expect(app.files.read(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(SHARED)('in shared storage need the permission: %s', async (file) => {
    await app.files.write(file, Buffer.from('shared'));
    expect((await app.files.read(file)).toString()).toBe('shared');
    await revoke(READ);
    await expect(app.files.read(file)).rejects.toMatchObject({ code: 'EACCES' });
    await revoke(WRITE);
    await expect(app.files.write(file, Buffer.from('again'))).rejects.toMatchObject({ code: 'EACCES' });
    await expect(app.files.remove(file)).rejects.toMatchObject({ code: 'EACCES' });
    expect((await framework.files.read(file.replace('/sdcard', '/storage/emulated/0'))).toString()).toBe(
      'shared',
    );
  });

  it.each(FORBIDDEN)('of others are closed to it, with every permission: %j', async (file) => {
    for (const tried of [
      () => app.files.read(file),
      () => app.files.write(file, Buffer.of(1)),
      () => app.files.remove(file),
      () => app.files.list(`${file}/`),
      () => app.files.rename(file, '/sdcard/DCIM/x'),
      () => app.files.rename('/sdcard/DCIM/y', file),
    ])
      await expect(tried()).rejects.toThrow(/Permission denied/);
  });
});
