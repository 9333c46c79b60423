import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { androidNamed } from './android-version.ts';
import { settle } from './components/jobs-app.fake.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';
import { IMAGES_URI } from './media-store.ts';

const NAME = 'org.example.app';
const OTHER = 'org.example.other';
const READ = 'android.permission.READ_EXTERNAL_STORAGE';
let framework: FakeFramework;
let did: string[];
let processes: AppProcess[];
afterEach(() => framework.dispose());

/** An app that tries to go on by every means: a timer, an observer, a receiver, a file. */
async function boot(android: string): Promise<void> {
  [did, processes] = [[], []];
  const app = fakeApp(NAME, (process) => {
    processes.push(process);
    process.observeMedia(IMAGES_URI, () => did.push('observer'));
    process.registerReceiver(['org.example.TOLD'], () => void did.push('receiver'), true);
    process.later(60_000, () => void did.push('timer'));
    return { onStart: () => process.show(fakeScreen(NAME, 'Main')) };
  });
  const other = fakeApp(OTHER, (process) => ({ onStart: () => process.show(fakeScreen(OTHER, 'Main')) }));
  framework = await fakeFramework([fakeHome, app, other], androidNamed(android));
  // Left for another app, so that it is not even the previous one: cached.
  for (const name of [NAME, OTHER]) await open(name);
  await framework.activities.key(3);
}
const open = (name: string): Promise<unknown> =>
  framework.activities.start({ component: { package: name, activity: `${name}.Main` }, extras: {} });

async function everythingHappens(): Promise<void> {
  const picture = { bytes: Buffer.from('x'), mimeType: 'image/png', width: 1, height: 1 };
  await framework.media.publish({ ...picture, relativePath: 'DCIM/a.png' }, 1023);
  await framework.run(['am', 'broadcast', '-a', 'org.example.TOLD']);
  framework.clockMs += 61_000;
  await settle();
}

const ENDS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['killed for memory', () => framework.activities.control.killAllBackground()],
  ['killed by am kill', () => framework.run(['am', 'kill', NAME])],
  ['stopped by force', () => framework.run(['am', 'force-stop', NAME])],
  ['in a phone that boots again', () => framework.boot.reboot('')],
  ['without a permission that it had', () => framework.run(['pm', 'revoke', NAME, READ])],
  ['cleared', () => framework.run(['pm', 'clear', NAME])],
  ['disabled', () => framework.run(['pm', 'disable-user', NAME])],
  ['uninstalled', () => framework.run(['pm', 'uninstall', NAME])],
];

describe('an app in the background', () => {
  it.each(['9', '13'])('of Android %s goes on by every means while it lives', async (android) => {
    await boot(android);
    await everythingHappens();
    expect([...new Set(did)].toSorted()).toEqual(['observer', 'receiver', 'timer']);
  });

  it.each(ENDS)('does nothing more once it is %s', async (_, end) => {
    await boot('9');
    const [before] = processes;
    await end();
    await everythingHappens();
    expect(did).toEqual([]);
    await expect(before?.files.list(`/data/data/${NAME}`)).rejects.toThrow('has ended');
    await expect(before?.queryImages()).rejects.toThrow('has ended');
    expect((await framework.run(['dumpsys', 'content'])).stdout).not.toContain(`pid=${before?.pid} `);
  });

  it('begins afresh when it is started again after it was killed', async () => {
    await boot('9');
    await framework.activities.control.killAllBackground();
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    await open(NAME);
    expect(processes.map(({ pid }) => pid)).toHaveLength(2);
    expect(processes[1]?.pid).not.toBe(processes[0]?.pid);
    await everythingHappens();
    expect(did.filter((one) => one === 'timer')).toEqual(['timer']);
  });
});
