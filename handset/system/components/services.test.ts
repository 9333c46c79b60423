import { afterEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess, Intent } from '../../app-parts.ts';
import type { StartMode } from '../../component-parts.ts';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import type { Caller } from './component-parts.ts';

const NAME = 'org.example.app';
const SERVICE = `${NAME}.Watcher`;
const SHELL: Caller = { uid: 2000, pid: 1, package: 'com.android.shell' };
const INTENT: Intent = { component: { package: NAME, activity: SERVICE }, extras: {} };
const CHANNEL = { id: 7, title: 'Watching', channel: 'main' };

let framework: FakeFramework;
let app: AppProcess;
let heard: string[];
afterEach(() => framework.dispose());

interface Wanted {
  readonly android?: string;
  readonly manifest?: Partial<AppManifest>;
  readonly mode?: StartMode;
}

async function boot({ android = '9', manifest = {}, mode }: Wanted = {}): Promise<void> {
  heard = [];
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      process.createChannel('main', 'Main', 'low');
      return {
        onStart: () => process.show(fakeScreen(NAME, 'Main')),
        onStartCommand(intent, service) {
          heard.push(`${intent === undefined ? 'restarted' : 'started'} ${service}`);
          return mode;
        },
        onServiceDestroyed: (service) => void heard.push(`destroyed ${service}`),
      };
    },
    {
      targetSdk: 28,
      permissions: ['android.permission.FOREGROUND_SERVICE'],
      services: [
        { name: SERVICE, exported: true, foregroundTypes: ['dataSync'] },
        { name: `${NAME}.Private` },
      ],
      ...manifest,
    },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
}

const open = () =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
const home = () => framework.activities.key(3);
const start = (intent = INTENT, foreground = false) =>
  framework.components.services.start(SHELL, intent, foreground);
const state = () => {
  const process = framework.activities.processOf(NAME);
  return process === undefined ? undefined : framework.activities.states.of(process)?.state;
};
const minutes = (count: number): void => {
  framework.clockMs += count * 60_000;
};

describe('a service', () => {
  it('keeps its app a service process after the app was left, and lets it go when it stops itself', async () => {
    await boot();
    await open();
    await app.startService(INTENT);
    await home();
    expect(framework.components.services.records()).toMatchObject([{ name: SERVICE, starts: 1 }]);
    await app.stopSelf(SERVICE);
    expect(heard).toEqual([`started ${SERVICE}`, `destroyed ${SERVICE}`]);
    expect(framework.components.services.records()).toEqual([]);
  });

  it('is not there for who asks for another one, and closed to the shell unless it is exported', async () => {
    await boot();
    await open();
    const component = (activity: string): Intent => ({ component: { package: NAME, activity }, extras: {} });
    expect(await start(component('Nothing'))).toEqual({ kind: 'not-found' });
    await expect(start(component(`${NAME}.Private`))).rejects.toThrow(
      /^java\.lang\.SecurityException: Permission Denial: Accessing service org\.example\.app\/\.Private .* not exported/,
    );
  });

  it.each([
    [28, 'refused'],
    [25, 'started'],
  ])('of an app in the background that targets %i is %s', async (targetSdk, kind) => {
    await boot({ manifest: { targetSdk } });
    expect(await start()).toMatchObject({ kind });
    await open();
    await home();
    expect(await start()).toMatchObject({ kind: 'started' });
  });

  it('is refused to an app that has been in the background for a minute, in the words of its version', async () => {
    await boot({ android: '13' });
    await open();
    await home();
    minutes(2);
    await expect(app.startService(INTENT)).rejects.toThrow(
      /^android\.app\.BackgroundServiceStartNotAllowedException: Not allowed to start service: app is in background uid/,
    );
    await expect(app.startForegroundService(INTENT)).resolves.toBeUndefined();
    expect(heard).toEqual([`started ${SERVICE}`]);
  });

  it('is stopped a minute after its app left the foreground, unless it is in the foreground itself', async () => {
    await boot();
    await open();
    await app.startService(INTENT);
    await home();
    minutes(2);
    await expect.poll(() => heard).toEqual([`started ${SERVICE}`, `destroyed ${SERVICE}`]);
    await open();
    await app.startService(INTENT);
    app.startForeground(SERVICE, CHANNEL);
    await home();
    minutes(2);
    expect(framework.components.services.records()).toHaveLength(1);
    expect(state()).toBe('FGS');
  });

  it('goes on for apps that the owner took out of battery optimization', async () => {
    await boot();
    framework.deviceIdle.allowlist.add(NAME);
    expect(await start()).toMatchObject({ kind: 'started' });
  });

  it('comes again after its process was killed if it is sticky, and not after a stop by force', async () => {
    await boot({ mode: 'sticky' });
    await open();
    await app.startService(INTENT);
    const process = framework.activities.processOf(NAME);
    if (process !== undefined) await framework.activities.control.kill(process, 'test');
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    framework.clockMs += 1_000;
    await expect.poll(() => heard).toEqual([`started ${SERVICE}`, `restarted ${SERVICE}`]);
    await framework.activities.forceStop(NAME);
    minutes(1);
    expect(heard).toHaveLength(2);
    expect(framework.activities.processOf(NAME)).toBeUndefined();
  });

  it('ends its app when it was started for the foreground and does not come there', async () => {
    await boot();
    await start(INTENT, true);
    framework.clockMs += 6_000;
    await expect.poll(() => framework.activities.processOf(NAME)).toBeUndefined();
    expect(framework.logcat.lines().join('\n')).toContain('did not then call Service.startForeground()');
  });
});

describe('a service in the foreground', () => {
  it('shows its notification, and takes it away with itself', async () => {
    await boot();
    await open();
    await app.startForegroundService(INTENT);
    app.startForeground(SERVICE, CHANNEL);
    const shown = () => framework.components.notifications.records().map(({ title }) => title);
    expect(shown()).toContain('Watching');
    await app.stopService(INTENT);
    expect(shown()).not.toContain('Watching');
  });

  it('without a channel ends its app', async () => {
    await boot();
    await open();
    await app.startService(INTENT);
    app.startForeground(SERVICE, { id: 7, title: 'Watching' });
    await expect.poll(() => framework.activities.processOf(NAME)).toBeUndefined();
    expect(framework.logcat.lines().join('\n')).toContain('invalid channel for service notification');
  });

  const DATA_SYNC = 'android.permission.FOREGROUND_SERVICE_DATA_SYNC';
  const FOREGROUND = 'android.permission.FOREGROUND_SERVICE';
  it.each([
    ['9', { permissions: [] }, 'requires android.permission.FOREGROUND_SERVICE'],
    ['8.1', { permissions: [] }, undefined],
    ['9', { permissions: [], targetSdk: 27 }, undefined],
    [
      '13',
      { targetSdk: 34, permissions: [FOREGROUND], services: [{ name: SERVICE, exported: true }] },
      undefined,
    ],
    [
      '14',
      { targetSdk: 34, permissions: [FOREGROUND], services: [{ name: SERVICE, exported: true }] },
      'MissingForegroundServiceTypeException',
    ],
    ['14', { targetSdk: 34, permissions: [FOREGROUND] }, DATA_SYNC],
    ['14', { targetSdk: 34, permissions: [FOREGROUND, DATA_SYNC] }, undefined],
    ['14', { targetSdk: 33, permissions: [FOREGROUND] }, undefined],
  ])('on Android %s with %j is refused: %s', async (android, manifest, refusal) => {
    await boot({ android, manifest });
    await open();
    await app.startService(INTENT);
    const begin = () => app.startForeground(SERVICE, CHANNEL);
    if (refusal === undefined) expect(begin).not.toThrow();
    else expect(begin).toThrow(refusal);
  });

  it('cannot be started from the background from 12 on by an app that targets it', async () => {
    await boot({ android: '13', manifest: { targetSdk: 33 } });
    await open();
    await home();
    await expect(app.startForegroundService(INTENT)).rejects.toThrow(
      /^android\.app\.ForegroundServiceStartNotAllowedException: startForegroundService\(\) not allowed/,
    );
  });
});
