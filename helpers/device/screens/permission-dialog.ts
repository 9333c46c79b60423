import type { Browser } from 'webdriverio';
import type { Interval } from '../../model/moment.ts';
import { waitFor } from '../wait.ts';
import { firstOnScreen } from './find-control.ts';

/** What the user answers to the system's question. */
export type PermissionAnswer = 'allow' | 'deny' | 'selected-photos';

/**
 * Whose the question is: PackageInstaller up to Android 9, PermissionController from 10 on (the ids of Google's builds
 * are AOSP's, some name their own package), MIUI's and Samsung's own.
 */
const PACKAGES = [
  'com.android.packageinstaller',
  'com.google.android.packageinstaller',
  'com.android.permissioncontroller',
  'com.google.android.permissioncontroller',
  'com.samsung.android.permissioncontroller',
  'com.lbe.security.miui',
];

/**
 * The buttons of GrantPermissionsActivity (packages/apps/PackageInstaller of 8.1 and 9, PermissionController later):
 * which of them are there depends on the version, the permission, and what was answered before.
 */
const BUTTONS: Readonly<Record<PermissionAnswer, readonly string[]>> = {
  allow: [
    'permission_allow_button',
    'permission_allow_all_button',
    'permission_allow_always_button',
    'permission_allow_foreground_only_button',
    'permission_allow_one_time_button',
  ],
  deny: [
    'permission_deny_button',
    'permission_deny_and_dont_ask_again_button',
    'permission_dont_allow_more_selected_button',
  ],
  'selected-photos': ['permission_allow_selected_button'],
};

/** The photo picker of MediaProvider, which takes the dialog's place when photos are to be selected. */
const PICKERS = ['com.android.providers.media.module', 'com.google.android.providers.media.module'];
const POLL_MS = 200;
const PICKER_TIMEOUT_MS = 8_000;

/** Whether the system asks for a permission, waited for up to `timeoutMs`. */
export async function permissionIsAsked(driver: Browser, timeoutMs: number): Promise<boolean> {
  const any = idsOf([...BUTTONS.allow, ...BUTTONS.deny, ...BUTTONS['selected-photos']]);
  const asked = async (): Promise<true | undefined> =>
    (await firstOnScreen(driver, any)) === undefined ? undefined : true;
  return (await waitFor(asked, { timeoutMs, everyMs: POLL_MS })) === true;
}

/**
 * Answers the question that is on the screen; `false` when it does not offer that answer. Selecting photos goes on to the
 * picker, where the first one is picked; `onPicker` is told how long it lay there before anything was picked.
 */
export async function answerPermission(
  driver: Browser,
  answer: PermissionAnswer,
  onPicker: (during: Interval) => void = () => undefined,
): Promise<boolean> {
  const button = await firstOnScreen(driver, idsOf(BUTTONS[answer]));
  if (button === undefined) return false;
  const fromMs = Date.now();
  await button.click();
  if (answer !== 'selected-photos') return true;
  const thumbnail = await inPicker(driver, 'icon_thumbnail');
  if (thumbnail === undefined) return false;
  onPicker({ fromMs, toMs: Date.now() });
  await thumbnail.click();
  const add = await inPicker(driver, 'button_add');
  await add?.click();
  return add !== undefined;
}

async function inPicker(driver: Browser, name: string): ReturnType<typeof firstOnScreen> {
  const ids = PICKERS.map((one) => `${one}:id/${name}`);
  const limits = { timeoutMs: PICKER_TIMEOUT_MS, everyMs: POLL_MS };
  return await waitFor(() => firstOnScreen(driver, ids), limits);
}

function idsOf(buttons: readonly string[]): readonly string[] {
  return PACKAGES.flatMap((owner) => buttons.map((button) => `${owner}:id/${button}`));
}
