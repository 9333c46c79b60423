import { afterEach, describe, expect, it } from 'vitest';
import type { AlarmRequest } from '../../../alarm-parts.ts';
import type { AppManifest, AppProcess, Intent } from '../../../app-parts.ts';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';

const NAME = 'org.example.app';
const RECEIVER = `${NAME}.Ring`;
const MINUTE = 60_000;
const SCHEDULE = 'android.permission.SCHEDULE_EXACT_ALARM';
const USE = 'android.permission.USE_EXACT_ALARM';
const CHANGED = 'android.app.action.SCHEDULE_EXACT_ALARM_PERMISSION_STATE_CHANGED';

let framework: FakeFramework;
let app: AppProcess;
let rang: string[];
afterEach(() => framework.dispose());

async function boot(android: string, manifest: Partial<AppManifest> = {}): Promise<void> {
  rang = [];
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      return {
        onStart: () => process.show(fakeScreen(NAME, 'Main')),
        onReceive: ({ action = '' }) => void rang.push(action),
      };
    },
    { targetSdk: 28, receivers: [{ name: RECEIVER, actions: [CHANGED] }], ...manifest },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
  await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
  await framework.activities.key(3);
}

const intent = (action: string): Intent => ({
  action,
  component: { package: NAME, activity: RECEIVER },
  extras: {},
});
const set = (kind: 'set' | 'setExact', inMinutes: number, action = 'ring'): void =>
  app.setAlarm({
    kind,
    base: 'elapsed-wakeup',
    atMs: framework.clock.elapsed() + inMinutes * MINUTE,
    operation: { intent: intent(action) },
  });
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};
const minutes = async (count: number): Promise<void> => {
  framework.clockMs += count * MINUTE;
  await settle();
};
const run = async (line: string) => {
  const ran = await framework.run(line.split(' '));
  await settle();
  return ran;
};

describe('an inexact alarm', () => {
  it('goes off with others up to 11 at the latest moment that is due for one of them', async () => {
    await boot('11');
    set('set', 10, 'first');
    set('set', 12, 'second');
    await minutes(11.9);
    expect(rang).toEqual([]);
    await minutes(0.1);
    expect(rang).toEqual(['first', 'second']);
  });

  it('goes off from 12 on at the end of the first window, with what is due by then', async () => {
    await boot('13');
    set('set', 10, 'first');
    set('set', 12, 'second');
    set('set', 40, 'third');
    await minutes(17.4);
    expect(rang).toEqual([]);
    await minutes(0.1);
    expect(rang).toEqual(['first', 'second']);
  });

  it('is not kept waiting by an exact one, nor keeps it', async () => {
    await boot('11');
    set('setExact', 10, 'exact');
    set('set', 9, 'inexact');
    await minutes(9);
    expect(rang).toEqual(['inexact']);
    await minutes(1);
    expect(rang).toEqual(['inexact', 'exact']);
  });

  it.each([
    ['11', 28, 75 * MINUTE],
    ['13', 28, 60 * MINUTE],
  ])(
    'of Android %s for target %i has a window of %i ms when it is 100 minutes away',
    async (android, targetSdk, ms) => {
      await boot(android, { targetSdk });
      set('set', 100);
      expect(framework.components.alarms.pending().waiting.map((one) => one.windowMs)).toEqual([ms]);
    },
  );

  it.each([
    ['11', 31, 1_000],
    ['13', 30, 1_000],
    ['13', 31, 10 * MINUTE],
  ])('of Android %s for target %i that asks for a second has %i ms', async (android, targetSdk, ms) => {
    await boot(android, { targetSdk });
    const atMs = framework.clock.elapsed() + 100 * MINUTE;
    app.setAlarm({
      kind: 'setWindow',
      base: 'rtc',
      windowMs: 1_000,
      atMs,
      operation: { intent: intent('ring') },
    });
    app.setAlarm({
      kind: 'setWindow',
      base: 'elapsed',
      windowMs: 1_000,
      atMs,
      operation: { intent: intent('b') },
    });
    expect(framework.components.alarms.pending().waiting.at(-1)?.windowMs).toBe(ms);
  });
});

describe('in doze', () => {
  const dozing: readonly (readonly [AlarmRequest['kind'], readonly string[]])[] = [
    ['set', []],
    ['setExact', []],
    ['setAndAllowWhileIdle', ['ring']],
    ['setExactAndAllowWhileIdle', ['ring']],
    ['setAlarmClock', ['ring']],
  ];
  it.each(['9', '13'].flatMap((android) => dozing.map(([kind, heard]) => [android, kind, heard] as const)))(
    'on Android %s an app hears of %s: %j, and of the rest when it ends',
    async (android, kind, heard) => {
      await boot(android);
      const atMs = (kind === 'setAlarmClock' ? framework.now() : framework.clock.elapsed()) + 10 * MINUTE;
      app.setAlarm({
        kind,
        base: 'elapsed-wakeup',
        atMs,
        operation: { intent: intent('ring') },
      } as AlarmRequest);
      await run('dumpsys deviceidle force-idle');
      await minutes(60);
      expect(rang).toEqual(heard);
      await run('dumpsys deviceidle unforce');
      expect(rang).toEqual(['ring']);
    },
  );

  it('light doze keeps no alarm', async () => {
    await boot('9');
    set('setExact', 10);
    await run('dumpsys deviceidle force-idle light');
    await minutes(10);
    expect(rang).toEqual(['ring']);
  });

  it('an app that the owner took out of battery optimization hears all', async () => {
    await boot('9');
    await run(`dumpsys deviceidle whitelist +${NAME}`);
    set('setExact', 10);
    await run('dumpsys deviceidle force-idle');
    await minutes(10);
    expect(rang).toEqual(['ring']);
  });

  it.each([
    ['9', 7],
    ['13', 8],
  ])(
    'on Android %s it comes in 61 minutes at most %i times, set anew each minute',
    async (android, times) => {
      await boot(android);
      await run('dumpsys deviceidle force-idle');
      const again = (): void =>
        app.setAlarm({
          kind: 'setExactAndAllowWhileIdle',
          base: 'elapsed-wakeup',
          atMs: framework.clock.elapsed() + 10_000,
          operation: { intent: intent('ring') },
        });
      for (let minute = 0; minute < 61; minute += 1) {
        if (framework.components.alarms.pending().waiting.length === 0) again();
        await minutes(1);
      }
      expect(rang).toHaveLength(times);
    },
  );

  it('lets the app on for ten seconds', async () => {
    await boot('9');
    await run('dumpsys deviceidle force-idle');
    app.setAlarm({
      kind: 'setAndAllowWhileIdle',
      base: 'elapsed-wakeup',
      atMs: 0,
      operation: { intent: intent('ring') },
    });
    expect(framework.deviceIdle.holdsBack(NAME)).toBe(true);
    await minutes(5 / 60);
    expect(framework.deviceIdle.holdsBack(NAME)).toBe(false);
    await minutes(10 / 60);
    expect(framework.deviceIdle.holdsBack(NAME)).toBe(true);
  });
});

describe('an exact alarm', () => {
  it.each<readonly [string, number, readonly string[], boolean]>([
    ['11', 33, [], true],
    ['13', 30, [], true],
    ['13', 31, [], false],
    ['13', 33, [SCHEDULE], true],
    ['14', 32, [SCHEDULE], true],
    ['14', 33, [SCHEDULE], false],
    ['14', 33, [USE], true],
    ['16', 34, [SCHEDULE], false],
  ])('on Android %s for target %i with %j may be set: %s', async (android, targetSdk, permissions, may) => {
    await boot(android, { targetSdk, permissions });
    expect(app.canScheduleExactAlarms()).toBe(may);
    if (may) expect(() => set('setExact', 10)).not.toThrow();
    else
      expect(() => set('setExact', 10)).toThrow(
        `java.lang.SecurityException: Caller ${NAME} needs to hold ${SCHEDULE} or ${USE} to set exact alarms.`,
      );
    expect(() => set('set', 10)).not.toThrow();
  });

  it('is allowed by its operation, of which the app is told', async () => {
    await boot('14', { targetSdk: 34, permissions: [SCHEDULE] });
    await run(`appops set ${NAME} SCHEDULE_EXACT_ALARM allow`);
    expect([rang, app.canScheduleExactAlarms()]).toEqual([[CHANGED], true]);
  });

  it('is lost when the operation is taken back, and its process with it', async () => {
    await boot('13', { targetSdk: 33, permissions: [SCHEDULE] });
    set('setExact', 10, 'exact');
    set('set', 10, 'inexact');
    await run(`appops set ${NAME} SCHEDULE_EXACT_ALARM deny`);
    expect(framework.activities.processOf(NAME)).toBeUndefined();
    await minutes(30);
    expect(rang).toEqual(['inexact']);
  });
});
