import { afterEach, describe, expect, it } from 'vitest';
import type { AlarmRequest } from '../../alarm-parts.ts';
import type { AppProcess, Intent } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';

const NAME = 'org.example.app';
const RING: Intent = {
  action: `${NAME}.RING`,
  component: { package: NAME, activity: `${NAME}.Ring` },
  extras: {},
};

let framework: FakeFramework;
let app: AppProcess;
afterEach(() => framework.dispose());

async function boot(android: string): Promise<void> {
  const one = fakeApp(
    NAME,
    (process) => {
      app = process;
      return { onStart: () => undefined };
    },
    { targetSdk: 28, receivers: [{ name: `${NAME}.Ring`, actions: [] }] },
  );
  framework = await fakeFramework([fakeHome, one], androidNamed(android));
  await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
}

const dump = async (): Promise<string> => (await framework.run(['dumpsys', 'alarm'])).stdout;
const set = (alarm: object): void => app.setAlarm({ operation: { intent: RING }, ...alarm } as AlarmRequest);
const inTenMinutes = (): number => framework.clock.elapsed() + 600_000;
const ALARM = 'Alarm\\{[0-9a-f]+ type';
const OPERATION =
  'operation=PendingIntent\\{[0-9a-f]+: PendingIntentRecord\\{[0-9a-f]+ org\\.example\\.app broadcastIntent\\}\\}';

describe('dumpsys alarm', () => {
  it('of Android 9 has batches, and of each alarm what its sources print', async () => {
    await boot('9');
    set({ kind: 'setExact', base: 'rtc-wakeup', atMs: framework.now() + 600_000 });
    expect(await dump()).toMatch(
      new RegExp(
        `^  Pending alarm batches: 1\\nBatch\\{[0-9a-f]+ num=1 start=\\d+ end=\\d+ flgs=0x1\\}:\\n` +
          `    RTC_WAKEUP #0: ${ALARM} 0 when 1550312700000 org\\.example\\.app\\}\\n` +
          `      tag=\\*walarm\\*:org\\.example\\.app\\.RING\\n` +
          `      type=0 expectedWhenElapsed=\\+10m0s0ms expectedMaxWhenElapsed=\\+10m0s0ms whenElapsed=\\+10m0s0ms maxWhenElapsed=\\+10m0s0ms when=2019-02-16 10:25:00\\.000\\n` +
          `      window=0 repeatInterval=0 count=0 flags=0x1\\n      ${OPERATION}$`,
        'm',
      ),
    );
  });

  it('of Android 8.1 knows no expected times', async () => {
    await boot('8.1');
    set({ kind: 'setInexactRepeating', base: 'elapsed', intervalMs: 3_600_000, atMs: inTenMinutes() });
    expect(await dump()).toMatch(
      /^ {6}type=3 whenElapsed=\+10m0s0ms when=\+10m0s0ms\n {6}window=\+45m0s0ms repeatInterval=3600000 count=0 flags=0x0$/m,
    );
  });

  it('of Android 13 and later has a list, with the reason of each exact alarm', async () => {
    await boot('13');
    set({ kind: 'setAndAllowWhileIdle', base: 'elapsed-wakeup', atMs: inTenMinutes() });
    const clock = { requestCode: 1, intent: RING };
    set({ kind: 'setAlarmClock', atMs: framework.now() + 300_000, operation: clock, show: RING });
    const text = await dump();
    expect(text).toMatch(
      new RegExp(
        `^  2 pending alarms: \\n    RTC_WAKEUP #1: ${ALARM} 0 origWhen 1550312400000 whenElapsed \\d+ org\\.example\\.app\\}\\n` +
          `      tag=\\*walarm\\*:org\\.example\\.app\\.RING\\n` +
          `      type=RTC_WAKEUP origWhen=2019-02-16 10:20:00\\.000 window=0 exactAllowReason=compat repeatInterval=0 count=0 flags=0x3\\n`,
        'm',
      ),
    );
    expect(text).toMatch(
      /^ {6}Alarm clock:\n {8}triggerTime=2019-02-16 10:20:00\.000\n {8}showIntent=PendingIntent\{/m,
    );
    expect(text).toContain(
      'type=ELAPSED_WAKEUP origWhen=+10m0s0ms window=+7m30s0ms repeatInterval=0 count=0 flags=0x20\n',
    );
    expect(text).toContain('\n      whenElapsed=+10m0s0ms maxWhenElapsed=+17m30s0ms\n');
    expect(text).toContain(
      '\n    user:0 pendingSend:false time:1550312400000 = 2019-02-16 10:20:00.000 = +5m0s0ms\n',
    );
    expect(text).toContain('\n  Pending alarms per uid: [u0a1:2]\n');
  });

  it('tells those that wait for the end of doze, and those of a restricted app, from the others', async () => {
    await boot('9');
    set({ kind: 'setExact', base: 'elapsed', atMs: inTenMinutes() });
    expect(await dump()).toContain('  Pending user blocked background alarms: \n    none\n');
    await framework.run(['dumpsys', 'deviceidle', 'force-idle']);
    expect(await dump()).toMatch(/^ {4}Idle mode state:\n {6}Pending alarms:\n {6}ELAPSED #0: Alarm\{/m);
    expect(await dump()).not.toContain('Pending alarm batches');
    await framework.run(['dumpsys', 'deviceidle', 'unforce']);
    await framework.activities.key(3);
    await framework.run(['appops', 'set', NAME, 'RUN_ANY_IN_BACKGROUND', 'ignore']);
    framework.clockMs += 600_000;
    expect(await dump()).toMatch(/ {2}Pending user blocked background alarms: \n {4}ELAPSED #0: Alarm\{/);
  });

  it('has none when none is set, and counts changes of the clock', async () => {
    await boot('9');
    framework.clock.set(framework.now() + 1_000);
    const text = await dump();
    expect(text).not.toContain('Batch');
    expect(text).toContain('\n  Num time change events: 1\n');
    expect(text).toContain('\n  mLastTimeChangeClockTime=1550312101000=2019-02-16 10:15:01.000\n');
  });
});
