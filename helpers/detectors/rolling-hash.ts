/** So many bytes are hashed. */
export const WINDOW = 32;

const FACTOR = 0x01000193;

/** Polynomial hash of one window, modulo 2^32 (Karp and Rabin 1987). */
export function hashAt(bytes: Uint8Array, offset: number): number {
  let hash = 0;
  for (let at = offset; at < offset + WINDOW; at += 1)
    hash = (Math.imul(hash, FACTOR) + (bytes[at] ?? 0)) | 0;
  return hash;
}

/** The same hash at every offset, and how many different bytes the window holds, each from the one before. */
export function eachWindow(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (hash: number, offset: number, distinct: number) => void,
): void {
  if (end - start < WINDOW) return;
  let leading = 1;
  for (let power = 1; power < WINDOW; power += 1) leading = Math.imul(leading, FACTOR);
  // All bytes of all stimuli pass through here, so that it calls nothing else.
  const counts = new Uint8Array(256);
  let distinct = 0;
  for (let at = start; at < start + WINDOW; at += 1) {
    const come = bytes[at] as number;
    if (counts[come] === 0) distinct += 1;
    counts[come] = (counts[come] as number) + 1;
  }
  let hash = hashAt(bytes, start);
  take(hash, start, distinct);
  for (let offset = start + 1; offset + WINDOW <= end; offset += 1) {
    const gone = bytes[offset - 1] as number;
    const come = bytes[offset + WINDOW - 1] as number;
    hash = (Math.imul((hash - Math.imul(gone, leading)) | 0, FACTOR) + come) | 0;
    if (counts[gone] === 1) distinct -= 1;
    counts[gone] = (counts[gone] as number) - 1;
    if (counts[come] === 0) distinct += 1;
    counts[come] = (counts[come] as number) + 1;
    take(hash, offset, distinct);
  }
}
