import type { Readable } from 'node:stream';

/** Takes exact numbers of bytes from a stream, waiting for them. */
export interface ByteReader {
  /** Resolves to exactly `count` bytes; rejects when the stream ends before. */
  take(count: number): Promise<Buffer>;
}

export function createByteReader(stream: Readable): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  return {
    async take(count) {
      while (buffered.length < count) {
        const next = await chunks.next();
        if (next.done === true) throw new Error(`the stream ended ${count - buffered.length} bytes early`);
        buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value]);
      }
      const taken = buffered.subarray(0, count);
      buffered = buffered.subarray(count);
      return taken;
    },
  };
}
