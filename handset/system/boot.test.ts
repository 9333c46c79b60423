import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBoot } from './boot.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';
import { createHandTurnedTime } from './phone-clock.fake.ts';
import { createPhoneClock } from './phone-clock.ts';

const NAME = 'org.example.app';

let framework: FakeFramework;
beforeEach(async () => {
  const app = fakeApp(NAME, (process) => ({ onStart: () => process.show(fakeScreen(NAME, 'Main')) }));
  framework = await fakeFramework([fakeHome, app]);
});
afterEach(() => framework.dispose());

describe('a reboot', () => {
  it('ends every process, and brings up the home screen with another pid', async () => {
    await framework.activities.key(3);
    await framework.activities.start({ extras: {}, component: { package: NAME, activity: `${NAME}.Main` } });
    const before = framework.activities.processOf('org.example.home')?.pid;
    await framework.boot.reboot('');
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    expect(framework.activities.front()?.package.package).toBe('org.example.home');
    expect(framework.activities.front()?.pid).not.toBe(before);
  });

  it('keeps what lies in /data: files, settings, packages with their permissions, rows of MediaStore', async () => {
    const image = { bytes: Buffer.alloc(5), mimeType: 'image/jpeg', width: 40, height: 30 };
    await framework.media.publish({ ...image, relativePath: 'DCIM/Camera/a.jpg' }, 1_023);
    await framework.run(['settings', 'put', 'global', 'http_proxy', '127.0.0.1:8080']);
    await framework.run(['pm', 'revoke', NAME, 'android.permission.READ_EXTERNAL_STORAGE']);
    await framework.boot.reboot('');
    expect(framework.media.images()).toHaveLength(1);
    expect((await framework.run(['settings', 'get', 'global', 'http_proxy'])).stdout).toBe(
      '127.0.0.1:8080\n',
    );
    expect(framework.packages.get(NAME)?.granted).not.toContain('android.permission.READ_EXTERNAL_STORAGE');
  });

  it('loses the log, notifications, and properties that do not persist', async () => {
    framework.logcat.write(77, 'E', 'Tag', 'before');
    framework.properties.set('debug.x', '1');
    framework.properties.set('persist.x', '1');
    framework.properties.set('persist.sys.timezone', 'Asia/Shanghai');
    await framework.boot.reboot('');
    expect(framework.logcat.lines().join('\n')).not.toContain('before');
    expect(framework.components.notifications.records()).toEqual([]);
    expect(
      ['debug.x', 'persist.x', 'persist.sys.timezone', 'ro.build.version.sdk'].map(framework.properties.get),
    ).toEqual(['', '1', 'Asia/Shanghai', '28']);
  });

  it('begins the time since boot anew, under another boot id, with the clock on the wall going on', async () => {
    framework.clockMs += 60_000;
    const [id, now] = [framework.boot.id(), framework.now()];
    await framework.boot.reboot('');
    expect([framework.clock.elapsed(), framework.now(), framework.bootMs]).toEqual([0, now, now]);
    expect(framework.boot.id()).not.toBe(id);
  });

  it('is asked for by the shell and by root, and not by an app', async () => {
    const id = framework.boot.id();
    expect(await framework.run(['reboot'], 10_001)).toMatchObject({ code: 1 });
    expect((await framework.run(['reboot', '-x'])).stderr).toContain('usage: reboot');
    expect(framework.boot.id()).toBe(id);
    void framework.run(['reboot']);
    await expect.poll(() => framework.boot.id()).not.toBe(id);
  });
});

describe('booting', () => {
  const time = createHandTurnedTime(0);
  const values = new Map([['sys.boot_completed', '1']]);
  const boot = createBoot({
    clock: createPhoneClock(time),
    properties: { set: (name, value) => void values.set(name, value), reboot: () => undefined },
    log: () => undefined,
    offMs: 100,
    startingMs: 100,
  });

  it('goes through being off, a kernel without framework, and the framework, in this order', async () => {
    const seen: string[] = [];
    const note = (what: string) => () => void seen.push(`${what} ${boot.stage()}`);
    boot.onDown(note('down'));
    boot.onStarting(note('starting'));
    boot.onUp(async () => void seen.push(`up, completed=${values.get('sys.boot_completed')}`));
    const done = boot.reboot('test');
    for (const ms of [100, 200]) {
      await new Promise(setImmediate);
      time.turnTo(ms);
    }
    await done;
    expect(seen).toEqual(['down off', 'starting starting', 'up, completed=']);
    expect(values.get('sys.boot_completed')).toBe('1');
  });

  it('is not begun a second time by who asks for it meanwhile', async () => {
    const first = boot.reboot('');
    const id = boot.id();
    await boot.reboot('again');
    expect(boot.id()).toBe(id);
    for (const ms of [300, 400]) {
      await new Promise(setImmediate);
      time.turnTo(ms);
    }
    await first;
    expect(boot.stage()).toBe('up');
  });
});
