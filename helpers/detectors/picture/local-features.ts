import type { GreyPicture } from './grey-picture.ts';
import { WASM_BASE64 } from './local-features.wasm.ts';

/** Places of a picture that can be recognised in any size and turn, each with a description of what is around it. */
export interface LocalFeatures {
  readonly places: readonly FeaturePlace[];
  /** 128 bytes for each place. */
  readonly descriptors: Uint8Array;
}

export interface FeaturePlace {
  /** In pixels of the picture; its top left corner is 0, 0. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** In radians, clockwise, as y points down. */
  readonly angle: number;
  /** Brighter than what is around it. */
  readonly bright: boolean;
}

export const DESCRIPTOR_BYTES = 128;
const FLOATS_OF_FEATURE = 6;

/** The strongest features of a picture, at most so many. */
export function findLocalFeatures({ width, height, values }: GreyPicture, most: number): LocalFeatures {
  const native = loadNative();
  native.reset();
  const picture = native.reserve(values.length * 4);
  const features = native.reserve(most * FLOATS_OF_FEATURE * 4);
  const descriptors = native.reserve(most * DESCRIPTOR_BYTES);
  const grey = new Float32Array(native.memory.buffer, picture, values.length);
  for (let at = 0; at < grey.length; at += 1) grey[at] = (values[at] ?? 0) / 255;
  const count = native.find_features(picture, width, height, most, features, descriptors);
  // The memory may have grown, and moved with it.
  const found = new Float32Array(native.memory.buffer, features, count * FLOATS_OF_FEATURE);
  const bright = new Int32Array(native.memory.buffer, features, count * FLOATS_OF_FEATURE);
  return {
    places: Array.from({ length: count }, (_, at) => {
      const from = at * FLOATS_OF_FEATURE;
      const [x = 0, y = 0, size = 0, angle = 0] = found.subarray(from, from + 4);
      // Places are of the plane, where a pixel's middle lies half a pixel from its start.
      return { x: x + 0.5, y: y + 0.5, size, angle, bright: bright[from + 5] === 1 };
    }),
    descriptors: new Uint8Array(native.memory.buffer, descriptors, count * DESCRIPTOR_BYTES).slice(),
  };
}

/** What `local-features.c` exports. */
export interface NativeFeatures {
  readonly memory: WebAssembly.Memory;
  /** Gives back everything that was reserved. */
  reset(): void;
  reserve(bytes: number): number;
  /** Gives back what was reserved since `reserve` returned this. */
  release(mark: number): void;
  find_features(
    picture: number,
    width: number,
    height: number,
    most: number,
    features: number,
    descriptors: number,
  ): number;
  assign(descriptors: number, count: number, leaders: number, leaderCount: number, buckets: number): void;
  match_all(index: number, queries: number, count: number, matches: number): void;
}

let module: WebAssembly.Module | undefined;
let shared: NativeFeatures | undefined;

/** One for everybody who gives back what it reserves before anybody else asks. */
function loadNative(): NativeFeatures {
  shared ??= newNative();
  return shared;
}

/** An instance with a memory of its own. */
export function newNative(): NativeFeatures {
  module ??= new WebAssembly.Module(Buffer.from(WASM_BASE64, 'base64'));
  const native = new WebAssembly.Instance(module).exports as unknown as NativeFeatures;
  native.reset();
  return native;
}
