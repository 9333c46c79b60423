import type { PhoneProcess } from './process.ts';

/** What an operation may do: AppOpsManager's MODE_NAMES of Android 9, but for `foreground`. */
export type OpMode = 'allow' | 'ignore' | 'deny' | 'default';

/** The state of a uid at an access, as Android 9 tells them apart; a program of the system would be `pers`. */
export type OpState = 'top' | 'fgsvc' | 'cch';

export interface Operation {
  readonly name: string;
  readonly mode: OpMode;
  /** The latest of each state, in milliseconds since the epoch: a register, not a log. */
  readonly accessMs: ReadonlyMap<OpState, number>;
  readonly rejectMs: ReadonlyMap<OpState, number>;
}

/** Which operations apps were seen at, and which they are let do. */
export interface AppOps {
  /** Notes that the process is at the operation now, or was turned away from it; answers by which mode. */
  note(process: PhoneProcess, name: string): OpMode;
  mode(packageName: string, name: string): OpMode;
  set(packageName: string, name: string, mode: OpMode): void;
  /** In the order of their numbers; empty for a package that was never seen at one. */
  operations(packageName: string): readonly Operation[];
  state(process: PhoneProcess): OpState;
  /** Of a package that is uninstalled nothing is kept. */
  forget(packageName: string): void;
}

/** AppOpsManager's names by number, Android 9. */
const NAMES =
  `COARSE_LOCATION FINE_LOCATION GPS VIBRATE READ_CONTACTS WRITE_CONTACTS READ_CALL_LOG WRITE_CALL_LOG READ_CALENDAR
WRITE_CALENDAR WIFI_SCAN POST_NOTIFICATION NEIGHBORING_CELLS CALL_PHONE READ_SMS WRITE_SMS RECEIVE_SMS
RECEIVE_EMERGECY_SMS RECEIVE_MMS RECEIVE_WAP_PUSH SEND_SMS READ_ICC_SMS WRITE_ICC_SMS WRITE_SETTINGS
SYSTEM_ALERT_WINDOW ACCESS_NOTIFICATIONS CAMERA RECORD_AUDIO PLAY_AUDIO READ_CLIPBOARD WRITE_CLIPBOARD
TAKE_MEDIA_BUTTONS TAKE_AUDIO_FOCUS AUDIO_MASTER_VOLUME AUDIO_VOICE_VOLUME AUDIO_RING_VOLUME AUDIO_MEDIA_VOLUME
AUDIO_ALARM_VOLUME AUDIO_NOTIFICATION_VOLUME AUDIO_BLUETOOTH_VOLUME WAKE_LOCK MONITOR_LOCATION
MONITOR_HIGH_POWER_LOCATION GET_USAGE_STATS MUTE_MICROPHONE TOAST_WINDOW PROJECT_MEDIA ACTIVATE_VPN WRITE_WALLPAPER
ASSIST_STRUCTURE ASSIST_SCREENSHOT READ_PHONE_STATE ADD_VOICEMAIL USE_SIP PROCESS_OUTGOING_CALLS USE_FINGERPRINT
BODY_SENSORS READ_CELL_BROADCASTS MOCK_LOCATION READ_EXTERNAL_STORAGE WRITE_EXTERNAL_STORAGE TURN_SCREEN_ON
GET_ACCOUNTS RUN_IN_BACKGROUND AUDIO_ACCESSIBILITY_VOLUME READ_PHONE_NUMBERS REQUEST_INSTALL_PACKAGES
PICTURE_IN_PICTURE INSTANT_APP_START_FOREGROUND ANSWER_PHONE_CALLS RUN_ANY_IN_BACKGROUND CHANGE_WIFI_STATE
REQUEST_DELETE_PACKAGES BIND_ACCESSIBILITY_SERVICE ACCEPT_HANDOVER MANAGE_IPSEC_TUNNELS START_FOREGROUND
BLUETOOTH_SCAN`.split(/\s+/);

/** AppOpsManager.sOpDefaultMode; every other operation is allowed. */
const DEFAULTS: ReadonlyMap<string, OpMode> = new Map([
  ['WRITE_SMS', 'ignore'],
  ['WRITE_SETTINGS', 'default'],
  ['SYSTEM_ALERT_WINDOW', 'default'],
  ['GET_USAGE_STATS', 'default'],
  ['PROJECT_MEDIA', 'ignore'],
  ['ACTIVATE_VPN', 'ignore'],
  ['MOCK_LOCATION', 'deny'],
  ['REQUEST_INSTALL_PACKAGES', 'default'],
  ['MANAGE_IPSEC_TUNNELS', 'deny'],
]);

/** The name of an operation by its name, its number, or as `android:mock_location`. */
export function operationNamed(text: string): string | undefined {
  if (/^\d+$/.test(text)) return NAMES[Number(text)];
  const name = text.startsWith('android:') ? text.slice('android:'.length).toUpperCase() : text;
  return NAMES.includes(name) ? name : undefined;
}

/** For that long a uid that left the foreground counts as in front still (AppOpsService, `top_state_settle_time`). */
const SETTLE_MS = 30_000;

interface Kept {
  mode: OpMode;
  readonly accessMs: Map<OpState, number>;
  readonly rejectMs: Map<OpState, number>;
}

export function createAppOps(parts: { front(): PhoneProcess | undefined; now(): number }): AppOps {
  const packages = new Map<string, Map<string, Kept>>();
  const standard = (name: string): OpMode => DEFAULTS.get(name) ?? 'allow';
  const of = (packageName: string): Map<string, Kept> => packages.get(packageName) ?? new Map();
  const mode = (packageName: string, name: string): OpMode =>
    of(packageName).get(name)?.mode ?? standard(name);

  function kept(packageName: string, name: string): Kept {
    const operations = of(packageName);
    const found = operations.get(name) ?? {
      mode: standard(name),
      accessMs: new Map(),
      rejectMs: new Map(),
    };
    packages.set(packageName, operations.set(name, found));
    return found;
  }

  const state = (process: PhoneProcess): OpState => {
    if (process === parts.front()) return 'top';
    if (process.package.package === 'io.appium.settings') return 'fgsvc';
    const wasFront = process.activity !== undefined || process.screen !== undefined;
    const leftMs = process.leftMs ?? Number.NEGATIVE_INFINITY;
    return wasFront && parts.now() - leftMs < SETTLE_MS ? 'top' : 'cch';
  };

  return {
    mode,
    state,
    forget: (packageName) => void packages.delete(packageName),
    note(process, name) {
      const one = kept(process.package.package, name);
      const times = one.mode === 'allow' ? one.accessMs : one.rejectMs;
      times.set(state(process), parts.now());
      return one.mode;
    },
    set(packageName, name, wanted) {
      const one = kept(packageName, name);
      one.mode = wanted;
      // What is as it would be anyway, and was never used, is forgotten (AppOpsService.pruneOp).
      if (wanted === standard(name) && one.accessMs.size + one.rejectMs.size === 0)
        of(packageName).delete(name);
    },
    operations(packageName) {
      return [...of(packageName)]
        .map(([name, one]) => ({ name, ...one }))
        .sort((a, b) => NAMES.indexOf(a.name) - NAMES.indexOf(b.name));
    },
  };
}
