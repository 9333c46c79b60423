import { WASM_BASE64 } from './byte-hashes.wasm.ts';

/** What `byte-hashes.c` exports. */
interface NativeHashes {
  readonly memory: WebAssembly.Memory;
  input_place(): number;
  output_place(): number;
  window_hashes(count: number, stride: number): void;
  samples(count: number): number;
}

/** Where what is hashed goes in, and where the hashes come out. One of each, used until the next call. */
interface Hasher extends NativeHashes {
  readonly input: Uint8Array;
  readonly output: Int32Array;
}

/** So many bytes are hashed at once. */
const INPUT_BYTES = 64 * 1024;

let shared: Hasher | undefined;

function hasher(): Hasher {
  if (shared !== undefined) return shared;
  const native = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(WASM_BASE64, 'base64')))
    .exports as unknown as NativeHashes;
  const { buffer } = native.memory;
  shared = {
    ...native,
    input: new Uint8Array(buffer, native.input_place(), INPUT_BYTES),
    output: new Int32Array(buffer, native.output_place(), 3 * INPUT_BYTES),
  };
  return shared;
}

/** Windows of so many bytes are hashed. */
export const HASHED_WINDOW = 16;

/**
 * Hashes windows of 16 bytes, one at each multiple of `stride` from `from` on, as many as begin before `to` and end in the
 * bytes. Gives them in blocks: two words for each window, valid until the next call of anything here.
 */
export function* windowHashes(
  bytes: Uint8Array,
  { from, to, stride }: { readonly from: number; readonly to: number; readonly stride: number },
): Generator<{ readonly at: number; readonly count: number; readonly hashes: Int32Array }> {
  const { input, output, window_hashes } = hasher();
  const end = Math.min(to, bytes.length - HASHED_WINDOW + 1);
  const most = Math.floor((INPUT_BYTES - HASHED_WINDOW) / stride) + 1;
  for (let at = from; at < end; at += most * stride) {
    const count = Math.min(most, Math.ceil((end - at) / stride));
    input.set(bytes.subarray(at, at + (count - 1) * stride + HASHED_WINDOW));
    window_hashes(count, stride);
    yield { at, count, hashes: output };
  }
}

/**
 * Hashes the two windows before and behind each of these, in this order. Where one is cut off by an end of the bytes its hash
 * says nothing. Of at most 1,365 places; valid until the next call of anything here.
 */
export function neighbourHashes(bytes: Uint8Array, places: readonly number[]): Int32Array {
  const { input, output, window_hashes } = hasher();
  const span = 3 * HASHED_WINDOW;
  places.forEach((place, one) => {
    const from = Math.max(0, place - HASHED_WINDOW);
    const into = one * span + from - (place - HASHED_WINDOW);
    input.set(bytes.subarray(from, place + 2 * HASHED_WINDOW), into);
  });
  window_hashes(3 * places.length, HASHED_WINDOW);
  return output;
}

/** So many values decide whether a place is a sample, and by what it is found. */
export const SAMPLED_VALUES = 12;

/**
 * Visits the samples of a sequence that begin from `from` on and before `to`: one place in 64, each with 64 bits of its values
 * by which it is found again. Which places are samples their values say: whoever has the same values has the same samples,
 * wherever they lie (Manber 1994). Stretches that repeat themselves have none: zeros and patterns are everywhere. Who visits may
 * call nothing else here.
 */
export function eachSample(
  values: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  visit: (slot: number, check: number, at: number) => void,
): void {
  const { input, output, samples } = hasher();
  const last = Math.min(to, values.length - SAMPLED_VALUES + 1);
  const most = INPUT_BYTES - SAMPLED_VALUES;
  for (let at = from; at < last; at += most) {
    const count = Math.min(most, last - at);
    input.set(values.subarray(at, at + count + SAMPLED_VALUES - 1));
    const end = 3 * samples(count);
    for (let one = 0; one < end; one += 3)
      visit(output[one + 1] as number, output[one + 2] as number, at + (output[one] as number));
  }
}
