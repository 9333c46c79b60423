import type { Layer } from '../decode/layer.ts';
import { unwrap } from '../decode/unwrap.ts';

/** How a layer is named in a chain: by what made it, and where in the layer above it began. */
export function stepTo({ label = '', from }: Layer): string {
  return from.start === 0 ? label : `${label} at ${from.start}`;
}

/** The bytes of the layer that a chain leads to; `undefined` when the object has none there. */
export function followChain(object: Uint8Array, chain: readonly string[]): Uint8Array | undefined {
  if (chain.length === 0) return object;
  let layer: Layer | undefined = unwrap(object).root;
  for (const step of chain) layer = layer?.children.find((child) => stepTo(child) === step);
  return layer?.bytes;
}
