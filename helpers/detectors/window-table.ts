import { WINDOW } from './rolling-hash.ts';

interface Placed {
  readonly bytes: Uint8Array;
}

interface WindowTable {
  /** Notes a window by its hash, once for each place where it stands, up to 16. */
  insert(hash: number, stimulus: number, offset: number): void;
  /** Calls for each noted place with the same bytes. */
  find(
    hash: number,
    at: { readonly bytes: Uint8Array; readonly offset: number },
    visit: (stimulus: number, offset: number) => void,
  ): void;
}

/** A content that stands at more places than this is a pattern, not a picture. */
const MOST_PLACES = 16;
/** The fuller the table, the less memory it takes: it is looked into where the filter says so only. */
const FULLEST = 0.75;

/** Memory for so many windows, which threads can share. */
export function emptyWindowTable(windows: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * Math.ceil((windows + 16) / FULLEST)));
}

/**
 * A table by open addressing. A slot holds the place of a window among the bytes of all stimuli, counted from one, and in the
 * bits that are left above it some of the window's hash: so that most others are passed over without a look at their bytes.
 */
export function windowTable(stimuli: readonly Placed[], slots: Uint32Array): WindowTable {
  const starts: number[] = [];
  const total = stimuli.reduce((sum, { bytes }) => starts.push(sum) && sum + bytes.length, 0);
  const placeBits = 2 ** (32 - Math.clz32(total + 1)) - 1;

  const ownerOf = (place: number): number => {
    const after = starts.findIndex((start) => start > place);
    return (after === -1 ? starts.length : after) - 1;
  };

  function isAt(place: number, bytes: Uint8Array, offset: number): boolean {
    const stimulus = ownerOf(place);
    const known = stimuli[stimulus]?.bytes;
    const from = place - (starts[stimulus] ?? 0);
    for (let step = 0; step < WINDOW; step += 1)
      if (known?.[from + step] !== bytes[offset + step]) return false;
    return true;
  }

  /** Collects the places of a window, and ends at the empty slot behind them. */
  function walk(mixed: number, bytes: Uint8Array, offset: number, places: number[]): number {
    // By other bits than those that a slot holds.
    let slot = Math.floor(((Math.imul(mixed, 0x85ebca6b) >>> 0) / 2 ** 32) * slots.length);
    for (; slots[slot] !== 0; slot = slot + 1 === slots.length ? 0 : slot + 1) {
      const held = slots[slot] as number;
      if (((held ^ mixed) & ~placeBits) !== 0) continue;
      const place = ((held & placeBits) >>> 0) - 1;
      if (isAt(place, bytes, offset)) places.push(place);
    }
    return slot;
  }

  return {
    insert(hash, stimulus, offset) {
      const known = stimuli[stimulus]?.bytes ?? new Uint8Array();
      const places: number[] = [];
      const mixed = mix(hash);
      const slot = walk(mixed, known, offset, places);
      if (places.length < MOST_PLACES)
        slots[slot] = (mixed & ~placeBits) | ((starts[stimulus] ?? 0) + offset + 1);
    },
    find(hash, { bytes, offset }, visit) {
      const places: number[] = [];
      walk(mix(hash), bytes, offset, places);
      for (const place of places) {
        const stimulus = ownerOf(place);
        visit(stimulus, place - (starts[stimulus] ?? 0));
      }
    },
  };
}

/** The low bits of a polynomial hash depend on the last bytes only: mix the high ones in. */
function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
  return mixed ^ (mixed >>> 13);
}
