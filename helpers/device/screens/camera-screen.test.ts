import { describe, expect, it } from 'vitest';
import type { Browser } from 'webdriverio';
import type { Adb } from '../adb.ts';
import { openCamera, pressShutter } from './camera-screen.ts';

/** A phone that shows these ids, one set for each look; what is done on it is written down. */
function phoneShowing(...screens: readonly (readonly string[])[]) {
  const done: string[] = [];
  let shown = 0;
  const driver = {
    $: (selector: string) => {
      const id = screens[Math.min(shown, screens.length - 1)]?.find((one) => selector.includes(one));
      return {
        isExisting: async () => id !== undefined,
        click: async () => {
          done.push(`click ${id}`);
          shown += 1;
        },
      };
    },
    getWindowSize: async () => ({ width: 1080, height: 2160 }),
  };
  const adb = { shell: async (line: string) => void done.push(line) };
  return { driver: driver as unknown as Browser, adb: adb as unknown as Adb, done };
}

const SHUTTER = 'com.android.camera2:id/shutter_button';
const QUESTION = 'com.android.camera2:id/confirm_button';
const ALLOW = 'com.android.packageinstaller:id/permission_allow_button';

describe('the camera', () => {
  it('is asked nothing when its shutter is there at once', async () => {
    const { driver, adb, done } = phoneShowing([SHUTTER]);
    expect(await openCamera(driver, adb)).toBe(true);
    expect(done).toEqual(['am start -a android.media.action.STILL_IMAGE_CAMERA']);
  });

  it('gets its answers when it was never used before', async () => {
    const { driver, adb, done } = phoneShowing([ALLOW], [QUESTION], [SHUTTER]);
    expect(await openCamera(driver, adb)).toBe(true);
    expect(done.slice(1)).toEqual([`click ${ALLOW}`, `click ${QUESTION}`]);
  });
});

describe('the shutter', () => {
  it('is pressed where it is known, and nothing else is tried', async () => {
    const { driver, adb, done } = phoneShowing([SHUTTER]);
    await pressShutter(driver, adb, async () => false);
    expect(done).toEqual([`click ${SHUTTER}`]);
  });

  it.each([
    [1, ['input keyevent 27']],
    [2, ['input keyevent 27', 'input keyevent 25']],
    [3, ['input keyevent 27', 'input keyevent 25', 'input tap 540 1901']],
    [4, ['input keyevent 27', 'input keyevent 25', 'input tap 540 1901']],
  ])('of another maker is looked for until there is a photo: %i tries', async (tries, expected) => {
    const { driver, adb, done } = phoneShowing([]);
    let asked = 0;
    await pressShutter(driver, adb, async () => {
      asked += 1;
      return asked === tries;
    });
    expect(done).toEqual(expected);
  });
});
