import type { Relation } from './disguises.ts';

/** A stretch of data that is a stretch of a disguised image. */
export interface DisguisedRun {
  /** Of the data. */
  readonly offset: number;
  /** Of the image as disguised. */
  readonly imageOffset: number;
  readonly length: number;
  /** Nothing was changed: it stands there plainly, which another detector says. */
  readonly unchanged: boolean;
  /** What the key or the alphabet is, where there is one: for whoever wants to check. */
  readonly key?: string;
}

/** Evidence that is left when the key is taken off: 64 bytes are 512 bits. */
export const SHORTEST_RUN = 64;
/** A substitution has 256 unknowns; what goes beyond them is evidence. */
const SHORTEST_SUBSTITUTED = 1024;
const LONGEST_PERIOD = 64;
const LEAST_DISTINCT = 16;

/**
 * Holds data against a disguised image, byte by byte, from a place on where both have the same sample. `undefined` when only
 * the samples were alike.
 */
export function verifyDisguise(
  relation: Relation,
  data: Uint8Array,
  image: Uint8Array,
  at: { readonly data: number; readonly image: number },
): DisguisedRun | undefined {
  switch (relation.kind) {
    case 'equal': {
      const run = extend(data, image, at, (a, b) => a === b);
      return run.length >= SHORTEST_RUN && isVaried(data, run) ? { ...run, unchanged: false } : undefined;
    }
    case 'key':
      return keyedRun(relation, data, image, at);
    case 'substitution':
      return substitutedRun(data, image, at);
  }
}

function keyedRun(
  { combine }: Extract<Relation, { kind: 'key' }>,
  data: Uint8Array,
  image: Uint8Array,
  at: { readonly data: number; readonly image: number },
): DisguisedRun | undefined {
  const keyAt = (step: number): number => {
    const [hidden, open] = [data[at.data + step] ?? 0, image[at.image + step] ?? 0];
    return combine === 'xor' ? hidden ^ open : (hidden - open) & 255;
  };
  const seen = Math.min(data.length - at.data, image.length - at.image, LONGEST_PERIOD + SHORTEST_RUN);
  const period = Array.from({ length: LONGEST_PERIOD }, (_, one) => one + 1).find((one) => {
    if (seen < one + SHORTEST_RUN) return false;
    for (let step = one; step < one + SHORTEST_RUN; step += 1)
      if (keyAt(step) !== keyAt(step - one)) return false;
    return true;
  });
  if (period === undefined) return undefined;
  const key = Array.from({ length: period }, (_, step) => keyAt(step));
  const run = extend(data, image, at, (hidden, open, step) => {
    const byte = key[((step % period) + period) % period] ?? 0;
    return combine === 'xor' ? (hidden ^ open) === byte : ((hidden - open) & 255) === byte;
  });
  if (!isVaried(image, { ...run, offset: run.imageOffset })) return undefined;
  return { ...run, unchanged: key.every((byte) => byte === 0), key: Buffer.from(key).toString('hex') };
}

/** As far as one table of bytes explains, and each byte of the data stands for one byte only. */
function substitutedRun(
  data: Uint8Array,
  image: Uint8Array,
  at: { readonly data: number; readonly image: number },
): DisguisedRun | undefined {
  const standsFor = new Int16Array(256).fill(-1);
  const writtenAs = new Int16Array(256).fill(-1);
  let explained = 0;
  const run = extend(data, image, at, (hidden, open) => {
    if (standsFor[hidden] === -1 && writtenAs[open] === -1) {
      standsFor[hidden] = open;
      writtenAs[open] = hidden;
      return true;
    }
    if (standsFor[hidden] !== open) return false;
    explained += 1;
    return true;
  });
  if (explained < SHORTEST_SUBSTITUTED || !isVaried(data, run)) return undefined;
  return { ...run, unchanged: standsFor.every((open, hidden) => open === -1 || open === hidden) };
}

function extend(
  data: Uint8Array,
  image: Uint8Array,
  at: { readonly data: number; readonly image: number },
  fits: (data: number, image: number, step: number) => boolean,
): Omit<DisguisedRun, 'unchanged'> {
  let after = 0;
  while (
    at.data + after < data.length &&
    at.image + after < image.length &&
    fits(data[at.data + after] ?? 0, image[at.image + after] ?? 0, after)
  )
    after += 1;
  let before = 0;
  while (
    before < at.data &&
    before < at.image &&
    fits(data[at.data - before - 1] ?? 0, image[at.image - before - 1] ?? 0, -before - 1)
  )
    before += 1;
  return { offset: at.data - before, imageOffset: at.image - before, length: before + after };
}

/** A run of few values is a pattern of some format, whoever wrote it. */
function isVaried(
  bytes: Uint8Array,
  { offset, length }: { readonly offset: number; readonly length: number },
): boolean {
  return new Set(bytes.subarray(offset, offset + Math.min(length, 4_096))).size >= LEAST_DISTINCT;
}
