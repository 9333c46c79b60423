import type { Browser } from 'webdriverio';
import { HarnessError } from '../../model/harness-error.ts';
import type { StimulusPage } from '../../model/run-plan.ts';
import { collectPictures } from '../../stimuli/collect-pictures.ts';
import { readCode } from '../../stimuli/read-code.ts';
import type { Adb } from '../adb.ts';
import { shellLine } from '../shell-quote.ts';
import { waitFor } from '../wait.ts';

const PAGE_TIMEOUT_MS = 20_000;
const POLL_MS = 100;

/**
 * Shows a page in the phone's browser and waits until its image is on the screen. Accessibility names the image by its
 * alternative text, in every browser, and does so too when the image failed to load: so its QR code has to be readable
 * as well. What is looked at is the driver's own picture of the screen, which leaves nothing on the phone.
 */
export async function openPage(driver: Browser, adb: Adb, page: StimulusPage): Promise<void> {
  const started = await adb.shell(
    shellLine(['am', 'start', '-a', 'android.intent.action.VIEW', '-d', page.url]),
  );
  const named = `//*[contains(@content-desc, "${page.imageText}") or contains(@text, "${page.imageText}")]`;
  const limits = { timeout: PAGE_TIMEOUT_MS, interval: POLL_MS };
  const appeared = await driver
    .$(named)
    .waitForExist(limits)
    .catch(() => false);
  if (appeared !== true)
    throw notShown(
      `no view named "${page.imageText}" after: ${started.trim().split('\n').at(-1) ?? 'no answer'}`,
    );
  const readable = await waitFor(
    async () => ((await codeOnScreen(driver)) === page.code ? true : undefined),
    { timeoutMs: PAGE_TIMEOUT_MS, everyMs: POLL_MS },
  );
  collectPictures();
  if (readable !== true) throw notShown('the QR code of its image cannot be read on the screen');
}

async function codeOnScreen(driver: Browser): Promise<string | undefined> {
  return await readCode(Buffer.from(await driver.takeScreenshot(), 'base64'));
}

function notShown(why: string): HarnessError {
  return new HarnessError('SCREEN_NOT_FOUND', {
    what: `the stimulus page did not appear in the phone's browser`,
    why,
    remedy:
      "open the address in the phone's browser by hand: a certificate warning means that it does not trust the run's authority",
  });
}
