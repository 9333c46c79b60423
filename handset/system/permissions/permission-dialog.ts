import { hasOneTimeGrant } from './permission-rules.ts';

/** What the owner may answer. */
export type PermissionAnswer =
  | 'allow'
  | 'allow-while-in-use'
  | 'allow-once'
  | 'allow-selected'
  | 'keep-selected'
  | 'deny'
  | 'deny-for-ever';

/** A button of the dialog: its resource id without the package, and its English text. */
export interface DialogButton {
  readonly id: string;
  readonly text: string;
  readonly answer: PermissionAnswer;
}

/** What decides which buttons there are. */
export interface DialogCase {
  readonly api: number;
  readonly group: string;
  readonly targetSdk: number;
  /** The owner has refused the group once. */
  readonly refusedBefore: boolean;
  /** The place may be asked for in the background too. */
  readonly asksForBackground: boolean;
  /** Some photos were selected before, and the app may ask for more. */
  readonly someSelected: boolean;
  /** The manifest itself names READ_MEDIA_VISUAL_USER_SELECTED. */
  readonly knowsSelection: boolean;
}

/** Whose the dialog is: its window, its activity, and the package of its resource ids. */
export function dialogOwner(api: number): { readonly package: string; readonly activity: string } {
  const name = api < 29 ? 'com.android.packageinstaller' : 'com.android.permissioncontroller';
  // The classes kept the old package in 10 (packages/apps/PackageInstaller, android10-release and android11-release).
  const classes = api < 30 ? 'com.android.packageinstaller' : 'com.android.permissioncontroller';
  return { package: name, activity: `${classes}.permission.ui.GrantPermissionsActivity` };
}

/** By GrantPermissionsActivity of pie-, android10- and android11-release, and of PermissionController in early 2024. */
export function dialogButtons(asked: DialogCase): readonly DialogButton[] {
  const { api } = asked;
  if (api < 29) return [button('deny', 'Deny', 'deny'), button('allow', 'Allow', 'allow')];
  return [...allowing(asked), ...(api === 29 ? denyingOn10(asked) : denying(asked))];
}

function allowing(asked: DialogCase): readonly DialogButton[] {
  const { api, group, asksForBackground } = asked;
  if (selectsPhotos(asked)) {
    const select = asked.someSelected
      ? 'Select more'
      : api < 35
        ? 'Select photos and videos'
        : 'Allow limited access';
    return [button('allow_selected', select, 'allow-selected'), button('allow_all', 'Allow all', 'allow')];
  }
  if (api === 29) {
    if (!group.endsWith('.LOCATION')) return [button('allow', 'Allow', 'allow')];
    const always = button('allow_always', 'Allow all the time', 'allow');
    const whileInUse = button(
      'allow_foreground_only',
      'Allow only while using the app',
      'allow-while-in-use',
    );
    return asksForBackground ? [always, whileInUse] : [whileInUse];
  }
  if (!hasOneTimeGrant(group, api)) return [button('allow', 'Allow', 'allow')];
  return [
    button('allow_foreground_only', 'While using the app', 'allow-while-in-use'),
    button('allow_one_time', 'Only this time', 'allow-once'),
  ];
}

/** Android 10 adds a second button once there was a refusal; it takes the first one's place where both places are asked. */
function denyingOn10({ refusedBefore, asksForBackground }: DialogCase): readonly DialogButton[] {
  const deny = button('deny', 'Deny', 'deny');
  if (!refusedBefore) return [deny];
  const forEver = button('deny_and_dont_ask_again', 'Deny & don’t ask again', 'deny-for-ever');
  return asksForBackground ? [forEver] : [deny, forEver];
}

/** From 11 on the second refusal is the last, under another id and the same words. */
function denying({ api, refusedBefore, someSelected }: DialogCase): readonly DialogButton[] {
  if (someSelected) return [button('dont_allow_more_selected', 'Don’t select more', 'keep-selected')];
  const text = api < 31 ? 'Deny' : 'Don’t allow';
  return [
    refusedBefore ? button('deny_and_dont_ask_again', text, 'deny-for-ever') : button('deny', text, 'deny'),
  ];
}

/** Photos can be selected one by one on 14, for apps that target 14, or 13 and say so (StorageGrantBehavior). */
function selectsPhotos({ api, group, targetSdk, knowsSelection }: DialogCase): boolean {
  return (
    api >= 34 &&
    group.endsWith('.READ_MEDIA_VISUAL') &&
    (targetSdk >= 34 || (targetSdk >= 33 && knowsSelection))
  );
}

/** Where the box "Don't ask again" is: up to 9, once there was a refusal. */
export function hasCheckbox({ api, refusedBefore }: Pick<DialogCase, 'api' | 'refusedBefore'>): boolean {
  return api < 29 && refusedBefore;
}

function button(id: string, text: string, answer: PermissionAnswer): DialogButton {
  return { id: `permission_${id}_button`, text, answer };
}

/** What the group is for, as the dialog asks; `permgrouprequest_…` of frameworks/base and of PermissionController. */
const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['CONTACTS', 'access your contacts'],
  ['CALENDAR', 'access your calendar'],
  ['SMS', 'send and view SMS messages'],
  ['STORAGE', 'access photos, media, and files on your device'],
  ['LOCATION', "access this device's location"],
  ['CALL_LOG', 'access your phone call logs'],
  ['PHONE', 'make and manage phone calls'],
  ['MICROPHONE', 'record audio'],
  ['ACTIVITY_RECOGNITION', 'access your physical activity'],
  ['CAMERA', 'take pictures and record video'],
  ['SENSORS', 'access sensor data about your vital signs'],
  ['READ_MEDIA_VISUAL', 'access photos and videos on this device'],
  ['READ_MEDIA_AURAL', 'access music and audio on this device'],
  ['NEARBY_DEVICES', 'find, connect to, and determine the relative position of nearby devices'],
  ['NOTIFICATIONS', 'send you notifications'],
]);

/** The dialog's question, e.g. `Allow Clock to record audio?`. */
export function dialogMessage(label: string, { api, group, targetSdk, someSelected }: DialogCase): string {
  const short = group.slice(group.lastIndexOf('.') + 1);
  return `Allow ${label} to ${someSelected ? 'access more photos and videos on this device' : purpose(short, api, targetSdk)}?`;
}

/** On 13 an app of the time before it is asked about all kinds of media at once, and older ones about files too. */
function purpose(group: string, api: number, targetSdk: number): string {
  if (group === 'STORAGE' && api >= 33)
    return `access photos, videos, music, ${targetSdk < 29 ? 'audio, and other files' : 'and audio'} on this device`;
  return PURPOSES.get(group) ?? 'do that';
}
