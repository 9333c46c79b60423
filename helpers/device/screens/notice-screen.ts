import type { Browser } from 'webdriverio';
import type { ProfileScreens } from '../../model/profile.ts';
import { awaitGone, findControl, requireControl } from './find-control.ts';

const GONE_TIMEOUT_MS = 5_000;

/** Whether the target shows its privacy notice, waited for up to `timeoutMs`; an app that has none shows none. */
export async function noticeIsShown(
  driver: Browser,
  { notice }: ProfileScreens,
  timeoutMs: number,
): Promise<boolean> {
  return notice !== undefined && (await findControl(driver, [notice.shown], timeoutMs)) !== undefined;
}

/** Taps accept or refuse on the notice that is shown, and waits until it is gone; `false` when it stayed. */
export async function answerNotice(
  driver: Browser,
  { notice }: ProfileScreens,
  answer: 'accept' | 'refuse',
): Promise<boolean> {
  if (notice === undefined) return false;
  await (await requireControl(driver, `the notice's button to ${answer}`, [notice[answer]], 5_000)).click();
  return await awaitGone(driver, notice.shown, GONE_TIMEOUT_MS);
}
