import { gunzipSync, inflateRawSync } from 'node:zlib';

/** "Unzip two levels", as facts on common detectors have it. */
const LEVELS = 2;
/** Larger and more is not what carving is for: it stays a plain loop. */
const MOST_CARVED = 64;

/**
 * What a plain file carver takes out of a file: itself, what gzip and zip hold, two levels deep, and pictures by their first
 * bytes wherever they begin. As foremost and scalpel do (Richard and Roussev, DFRWS 2005), it trusts headers and footers.
 */
export function carveFiles(bytes: Buffer): readonly Buffer[] {
  let level: readonly Buffer[] = [bytes];
  const all = [bytes];
  for (let depth = 0; depth < LEVELS; depth += 1) {
    level = level.flatMap(unpacked);
    all.push(...level);
  }
  return [...all, ...all.flatMap(picturesIn)].slice(0, MOST_CARVED);
}

function unpacked(bytes: Buffer): readonly Buffer[] {
  if (bytes.length < 4) return [];
  if (bytes.readUInt16BE(0) === 0x1f8b) return attempt(() => [gunzipSync(bytes)]);
  return bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04' ? zipEntries(bytes) : [];
}

/** By the local headers alone (PKWARE's APPNOTE 6.3.10, 4.3.7). */
function zipEntries(bytes: Buffer): readonly Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at + 30 <= bytes.length && bytes.readUInt32LE(at) === 0x04034b50; ) {
    const size = bytes.readUInt32LE(at + 18);
    const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const content = bytes.subarray(from, from + size);
    entries.push(
      ...(bytes.readUInt16LE(at + 8) === 8 ? attempt(() => [inflateRawSync(content)]) : [content]),
    );
    at = from + size;
  }
  return entries;
}

const JPEG = Buffer.from('ffd8ff', 'hex');
const JPEG_END = Buffer.from('ffd9', 'hex');
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_END = Buffer.from('IEND', 'latin1');
const RIFF = Buffer.from('RIFF', 'latin1');

function picturesIn(bytes: Buffer): readonly Buffer[] {
  return [
    ...each(bytes, PNG, (at) => bytes.indexOf(PNG_END, at) + 8),
    ...each(bytes, JPEG, () => bytes.lastIndexOf(JPEG_END) + 2),
    ...each(bytes, RIFF, (at) => (at + 8 <= bytes.length ? at + 8 + bytes.readUInt32LE(at + 4) : 0)),
  ];
}

function each(bytes: Buffer, mark: Buffer, endOf: (at: number) => number): readonly Buffer[] {
  const found: Buffer[] = [];
  for (
    let at = bytes.indexOf(mark);
    at !== -1 && found.length < MOST_CARVED;
    at = bytes.indexOf(mark, at + 1)
  ) {
    const end = Math.min(endOf(at), bytes.length);
    if (end > at && end - at < bytes.length) found.push(bytes.subarray(at, end));
  }
  return found;
}

function attempt(unpack: () => readonly Buffer[]): readonly Buffer[] {
  try {
    return unpack();
  } catch {
    // What cannot be unpacked holds nothing for a carver.
    return [];
  }
}
