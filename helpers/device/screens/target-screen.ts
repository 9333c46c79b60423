import type { Browser } from 'webdriverio';
import type { ProfileScreens } from '../../model/profile.ts';
import { findControl, requireControl } from './find-control.ts';

/** Whether the target shows its prompt, waited for up to `timeoutMs`. */
export async function promptIsShown(
  driver: Browser,
  screens: ProfileScreens,
  timeoutMs: number,
): Promise<boolean> {
  return (await findControl(driver, [screens.prompt], timeoutMs)) !== undefined;
}

/** Taps "send to customer service" on the prompt. */
export async function sendFromPrompt(driver: Browser, screens: ProfileScreens): Promise<void> {
  const send = await requireControl(driver, 'the send button of the prompt', [screens.promptSend], 5_000);
  await send.click();
}

/** Waits until the target says that the image was sent; `false` when it never did. */
export async function awaitSent(
  driver: Browser,
  screens: ProfileScreens,
  timeoutMs: number,
): Promise<boolean> {
  return (await findControl(driver, [screens.sent], timeoutMs)) !== undefined;
}
