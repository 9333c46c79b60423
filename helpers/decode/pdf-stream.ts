import type { Budget } from './budget.ts';
import type { MarkedFormat } from './decoder.ts';
import { NOTHING_DECODED, type Piece } from './layer.ts';
import { type PdfFilter, undoFilter } from './pdf-filters.ts';
import { pdfImage } from './pdf-image.ts';

/**
 * A stream of a PDF document (ISO 32000-1, 7.3.8): its filters undone, in their order, as far as they are known here. What is
 * behind an unknown one stays as it is, and so does a JPEG, which is found there by its own mark.
 */
export const PDF_STREAM: MarkedFormat = {
  name: 'PDF stream',
  magic: [...Buffer.from('stream', 'latin1')],
  read(input, start, budget) {
    const dictionary = dictionaryBefore(input, start);
    const body = bodyAt(input, start + 'stream'.length);
    if (dictionary === undefined || body === undefined) return NOTHING_DECODED;
    const { end, closed } = endOf(input, body, { dictionary, budget });
    const unfiltered = undo(input.subarray(body, end), filtersOf(dictionary), budget);
    const image = unfiltered.left.length > 0 ? undefined : pdfImage(dictionary, unfiltered.bytes);
    if (unfiltered.undone.length === 0 && image === undefined) return NOTHING_DECODED;
    const stretch = { start: body, end, complete: closed && unfiltered.complete };
    const names = ['PDF stream', ...unfiltered.undone].join(', ');
    const plain: Piece = { ...stretch, label: names, bytes: unfiltered.bytes };
    if (image === undefined) return { pieces: [plain] };
    const picture: Piece = { ...stretch, label: `${names} as a picture`, ...image };
    // As it is the picture holds the same bytes.
    return { pieces: image.explains === undefined ? [picture] : [picture, plain] };
  },
};

/** No writer makes a stream's dictionary longer, and what is searched for here stands near its end otherwise. */
const LONGEST_DICTIONARY = 4_096;

/** The text of the dictionary whose end stands right before this. */
function dictionaryBefore(input: Uint8Array, end: number): string | undefined {
  const before = input.subarray(Math.max(0, end - LONGEST_DICTIONARY), end);
  const text = Buffer.from(before).toString('latin1').trimEnd();
  if (!text.endsWith('>>')) return undefined;
  let depth = 0;
  for (let at = text.length - 2; at >= 0; at -= 1) {
    const pair = text.slice(at, at + 2);
    if (pair !== '>>' && pair !== '<<') continue;
    depth += pair === '>>' ? 1 : -1;
    if (depth === 0) return text.slice(at);
    at -= 1;
  }
  return undefined;
}

/** Behind the line's end, which the word must be followed by. */
function bodyAt(input: Uint8Array, at: number): number | undefined {
  if (input[at] === 0x0d) return input[at + 1] === 0x0a ? at + 2 : at + 1;
  return input[at] === 0x0a ? at + 1 : undefined;
}

/** By the length that is given when that is right, and otherwise by the word that ends it. */
function endOf(
  input: Uint8Array,
  body: number,
  { dictionary, budget }: { readonly dictionary: string; readonly budget: Budget },
): { readonly end: number; readonly closed: boolean } {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
  const given = body + Number(/\/Length\s{1,4}(\d{1,10})(?!\s+\d+\s+R)/.exec(dictionary)?.[1] ?? Number.NaN);
  if (/^\s{0,2}endstream/.test(bytes.toString('latin1', given, given + 12)))
    return { end: given, closed: true };
  const found = bytes.indexOf('endstream', body);
  if (!budget.work((found === -1 ? input.length : found) - body) || found === -1)
    return { end: input.length, closed: false };
  const line = bytes[found - 1] === 0x0a ? (bytes[found - 2] === 0x0d ? 2 : 1) : 0;
  return { end: Math.max(body, found - line), closed: true };
}

/** More are of no use, and each makes the content anew. */
const MOST_FILTERS = 8;

function filtersOf(dictionary: string): readonly PdfFilter[] {
  const written = /\/Filter\s*(\[[^\]]{0,200}\]|\/\w{1,30})/.exec(dictionary)?.[1] ?? '';
  const names = written.match(/\/\w+/g) ?? [];
  const parameters = /\/DecodeParms\s*(\[.{0,1000}?\]|<<.{0,400}?>>)/s.exec(dictionary)?.[1] ?? '';
  const each = parameters.match(/<<.*?>>|null/gs) ?? [];
  return names
    .slice(0, MOST_FILTERS)
    .map((name, at) => ({ name: name.slice(1), parameters: each[at] ?? '' }));
}

interface Undone {
  readonly bytes: Uint8Array;
  readonly complete: boolean;
  /** The names of the filters that were undone, and of those that were not. */
  readonly undone: readonly string[];
  readonly left: readonly string[];
}

function undo(body: Uint8Array, filters: readonly PdfFilter[], budget: Budget): Undone {
  let made = { bytes: body, complete: true };
  const undone: string[] = [];
  for (const filter of filters) {
    const next = budget.work(made.bytes.length) ? undoFilter(made.bytes, filter, budget) : undefined;
    if (next === undefined) break;
    made = { bytes: next.bytes, complete: made.complete && next.complete };
    undone.push(filter.name);
  }
  return { ...made, undone, left: filters.slice(undone.length).map(({ name }) => name) };
}
