import type { Browser, ChainablePromiseElement } from 'webdriverio';
import { HarnessError } from '../../model/harness-error.ts';

/** A control of a screen by its resource id, once it is there; `undefined` when it is not within the limit. */
export async function findControl(
  driver: Browser,
  resourceIds: readonly string[],
  timeoutMs: number,
): Promise<ChainablePromiseElement | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    for (const id of resourceIds) {
      const element = driver.$(`id=${id}`);
      if (await element.isExisting()) return element;
    }
    if (Date.now() >= deadline) return undefined;
    await driver.pause(200);
  }
}

/** Like `findControl`, but rejects with `SCREEN_NOT_FOUND`, naming what was looked for. */
export async function requireControl(
  driver: Browser,
  name: string,
  resourceIds: readonly string[],
  timeoutMs: number,
): Promise<ChainablePromiseElement> {
  const element = await findControl(driver, resourceIds, timeoutMs);
  if (element !== undefined) return element;
  throw new HarnessError('SCREEN_NOT_FOUND', {
    what: `${name} did not appear within ${timeoutMs / 1000} s`,
    why: `none of ${resourceIds.join(', ')} is on the screen`,
    remedy: 'look at the phone: a dialog may cover the screen, or this ROM names the control differently',
  });
}
