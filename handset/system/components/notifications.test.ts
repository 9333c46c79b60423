import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';

const NAME = 'org.example.app';
const POST = 'android.permission.POST_NOTIFICATIONS';

let framework: FakeFramework;
let app: AppProcess;
afterEach(() => framework.dispose());

async function boot(manifest: Partial<AppManifest> = {}, android = '9'): Promise<void> {
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      return { onStart: () => process.show(fakeScreen(NAME, 'Main')) };
    },
    { targetSdk: 28, permissions: [], ...manifest },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
  await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
}

const shown = () =>
  framework.components.notifications.records().flatMap((one) => (one.package === NAME ? one.title : []));

describe('a notification', () => {
  beforeEach(() => boot());

  it('is shown in its channel, replaced under its id, and taken away', () => {
    app.createChannel('main', 'Main', 'default');
    app.postNotification({ id: 1, title: 'one', channel: 'main' });
    app.postNotification({ id: 2, title: 'two', channel: 'main' });
    app.postNotification({ id: 1, title: 'one again', channel: 'main' });
    expect(shown()).toEqual(['one again', 'two']);
    app.cancelNotification(2);
    expect(shown()).toEqual(['one again']);
  });

  it('without a channel, or in one that the owner does not want, is not', () => {
    app.createChannel('off', 'Off', 'none');
    app.postNotification({ id: 1, title: 'no channel' });
    app.postNotification({ id: 2, title: 'another channel', channel: 'main' });
    app.postNotification({ id: 3, title: 'none', channel: 'off' });
    expect(shown()).toEqual([]);
    expect(framework.logcat.lines().join('\n')).toContain(
      'No Channel found for pkg=org.example.app, channelId=null',
    );
  });

  it('starts its activity by a tap, and goes then', async () => {
    app.createChannel('main', 'Main', 'default');
    const tap = { component: { package: NAME, activity: `${NAME}.Main` }, extras: {} };
    app.postNotification({ id: 1, title: 'tap me', channel: 'main', tap });
    await framework.activities.key(3);
    const record = framework.components.notifications.records().find((one) => one.title === 'tap me');
    if (record !== undefined) await framework.components.notifications.tap(record);
    expect(framework.activities.front()?.package.package).toBe(NAME);
    expect(shown()).toEqual([]);
  });

  it('goes when its app is stopped by force', async () => {
    app.createChannel('main', 'Main', 'default');
    app.postNotification({ id: 1, title: 'one', channel: 'main' });
    await framework.activities.forceStop(NAME);
    expect(shown()).toEqual([]);
  });

  it('has its text in dumpsys when it is asked for, and its length otherwise', async () => {
    app.createChannel('main', 'Main', 'default');
    app.postNotification({ id: 1, tag: 't', title: 'Geheim', text: '截屏', channel: 'main' });
    const key = 'key=0\\|org\\.example\\.app\\|1\\|t\\|10001';
    const head = `NotificationRecord\\(0x[0-9a-f]{8}: pkg=org\\.example\\.app user=UserHandle\\{0\\} id=1 tag=t importance=3 ${key}: Notification\\(channel=main pri=0 `;
    const open = (await framework.run(['dumpsys', 'notification', '--noredact'])).stdout;
    expect(open).toMatch(new RegExp(`^ {4}${head}`, 'm'));
    expect(open).toContain('android.title=String (Geheim)\n          android.text=String (截屏)\n');
    const redacted = (await framework.run(['dumpsys', 'notification'])).stdout;
    expect(redacted).toContain('android.title=String [length=6]\n          android.text=String [length=2]\n');
    expect(redacted).not.toContain('Geheim');
  });
});

it.each([
  ['9', { targetSdk: 25 }, true],
  ['13', { targetSdk: 33, permissions: [] }, false],
  ['13', { targetSdk: 33, permissions: [POST] }, true],
  ['13', { targetSdk: 33, permissions: [POST], grants: [] }, false],
  ['13', { targetSdk: 28 }, true],
  ['11', { targetSdk: 33 }, true],
])('on Android %s an app of %j may show notifications: %s', async (android, manifest, may) => {
  await boot(manifest, android);
  app.createChannel('main', 'Main', 'default');
  app.postNotification({ id: 1, title: 'one', channel: 'main' });
  expect([app.notificationsEnabled(), shown()]).toEqual([may, may ? ['one'] : []]);
});
