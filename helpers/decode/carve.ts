import type { Budget } from './budget.ts';
import type { Decoded, Region } from './layer.ts';
import { joinedMembers } from './members.ts';
import { ANYWHERE } from './registry.ts';

/** What begins anywhere in a stretch. What one format has taken in full is not searched for another: its layers are. */
export function carve(bytes: Uint8Array, open: Region, budget: Budget): readonly Decoded[] {
  if (!budget.work(open.end - open.start)) return [];
  const input = bytes.subarray(0, open.end);
  const found: Decoded[] = [];
  for (let at = nextMark(input, open.start); at < open.end; at = nextMark(input, at)) {
    if (found.length >= MOST_FOUND) {
      budget.tooMany();
      break;
    }
    const decoded = readAt(input, at, budget);
    if (decoded !== undefined) found.push(decoded);
    at = decoded === undefined ? at + 1 : endOf(decoded);
  }
  return [...found, ...joinedMembers(input, found, budget)];
}

/** More than the layers that may be made of them. */
const MOST_FOUND = 50_000;

/** Whether any format begins with these two bytes. */
const PAIRS = new Uint8Array(2 ** 16);
for (const { magic } of ANYWHERE) PAIRS[((magic[0] ?? 0) << 8) | (magic[1] ?? 0)] = 1;
/** The same of the first alone: one byte in thirty goes on to the second. */
const FIRSTS = new Uint8Array(256);
for (const { magic } of ANYWHERE) FIRSTS[magic[0] ?? 0] = 1;

/** Where a format may begin next. All bytes pass through here, so that it does nothing else. */
function nextMark(input: Uint8Array, from: number): number {
  const end = input.length - 1;
  for (let at = from; at < end; at += 1) {
    const first = input[at] as number;
    if (FIRSTS[first] === 1 && PAIRS[(first << 8) | (input[at + 1] as number)] === 1) return at;
  }
  return input.length;
}

/** Of the formats that begin with these bytes the first that reads something of them. */
function readAt(input: Uint8Array, at: number, budget: Budget): Decoded | undefined {
  for (const format of ANYWHERE) {
    if (!begins(input, at, format.magic)) continue;
    const decoded = budget.attempt(() => format.read(input, at, budget));
    if (decoded !== undefined && endOf(decoded) > at) return decoded;
  }
  return undefined;
}

function begins(input: Uint8Array, at: number, magic: readonly number[]): boolean {
  for (let step = 0; step < magic.length; step += 1) if (input[at + step] !== magic[step]) return false;
  return true;
}

function endOf({ pieces, structure }: Decoded): number {
  let last = 0;
  for (const { end } of [...pieces, ...(structure ?? [])]) last = Math.max(last, end);
  return last;
}
