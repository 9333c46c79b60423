import { afterEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess, Intent } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../framework.fake.ts';
import { type Caller, SYSTEM } from './component-parts.ts';

const NAME = 'org.example.app';
const SHELL: Caller = { uid: 2000, pid: 1, package: 'com.android.shell' };
const BOOT = 'android.intent.action.BOOT_COMPLETED';
const POWER = 'android.intent.action.ACTION_POWER_CONNECTED';
const OWN = 'org.example.OWN';
const BOOT_PERMISSION = 'android.permission.RECEIVE_BOOT_COMPLETED';

let framework: FakeFramework;
let app: AppProcess | undefined;
let heard: string[];
afterEach(() => framework.dispose());

async function boot(manifest: Partial<AppManifest> = {}, android = '9'): Promise<void> {
  heard = [];
  app = undefined;
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      return {
        onStart: () => process.show(fakeScreen(NAME, 'Main')),
        onReceive({ action }, receiver) {
          heard.push(`${receiver.slice(NAME.length)} ${action}`);
          return { code: 5, text: 'done' };
        },
      };
    },
    {
      targetSdk: 28,
      permissions: [BOOT_PERMISSION],
      receivers: [
        { name: `${NAME}.Open`, actions: [BOOT, POWER, OWN], exported: true },
        { name: `${NAME}.Closed`, actions: [OWN] },
      ],
      ...manifest,
    },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
}

const open = () =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
const send = (caller: Caller, intent: Partial<Intent>) =>
  framework.components.broadcasts.send(caller, { extras: {}, ...intent });
const at = (name: string): Pick<Intent, 'component'> => ({ component: { package: NAME, activity: name } });

describe('a broadcast', () => {
  it('with an addressee starts its process, and has the result of the receiver', async () => {
    await boot();
    framework.packages.setStopped(NAME, false);
    expect(await send(SHELL, { action: OWN, ...at(`${NAME}.Open`) })).toEqual({ code: 5, text: 'done' });
    expect(heard).toEqual([`.Open ${OWN}`]);
    expect(framework.activities.processOf(NAME)).toBeDefined();
  });

  it('does not reach an app that was never started, or was stopped by force, unless it says so', async () => {
    await boot();
    await send(SHELL, { action: OWN, ...at(`${NAME}.Open`) });
    await open();
    await framework.activities.forceStop(NAME);
    await send(SHELL, { action: OWN, ...at(`${NAME}.Open`) });
    expect(heard).toEqual([]);
    await send(SHELL, { action: OWN, flags: 0x20, ...at(`${NAME}.Open`) });
    expect(heard).toEqual([`.Open ${OWN}`]);
  });

  it.each([
    [28, []],
    [25, [`.Open ${OWN}`]],
  ])(
    'without an addressee reaches receivers of manifests that target %i: %j',
    async (targetSdk, expected) => {
      await boot({ targetSdk });
      await open();
      await send(SHELL, { action: OWN });
      expect(heard).toEqual(expected);
    },
  );

  it('reaches a receiver that is not exported from the system, root and its own app only', async () => {
    await boot();
    await open();
    const closed = at(`${NAME}.Closed`);
    await send(SHELL, { action: OWN, ...closed });
    expect(heard).toEqual([]);
    await send({ uid: 0, pid: 1, package: 'root' }, { action: OWN, ...closed });
    await app?.sendBroadcast({ action: OWN, extras: {}, ...closed });
    expect(heard).toEqual([`.Closed ${OWN}`, `.Closed ${OWN}`]);
  });

  it('of the system cannot be sent by the shell or an app', async () => {
    await boot();
    await open();
    await expect(send(SHELL, { action: BOOT })).rejects.toThrow(
      `java.lang.SecurityException: Permission Denial: not allowed to send broadcast ${BOOT} from pid=1, uid=2000`,
    );
    expect(heard).toEqual([]);
  });

  it('reaches who registered for it while the process lives', async () => {
    await boot({ receivers: [] });
    await open();
    app?.registerReceiver([OWN], ({ action }) => void heard.push(`registered ${action}`));
    await send(SHELL, { action: OWN });
    await framework.activities.forceStop(NAME);
    await send(SHELL, { action: OWN });
    expect(heard).toEqual([`registered ${OWN}`]);
    expect(framework.components.broadcasts.registered()).toEqual([]);
  });

  it('needs a word on whether others may send, of apps that target 34', async () => {
    await boot({ targetSdk: 34, receivers: [] }, '14');
    await open();
    expect(() => app?.registerReceiver([OWN], () => undefined)).toThrow('RECEIVER_EXPORTED');
    app?.registerReceiver([OWN], () => void heard.push('registered'), false);
    await send(SHELL, { action: OWN });
    expect(heard).toEqual([]);
  });

  it('ends an app that does not come to an end with it', async () => {
    await boot();
    const never = fakeApp(
      'org.example.slow',
      () => ({ onStart: () => undefined, onReceive: () => new Promise(() => undefined) }),
      {
        receivers: [{ name: 'org.example.slow.R', actions: [], exported: true }],
      },
    );
    await framework.packages.installApp(never);
    const sent = send(SHELL, {
      flags: 0x20,
      component: { package: 'org.example.slow', activity: 'org.example.slow.R' },
    });
    await expect.poll(() => framework.activities.processOf('org.example.slow')).toBeDefined();
    framework.clockMs += 60_000;
    await sent;
    expect(framework.activities.processOf('org.example.slow')).toBeUndefined();
  });
});

describe('the boot', () => {
  const booted = [`.Open ${BOOT}`];
  it.each([
    ['an app that was started once', {}, true, booted],
    ['an app that was never started', {}, false, []],
    ['an app without the permission', { permissions: [] }, true, []],
  ])('is told to %s: %j', async (_, manifest, started, expected) => {
    await boot(manifest);
    if (started) await open();
    await framework.boot.reboot('');
    expect(heard).toEqual(expected);
  });
});

describe('the charger', () => {
  it('is told of to who registered, and to no manifest', async () => {
    await boot();
    await open();
    app?.registerReceiver([POWER], ({ action }) => void heard.push(`registered ${action}`));
    await framework.run(['dumpsys', 'battery', 'unplug']);
    await framework.run(['dumpsys', 'battery', 'reset']);
    await expect.poll(() => heard).toEqual([`registered ${POWER}`]);
    await send(SYSTEM, { action: POWER });
    expect(heard).toEqual([`registered ${POWER}`, `registered ${POWER}`]);
  });
});
