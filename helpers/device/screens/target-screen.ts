import type { Browser } from 'webdriverio';
import { HarnessError } from '../../model/harness-error.ts';
import type { ProfileScreens } from '../../model/profile.ts';
import { findControl, requireControl } from './find-control.ts';

/** Whether the target shows its prompt, waited for up to `timeoutMs`; an app that has none shows none. */
export async function promptIsShown(
  driver: Browser,
  { prompt }: ProfileScreens,
  timeoutMs: number,
): Promise<boolean> {
  return prompt !== undefined && (await findControl(driver, [prompt.shown], timeoutMs)) !== undefined;
}

/** Taps "send to customer service" on the prompt. */
export async function sendFromPrompt(driver: Browser, screens: ProfileScreens): Promise<void> {
  const id = known(screens.prompt?.send, 'screens.prompt');
  await (await requireControl(driver, 'the send button of the prompt', [id], 5_000)).click();
}

/** Waits until the target says that the image was sent; `false` when it never did. */
export async function awaitSent(
  driver: Browser,
  screens: ProfileScreens,
  timeoutMs: number,
): Promise<boolean> {
  return (await findControl(driver, [known(screens.sent, 'screens.sent')], timeoutMs)) !== undefined;
}

function known(id: string | undefined, field: string): string {
  if (id !== undefined) return id;
  throw new HarnessError('SCREEN_NOT_FOUND', {
    what: 'a screen of the target was wanted that its profile does not describe',
    why: `${field} is not in the profile`,
    remedy: 'read the resource ids off the phone and add them to the profile',
  });
}
