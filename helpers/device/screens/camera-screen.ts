import type { Browser } from 'webdriverio';
import type { Adb } from '../adb.ts';
import { waitFor } from '../wait.ts';
import { firstOnScreen } from './find-control.ts';
import { answerPermission } from './permission-dialog.ts';

/** Shutter buttons of known camera apps: AOSP, Pixel, Samsung, MIUI. */
const SHUTTERS = [
  'com.android.camera2:id/shutter_button',
  'com.google.android.GoogleCamera:id/shutter_button',
  'com.sec.android.app.camera:id/shutter_button',
  'com.android.camera:id/shutter_button',
];
/** What a camera asks before its first photo: whether photos are to tell their place (AOSP's FirstRunDialog). */
const FIRST_RUN = ['com.android.camera2:id/confirm_button'];

const OPEN_TIMEOUT_MS = 15_000;
const POLL_MS = 200;
const KEY_CAMERA = 27;
const KEY_VOLUME_DOWN = 25;

/**
 * Opens the camera app in the mode that saves to the gallery, answers what it asks at first, and waits for its shutter.
 * `false` when no known one appears: the camera may be another maker's.
 */
export async function openCamera(driver: Browser, adb: Adb): Promise<boolean> {
  await adb.shell('am start -a android.media.action.STILL_IMAGE_CAMERA');
  const ready = async (): Promise<true | undefined> => {
    if ((await firstOnScreen(driver, SHUTTERS)) !== undefined) return true;
    const question = await firstOnScreen(driver, FIRST_RUN);
    if (question === undefined) await answerPermission(driver, 'allow');
    else await question.click();
    return undefined;
  };
  return (await waitFor(ready, { timeoutMs: OPEN_TIMEOUT_MS, everyMs: POLL_MS })) === true;
}

/**
 * Takes a photo as a finger does. Where no known shutter is on the screen, the ways that cameras have in common are tried
 * one after the other until `photoIsThere`: the camera key, a volume key, a tap where shutters are (facts/android.md,
 * section 6).
 */
export async function pressShutter(
  driver: Browser,
  adb: Adb,
  photoIsThere: () => Promise<boolean>,
): Promise<void> {
  const shutter = await firstOnScreen(driver, SHUTTERS);
  if (shutter !== undefined) return await shutter.click();
  for (const way of otherWays(driver, adb)) {
    await way();
    if (await photoIsThere()) return;
  }
}

function otherWays(driver: Browser, adb: Adb): readonly (() => Promise<void>)[] {
  const key = (code: number) => async (): Promise<void> => void (await adb.shell(`input keyevent ${code}`));
  return [
    key(KEY_CAMERA),
    key(KEY_VOLUME_DOWN),
    async () => {
      const { width, height } = await driver.getWindowSize();
      await adb.shell(`input tap ${Math.round(width * 0.5)} ${Math.round(height * 0.88)}`);
    },
  ];
}
