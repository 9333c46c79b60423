import { type Protection, platformPermission } from './permission-table.ts';

export const READ_STORAGE = 'android.permission.READ_EXTERNAL_STORAGE';
const READ_IMAGES = 'android.permission.READ_MEDIA_IMAGES';
export const SELECTED_PHOTOS = 'android.permission.READ_MEDIA_VISUAL_USER_SELECTED';
const NOTIFICATIONS = 'android.permission.POST_NOTIFICATIONS';
export const BACKGROUND_LOCATION = 'android.permission.ACCESS_BACKGROUND_LOCATION';
const COARSE_LOCATION = 'android.permission.ACCESS_COARSE_LOCATION';

/** From this target SDK on an app has dangerous permissions only when they are granted (Android 6). */
export const RUNTIME_SDK = 23;

const name = (short: string): string => `android.permission.${short}`;

/** `<split-permission>` of data/etc/platform.xml: whoever asks for one, and targets less, asks for the others too. */
interface Split {
  readonly from: string;
  readonly to: readonly string[];
  readonly since: number;
  /** Apps that target this or more have to ask themselves; absent: all are given it. */
  readonly below?: number;
}

const SPLITS: readonly Split[] = [
  { from: name('WRITE_EXTERNAL_STORAGE'), to: [READ_STORAGE], since: 16 },
  { from: READ_STORAGE, to: [name('ACCESS_MEDIA_LOCATION')], since: 29, below: 29 },
  { from: name('ACCESS_FINE_LOCATION'), to: [COARSE_LOCATION], since: 23 },
  { from: name('ACCESS_FINE_LOCATION'), to: [BACKGROUND_LOCATION], since: 29, below: 29 },
  { from: COARSE_LOCATION, to: [BACKGROUND_LOCATION], since: 29, below: 29 },
  {
    from: READ_STORAGE,
    to: ['AUDIO', 'VIDEO', 'IMAGES'].map((kind) => name(`READ_MEDIA_${kind}`)),
    since: 33,
    below: 33,
  },
  {
    from: name('BLUETOOTH'),
    to: ['SCAN', 'CONNECT', 'ADVERTISE'].map((kind) => name(`BLUETOOTH_${kind}`)),
    since: 31,
    below: 31,
  },
  { from: name('BODY_SENSORS'), to: [name('BODY_SENSORS_BACKGROUND')], since: 33, below: 33 },
  { from: READ_IMAGES, to: [SELECTED_PHOTOS], since: 34 },
  { from: name('READ_MEDIA_VIDEO'), to: [SELECTED_PHOTOS], since: 34 },
];

/** What an app asks for, with what the platform adds to it. `implicit` is what was added. */
export interface Requested {
  readonly all: readonly string[];
  readonly implicit: ReadonlyMap<string, readonly string[]>;
}

/** Added ones name those that they were split from; `POST_NOTIFICATIONS` comes with every app of the time before it. */
export function requestedPermissions(asked: readonly string[], targetSdk: number, api: number): Requested {
  const all = [...new Set(asked)];
  const implicit = new Map<string, readonly string[]>();
  const add = (added: string, from: readonly string[]): void => {
    if (!all.includes(added)) all.push(added);
    else if (!implicit.has(added)) return;
    implicit.set(added, [...(implicit.get(added) ?? []), ...from]);
  };
  for (const split of SPLITS) {
    if (api < split.since || (split.below !== undefined && targetSdk >= split.below)) continue;
    if (all.includes(split.from)) for (const added of split.to) add(added, [split.from]);
  }
  if (api >= 33 && targetSdk < 33) add(NOTIFICATIONS, []);
  return { all, implicit };
}

/** Undefined for a permission that neither the platform nor anything else here declares. */
export function protectionOf(permission: string, api: number): Protection | undefined {
  return platformPermission(permission, api)?.protection;
}

/** Whether the permission is one that is granted and revoked while an app of that target is installed. */
export function isRuntime(permission: string, targetSdk: number, api: number): boolean {
  return targetSdk >= RUNTIME_SDK && protectionOf(permission, api) === 'dangerous';
}

/** `android.permission-group.STORAGE`; undefined for what is not dangerous. */
export function groupOf(permission: string, api: number): string | undefined {
  const group = platformPermission(permission, api)?.group;
  return group === undefined ? undefined : `android.permission-group.${group}`;
}

/** Groups that can be allowed for one time only (PermissionMapping.supportsOneTimeGrant), from Android 11 on. */
export function hasOneTimeGrant(group: string, api: number): boolean {
  return api >= 30 && /\.(?:LOCATION|CAMERA|MICROPHONE)$/.test(group);
}

/** Those that an installer may keep from an app; adb does not, and the dump says so (PermissionInfo.restriction flags). */
export function isRestricted(permission: string, api: number): boolean {
  if (api < 29) return false;
  const group = platformPermission(permission, api)?.group ?? '';
  return (
    ['SMS', 'CALL_LOG'].includes(group) ||
    /\.(?:READ|WRITE)_EXTERNAL_STORAGE$|\.ACCESS_BACKGROUND_LOCATION$/.test(permission)
  );
}

/**
 * Whether holding the permission does anything for the app. READ_EXTERNAL_STORAGE opens nothing on Android 13 to apps
 * that target it (documentation of Manifest.permission), and WRITE_EXTERNAL_STORAGE nothing from target 30 on.
 */
export function hasEffect(permission: string, targetSdk: number, api: number): boolean {
  if (permission === READ_STORAGE) return api < 33 || targetSdk < 33;
  if (permission === name('WRITE_EXTERNAL_STORAGE')) return api < 30 || targetSdk < 30;
  return true;
}
