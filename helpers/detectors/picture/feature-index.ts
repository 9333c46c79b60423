import {
  DESCRIPTOR_BYTES,
  type FeaturePlace,
  type LocalFeatures,
  type NativeFeatures,
  newNative,
} from './local-features.ts';

/** Finds of each feature of a picture the one that looks most like it among those of all references. */
export interface FeatureIndex {
  /** Those whose likeness stands out: matches with features of the same look elsewhere are left out. */
  match(features: LocalFeatures): readonly FeatureMatch[];
}

/** A feature of a picture, and the one of the references that looks like it. */
export interface FeatureMatch {
  readonly query: FeaturePlace;
  readonly reference: FeaturePlace;
}

/** A match is none when another place looks almost as much like it: its distance over the other's (Lowe 2004, 7.1). */
const MOST_RATIO = 0.85;
/** Of two descriptors of 512, above which they have nothing in common. */
const MOST_DISTANCE = 380;
/** Two places nearer than this are one: siblings have their template's features at the same place. */
const APART = 8;

/** Builds the index of features whose places are all in one frame, in which siblings of a template coincide. */
export function buildFeatureIndex(references: readonly LocalFeatures[]): FeatureIndex {
  const known = distinct(references);
  // Bright features only look like bright ones, whatever the light: half of the work.
  const halves = [true, false].map((bright) =>
    buildHalf(known.filter(({ place }) => place.bright === bright)),
  );
  return {
    match: (features) => halves.flatMap((half, at) => half((place) => place.bright === (at === 0), features)),
  };
}

interface Known {
  readonly place: FeaturePlace;
  readonly descriptor: Uint8Array;
}

type Half = (belongs: (place: FeaturePlace) => boolean, features: LocalFeatures) => readonly FeatureMatch[];

/** Siblings are drawn by one template: what they share is kept once. */
function distinct(references: readonly LocalFeatures[]): readonly Known[] {
  const cells = new Map<string, Known[]>();
  const kept: Known[] = [];
  for (const { places, descriptors } of references) {
    for (const [at, place] of places.entries()) {
      const descriptor = descriptors.subarray(at * DESCRIPTOR_BYTES, (at + 1) * DESCRIPTOR_BYTES);
      const cell = `${Math.round(place.x / 4)} ${Math.round(place.y / 4)} ${place.bright}`;
      const others = cells.get(cell) ?? [];
      if (others.some((one) => isSame(one, { place, descriptor }))) continue;
      const known = { place, descriptor };
      cells.set(cell, [...others, known]);
      kept.push(known);
    }
  }
  return kept;
}

function isSame(one: Known, other: Known): boolean {
  if (Math.abs(one.place.size / other.place.size - 1) > 0.1) return false;
  let sum = 0;
  for (let at = 0; at < DESCRIPTOR_BYTES; at += 1)
    sum += ((one.descriptor[at] ?? 0) - (other.descriptor[at] ?? 0)) ** 2;
  return sum < 60 ** 2;
}

/** An inverted file: every descriptor is kept with the nearest of some leaders, and looked for near the same ones. */
function buildHalf(known: readonly Known[]): Half {
  if (known.length === 0) return () => [];
  const native = newNative();
  const leaderCount = Math.max(1, Math.round(Math.sqrt(known.length)));
  const leaders = write(
    native,
    Array.from({ length: leaderCount }, (_, at) => known[Math.floor((at * known.length) / leaderCount)]),
  );
  const buckets = bucketsOf(native, known, leaders, leaderCount);
  const order = known.map((one, at) => ({ one, bucket: buckets[at] ?? 0 }));
  order.sort((a, b) => a.bucket - b.bucket);
  const sorted = order.map(({ one }) => one);
  const starts = new Int32Array(leaderCount + 1);
  for (const { bucket } of order) starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
  for (let at = 1; at <= leaderCount; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const index = layOut(native, { sorted, leaders, starts });
  // What is reserved from here on is given back after each picture.
  const mark = native.reserve(0);
  return (belongs, features) => matchHalf({ native, sorted, index, mark }, belongs, features);
}

function write(native: NativeFeatures, known: readonly (Known | undefined)[]): number {
  const at = native.reserve(known.length * DESCRIPTOR_BYTES);
  const memory = new Uint8Array(native.memory.buffer);
  for (const [number, one] of known.entries())
    if (one !== undefined) memory.set(one.descriptor, at + number * DESCRIPTOR_BYTES);
  return at;
}

function bucketsOf(
  native: NativeFeatures,
  known: readonly Known[],
  leaders: number,
  leaderCount: number,
): Int32Array {
  const descriptors = write(native, known);
  const buckets = native.reserve(known.length * 4);
  native.assign(descriptors, known.length, leaders, leaderCount, buckets);
  return new Int32Array(native.memory.buffer, buckets, known.length).slice();
}

/** The C structure `Index`. */
function layOut(
  native: NativeFeatures,
  parts: { readonly sorted: readonly Known[]; readonly leaders: number; readonly starts: Int32Array },
): number {
  const descriptors = write(native, parts.sorted);
  const places = native.reserve(parts.sorted.length * 8);
  const starts = native.reserve(parts.starts.length * 4);
  const index = native.reserve(24);
  new Float32Array(native.memory.buffer, places).set(parts.sorted.flatMap(({ place }) => [place.x, place.y]));
  new Int32Array(native.memory.buffer, starts).set(parts.starts);
  const fields = new DataView(native.memory.buffer, index);
  const addresses = [descriptors, places, parts.leaders, starts, parts.starts.length - 1];
  for (const [at, value] of addresses.entries()) fields.setInt32(4 * at, value, true);
  fields.setFloat32(20, APART, true);
  return index;
}

function matchHalf(
  parts: {
    readonly native: NativeFeatures;
    readonly sorted: readonly Known[];
    readonly index: number;
    readonly mark: number;
  },
  belongs: (place: FeaturePlace) => boolean,
  { places, descriptors }: LocalFeatures,
): readonly FeatureMatch[] {
  const { native, sorted, index, mark } = parts;
  const queries = [...places.entries()].filter(([, place]) => belongs(place));
  native.release(mark);
  const from = native.reserve(queries.length * DESCRIPTOR_BYTES);
  const matches = native.reserve(queries.length * 12);
  const memory = new Uint8Array(native.memory.buffer);
  for (const [number, [at]] of queries.entries())
    memory.set(
      descriptors.subarray(at * DESCRIPTOR_BYTES, (at + 1) * DESCRIPTOR_BYTES),
      from + number * DESCRIPTOR_BYTES,
    );
  native.match_all(index, from, queries.length, matches);
  const found = new Int32Array(native.memory.buffer, matches, queries.length * 3);
  return queries.flatMap(([, query], number) => {
    const [nearest = -1, distance = 0, other = 0] = found.subarray(number * 3, number * 3 + 3);
    const reference = sorted[nearest]?.place;
    const stands = distance <= MOST_DISTANCE ** 2 && distance <= MOST_RATIO ** 2 * other;
    return reference !== undefined && stands ? [{ query, reference }] : [];
  });
}
