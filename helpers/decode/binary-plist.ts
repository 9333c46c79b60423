import { TooMany } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED, type Region } from './layer.ts';
import { Values } from './values.ts';

/** Binary property lists (CFBinaryPList.c of Apple's CF-1153): all objects of the table, whatever holds them. */
export const BINARY_PLIST: MarkedFormat = {
  name: 'binary plist',
  magic: [0x62, 0x70, 0x6c, 0x69, 0x73, 0x74, 0x30, 0x30],
  read(input, start, budget) {
    const trailer = input.length - TRAILER;
    if (trailer < start + 8 || !budget.work(input.length - start)) return NOTHING_DECODED;
    const width = input[trailer + 6] ?? 0;
    const count = whole(input, trailer + 12, 4);
    const table = start + whole(input, trailer + 28, 4);
    if (count > MOST_OBJECTS) throw new TooMany();
    if (width < 1 || width > 4 || table + count * width > trailer) return NOTHING_DECODED;
    const values = new Values(input);
    const references = input[trailer + 7] ?? 1;
    const covered: Region[] = [];
    for (let object = 0; object < count; object += 1) {
      const at = start + whole(input, table + object * width, width);
      const end = at < table ? writeObject(input, { at, references, limit: table }, values) : undefined;
      if (end === undefined) return NOTHING_DECODED;
      covered.push({ start: at, end });
    }
    const format = [
      { start, end: start + 8 },
      { start: table, end: input.length },
    ];
    return values.decoded('binary plist', { start, end: input.length }, [...covered, ...format]);
  },
};

const TRAILER = 32;
const MOST_OBJECTS = 1_000_000;

interface Position {
  readonly at: number;
  /** How wide a reference to an object is. */
  readonly references: number;
  readonly limit: number;
}

/** Writes one object, and says where it ends. */
function writeObject(
  input: Uint8Array,
  { at, references, limit }: Position,
  values: Values,
): number | undefined {
  const marker = input[at] ?? 0;
  const kind = marker >> 4;
  if (kind === 0) return at + 1;
  if (kind === 1 || kind === 2 || kind === 3 || kind === 8) {
    const width = kind === 8 ? (marker & 15) + 1 : 2 ** (marker & 15);
    if (width > 16 || at + 1 + width > limit) return undefined;
    values.number(BigInt(`0x${Buffer.from(input.subarray(at + 1, at + 1 + width)).toString('hex')}`));
    return at + 1 + width;
  }
  const { count, from } = countAt(input, at);
  const unit = kind === 4 || kind === 5 ? 1 : kind === 6 ? 2 : kind === 13 ? 2 * references : references;
  const end = from + count * unit;
  if (end > limit) return undefined;
  if (kind <= 6) values.string({ start: from, end }, 'strings', 'plist string');
  return end;
}

/** Fifteen means that the count is an object of its own. */
function countAt(input: Uint8Array, at: number): { readonly count: number; readonly from: number } {
  const short = (input[at] ?? 0) & 15;
  if (short !== 15) return { count: short, from: at + 1 };
  const width = 2 ** ((input[at + 1] ?? 0) & 3);
  return { count: whole(input, at + 2, Math.min(width, 4)), from: at + 2 + width };
}

function whole(input: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let step = 0; step < width; step += 1) value = value * 256 + (input[at + step] ?? 0);
  return value;
}
