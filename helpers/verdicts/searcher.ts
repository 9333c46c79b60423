import { type Searched, searchObject } from '../detectors/search-object.ts';
import type { Target } from '../detectors/target.ts';
import type { Sha256 } from '../model/ids.ts';

/** Searches an object by its bytes and their SHA-256. */
export type Search = (bytes: Uint8Array, sha256: Sha256) => Searched;

/** One content stands at many places and moments, and is searched once. */
export function searcher(target: Target): Search {
  const known = new Map<Sha256, Searched>();
  return (bytes, sha256) => {
    const searched = known.get(sha256) ?? searchObject(target, bytes, sha256);
    known.set(sha256, searched);
    return searched;
  };
}
