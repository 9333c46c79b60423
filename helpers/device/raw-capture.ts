import type { Adb } from './adb.ts';
import { queryImages } from './media-store.ts';
import type { RecordingSink } from './recording-sink.ts';
import { shellQuote } from './shell-quote.ts';
import { waitFor } from './wait.ts';

/** The owner's shared storage, by the name that MediaStore uses. */
const SHARED_STORAGE = '/storage/emulated/0';
const ROW_TIMEOUT_MS = 2_000;
const POLL_MS = 250;

/**
 * `screencap` writes what the screen shows into a file and tells nobody: no row of MediaStore, so no screenshot by our
 * definition. Were it to count as one, anything that lies in shared storage would.
 */
export async function checkRawCapture(
  { adb, sink }: { readonly adb: Adb; readonly sink: RecordingSink },
  nonce: string,
): Promise<void> {
  const path = `${SHARED_STORAGE}/Pictures/telltale-raw-${nonce}.png`;
  const known = new Set((await queryImages(adb)).map(({ id }) => id));
  const made = await adb.attempt(`screencap -p ${shellQuote(path)}`);
  const row = await waitFor(
    async () => (await queryImages(adb)).find((one) => !known.has(one.id) && one.path === path),
    { timeoutMs: ROW_TIMEOUT_MS, everyMs: POLL_MS },
  );
  await adb.attempt(`rm -f ${shellQuote(path)}`);
  sink.timeline({
    kind: 'control',
    at: { hostMs: Date.now() },
    control: {
      name: 'a raw capture of the screen counts as a screenshot',
      channel: 'shared-storage',
      plants: 'no-leak',
      found: row !== undefined || made.exitCode !== 0,
      detail: made.exitCode === 0 ? path : `screencap failed: ${made.stderr.trim()}`,
    },
  });
}
