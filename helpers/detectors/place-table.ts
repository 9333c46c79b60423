/** Places, findable by a hash of what stands there. */
export interface PlaceTable {
  /** Notes a place by its hash, and says in which slot. */
  insert(hash: number, place: number): number;
  /** Calls for each place that was noted by this hash, and for few others. */
  visit(hash: number, each: (place: number, slot: number) => void): void;
}

/** The fuller the table, the less memory it takes: it is looked into where a filter says so only. */
const FULLEST = 0.75;

/** How many slots a table takes for so many places. */
export function slotsFor(places: number): number {
  return Math.ceil((places + 16) / FULLEST);
}

/**
 * A table by open addressing. A slot holds a place, counted from one, and in the bits that are left above it some of the hash,
 * so that most others are passed over. `places` is how many there may be.
 */
export function placeTable(slots: Uint32Array, places: number): PlaceTable {
  const placeBits = 2 ** (32 - Math.clz32(places + 1)) - 1;

  // By other bits than those that a slot holds.
  const firstOf = (mixed: number): number =>
    Math.floor(((Math.imul(mixed, 0x85ebca6b) >>> 0) / 2 ** 32) * slots.length);
  const after = (slot: number): number => (slot + 1 === slots.length ? 0 : slot + 1);

  return {
    insert(hash, place) {
      const mixed = mix(hash);
      let slot = firstOf(mixed);
      while (slots[slot] !== 0) slot = after(slot);
      slots[slot] = (mixed & ~placeBits) | (place + 1);
      return slot;
    },
    visit(hash, each) {
      const mixed = mix(hash);
      for (let slot = firstOf(mixed); slots[slot] !== 0; slot = after(slot)) {
        const held = slots[slot] as number;
        if (((held ^ mixed) & ~placeBits) === 0) each(((held & placeBits) >>> 0) - 1, slot);
      }
    },
  };
}

/** The low bits of a polynomial hash depend on the last bytes only: mix the high ones in. */
function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
  return mixed ^ (mixed >>> 13);
}

/** Several owners' places in one row: where each one's begin, and how many there are. */
export interface Row {
  readonly starts: readonly number[];
  readonly places: number;
}

export function rowOf(counts: readonly number[]): Row {
  let places = 0;
  const starts = counts.map((count) => {
    const start = places;
    places += count;
    return start;
  });
  return { starts, places };
}

/** Whose a place is: the last of those that begin at it or before. */
export function ownerOf({ starts }: Row, place: number): number {
  let [low, high] = [0, starts.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle;
  }
  return low;
}
