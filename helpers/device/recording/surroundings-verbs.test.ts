import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from './session.ts';
import type { Step } from './step.ts';
import { SURROUNDINGS_VERBS } from './surroundings-verbs.ts';

const WIFI =
  '  NetworkAgentInfo{ ni{[type: WIFI[], state: CONNECTED/CONNECTED]} nc{[ Transports: WIFI ]} }\n';
const CHARGING = '  AC powered: true\n  status: 2\n';

interface Situation {
  readonly session: Session;
  /** What was owed and what was run, in order. */
  readonly done: string[];
}

/** A phone that gives these answers, and none to anything else. */
function phone(answers: Readonly<Record<string, string>>, serial = '1a2b3c'): Situation {
  const done: string[] = [];
  const shell = async (line: string): Promise<string> => {
    if (answers[line] !== undefined) return answers[line];
    done.push(line);
    return '';
  };
  const adb = {
    target: { serial },
    shell,
    attempt: async (line: string) => ({ exitCode: 0, stdout: await shell(line), stderr: '' }),
  };
  const conductor = { owe: async (what: string, undo: string) => void done.push(`owed ${what}: ${undo}`) };
  const parts = { adb, conductor, sink: { timeline: () => undefined } };
  return { session: { parts, changes: [], circumstances: new Set() } as unknown as Session, done };
}

async function take(step: Step, session: Session): Promise<void> {
  const taken = step.act(session);
  await vi.advanceTimersByTimeAsync(30_000);
  await taken;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the freezer', () => {
  it.each([
    ['null', 'settings delete global cached_apps_freezer'],
    ['enabled', 'settings put global cached_apps_freezer enabled'],
    ['device_default', 'settings put global cached_apps_freezer device_default'],
    ['$(reboot)', 'settings delete global cached_apps_freezer'],
  ])('that was %s is owed back before it is switched off', async (before, undo) => {
    const { session, done } = phone({ 'settings get global cached_apps_freezer': before });
    await take(SURROUNDINGS_VERBS.switchFreezerOff(), session);
    expect(done).toEqual([
      `owed settings global cached_apps_freezer disabled (was ${before}): ${undo}`,
      'settings put global cached_apps_freezer disabled',
    ]);
  });

  it('counts as off only when the phone says so', async () => {
    const unmoved = phone({ 'settings get global cached_apps_freezer': 'enabled' });
    await take(SURROUNDINGS_VERBS.switchFreezerOff(), unmoved.session);
    expect([...unmoved.session.circumstances]).toEqual([]);
    const off = phone({ 'settings get global cached_apps_freezer': 'disabled' });
    await take(SURROUNDINGS_VERBS.switchFreezerOff(), off.session);
    expect([...off.session.circumstances]).toEqual(['freezer-off']);
  });
});

describe('Wi-Fi and the charger', () => {
  const connected = { 'dumpsys connectivity': WIFI, 'dumpsys battery': CHARGING };

  it('are taken away, then given, and owed back as they were', async () => {
    const { session, done } = phone({ ...connected, 'settings get global wifi_on': '0\n' });
    await take(SURROUNDINGS_VERBS.connectWifiAndCharger(), session);
    expect(done).toEqual([
      'owed dumpsys battery unplug: dumpsys battery reset',
      'dumpsys battery unplug',
      'owed svc wifi disable: svc wifi disable',
      'svc wifi disable',
      'svc wifi enable; dumpsys battery set ac 1; dumpsys battery set status 2',
    ]);
    expect([...session.circumstances]).toEqual(['wifi-and-charging']);
  });

  it.each(['192.168.1.7:5555', 'adb-1a2b3c._adb-tls-connect._tcp'])(
    'leave the Wi-Fi alone over which adb reaches %s',
    async (serial) => {
      const { session, done } = phone(connected, serial);
      await take(SURROUNDINGS_VERBS.connectWifiAndCharger(), session);
      expect(done.join('\n')).not.toContain('wifi disable');
    },
  );

  it.each([
    ['no Wi-Fi', { ...connected, 'dumpsys connectivity': '' }],
    ['no charger', { ...connected, 'dumpsys battery': '  AC powered: false\n  status: 3\n' }],
  ])('do not count with %s', async (_what, answers) => {
    const { session } = phone({ ...answers, 'settings get global wifi_on': '1' });
    await take(SURROUNDINGS_VERBS.connectWifiAndCharger(), session);
    expect([...session.circumstances]).toEqual([]);
  });
});

describe('a phone that is moved to where it is night', () => {
  const ASKED = 'getprop persist.sys.timezone; settings get global auto_time_zone; date -u +%H';
  const toNight = async (said: string, hour: string): Promise<Situation> => {
    const one = phone({ [ASKED]: said, 'date +%H': hour });
    await take(SURROUNDINGS_VERBS.comeNight(), one.session);
    return one;
  };

  it.each([
    ['1', 'settings put global auto_time_zone 1'],
    ['0', 'settings put global auto_time_zone 0'],
    ['null', 'settings delete global auto_time_zone'],
  ])('is owed back, its network’s say (%s) too, and no clock is set', async (byNetwork, automatic) => {
    const { session, done } = await toNight(`Asia/Shanghai\n${byNetwork}\n18\n`, '02\n');
    expect(done).toEqual([
      `owed time zone Etc/GMT-8 (was Asia/Shanghai): cmd alarm set-timezone Asia/Shanghai; ${automatic}; [ "$(getprop persist.sys.timezone)" = Asia/Shanghai ]`,
      'settings put global auto_time_zone 0; cmd alarm set-timezone Etc/GMT-8 || true',
    ]);
    expect([...session.circumstances]).toEqual(['night']);
  });

  it.each([
    ['a phone that stays where it is', 'GMT\n1\n18\n', '18\n'],
    ['the next morning', 'GMT\n1\n18\n', '05\n'],
  ])('does not count with %s', async (_what, said, hour) => {
    const { session } = await toNight(said, hour);
    expect([...session.circumstances]).toEqual([]);
  });

  it.each(['\n1\n18\n', '$(reboot)\n1\n18\n', 'GMT\n1\nnoon\n', ''])(
    'is left where it is when it says %j',
    async (said) => {
      const { session, done } = await toNight(said, '02');
      expect([done, [...session.circumstances]]).toEqual([[], []]);
    },
  );
});

describe('a phone that idles', () => {
  it('is dark, and dozes; it is owed to wake up in reverse order', async () => {
    const { session, done } = phone({
      'dumpsys power': '  mWakefulness=Asleep\n',
      'dumpsys deviceidle get deep': 'IDLE\n',
    });
    await take(SURROUNDINGS_VERBS.goIdle(), session);
    expect([...session.circumstances]).toEqual(['screen-off', 'idle']);
    expect(session.changes.map(({ what }) => what)).toEqual(['screen off', 'dumpsys deviceidle force-idle']);
    expect(done.at(-1)).toBe('dumpsys deviceidle unforce; am idle-maintenance');
  });
});
