import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { tarFiles } from './read-tar.ts';
import type { TarFile } from './tar.ts';

const LONGEST_HEADER = 1_024;
const LATEST_VERSION = 5;

/** The files of a `.ab` file as it comes in; throws for what is none, and for one that a password keeps. */
export async function* filesOfBackup(source: Readable): AsyncGenerator<TarFile> {
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const next = await chunks.next();
    if (next.done === true || start.length > LONGEST_HEADER) throw new Error('Invalid header');
    start = Buffer.concat([start, next.value]);
    end = headerEnd(start);
  }
  const compressed = isCompressed(start.subarray(0, end).toString('latin1'));
  const rest = Readable.from(behind(start.subarray(end), chunks), { objectMode: false });
  if (!compressed) return yield* tarFiles(rest);
  const inflated = createInflate();
  rest.on('error', (error) => inflated.destroy(error));
  yield* tarFiles(rest.pipe(inflated));
}

/** Where the fourth line ends; -1 before it is there. */
function headerEnd(bytes: Buffer): number {
  let at = 0;
  for (let line = 0; line < 4; line += 1) {
    at = bytes.indexOf('\n', at) + 1;
    if (at === 0) return -1;
  }
  return at;
}

function isCompressed(header: string): boolean {
  const [, version, compressed, encryption] = /^ANDROID BACKUP\n(\d)\n(\d)\n(.*)\n$/.exec(header) ?? [];
  if (encryption === undefined || Number(version) < 1 || Number(version) > LATEST_VERSION)
    throw new Error('Invalid header');
  if (encryption !== 'none') throw new Error('Archive is encrypted but no password given');
  return compressed !== '0';
}

async function* behind(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return;
    yield next.value;
  }
}
