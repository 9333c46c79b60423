import type { Sha256 } from '../../model/ids.ts';
import { now, type Session } from './session.ts';

/**
 * Keeps what is on the screen when a control was missed: the driver's own picture, which leaves nothing on the phone, and
 * the page source. Both are stored as the bytes that they are, and nobody parses or renders them here: an app wrote them.
 */
export async function captureScreen({ parts, scenario }: Session, missed: string): Promise<void> {
  const { driver, sink } = parts;
  const picture = await kept(sink, async () => Buffer.from(await driver.takeScreenshot(), 'base64'));
  const source = await kept(sink, async () => Buffer.from(await driver.getPageSource(), 'utf8'));
  sink.timeline({
    kind: 'screen-missed',
    at: now(),
    missed,
    ...(scenario === undefined ? {} : { scenario }),
    ...(picture === undefined ? {} : { picture }),
    ...(source === undefined ? {} : { source }),
  });
}

/** `undefined` where the driver cannot be asked any more: that is then what the fault says, and not hidden by this one. */
async function kept(
  sink: Session['parts']['sink'],
  take: () => Promise<Buffer>,
): Promise<Sha256 | undefined> {
  try {
    return await sink.storeObject(await take());
  } catch {
    return undefined;
  }
}
