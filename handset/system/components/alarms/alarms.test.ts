import { afterEach, describe, expect, it } from 'vitest';
import type { AlarmBase, AlarmRequest } from '../../../alarm-parts.ts';
import type { AppManifest, AppProcess, Intent } from '../../../app-parts.ts';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';

const NAME = 'org.example.app';
const BOOT = 'android.intent.action.BOOT_COMPLETED';
const RECEIVER = `${NAME}.Ring`;
const MINUTE = 60_000;

let framework: FakeFramework;
let app: AppProcess;
let rang: string[];
afterEach(() => framework.dispose());

/** An app that has set nothing yet, behind the home screen. */
async function boot(android = '9', manifest: Partial<AppManifest> = {}): Promise<void> {
  rang = [];
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      return {
        onStart: () => process.show(fakeScreen(NAME, 'Main')),
        onReceive: ({ action = '', extras }) => {
          rang.push([action, extras['android.intent.extra.ALARM_COUNT']].join(' ').trim());
          if (action === BOOT) process.setAlarm(alarm('again'));
          return undefined;
        },
      };
    },
    {
      targetSdk: 28,
      permissions: ['android.permission.RECEIVE_BOOT_COMPLETED'],
      receivers: [{ name: RECEIVER, actions: [BOOT] }],
      ...manifest,
    },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
  await open();
  await framework.activities.key(3);
}

const open = () =>
  framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
const intent = (action: string): Intent => ({
  action,
  component: { package: NAME, activity: RECEIVER },
  extras: {},
});
/** To the moment, ten minutes from now by the time since boot, unless it says otherwise. */
function alarm(
  action: string,
  asked: Partial<AlarmRequest> & { readonly base?: AlarmBase } = {},
): AlarmRequest {
  const base = asked.base ?? 'elapsed-wakeup';
  const fromMs = base.startsWith('rtc') ? framework.now() : framework.clock.elapsed();
  const standard = {
    kind: 'setExact',
    base,
    atMs: fromMs + 10 * MINUTE,
    operation: { intent: intent(action) },
  };
  return { ...standard, ...asked } as AlarmRequest;
}
const minutes = async (count: number): Promise<void> => {
  framework.clockMs += count * MINUTE;
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};
const waiting = () => framework.components.alarms.pending().waiting.map((one) => one.operation.intent.action);

describe('an alarm', () => {
  it.each<AlarmBase>(['rtc', 'rtc-wakeup', 'elapsed', 'elapsed-wakeup'])(
    'of base %s goes off at its moment, once, and not before',
    async (base) => {
      await boot();
      app.setAlarm(alarm('ring', { base }));
      await minutes(9.99);
      expect(rang).toEqual([]);
      await minutes(0.01);
      await minutes(60);
      expect([rang, waiting()]).toEqual([['ring 1'], []]);
    },
  );

  it('starts the process of an app that has none', async () => {
    await boot();
    app.setAlarm(alarm('ring'));
    await framework.run(['am', 'kill', NAME]);
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    await minutes(10);
    expect([rang, framework.activities.processOf(NAME)]).toEqual([['ring 1'], expect.anything()]);
  });

  it('is lost when its app is stopped by force', async () => {
    await boot();
    app.setAlarm(alarm('ring'));
    await framework.activities.forceStop(NAME);
    await minutes(11);
    expect([rang, waiting()]).toEqual([[], []]);
  });

  it('is lost at a reboot, after which its app can set it anew', async () => {
    await boot();
    app.setAlarm(alarm('ring'));
    await framework.boot.reboot('');
    expect([rang, waiting()]).toEqual([[BOOT], ['again']]);
    await minutes(11);
    expect(rang).toEqual([BOOT, 'again 1']);
  });

  it('replaces the one of the same operation, and no other', async () => {
    await boot();
    app.setAlarm(alarm('ring'));
    app.setAlarm({ ...alarm('ring'), operation: { requestCode: 1, intent: intent('ring') } });
    const later = { ...intent('ring'), extras: { which: 'the second' } };
    app.setAlarm(
      alarm('ring', { atMs: framework.clock.elapsed() + 30 * MINUTE, operation: { intent: later } }),
    );
    expect(waiting()).toEqual(['ring', 'ring']);
    app.cancelAlarm({ requestCode: 1, intent: intent('ring') });
    await minutes(29);
    expect(rang).toEqual([]);
    await minutes(1);
    expect(rang).toEqual(['ring 1']);
  });

  it('is five seconds away at least, however soon it is asked for', async () => {
    await boot();
    app.setAlarm(alarm('ring', { atMs: 0 }));
    await minutes(4.9 / 60);
    expect(rang).toEqual([]);
    await minutes(0.1 / 60);
    expect(rang).toEqual(['ring 1']);
  });

  it('repeats once a minute at most, and counts what it missed', async () => {
    await boot();
    app.setAlarm(alarm('ring', { kind: 'setRepeating', intervalMs: 1_000 } as Partial<AlarmRequest>));
    await minutes(10);
    await minutes(1);
    await framework.run(['dumpsys', 'deviceidle', 'force-idle']);
    await minutes(5);
    await framework.run(['dumpsys', 'deviceidle', 'unforce']);
    await minutes(0);
    expect(rang).toEqual(['ring 1', 'ring 1', 'ring 5']);
  });

  it.each<[AlarmBase, readonly string[]]>([
    ['rtc-wakeup', ['ring 1']],
    ['elapsed-wakeup', []],
  ])(
    'of base %s moves with the clock on the wall or not: an hour ahead it has %j',
    async (base, expected) => {
      await boot();
      app.setAlarm(alarm('ring', { base }));
      framework.clock.set(framework.now() + 60 * MINUTE);
      await minutes(0);
      expect(rang).toEqual(expected);
    },
  );

  it.each([
    ['9', 501, undefined],
    [
      '11',
      501,
      'java.lang.IllegalStateException: Maximum limit of concurrent alarms 500 reached for uid: u0a1',
    ],
  ])('of Android %s is one of %i unless there are too many: %s', async (android, count, refusal) => {
    await boot(android);
    const set = (): void => {
      for (let requestCode = 0; requestCode < count; requestCode += 1)
        app.setAlarm({ ...alarm('ring'), operation: { requestCode, intent: intent('ring') } });
    };
    if (refusal === undefined) expect(set).not.toThrow();
    else expect(set).toThrow(refusal);
  });
});

describe('an alarm that does not wake the phone', () => {
  it('waits while the display is dark, for it or for one that does', async () => {
    await boot();
    app.setAlarm(alarm('first', { atMs: framework.clock.elapsed() + 9.5 * MINUTE }));
    app.setAlarm(alarm('quiet', { base: 'elapsed' }));
    await framework.display.key(26);
    await minutes(10);
    expect(rang).toEqual(['first 1']);
    await framework.display.key(26);
    await minutes(0);
    expect(rang).toEqual(['first 1', 'quiet 1']);
  });
});

describe('an app that its owner restricted', () => {
  it('hears its alarms when it is used again, but for alarm clocks', async () => {
    await boot();
    await framework.run(['appops', 'set', NAME, 'RUN_ANY_IN_BACKGROUND', 'ignore']);
    app.setAlarm(alarm('ring'));
    app.setAlarm({
      kind: 'setAlarmClock',
      atMs: framework.now() + 5 * MINUTE,
      operation: { intent: intent('clock') },
    });
    await minutes(11);
    expect(rang).toEqual(['clock 1']);
    await open();
    await minutes(0);
    expect(rang).toEqual(['clock 1', 'ring 1']);
  });
});

describe('an app', () => {
  it('knows when the next alarm clock rings, of whichever app', async () => {
    await boot();
    expect(app.nextAlarmClock()).toBeUndefined();
    const atMs = framework.now() + MINUTE;
    app.setAlarm({ kind: 'setAlarmClock', atMs, operation: { intent: intent('clock') } });
    expect(app.nextAlarmClock()).toBe(atMs);
  });
});
