import type { Browser } from 'webdriverio';
import { HarnessError } from '../../model/harness-error.ts';
import { waitFor } from '../wait.ts';

/** What can be done to a control that was found. */
interface ScreenControl {
  click(): Promise<void>;
}

const POLL_MS = 200;

/** A control of a screen by its resource id, once it is there; `undefined` when it is not within the limit. */
export async function findControl(
  driver: Browser,
  resourceIds: readonly string[],
  timeoutMs: number,
): Promise<ScreenControl | undefined> {
  return await waitFor(() => firstOnScreen(driver, resourceIds), { timeoutMs, everyMs: POLL_MS });
}

/** The first control on the screen that has one of the ids, by one question however many ids there are. */
export async function firstOnScreen(
  driver: Browser,
  resourceIds: readonly string[],
): Promise<ScreenControl | undefined> {
  const [only, another] = resourceIds;
  if (only === undefined) return undefined;
  const anyOf = resourceIds.map((id) => `@resource-id="${id}"`).join(' or ');
  // By one id the driver looks itself; for several it would take as many questions.
  const element = driver.$(another === undefined ? `id=${only}` : `//*[${anyOf}]`);
  return (await element.isExisting()) ? element : undefined;
}

/** Waits until no control has the id; `false` when one stayed. */
export async function awaitGone(driver: Browser, resourceId: string, timeoutMs: number): Promise<boolean> {
  const gone = async (): Promise<true | undefined> =>
    (await firstOnScreen(driver, [resourceId])) === undefined ? true : undefined;
  return (await waitFor(gone, { timeoutMs, everyMs: POLL_MS })) === true;
}

/** Like `findControl`, but rejects with `SCREEN_NOT_FOUND`, naming what was looked for. */
export async function requireControl(
  driver: Browser,
  name: string,
  resourceIds: readonly string[],
  timeoutMs: number,
): Promise<ScreenControl> {
  const element = await findControl(driver, resourceIds, timeoutMs);
  if (element !== undefined) return element;
  throw new HarnessError('SCREEN_NOT_FOUND', {
    what: `${name} did not appear within ${timeoutMs / 1000} s`,
    why: `none of ${resourceIds.join(', ')} is on the screen`,
    remedy: 'look at the phone: a dialog may cover the screen, or this ROM names the control differently',
  });
}
