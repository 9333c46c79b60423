import type { AdbStream } from './stream.ts';

const PIECE = Buffer.alloc(256 * 1024);

/** `sink:N` of Android 10 and later — takes N bytes, then closes (SinkSocket of services.cpp). */
export function serveSink(bytes: number, stream: AdbStream): void {
  let left = bytes;
  stream.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left <= 0) stream.end();
  });
}

/** `source:N` of Android 10 and later — N zero bytes, then the end. */
export async function serveSource(bytes: number, stream: AdbStream): Promise<void> {
  stream.resume();
  for (let left = bytes; left > 0 && !stream.hungUp.aborted; left -= PIECE.length) {
    const piece = PIECE.subarray(0, Math.min(left, PIECE.length));
    await new Promise<void>((resolve) => stream.write(piece, () => resolve()));
  }
  stream.end();
}

/** The number behind `sink:` or `source:`; anything else than digits is refused. */
export function byteCount(words: string): number {
  if (!/^\d{1,15}$/.test(words)) throw new Error('this is no number of bytes');
  return Number(words);
}
