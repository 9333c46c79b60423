import type { Browser } from 'webdriverio';
import type { Adb } from './adb.ts';
import { knownImages } from './deliver-stimulus.ts';
import { pressShutter } from './screens/camera-screen.ts';
import { waitFor } from './wait.ts';

/** A camera that was told to take a photo has a row in MediaStore by then; only the next way is tried otherwise. */
const ROW_TIMEOUT_MS = 4_000;
const POLL_MS = 250;

/** Takes a photo with the camera app that is open, by the first of the ways of `pressShutter` that makes one. */
export async function takePhoto(driver: Browser, adb: Adb): Promise<void> {
  const before = await knownImages(adb);
  const isNew = async (): Promise<true | undefined> =>
    [...(await knownImages(adb))].some((id) => !before.has(id)) ? true : undefined;
  await pressShutter(
    driver,
    adb,
    async () => (await waitFor(isNew, { timeoutMs: ROW_TIMEOUT_MS, everyMs: POLL_MS })) === true,
  );
}
