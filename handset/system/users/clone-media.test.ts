import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import { settle } from '../components/jobs-app.fake.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';
import { installClone } from './clone-user.ts';

const NAME = 'org.example.app';
const MEDIA = 'content://media/external/images/media';
const [OWNER, CLONE] = [10_001, 99_910_001];
const IMAGE = { bytes: Buffer.from('picture'), mimeType: 'image/png', width: 1, height: 1 };

let framework: FakeFramework;
let started: Map<number, AppProcess>;
afterEach(() => framework.dispose());

async function phone(android: string): Promise<void> {
  started = new Map();
  const app = fakeApp(NAME, (process) => {
    started.set(process.uid, process);
    return { onStart: () => undefined };
  });
  framework = await fakeFramework([fakeHome, app], androidNamed(android));
  await installClone(framework, NAME, { rom: 'aosp', api: androidNamed(android).api });
  for (const userId of [0, 999]) await framework.activities.ensureProcess(NAME, userId);
}

function running(uid: number): AppProcess {
  const process = started.get(uid);
  if (process === undefined) throw new Error(`${uid} did not start`);
  return process;
}

const names = async (uid: number) => (await running(uid).queryImages()).map((row) => row.path).sort();
const rows = async (user: string): Promise<string> =>
  (await framework.run(`content query${user} --uri ${MEDIA} --projection _data`.split(' '))).stdout;

async function saveBoth(): Promise<void> {
  await running(OWNER).insertImage({ ...IMAGE, relativePath: 'Pictures/owner.png' });
  await running(CLONE).insertImage({ ...IMAGE, relativePath: 'Pictures/clone.png' });
}
const OWNERS = '/storage/emulated/0/Pictures/owner.png';
const CLONES = '/storage/emulated/999/Pictures/clone.png';

describe('the media of a clone', () => {
  it.each(['8.1', '9', '10', '11'])('are its own until Android 11: %s', async (android) => {
    await phone(android);
    await saveBoth();
    expect([await names(OWNER), await names(CLONE)]).toEqual([[OWNERS], [CLONES]]);
    expect(await rows('')).toBe(`Row: 0 _data=${OWNERS}\n`);
    expect(await rows(' --user 999')).toBe(`Row: 0 _data=${CLONES}\n`);
  });

  it.each(['13', '14', '16'])('are shared with the owner from Android 12 on: %s', async (android) => {
    await phone(android);
    await saveBoth();
    const both = [OWNERS, CLONES];
    expect([await names(OWNER), await names(CLONE)]).toEqual([both, both]);
    expect(await rows(' --user 999')).toBe(await rows(''));
  });

  it.each([
    ['9', OWNER, [OWNER]],
    ['9', CLONE, [CLONE]],
    // One provider serves both, and tells those who look at its own user.
    ['14', OWNER, [OWNER]],
    ['14', CLONE, [OWNER]],
  ])('of Android %s: what %i saves is told to %j', async (android, saver, told) => {
    await phone(android);
    for (const process of framework.activities.processes())
      framework.activities.states.hold(process, 'foreground-service');
    const heard = new Set<number>();
    for (const [uid, process] of started) process.observeMedia(MEDIA, () => void heard.add(uid));
    await running(saver).insertImage({ ...IMAGE, relativePath: 'Pictures/a.png' });
    await settle();
    expect([...heard]).toEqual(told);
    expect((await framework.run(['dumpsys', 'content'])).stdout).toContain(`uid=${CLONE} user=999 `);
  });

  it('goes with its user', async () => {
    await phone('14');
    await saveBoth();
    expect((await framework.run(['pm', 'remove-user', '999'])).stdout).toBe('Success: removed user\n');
    expect(framework.activities.processOf(NAME, 999)).toBe(undefined);
    expect(await names(OWNER)).toEqual([OWNERS]);
    expect(await framework.files.exists('/storage/emulated/999')).toBe(false);
  });
});

describe('the files of a clone', () => {
  it.each([
    ['/sdcard/DCIM/a.png', '/storage/emulated/999/DCIM/a.png'],
    [`/sdcard/Android/data/${NAME}/cache/a`, `/storage/emulated/999/Android/data/${NAME}/cache/a`],
    [`/data/user/999/${NAME}/files/a`, `/data/user/999/${NAME}/files/a`],
  ])('%s lies in %s, for a stranger to find', async (path, there) => {
    await phone('9');
    await running(CLONE).files.write(path, Buffer.from('copy'));
    expect(await framework.files.read(there)).toEqual(Buffer.from('copy'));
    const { dataDirectory, storageDirectory } = running(CLONE);
    expect([dataDirectory, storageDirectory]).toEqual([`/data/user/999/${NAME}`, '/storage/emulated/999']);
  });

  it.each([
    `/data/data/${NAME}/files/a`,
    `/data/user/0/${NAME}/files/a`,
    '/storage/emulated/0/DCIM/a.png',
    '/storage/emulated/77/DCIM/a.png',
    `/data/user/999/org.example.home/files/a`,
  ])('are not %s', async (path) => {
    await phone('9');
    await expect(running(CLONE).files.write(path, Buffer.from('x'))).rejects.toThrow('Permission denied');
  });

  it('reach those of the owner from Android 12 on, and he theirs', async () => {
    await phone('14');
    await saveBoth();
    expect(await running(CLONE).files.read(OWNERS)).toEqual(IMAGE.bytes);
    expect(await running(OWNER).files.read(CLONES)).toEqual(IMAGE.bytes);
  });
});
