import { type Searched, searchObject } from '../detectors/search-object.ts';
import type { Target } from '../detectors/target.ts';
import type { Sha256 } from '../model/ids.ts';

/** Searches an object by its bytes and their SHA-256. */
export type Search = (bytes: Uint8Array, sha256: Sha256) => Searched;

/** `search` reads no pictures, and `searchReading` does; what was found once is found by both from then on. */
export interface Searcher {
  readonly search: Search;
  readonly searchReading: Search;
}

/** One content stands at many places and moments, and is searched once. */
export function searcher(target: Target): Searcher {
  const known = new Map<Sha256, Searched>();
  const read = new Set<Sha256>();
  const { reading: _, ...withoutReading } = target;
  const searched = (sha256: Sha256, look: () => Searched): Searched => {
    const found = look();
    known.set(sha256, found);
    return found;
  };
  return {
    search: (bytes, sha256) =>
      known.get(sha256) ?? searched(sha256, () => searchObject(withoutReading, bytes, sha256)),
    searchReading: (bytes, sha256) => {
      const before = read.has(sha256) ? known.get(sha256) : undefined;
      read.add(sha256);
      return before ?? searched(sha256, () => searchObject(target, bytes, sha256));
    },
  };
}
