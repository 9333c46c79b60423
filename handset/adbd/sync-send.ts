import { finished } from 'node:stream/promises';
import { type BrotliDecompress, createBrotliDecompress } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { LARGEST_DATA, SyncFailure } from './sync-messages.ts';
import type { SyncUser } from './sync-stat.ts';
import { openTarget, type Target } from './sync-target.ts';

export interface SendRequest {
  readonly path: string;
  readonly mode: number;
  readonly brotli: boolean;
  /** Takes everything and keeps nothing. */
  readonly dryRun: boolean;
}

/** `path,mode` of the old SEND. */
export function parseSend(spec: string): SendRequest {
  const comma = spec.lastIndexOf(',');
  if (comma < 0) throw new SyncFailure('missing , in ID_SEND_V1');
  const mode = Number.parseInt(spec.slice(comma + 1), 10);
  return { path: spec.slice(0, comma), mode: Number.isNaN(mode) ? 0 : mode, brotli: false, dryRun: false };
}

/**
 * `SEND` and `SND2` — takes all that the host sends, also what cannot be kept, because a host that is cut off in
 * mid-file does not hear why. Throws `SyncFailure` in adbd's words.
 */
export async function takeFile(user: SyncUser, request: SendRequest, reader: ByteReader): Promise<void> {
  let failure: unknown;
  const note = (error: unknown): undefined => {
    failure ??= error;
    return undefined;
  };
  let target = request.dryRun ? undefined : await openTarget(user, request.path, request.mode).catch(note);
  const content = request.brotli
    ? expanded((bytes) => keep(bytes))
    : { write: keep, end: async () => undefined };

  async function keep(bytes: Buffer): Promise<void> {
    if (failure === undefined) await target?.write(bytes).catch(note);
  }

  try {
    for (;;) {
      const header = await readHeader(reader);
      if (header.done) {
        await content.end().catch(() => note(new SyncFailure('decompress failed')));
        if (failure === undefined) await target?.finish(header.length).catch(note);
        if (failure === undefined) target = undefined;
        if (failure === undefined) return;
        throw failure;
      }
      const bytes = await reader.take(header.length);
      if (failure === undefined)
        await content.write(bytes).catch(() => note(new SyncFailure('decompress failed')));
    }
  } finally {
    await abandon(target);
  }
}

async function abandon(target: Target | undefined): Promise<void> {
  await target?.abandon();
}

/** DONE carries the time of the file where DATA carries the number of bytes. */
async function readHeader(reader: ByteReader): Promise<{ readonly done: boolean; readonly length: number }> {
  const header = await reader.take(8);
  const length = header.readUInt32LE(4);
  const id = header.toString('latin1', 0, 4);
  if (id === 'DONE') return { done: true, length };
  if (id !== 'DATA') throw new SyncFailure('invalid data message');
  if (length > LARGEST_DATA) throw new SyncFailure('oversize data message');
  return { done: false, length };
}

interface Content {
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** What was compressed by the host, as it comes out. Rejects when it is no such thing. */
function expanded(keep: (bytes: Buffer) => Promise<void>): Content {
  const decoder = createBrotliDecompress();
  const reading = readAll(decoder, keep);
  reading.catch(() => undefined); // It is awaited at the end.
  return {
    async write(bytes) {
      if (decoder.errored !== null) throw decoder.errored;
      if (!decoder.write(bytes))
        await Promise.race([new Promise((resolve) => decoder.once('drain', resolve)), reading]);
    },
    async end() {
      decoder.end();
      await reading;
      await finished(decoder);
    },
  };
}

async function readAll(decoder: BrotliDecompress, keep: (bytes: Buffer) => Promise<void>): Promise<void> {
  for await (const bytes of decoder) await keep(bytes);
}
