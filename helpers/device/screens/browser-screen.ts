import type { Browser } from 'webdriverio';
import { HarnessError } from '../../model/harness-error.ts';
import type { Adb } from '../adb.ts';
import { shellLine } from '../shell-quote.ts';

/**
 * Shows a page in the phone's browser and waits until its image is on the screen: the image's alternative text is
 * what accessibility reports of it, in every browser.
 */
export async function openPage(driver: Browser, adb: Adb, url: string, imageText: string): Promise<void> {
  const started = await adb.shell(shellLine(['am', 'start', '-a', 'android.intent.action.VIEW', '-d', url]));
  const image = driver.$(`//*[contains(@content-desc, "${imageText}") or contains(@text, "${imageText}")]`);
  const shown = await image.waitForExist({ timeout: 20_000, interval: 250 }).catch(() => false);
  if (shown === true) return;
  throw new HarnessError('SCREEN_NOT_FOUND', {
    what: `the stimulus page did not appear in the phone's browser`,
    why: `no view named "${imageText}" after: ${started.trim().split('\n').at(-1) ?? 'no answer'}`,
    remedy:
      "open the address in the phone's browser by hand: a certificate warning means that it does not trust the run's authority",
  });
}
