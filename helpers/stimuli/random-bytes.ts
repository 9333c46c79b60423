/** A key has so many bytes. */
export const KEY_BYTES = 16;

/** As many bytes as asked for that nobody can tell from chance without the key. The same key gives the same bytes. */
export function randomBytesOf(key: Uint8Array, count: number): Uint8Array {
  // No scale of the pattern has cells of this many pixels: it gets a stream of its own.
  const next = xoshiro128(key, 0xba11a57);
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) bytes[at] = next() >>> 24;
  return bytes;
}

/** xoshiro128**, 32 bits at a time, by Blackman and Vigna (prng.di.unimi.it); `lane` gives each scale its own signs. */
export function xoshiro128(key: Uint8Array, lane: number): () => number {
  if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
  const words = new DataView(key.buffer, key.byteOffset, key.byteLength);
  // All zero is the one state that the generator never leaves.
  let [a, b, c, d] = [words.getUint32(0), words.getUint32(4), words.getUint32(8), words.getUint32(12) ^ lane];
  if ((a | b | c | d) === 0) d = 1;
  const next = (): number => {
    const value = Math.imul(rotated(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return value;
  };
  // Keys that differ in little give streams that differ in little, at first.
  for (let round = 0; round < 20; round += 1) next();
  return next;
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
