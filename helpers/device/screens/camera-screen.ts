import type { Browser } from 'webdriverio';
import type { Adb } from '../adb.ts';
import { requireControl } from './find-control.ts';

/** Shutter buttons of known camera apps: AOSP, Pixel, Samsung, MIUI. */
const SHUTTERS = [
  'com.android.camera2:id/shutter_button',
  'com.google.android.GoogleCamera:id/shutter_button',
  'com.sec.android.app.camera:id/shutter_button',
  'com.android.camera:id/shutter_button',
];

/** Opens the camera app in the mode that saves to the gallery, and waits for its shutter. */
export async function openCamera(driver: Browser, adb: Adb): Promise<void> {
  await adb.shell('am start -a android.media.action.STILL_IMAGE_CAMERA');
  await requireControl(driver, "the camera's shutter", SHUTTERS, 15_000);
}

/** Takes a photo as a finger does. */
export async function pressShutter(driver: Browser): Promise<void> {
  const shutter = await requireControl(driver, "the camera's shutter", SHUTTERS, 5_000);
  await shutter.click();
}
