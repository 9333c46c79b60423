import type { Budget } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import type { Decoded, Region } from './layer.ts';
import { ANYWHERE } from './registry.ts';

/** Which formats may begin with a byte. */
const BY_FIRST_BYTE: readonly (readonly MarkedFormat[])[] = Array.from({ length: 256 }, (_, byte) =>
  ANYWHERE.filter(({ magic }) => magic[0] === byte),
);
const MAY_BEGIN = Uint8Array.from(BY_FIRST_BYTE, (formats) => (formats.length > 0 ? 1 : 0));

/** What begins anywhere in a stretch. What one format has taken in full is not searched for another: its layers are. */
export function* carve(bytes: Uint8Array, open: Region, budget: Budget): Generator<Decoded> {
  if (!budget.work(open.end - open.start)) return;
  const input = bytes.subarray(0, open.end);
  for (let at = open.start; at < open.end; at += 1) {
    if (MAY_BEGIN[input[at] ?? 0] === 0) continue;
    for (const format of BY_FIRST_BYTE[input[at] ?? 0] ?? []) {
      if (!format.magic.every((byte, step) => input[at + step] === byte)) continue;
      const decoded = attempt(format, input, at, budget);
      const end = decoded === undefined ? at : endOf(decoded);
      if (decoded === undefined || end <= at) continue;
      yield decoded;
      at = end - 1;
      break;
    }
  }
}

/** A decoder that fails has decoded nothing. */
function attempt(format: MarkedFormat, input: Uint8Array, at: number, budget: Budget): Decoded | undefined {
  try {
    return format.read(input, at, budget);
  } catch {
    return undefined;
  }
}

function endOf({ pieces, structure }: Decoded): number {
  let last = 0;
  for (const { end } of [...pieces, ...(structure ?? [])]) last = Math.max(last, end);
  return last;
}
