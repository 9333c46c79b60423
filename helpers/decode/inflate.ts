import { brotliDecompressSync, constants, inflateRawSync } from 'node:zlib';
import type { Budget } from './budget.ts';

/** What came out of a compressed stream, and how far into the input it reaches. */
export interface Expanded {
  readonly bytes: Uint8Array;
  readonly consumed: number;
  /** The stream came to its own end. */
  readonly complete: boolean;
}

/** Whether a mark says that a stream begins here. Without one, what breaks at once is none, and nothing of it is kept. */
export type Certainty = 'marked' | 'guessed';

/** Expands a raw deflate stream (RFC 1951); what stood before a break is kept. */
export function expandDeflate(input: Uint8Array, budget: Budget, certainty: Certainty): Expanded | undefined {
  if (!beginsBlock(input)) return undefined;
  const expanded = expand(input, { budget, certainty }, (part, most, whole) =>
    withEnd(
      inflateRawSync(part, {
        ...WITH_END,
        maxOutputLength: most,
        chunkSize: CHUNK,
        finishFlush: whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      }),
    ),
  );
  const isFlushed =
    expanded?.consumed === input.length && FLUSHED.every((byte, at) => input.at(at - 4) === byte);
  return isFlushed ? { ...expanded, complete: true } : expanded;
}

/** Ends a message of a stream that goes on (RFC 7692, section 7.2.1): all of it is there. */
const FLUSHED = [0, 0, 0xff, 0xff];

/** The same for brotli (RFC 7932). */
export function expandBrotli(input: Uint8Array, budget: Budget): Expanded | undefined {
  return expand(input, { budget, certainty: 'guessed' }, (part, most, whole) =>
    withEnd(
      brotliDecompressSync(part, {
        ...WITH_END,
        maxOutputLength: most,
        chunkSize: CHUNK,
        finishFlush: whole ? constants.BROTLI_OPERATION_FINISH : constants.BROTLI_OPERATION_FLUSH,
      }),
    ),
  );
}

const CHUNK = 16 * 1024;
/** Enough to tell what is no stream at all; most tries end here. */
const PROBE = 512;
const GROWTH = 16;
/** A broken stream is kept up to the last of so many steps before its break. */
const STEPS = 64;
/** One that is too large takes long to expand, and is a gap anyway. */
const FEW_STEPS = 4;

type Attempt = (part: Uint8Array, most: number, whole: boolean) => Ended;
interface Ended {
  readonly bytes: Uint8Array;
  readonly consumed: number;
}

/** With this, which the type declarations do not know of brotli, zlib tells how much of the input it has read. */
const WITH_END = { info: true };

function withEnd(made: unknown): Ended {
  const { buffer, engine } = made as { buffer: Uint8Array; engine: { bytesWritten: number } };
  return { bytes: buffer, consumed: engine.bytesWritten };
}

/** In steps that grow, so that what is no stream, or breaks early, costs little however much stands behind it. */
function expand(
  input: Uint8Array,
  { budget, certainty }: { readonly budget: Budget; readonly certainty: Certainty },
  attempt: Attempt,
): Expanded | undefined {
  const tried = (length: number, whole: boolean): Ended | Failure => {
    if (!budget.work(length)) return 'broken';
    const made = guarded(() => attempt(input.subarray(0, length), Math.max(budget.bytesLeft, 1), whole));
    if (made === 'too-large') budget.cutOff();
    return made;
  };
  let good = 0;
  let best: Ended = { bytes: new Uint8Array(), consumed: 0 };
  for (let length = Math.min(PROBE, input.length); ; length = Math.min(length * GROWTH, input.length)) {
    const made = tried(length, false);
    if (made === 'broken' && good === 0 && certainty === 'guessed') return undefined;
    if (made === 'too-large')
      return partOf(longestPrefix({ good, bad: length, best, steps: FEW_STEPS }, tried));
    if (made === 'broken') return partOf(longestPrefix({ good, bad: length, best, steps: STEPS }, tried));
    if (made.consumed < length) return { ...made, complete: true };
    if (length === input.length) {
      const whole = tried(length, true);
      return typeof whole === 'string' ? partOf(made) : { ...whole, complete: true };
    }
    good = length;
    best = made;
  }
}

function partOf(made: Ended): Expanded | undefined {
  return made.bytes.length === 0 ? undefined : { ...made, complete: false };
}

/** Decoding up to a break succeeds, and beyond it fails: halve until the break is found. */
function longestPrefix(
  range: { readonly good: number; readonly bad: number; readonly best: Ended; readonly steps: number },
  tried: (length: number, whole: boolean) => Ended | Failure,
): Ended {
  let { good, bad, best } = range;
  const exact = Math.max(1, (bad - good) / range.steps);
  while (bad - good > exact) {
    const middle = (good + bad) >> 1;
    const made = tried(middle, false);
    if (typeof made === 'string') bad = middle;
    else {
      best = made;
      good = middle;
    }
  }
  return best;
}

type Failure = 'broken' | 'too-large';

function guarded(attempt: () => Ended): Ended | Failure {
  try {
    return attempt();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken';
  }
}

/**
 * Whether a deflate block can begin so. Of other bytes seven in eight are refused here, which costs nothing, where
 * zlib takes 20 µs to refuse them.
 */
function beginsBlock(input: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = input;
  switch ((first >> 1) & 3) {
    case 0:
      return (second ^ fourth) === 0xff && (third ^ fifth) === 0xff;
    case 1:
      return input.length > 1;
    case 2:
      return first >> 3 < 30 && (second & 31) < 30 && isCompleteCode(input);
    default:
      return false;
  }
}

/** The lengths of the code that the code lengths are written in: a code that is not complete is refused (RFC 1951, 3.2.7). */
function isCompleteCode(input: Uint8Array): boolean {
  const count =
    (bitsAt(input, 13) | (bitsAt(input, 14) << 1) | (bitsAt(input, 15) << 2) | (bitsAt(input, 16) << 3)) + 4;
  let sum = 0;
  for (let code = 0; code < count; code += 1) {
    const at = 17 + code * 3;
    const length = bitsAt(input, at) | (bitsAt(input, at + 1) << 1) | (bitsAt(input, at + 2) << 2);
    if (length > 0) sum += 128 >> length;
  }
  return sum === 128;
}

function bitsAt(input: Uint8Array, bit: number): number {
  return ((input[bit >> 3] ?? 0) >> (bit & 7)) & 1;
}
