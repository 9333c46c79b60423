import type { AdbStream } from './stream.ts';

/** Of one DATA message (AOSP SYNC_DATA_MAX). */
export const LARGEST_DATA = 64 * 1024;

/** A message of the sync service: its id, the length of what follows, what follows. */
export function data(bytes: Buffer): Buffer {
  return message('DATA', bytes);
}

export function fail(text: string): Buffer {
  return message('FAIL', Buffer.from(text));
}

export function okay(): Buffer {
  return message('OKAY', Buffer.alloc(0));
}

function message(id: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

export async function write(stream: AdbStream, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
