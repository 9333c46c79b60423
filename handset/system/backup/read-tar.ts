import type { TarFile } from './tar.ts';

const BLOCK = 512;
/** Whoever sends a backup may say anything: what a phone here could hold is more than enough. */
const LARGEST_TOTAL = 256 * 1024 * 1024;
const LARGEST_RECORD = 64 * 1024;

/**
 * The files of a tar as they come, up to its end marker: adb keeps the connection open behind it, so that there is no other
 * end. Throws, in a sentence, for what is no tar.
 */
export async function* tarFiles(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const take = taker(chunks);
  let path: string | undefined;
  for (;;) {
    const block = await take(BLOCK);
    if (block.every((byte) => byte === 0)) return;
    const { name, type, size, modifiedMs } = readHeader(block);
    if (type === 'x' && size > LARGEST_RECORD) throw new Error('a record of the tar is too long');
    const bytes = await take(size);
    await take((BLOCK - (size % BLOCK)) % BLOCK);
    if (type === 'x') path = pathOf(bytes);
    else {
      if (type === '0' || type === '\0') yield { path: path ?? name, bytes, modifiedMs };
      path = undefined;
    }
  }
}

interface Header {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly modifiedMs: number;
}

function readHeader(block: Buffer): Header {
  const text = (at: number, length: number): string =>
    block.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  const octal = (at: number, length: number): number => {
    const digits = /^ *([0-7]*)[ \0]*$/.exec(block.toString('latin1', at, at + length))?.[1];
    if (digits === undefined) throw new Error('a number of the tar is none');
    return Number.parseInt(digits || '0', 8);
  };
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (octal(148, 8) !== sum) throw new Error('a header of the tar is damaged');
  const prefix = text(345, 155);
  return {
    name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    type: block.toString('latin1', 156, 157),
    size: octal(124, 12),
    modifiedMs: octal(136, 12) * 1_000,
  };
}

/** Of the records of a pax header, the one that counts here. */
function pathOf(records: Buffer): string | undefined {
  for (let at = 0; at < records.length; ) {
    const length = Number(/^\d{1,8}(?= )/.exec(records.toString('latin1', at, at + 9))?.[0]);
    if (!(length > 0)) throw new Error('a record of the tar has no length');
    const record = /^\d+ path=(.*)\n$/s.exec(records.toString('utf8', at, at + length));
    if (record !== null) return record[1];
    at += length;
  }
  return undefined;
}

function taker(chunks: AsyncIterable<Buffer>): (count: number) => Promise<Buffer> {
  const coming = chunks[Symbol.asyncIterator]();
  let kept: Buffer = Buffer.alloc(0);
  let total = 0;
  return async (count) => {
    total += count;
    if (total > LARGEST_TOTAL) throw new Error('the tar is too large');
    const pieces = [kept];
    for (let have = kept.length; have < count; ) {
      const next = await coming.next();
      if (next.done === true) throw new Error('the tar ends too early');
      pieces.push(next.value);
      have += next.value.length;
    }
    kept = Buffer.concat(pieces);
    const taken = kept.subarray(0, count);
    kept = kept.subarray(count);
    return taken;
  };
}
