import type { AdbStream } from './stream.ts';

/** Of one DATA message (AOSP SYNC_DATA_MAX). */
export const LARGEST_DATA = 64 * 1024;

/** A request of the sync service, or a step in one, that fails: the host is told in these words. */
export class SyncFailure extends Error {}

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

export function done(): Buffer {
  return message('DONE', Buffer.alloc(0));
}

function message(id: string, bytes: Buffer): Buffer {
  const message = Buffer.allocUnsafe(8 + bytes.length);
  message.write(id, 'latin1');
  message.writeUInt32LE(bytes.length, 4);
  message.set(bytes, 8);
  return message;
}

/** Resolves when the host has taken it; rejects when it went away. */
export async function write(stream: AdbStream, bytes: Buffer): Promise<void> {
  if (stream.hungUp.aborted) throw new Error('the host went away');
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
