import type { Circumstance } from '../../model/stimulus.ts';
import type { Adb } from '../adb.ts';
import { shellQuote } from '../shell-quote.ts';
import { isCharging, isDozing, readScreenOff, wifiIsConnected } from '../surroundings.ts';
import { isZone, zoneWhereItIs } from '../time-zones.ts';
import { waitFor } from '../wait.ts';
import { changePhone } from './change-phone.ts';
import { now, type Session } from './session.ts';
import type { Step } from './step.ts';

/** What the phone around the target is like. Each is put back at the scenario's end, and counts once it was observed. */
export const SURROUNDINGS_VERBS = {
  /** Lets cached apps run on, as on a phone without the freezer. */
  switchFreezerOff: (): Step => ({
    what: 'switches the freezer of cached apps off',
    seconds: 1,
    act: switchFreezerOff,
  }),

  switchScreenOff: (): Step => ({ what: 'switches the screen off', seconds: 1, act: switchScreenOff }),

  /** Takes both away first: an app may wait for the moment at which they come. */
  connectWifiAndCharger: (): Step => ({
    what: 'connects Wi-Fi and the charger',
    seconds: 4,
    act: connectWifiAndCharger,
  }),

  /**
   * Moves the phone to a time zone in which it is night. The clock goes on as it was, so that every time that is read off the phone
   * means what it meant; only what apps and their users see on the wall is another hour.
   */
  comeNight: (): Step => ({
    what: 'moves the phone to where it is night',
    seconds: 1,
    act: comeNight,
  }),

  /** Dozes, ends that, and says that nobody uses the phone: what waits for any of the three has it. */
  goIdle: (): Step => ({ what: 'lets the phone idle', seconds: 3, act: goIdle }),
} as const;

/** In the midst of the night, and far enough from its end for every window. */
const NIGHT_HOUR = 2;
const REACHED = { timeoutMs: 10_000, everyMs: 250 } as const;

async function switchFreezerOff(session: Session): Promise<void> {
  const { adb } = session.parts;
  const setting = 'global cached_apps_freezer';
  const before = (await adb.shell(`settings get ${setting}`)).trim();
  await changePhone(session, {
    what: `settings ${setting} disabled (was ${before})`,
    make: `settings put ${setting} disabled`,
    undo:
      /^\w+$/.test(before) && before !== 'null'
        ? `settings put ${setting} ${before}`
        : `settings delete ${setting}`,
  });
  await holds(
    session,
    'freezer-off',
    async () => (await adb.shell(`settings get ${setting}`)).trim() === 'disabled',
  );
}

async function switchScreenOff(session: Session): Promise<void> {
  await changePhone(session, {
    what: 'screen off',
    make: 'input keyevent 223',
    undo: 'input keyevent 224; wm dismiss-keyguard',
  });
  await holds(session, 'screen-off', async () => (await readScreenOff(session.parts.adb)).off);
}

async function connectWifiAndCharger(session: Session): Promise<void> {
  const { adb } = session.parts;
  await changePhone(session, {
    what: 'dumpsys battery unplug',
    make: 'dumpsys battery unplug',
    undo: 'dumpsys battery reset',
  });
  if (!adbNeedsWifi(adb)) await cutWifi(session);
  await adb.shell('svc wifi enable; dumpsys battery set ac 1; dumpsys battery set status 2');
  await holds(
    session,
    'wifi-and-charging',
    async () => (await wifiIsConnected(adb)) && (await isCharging(adb)),
  );
}

async function cutWifi(session: Session): Promise<void> {
  const { adb } = session.parts;
  const wasOff = (await adb.shell('settings get global wifi_on')).trim() === '0';
  await changePhone(session, {
    what: 'svc wifi disable',
    make: 'svc wifi disable',
    undo: wasOff ? 'svc wifi disable' : 'svc wifi enable',
  });
  await waitFor(async () => ((await wifiIsConnected(adb)) ? undefined : true), REACHED);
}

/** A phone that adb reaches over Wi-Fi would be lost without it; this machine's own addresses are not over Wi-Fi. */
function adbNeedsWifi(adb: Adb): boolean {
  const { serial } = adb.target;
  return /:\d+$|\._adb/.test(serial) && !/^(?:127\.0\.0\.1|localhost|emulator)/.test(serial);
}

async function comeNight(session: Session): Promise<void> {
  const { adb } = session.parts;
  const said = await adb.shell(
    'getprop persist.sys.timezone; settings get global auto_time_zone; date -u +%H',
  );
  const [zone = '', byNetwork = '', hour = ''] = said.split('\n').map((line) => line.trim());
  if (!isZone(zone) || !/^\d\d$/.test(hour)) {
    const what = `night: not reached, for the phone does not say in which time zone it is: ${JSON.stringify(said)}`;
    session.parts.sink.timeline({ kind: 'act', at: now(), what });
    return;
  }
  const night = zoneWhereItIs(NIGHT_HOUR, Number(hour));
  const automatic = /^[01]$/.test(byNetwork)
    ? `settings put global auto_time_zone ${byNetwork}`
    : 'settings delete global auto_time_zone';
  const isBack = `[ "$(getprop persist.sys.timezone)" = ${shellQuote(zone)} ]`;
  await changePhone(session, {
    what: `time zone ${night} (was ${zone})`,
    make: `settings put global auto_time_zone 0; cmd alarm set-timezone ${night} || true`,
    undo: `cmd alarm set-timezone ${shellQuote(zone)}; ${automatic}; ${isBack}`,
  });
  await holds(session, 'night', async () => /^0[0-4]$/.test((await adb.shell('date +%H')).trim()));
}

async function goIdle(session: Session): Promise<void> {
  const { adb } = session.parts;
  await switchScreenOff(session);
  await changePhone(session, {
    what: 'dumpsys deviceidle force-idle',
    make: 'dumpsys deviceidle force-idle || true',
    undo: 'dumpsys deviceidle unforce',
  });
  await holds(session, 'idle', () => isDozing(adb));
  // Nothing of an app runs in doze: what was held back comes when it ends, and jobs that want an unused phone come now.
  await adb.attempt('dumpsys deviceidle unforce; am idle-maintenance');
}

/** What was brought about counts when the phone shows it; otherwise the timeline says that it did not come about. */
async function holds(
  { parts, circumstances }: Session,
  circumstance: Circumstance,
  observed: () => Promise<boolean>,
): Promise<void> {
  const reached = await waitFor(async () => ((await observed()) ? true : undefined), REACHED);
  if (reached === true) circumstances.add(circumstance);
  const what = `${circumstance}: ${reached === true ? 'observed' : 'not reached'}`;
  parts.sink.timeline({ kind: 'act', at: now(), what });
}
