import type { Browser } from 'webdriverio';
import { HarnessError } from '../../model/harness-error.ts';
import type { UploadPage } from '../../model/run-plan.ts';
import type { Adb } from '../adb.ts';
import { shellLine } from '../shell-quote.ts';

const PAGE_TIMEOUT_MS = 20_000;
const POLL_MS = 200;

/** Shows the page in the phone's browser, and waits for its button. */
export async function openUploadPage(driver: Browser, adb: Adb, { url, leak }: UploadPage): Promise<void> {
  await adb.shell(shellLine(['am', 'start', '-a', 'android.intent.action.VIEW', '-d', url]));
  await awaitText(driver, leak.button);
}

/** Taps the button, and waits for what the page says that comes next. */
export async function tapUpload(driver: Browser, button: string, next: string): Promise<void> {
  await driver.$(named(button)).click();
  await awaitText(driver, next);
}

/** Browsers show accessibility the words of a page as a view's text or as its description. */
function named(text: string): string {
  return `//*[@text="${text}" or @content-desc="${text}"]`;
}

async function awaitText(driver: Browser, text: string): Promise<void> {
  const limits = { timeout: PAGE_TIMEOUT_MS, interval: POLL_MS };
  const appeared = await driver
    .$(named(text))
    .waitForExist(limits)
    .catch(() => false);
  if (appeared === true) return;
  throw new HarnessError('SCREEN_NOT_FOUND', {
    what: "a page that uploads an image did not appear in the phone's browser",
    why: `nothing says "${text}" within ${PAGE_TIMEOUT_MS / 1000} s`,
    remedy: "look at the phone: a dialog of the browser's, or a certificate warning, may cover the page",
  });
}
