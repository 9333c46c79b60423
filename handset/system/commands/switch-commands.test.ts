import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';

const NAME = 'org.example.app';

let framework: FakeFramework;
beforeEach(() => boot('9'));
afterEach(() => framework.dispose());

async function boot(android: string): Promise<void> {
  framework = await fakeFramework(
    [fakeHome, fakeApp(NAME, () => ({ onStart: () => undefined }))],
    androidNamed(android),
  );
}
const run = (line: string, uid = 2000) => framework.run(line.split(' '), uid);
const said = async (line: string): Promise<string> => (await run(line)).stdout;

describe('svc', () => {
  it('switches Wi-Fi and mobile data, and their settings', async () => {
    await run('svc wifi disable');
    expect([framework.connectivity.online(), await said('settings get global wifi_on')]).toEqual([
      false,
      '0\n',
    ]);
    await run('svc data enable');
    expect([framework.connectivity.online(), framework.connectivity.metered()]).toEqual([true, true]);
    await run('svc wifi enable');
    expect(framework.connectivity.metered()).toBe(false);
  });

  it('keeps the display on, reboots and shuts down', async () => {
    await run('svc power stayon true');
    expect(await said('settings get global stay_on_while_plugged_in')).toBe('7\n');
    const id = framework.boot.id();
    void run('svc power reboot');
    await expect.poll(() => framework.boot.id()).not.toBe(id);
    await expect.poll(() => framework.boot.stage()).toBe('up');
    void run('svc power shutdown');
    await expect.poll(() => framework.boot.stage()).toBe('off');
  });

  it.each([
    'svc',
    'svc wifi',
    'svc wifi toggle',
    'svc power stayon maybe',
    'svc nfc toggle',
    'svc constructor',
  ])('%s prints a usage and switches nothing', async (line) => {
    const before = framework.settings.list('global');
    expect((await run(line)).stderr).not.toBe('');
    expect([framework.connectivity.online(), framework.settings.list('global')]).toEqual([true, before]);
  });

  it('is not for apps', async () => {
    expect((await run('svc wifi disable', 10_001)).code).toBe(1);
    expect(framework.connectivity.wifi()).toBe(true);
  });
});

describe('airplane mode', () => {
  it('is switched by its command from 11 on, and not by its setting alone', async () => {
    expect((await run('cmd connectivity airplane-mode enable')).code).toBe(255);
    await run('settings put global airplane_mode_on 1');
    expect(framework.connectivity.online()).toBe(true);
    await framework.dispose();
    await boot('11');
    await run('cmd connectivity airplane-mode enable');
    expect([framework.connectivity.online(), await said('cmd connectivity airplane-mode')]).toEqual([
      false,
      'enabled\n',
    ]);
    expect(await said('cmd wifi status')).toMatch(/^Wifi is disabled\n/);
  });
});

describe('deviceidle', () => {
  it('dozes when it is forced, until it is let go', async () => {
    expect(await said('dumpsys deviceidle get deep')).toBe('ACTIVE\n');
    expect(await said('dumpsys deviceidle force-idle')).toBe('Now forced in to deep idle mode\n');
    expect([await said('cmd deviceidle get deep'), framework.deviceIdle.dozing()]).toEqual(['IDLE\n', true]);
    expect(await said('dumpsys deviceidle step')).toBe('Stepped to deep: IDLE_MAINTENANCE\n');
    expect(framework.deviceIdle.dozing()).toBe(false);
    expect(await said('dumpsys deviceidle unforce')).toBe('Light state: ACTIVE, deep state: ACTIVE\n');
    expect(await said('dumpsys deviceidle get force')).toBe('false\n');
  });

  it('holds apps back that are not on its list, and nothing else', async () => {
    await run('dumpsys deviceidle force-idle');
    const held = (name: string | undefined) => framework.deviceIdle.holdsBack(name);
    expect([held(NAME), held(undefined)]).toEqual([true, false]);
    await run(`dumpsys deviceidle whitelist +${NAME}`);
    expect(held(NAME)).toBe(false);
  });

  it('does not when it is disabled', async () => {
    expect(await said('dumpsys deviceidle disable')).toBe(
      'Deep idle mode disabled\nLight idle mode disabled\n',
    );
    expect(await run('cmd deviceidle force-idle')).toMatchObject({
      code: 255,
      stdout: 'Unable to go deep idle; not enabled\n',
    });
    expect(await said('dumpsys deviceidle enabled')).toBe('0\n');
    await run('dumpsys deviceidle enable light');
    expect(await said('dumpsys deviceidle force-idle light')).toBe('Now forced in to light idle mode\n');
  });

  it('lets an app on for a while', async () => {
    await run(`dumpsys deviceidle tempwhitelist -d 5000 ${NAME}`);
    expect(framework.deviceIdle.allows(NAME)).toBe(true);
    framework.clockMs += 5_000;
    expect(framework.deviceIdle.allows(NAME)).toBe(false);
    expect(await said(`dumpsys deviceidle whitelist =${NAME}`)).toBe('false\n');
  });

  it.each(['force-idle medium', 'step x', 'enable x', 'whatever'])('refuses %s', async (words) => {
    expect((await run(`cmd deviceidle ${words}`)).code).toBe(255);
    expect(framework.deviceIdle.dozing()).toBe(false);
  });
});

describe('cmd notification', () => {
  it('posts from 10 on, lists from 11 on, and keeps who may listen', async () => {
    await framework.dispose();
    await boot('11');
    await run('cmd notification post -t Title tag some text');
    expect(await said('cmd notification list')).toContain('0|com.android.shell|2020|tag|');
    expect((await run('cmd notification allow_listener io.appium.settings/.NLService')).code).toBe(0);
    expect([...framework.components.notifications.listeners]).toEqual(['io.appium.settings/.NLService']);
    await run('cmd notification disallow_listener io.appium.settings/.NLService');
    expect(framework.components.notifications.listeners.size).toBe(0);
  });

  it.each(['post tag', 'allow_listener nothing', 'nonsense', 'post -x tag text', 'list'])(
    'refuses %s on 9',
    async (words) => {
      expect((await run(`cmd notification ${words}`)).code).toBe(255);
    },
  );
});
