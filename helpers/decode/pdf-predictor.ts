import type { Unfiltered } from './pdf-filters.ts';

/** ISO 32000-1, 7.4.4.4: rows were written as differences, each in the way that its first byte says, or all alike. */
export function withoutPredictor(made: Unfiltered | undefined, parameters: string): Unfiltered | undefined {
  const predictor = numberOf(parameters, 'Predictor', 1);
  if (made === undefined || predictor < 2) return made;
  const colors = numberOf(parameters, 'Colors', 1);
  const bits = colors * numberOf(parameters, 'BitsPerComponent', 8);
  const rowBytes = Math.ceil((bits * numberOf(parameters, 'Columns', 1)) / 8);
  const pixelBytes = Math.max(1, bits >> 3);
  if (rowBytes < 1 || rowBytes > MOST_ROW_BYTES) return made;
  const bytes =
    predictor >= 10
      ? withoutPng(made.bytes, rowBytes, pixelBytes)
      : withoutTiff(made.bytes, rowBytes, colors);
  return { bytes, complete: made.complete };
}

const MOST_ROW_BYTES = 2 ** 24;

function numberOf(parameters: string, name: string, otherwise: number): number {
  const written = new RegExp(`/${name}\\s+(\\d{1,9})`).exec(parameters)?.[1];
  return written === undefined ? otherwise : Number(written);
}

/** Of eight bits each: others hardly occur. */
function withoutTiff(input: Uint8Array, rowBytes: number, colors: number): Uint8Array {
  const bytes = new Uint8Array(input);
  for (let at = 0; at < bytes.length; at += 1)
    if (at % rowBytes >= colors) bytes[at] = (bytes[at] ?? 0) + (bytes[at - colors] ?? 0);
  return bytes;
}

/** PNG (third edition), section 9. */
function withoutPng(input: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = Math.ceil(input.length / (rowBytes + 1));
  const out = new Uint8Array(Math.max(0, input.length - rows));
  let above = new Uint8Array(rowBytes);
  for (let row = 0; row < rows; row += 1) {
    const from = row * (rowBytes + 1);
    const line = out.subarray(row * rowBytes, (row + 1) * rowBytes);
    line.set(input.subarray(from + 1, from + 1 + line.length));
    unfilter(line, { above, pixelBytes, filter: input[from] ?? 0 });
    above = line;
  }
  return out;
}

function unfilter(
  line: Uint8Array,
  {
    above,
    pixelBytes,
    filter,
  }: { readonly above: Uint8Array; readonly pixelBytes: number; readonly filter: number },
): void {
  for (let at = 0; at < line.length; at += 1) {
    const left = line[at - pixelBytes] ?? 0;
    const up = above[at] ?? 0;
    const value = line[at] ?? 0;
    if (filter === 1) line[at] = value + left;
    else if (filter === 2) line[at] = value + up;
    else if (filter === 3) line[at] = value + ((left + up) >> 1);
    else if (filter === 4) line[at] = value + paeth(left, up, above[at - pixelBytes] ?? 0);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp] = [Math.abs(up - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
