import type { Layer, Region } from '../decode/layer.ts';
import { opaqueBytes, SMALLEST_LEAK } from './opaque-bytes.ts';

/** The layers that were decoded from one, and how much of each is opaque. */
export type SeenInside = readonly { readonly child: Layer; readonly opaque: number }[];

/**
 * What nobody can read of a layer: its own bytes without the format's, without what was found or seen to be no copy, and
 * without what was decoded in full and understood. Of several readings of the same bytes the one that leaves the least counts.
 */
export function opaqueOf(bytes: Uint8Array, explained: readonly Region[], seen: SeenInside): number {
  let opaque = 0;
  const understood = seen
    .filter((one) => one.child.complete && isUnderstood(one.child.bytes, one.opaque))
    .sort((a, b) => a.opaque - b.opaque);
  const used: Region[] = [];
  for (const { child, opaque: inside } of understood) {
    if (child.explains.some((one) => used.some(({ start, end }) => start < one.end && one.start < end)))
      continue;
    used.push(...child.explains);
    opaque += inside;
  }
  return opaque + opaqueBytes(bytes, [...explained, ...used]);
}

/** Nearly all of it: what is short, or a token without a meaning, is not understood by having been decoded. */
function isUnderstood({ length }: Uint8Array, opaque: number): boolean {
  return opaque < SMALLEST_LEAK && opaque * 8 <= length;
}
