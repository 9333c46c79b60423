import type { Layer } from '../decode/layer.ts';
import { unwrap } from '../decode/unwrap.ts';

/** How a layer is named in a chain: by what made it, and where in the layer above it began. */
export function stepTo({ label = '', from }: Layer): string {
  return from.start === 0 ? label : `${label} at ${from.start}`;
}

/**
 * The bytes of the layer that a chain leads to; `undefined` when the object has none there. Several layers may have one
 * name, as the values of a row: the first that `holds` what is looked for is meant.
 */
export function followChain(
  object: Uint8Array,
  chain: readonly string[],
  holds: (bytes: Uint8Array) => boolean = () => true,
): Uint8Array | undefined {
  if (chain.length === 0) return holds(object) ? object : undefined;
  let layers: readonly Layer[] = [unwrap(object).root];
  for (const step of chain)
    layers = layers.flatMap(({ children }) => children.filter((child) => stepTo(child) === step));
  return layers.find(({ bytes }) => holds(bytes))?.bytes;
}
