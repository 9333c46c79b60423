import { WASM_BASE64 } from './byte-hashes.wasm.ts';

/** What `byte-hashes.c` exports. Places are those of the memory that it was made for. */
interface NativeHashes {
  add_windows(filter: number, words: number, bytes: number, count: number): void;
  likely_places(
    filter: number,
    words: number,
    bytes: number,
    length: number,
    first: number,
    count: number,
    places: number,
  ): number;
  xor_at(values: number, bytes: number, lag: number, count: number): void;
  difference_at(values: number, bytes: number, lag: number, count: number): void;
  distances(values: number, bytes: number, before: number, count: number, last: number): void;
  add_samples(
    filter: number,
    words: number,
    seed: number,
    windows: number,
    count: number,
    samples: number,
  ): number;
  known_samples(
    filter: number,
    words: number,
    seed: number,
    values: number,
    count: number,
    samples: number,
  ): number;
}

/** A thread's way into the memory of an index: what is looked at goes into `input`, and what comes of it out of `output`. */
export interface Hasher extends NativeHashes {
  /** Where these begin in the memory. */
  readonly places: { readonly input: number; readonly values: number; readonly output: number };
  readonly input: Uint8Array;
  readonly values: Uint8Array;
  readonly output: Int32Array;
}

/** So many bytes are looked at in one call, with what stands around them. */
export const INPUT_BYTES = 64 * 1024;
const AROUND_BYTES = 512;
const VALUES_BYTES = 4 * 1024;
const OUTPUT_WORDS = 3 * 4 * 1024;
const PAGE = 64 * 1024;
const SCRATCH_PAGES = Math.ceil((INPUT_BYTES + AROUND_BYTES + VALUES_BYTES + 4 * OUTPUT_WORDS) / PAGE);
/** As many as there can be threads, and some of them twice: room that nobody takes costs nothing. */
const MOST_SCRATCHES = 512;

/** Memory for an index, which threads can share; whoever of them looks into it adds room of its own. */
export function indexMemory(bytes: number): WebAssembly.Memory {
  const initial = Math.ceil(bytes / PAGE);
  const maximum = initial + MOST_SCRATCHES * SCRATCH_PAGES;
  return new WebAssembly.Memory({ initial, maximum, shared: true });
}

let compiled: WebAssembly.Module | undefined;

/** This thread's hasher for a memory. */
export function hasherOf(memory: WebAssembly.Memory): Hasher {
  compiled ??= new WebAssembly.Module(Buffer.from(WASM_BASE64, 'base64'));
  const native = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as NativeHashes;
  const input = memory.grow(SCRATCH_PAGES) * PAGE;
  const values = input + INPUT_BYTES + AROUND_BYTES;
  const output = values + VALUES_BYTES;
  const { buffer } = memory;
  return {
    ...native,
    places: { input, values, output },
    input: new Uint8Array(buffer, input, INPUT_BYTES + AROUND_BYTES),
    values: new Uint8Array(buffer, values, VALUES_BYTES),
    output: new Int32Array(buffer, output, OUTPUT_WORDS),
  };
}

/**
 * Puts bytes where they can be looked at, and says where that is. On the same part of a word as they were: others Node copies
 * to shared memory one by one.
 */
export function takeIn({ input, places }: Hasher, bytes: Uint8Array): number {
  const within = bytes.byteOffset % 8;
  input.set(bytes, within);
  return places.input + within;
}
