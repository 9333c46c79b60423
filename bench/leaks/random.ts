import { createCipheriv, createHash } from 'node:crypto';

/** Chance that is the same for the same seed, on every machine. */
export interface Random {
  bytes(count: number): Buffer;
  /** Whole, from 0 on and below `limit`. */
  below(limit: number): number;
  pick<One>(from: readonly [One, ...One[]]): One;
  /** One of its own for this label: what others draw does not change it. */
  fork(label: string): Random;
}

/** AES-256 in counter mode, keyed by the seed. */
export function createRandom(seed: string): Random {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const bytes = (count: number): Buffer => cipher.update(Buffer.alloc(count));
  // 2^48 is far above every limit asked for, so that the rest of the division favours nothing noticeably.
  const below = (limit: number): number => bytes(6).readUIntBE(0, 6) % limit;
  return {
    bytes,
    below,
    pick: (from) => from[below(from.length)] ?? from[0],
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}
