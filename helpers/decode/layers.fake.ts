import type { Layer } from './layer.ts';
import { unwrap } from './unwrap.ts';

/** The ways that lead to these bytes, e.g. `gzip > base64`. */
export function waysTo(object: Uint8Array, wanted: Buffer): readonly string[] {
  return layers(unwrap(object).root, []).flatMap(({ layer, way }) =>
    Buffer.from(layer.bytes).includes(wanted) ? [way.join(' > ')] : [],
  );
}

function layers(
  layer: Layer,
  way: readonly string[],
): readonly { readonly layer: Layer; readonly way: readonly string[] }[] {
  return [
    { layer, way },
    ...layer.children.flatMap((child) => layers(child, [...way, child.label ?? 'no label'])),
  ];
}

/** Bytes without a pattern: the same seed gives the same bytes (xorshift32, Marsaglia 2003). */
export function noise(seed: number, length: number): Buffer {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 0xff;
    }),
  );
}
