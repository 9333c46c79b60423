import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliCompress, constants as zlib } from 'node:zlib';
import { errno, errorText } from './errno.ts';
import type { AdbStream } from './stream.ts';
import { data, done, LARGEST_DATA, SyncFailure, write } from './sync-messages.ts';
import { type SyncUser, statOf } from './sync-stat.ts';

/** DATA messages go out several at a time: each packet costs a way to the host and back. */
const AT_ONCE = 1024 * 1024;

/** `RECV` and `RCV2` — a file in DATA messages, then DONE. Throws `SyncFailure` in adbd's words. */
export async function sendFile(
  user: SyncUser,
  request: { readonly path: string; readonly brotli: boolean },
  stream: AdbStream,
): Promise<void> {
  const file = createReadStream(await openable(user, request.path), { highWaterMark: 4 * LARGEST_DATA });
  const content = request.brotli ? compressed(file) : file;
  let held: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of content) {
      for (let at = 0; at < chunk.length; at += LARGEST_DATA)
        held.push(data(chunk.subarray(at, at + LARGEST_DATA)));
      bytes += chunk.length;
      if (bytes < AT_ONCE) continue;
      await write(stream, Buffer.concat(held));
      [held, bytes] = [[], 0];
    }
  } finally {
    file.destroy();
  }
  // The last bytes and DONE in one write: two small ones cost 40 ms a file in the host's TCP (facts, trap T4).
  await write(stream, Buffer.concat([...held, done()]));
}

/** The host's path of a file that the user may read. */
async function openable(user: SyncUser, phonePath: string): Promise<string> {
  try {
    const found = await statOf(user, phonePath, true);
    if (!(await user.files.allows(phonePath, user.uid, 'read'))) throw errno('EACCES');
    if (found.isDirectory()) throw new SyncFailure('read failed: Is a directory');
    if (!found.isFile()) throw errno('EACCES');
    return await user.files.hostPath(phonePath);
  } catch (error) {
    throw error instanceof SyncFailure ? error : new SyncFailure(`open failed: ${errorText(error)}`);
  }
}

/** Fast rather than small, as brotli_utils.h of adb has it. */
function compressed(file: Readable): Readable {
  const encoder = createBrotliCompress({ params: { [zlib.BROTLI_PARAM_QUALITY]: 1 } });
  pipeline(file, encoder, () => undefined); // Whoever reads the encoder hears of errors.
  return encoder;
}
