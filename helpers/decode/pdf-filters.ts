import type { Budget } from './budget.ts';
import { expandDeflate } from './inflate.ts';
import { Output } from './output.ts';
import { withoutPredictor } from './pdf-predictor.ts';

/** A filter of a stream by its name in PDF, and its parameters as they are written. */
export interface PdfFilter {
  readonly name: string;
  readonly parameters: string;
}

export interface Unfiltered {
  readonly bytes: Uint8Array;
  readonly complete: boolean;
}

/** ISO 32000-1, 7.4: the filters that are not formats of pictures; `undefined` for these, and for what is none. */
export function undoFilter(input: Uint8Array, filter: PdfFilter, budget: Budget): Unfiltered | undefined {
  switch (filter.name) {
    case 'FlateDecode':
    case 'Fl':
      return withoutPredictor(inflated(input, budget), filter.parameters);
    case 'LZWDecode':
    case 'LZW':
      return withoutPredictor(lzw(input, filter.parameters, budget), filter.parameters);
    case 'ASCII85Decode':
    case 'A85':
      return ascii85(input, budget);
    case 'ASCIIHexDecode':
    case 'AHx':
      return asciiHex(input, budget);
    case 'RunLengthDecode':
    case 'RL':
      return runLength(input, budget);
    default:
      return undefined;
  }
}

/** zlib's header is passed over, whatever it says: some writers leave out or mistake what nobody reads. */
function inflated(input: Uint8Array, budget: Budget): Unfiltered | undefined {
  return expandDeflate(input.subarray(2), budget, 'marked');
}

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4_096;

/** 7.4.4: codes of 9 to 12 bits, which grow one code early unless it is said that they do not. */
function lzw(input: Uint8Array, parameters: string, budget: Budget): Unfiltered {
  const early = /\/EarlyChange\s+0/.test(parameters) ? 0 : 1;
  const output = new Output(budget);
  // Of each code where it was written the first time, and how long it is.
  const places = new Uint32Array(MOST_CODES);
  const lengths = new Uint32Array(MOST_CODES);
  let [next, width, waiting, bits, last] = [END + 1, 9, 0, 0, -1];
  for (const byte of input) {
    waiting = ((waiting << 8) | byte) & 0xffffff;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (waiting >>> bits) & ((1 << width) - 1);
    if (code === END) return { bytes: output.bytes, complete: true };
    if (code === CLEAR) {
      [next, width, last] = [END + 1, 9, -1];
      continue;
    }
    const at = output.length;
    if (last >= 0 && next < MOST_CODES) {
      // A new code is the last one and the byte behind it, which is written next.
      places[next] = at - lastLength(lengths, last);
      lengths[next] = lastLength(lengths, last) + 1;
      next += 1;
    }
    const isWritten =
      code < CLEAR
        ? output.push(code)
        : code < next && output.repeat(at - (places[code] ?? 0), lengths[code] ?? 0);
    if (!isWritten) break;
    last = code;
    if (next + early >= 1 << width && width < 12) width += 1;
  }
  return { bytes: output.bytes, complete: false };
}

function lastLength(lengths: Uint32Array, code: number): number {
  return code < CLEAR ? 1 : (lengths[code] ?? 0);
}

/** 7.4.3: five characters for four bytes, `z` for four zeros. */
function ascii85(input: Uint8Array, budget: Budget): Unfiltered {
  const output = new Output(budget);
  let [value, count] = [0, 0];
  for (let at = input[0] === 0x3c && input[1] === 0x7e ? 2 : 0; at < input.length; at += 1) {
    const byte = input[at] ?? 0;
    if (byte <= 0x20) continue;
    if (byte === 0x7a && count === 0) output.append(new Uint8Array(4));
    else if (byte < 0x21 || byte > 0x75) {
      // The last group has a character more than bytes, and is filled with the highest.
      for (let more = count; more > 0 && more < 5; more += 1) value = value * 85 + 84;
      output.append(wordBytes(value).subarray(0, Math.max(0, count - 1)));
      return { bytes: output.bytes, complete: byte === 0x7e };
    } else {
      value = value * 85 + byte - 0x21;
      count += 1;
      if (count < 5) continue;
      if (!output.append(wordBytes(value))) break;
      [value, count] = [0, 0];
    }
  }
  return { bytes: output.bytes, complete: false };
}

function wordBytes(value: number): Uint8Array {
  return Uint8Array.of(value / 2 ** 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** 7.4.2. */
function asciiHex(input: Uint8Array, budget: Budget): Unfiltered {
  const end = input.indexOf(0x3e);
  const text = Buffer.from(input.subarray(0, end === -1 ? input.length : end)).toString('latin1');
  const digits = text.replaceAll(/\s/g, '');
  const output = new Output(budget);
  output.append(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex'));
  return { bytes: output.bytes, complete: /^[0-9A-Fa-f]*$/.test(digits) };
}

/** 7.4.5. */
function runLength(input: Uint8Array, budget: Budget): Unfiltered {
  const output = new Output(budget);
  for (let at = 0; at < input.length; ) {
    const length = input[at] ?? 0;
    if (length === 128) return { bytes: output.bytes, complete: true };
    const run =
      length < 128
        ? input.subarray(at + 1, at + 2 + length)
        : new Uint8Array(257 - length).fill(input[at + 1] ?? 0);
    if (!output.append(run)) break;
    at += length < 128 ? 2 + length : 2;
  }
  return { bytes: output.bytes, complete: false };
}
