import type { FileHandle } from 'node:fs/promises';

/** Where the parts of a ZIP file lie that a signature covers (source.android.com, APK Signature Scheme v2). */
export interface ApkSections {
  /** Pairs of the signing block by their id; empty when there is no block. */
  readonly pairs: ReadonlyMap<number, Buffer>;
  /** The end of the contents: where the block begins, or the central directory. */
  readonly contentsEnd: number;
  readonly directoryStart: number;
  readonly directoryEnd: number;
  /** The end of central directory as it is signed: pointing to where the block begins. */
  readonly trailer: Buffer;
}

const END_RECORD = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MAGIC = 'APK Sig Block 42';
/** Blocks hold certificates and digests; padding is 4 KiB. */
const LARGEST_BLOCK = 4 * 1024 * 1024;

/** Undefined when the file does not end as a ZIP file does. */
export async function readSections(file: FileHandle): Promise<ApkSections | undefined> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - END_BYTES - LONGEST_COMMENT), size);
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at < 0 || tail.length - at < END_BYTES || tail.readUInt32LE(at) !== END_RECORD) return undefined;
  const directoryEnd = size - tail.length + at;
  const directoryStart = tail.readUInt32LE(at + 16);
  if (directoryStart > directoryEnd) return undefined;
  const block = await readBlock(file, directoryStart);
  const contentsEnd = directoryStart - (block?.bytes ?? 0);
  const trailer = Buffer.from(tail.subarray(at));
  trailer.writeUInt32LE(contentsEnd, 16);
  return { pairs: block?.pairs ?? new Map(), contentsEnd, directoryStart, directoryEnd, trailer };
}

export async function readAt(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  if (bytesRead < bytes.length) throw new Error('the file ends too early');
  return bytes;
}

/** The block lies before the central directory and ends with its size and its name. */
async function readBlock(
  file: FileHandle,
  directoryStart: number,
): Promise<{ readonly bytes: number; readonly pairs: ReadonlyMap<number, Buffer> } | undefined> {
  if (directoryStart < 32) return undefined;
  const footer = await readAt(file, directoryStart - 24, directoryStart);
  if (footer.toString('latin1', 8) !== MAGIC) return undefined;
  const size = Number(footer.readBigUInt64LE(0));
  if (size < 24 || size > LARGEST_BLOCK || size + 8 > directoryStart)
    throw new Error('the signing block has a size that cannot be');
  const block = await readAt(file, directoryStart - size, directoryStart - 24);
  const pairs = new Map<number, Buffer>();
  for (let at = 0; at + 12 <= block.length; ) {
    const length = Number(block.readBigUInt64LE(at));
    if (length < 4 || at + 8 + length > block.length)
      throw new Error('a pair of the signing block does not fit');
    pairs.set(block.readUInt32LE(at + 8), block.subarray(at + 12, at + 8 + length));
    at += 8 + length;
  }
  return { bytes: size + 8, pairs };
}
