import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';
import { IMAGES_URI } from './media-store.ts';
import type { PhoneProcess } from './process.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const NAME = 'org.example.app';
const IMAGE = {
  relativePath: 'DCIM/a.png',
  bytes: Buffer.from('x'),
  mimeType: 'image/png',
  width: 1,
  height: 1,
};

/** The app under test, what it did, and its process from the inside. */
async function boot(android: string): Promise<{ readonly did: string[]; inside(): AppProcess }> {
  const did: string[] = [];
  let inside: AppProcess | undefined;
  const app = fakeApp(NAME, (process) => {
    inside = process;
    process.observeMedia(IMAGES_URI, () => did.push('observer'));
    return {
      onStart: () => process.show(fakeScreen(NAME, 'Main')),
      onResume: () => void did.push('resume'),
    };
  });
  const other = fakeApp('org.other', (process) => ({
    onStart: () => process.show(fakeScreen('org.other', 'Main')),
  }));
  framework = await fakeFramework([fakeHome, app, other], androidNamed(android));
  await framework.activities.key(3);
  return {
    did,
    inside() {
      if (inside === undefined) throw new Error('the app has not started');
      return inside;
    },
  };
}

const open = (name: string): Promise<unknown> =>
  framework.activities.start({ component: { package: name, activity: `${name}.Main` }, extras: {} });

/** Leaves the app so that another one is the previous one: it is cached at once. */
async function cache(): Promise<PhoneProcess> {
  await open(NAME);
  await open('org.other');
  await framework.activities.key(3);
  const process = framework.activities.processOf(NAME);
  if (process === undefined) throw new Error('it does not run');
  return process;
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('a cached app', () => {
  it('of Android 14 is frozen after ten seconds, not before, and thawed by coming to the front', async () => {
    await boot('14');
    const process = await cache();
    framework.clockMs += 9_999;
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
    framework.clockMs += 1;
    expect(framework.activities.freezer.isFrozen(process)).toBe(true);
    await open(NAME);
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
  });

  it('of Android 14 that was left by HOME is the previous one for a minute before that', async () => {
    await boot('14');
    await open(NAME);
    await framework.activities.key(3);
    const process = framework.activities.processOf(NAME);
    if (process === undefined) throw new Error('it does not run');
    framework.clockMs += 69_999;
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
    framework.clockMs += 1;
    expect(framework.activities.freezer.isFrozen(process)).toBe(true);
  });

  it('that is needed again in time is not frozen', async () => {
    await boot('14');
    const process = await cache();
    framework.clockMs += 9_000;
    await open(NAME);
    framework.clockMs += 60_000;
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
  });

  it.each(['8.1', '9', '10', '11', '13'])('of Android %s is not frozen by itself', async (android) => {
    await boot(android);
    const process = await cache();
    framework.clockMs += 3_600_000;
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
  });

  it.each<[string, string]>([
    ['8.1', 'never'],
    ['10', 'never'],
    ['11', '500'],
    ['13', '600000'],
    ['14', '10000'],
  ])('of Android %s with the freezer enabled is frozen after %s ms', async (android, after) => {
    await boot(android);
    await framework.run(['settings', 'put', 'global', 'cached_apps_freezer', 'enabled']);
    const process = await cache();
    if (after !== 'never') {
      framework.clockMs += Number(after) - 1;
      expect(framework.activities.freezer.isFrozen(process)).toBe(false);
    }
    framework.clockMs += after === 'never' ? 3_600_000 : 1;
    expect(framework.activities.freezer.isFrozen(process)).toBe(after !== 'never');
  });

  it('stays awake while something holds it, and is frozen when that lets go', async () => {
    await boot('14');
    const process = await cache();
    framework.clockMs += 10_000;
    const release = framework.activities.states.hold(process, 'receiver');
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
    framework.clockMs += 3_600_000;
    release();
    framework.clockMs += 10_000;
    expect(framework.activities.freezer.isFrozen(process)).toBe(true);
  });
});

describe('a frozen app runs no code:', () => {
  it('its timers and observers wait, and run in order when it is thawed', async () => {
    const { did, inside } = await boot('14');
    await cache();
    did.length = 0;
    inside().later(15_000, () => void did.push('timer'));
    framework.clockMs += 10_000;
    await framework.media.publish(IMAGE, 1_023);
    await turns();
    framework.clockMs += 60_000;
    await turns();
    expect(did).toEqual([]);
    expect((await framework.run(['dumpsys', 'content'])).stdout).toContain(
      `media/external/images/media: pid=${inside().pid} `,
    );
    await open(NAME);
    await turns();
    // The image's row was announced at its insert, at its publishing and after the scan of its file.
    expect([...new Set(did)].toSorted()).toEqual(['observer', 'resume', 'timer']);
  });

  it('what it waits for is not handed over before', async () => {
    const { did, inside } = await boot('14');
    await cache();
    const asked = inside()
      .files.list('/sdcard/DCIM')
      .then(() => did.push('listed'));
    framework.clockMs += 10_000;
    did.length = 0;
    await turns();
    await framework.files.exists('/sdcard/DCIM');
    await turns();
    expect(did).toEqual([]);
    await open(NAME);
    await asked;
    expect(did).toContain('listed');
  });

  it('and nothing goes on behind what it waited for when it was killed', async () => {
    const { did, inside } = await boot('9');
    await open(NAME);
    void inside()
      .files.list('/sdcard/DCIM')
      .then(() => did.push('listed'));
    did.length = 0;
    await framework.activities.forceStop(NAME);
    await framework.files.exists('/sdcard/DCIM');
    await turns();
    expect(did).toEqual([]);
    await expect(inside().files.list('/sdcard/DCIM')).rejects.toThrow('has ended');
  });

  it('and nothing of it runs after it is killed', async () => {
    const { did, inside } = await boot('14');
    await cache();
    inside().later(11_000, () => void did.push('timer'));
    framework.clockMs += 20_000;
    did.length = 0;
    await framework.activities.forceStop(NAME);
    await turns();
    expect(did).toEqual([]);
  });

  it('it is killed when too much waits for it', async () => {
    await boot('14');
    const process = await cache();
    framework.clockMs += 10_000;
    for (let call = 0; call < 1_001; call += 1)
      framework.activities.freezer.holdsBack(process, () => undefined);
    expect(process.ended).toBe(true);
  });
});

describe('the freezer', () => {
  const frozen = async (): Promise<boolean> => {
    const process = await cache();
    framework.clockMs += 10_000;
    return framework.activities.freezer.isFrozen(process);
  };

  it('is switched off by a setting at once, which thaws what is frozen', async () => {
    await boot('14');
    const process = await cache();
    framework.clockMs += 10_000;
    await framework.run(['settings', 'put', 'global', 'cached_apps_freezer', 'disabled']);
    framework.activities.states.update();
    expect(framework.activities.freezer.isFrozen(process)).toBe(false);
    expect(await frozen()).toBe(false);
  });

  it('is switched off by DeviceConfig from the next boot on', async () => {
    await boot('14');
    framework.deviceConfig.put('activity_manager_native_boot', 'use_freezer', 'false');
    expect(await frozen()).toBe(true);
    framework.activities.freezer.boot();
    await open(NAME);
    expect(await frozen()).toBe(false);
  });

  it('keeps what was frozen stickily until it is thawed by force', async () => {
    await boot('14');
    const process = await cache();
    const { freezer } = framework.activities;
    freezer.freeze(process, true);
    await open(NAME);
    expect(freezer.isFrozen(process)).toBe(true);
    freezer.thaw(process, 'forced');
    expect(freezer.isFrozen(process)).toBe(false);
  });

  it.each([
    ['14', /isPendingFreeze=false isFrozen=true$/m, true],
    ['11', /isFrozen/, false],
  ])('shows in dumpsys of Android %s', async (android, line, shown) => {
    await boot(android);
    await frozen();
    const text = (await framework.run(['dumpsys', 'activity', 'processes', NAME])).stdout;
    expect(line.test(text)).toBe(shown);
  });
});
