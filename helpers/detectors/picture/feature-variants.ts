import { DESCRIPTOR_BYTES, type FeaturePlace, type LocalFeatures } from './local-features.ts';

/** What was done to a picture beside scaling and turning it. */
export interface Variant {
  /** Left and right are exchanged. */
  readonly mirrored: boolean;
  /** Black and white are exchanged. */
  readonly inverted: boolean;
}

export const VARIANTS: readonly Variant[] = [
  { mirrored: false, inverted: false },
  { mirrored: true, inverted: false },
  { mirrored: false, inverted: true },
];

const CELLS = 4;
const BINS = 8;

/**
 * The features that the picture would have, were it mirrored or inverted. Mirrored about its left side: x becomes −x.
 * Both only exchange a descriptor's values, so that nothing has to be looked for again.
 */
export function featureVariant(features: LocalFeatures, { mirrored, inverted }: Variant): LocalFeatures {
  if (!mirrored && !inverted) return features;
  const order = exchange(mirrored, inverted);
  const descriptors = new Uint8Array(features.descriptors.length);
  for (let from = 0; from < descriptors.length; from += DESCRIPTOR_BYTES)
    for (let at = 0; at < DESCRIPTOR_BYTES; at += 1)
      descriptors[from + at] = features.descriptors[from + (order[at] ?? 0)] ?? 0;
  return { places: features.places.map((place) => placeVariant(place, mirrored, inverted)), descriptors };
}

function placeVariant(place: FeaturePlace, mirrored: boolean, inverted: boolean): FeaturePlace {
  const turned = inverted ? place.angle + Math.PI : place.angle;
  return {
    ...place,
    x: mirrored ? -place.x : place.x,
    angle: mirrored ? Math.PI - turned : turned,
    bright: inverted ? !place.bright : place.bright,
  };
}

/**
 * From which value of the descriptor each new one comes. A mirror turns the frame of a feature upside down and the
 * gradients in it with it; an inverted picture turns the frame half round, and the gradients stay as they are in it.
 */
function exchange(mirrored: boolean, inverted: boolean): readonly number[] {
  return Array.from({ length: DESCRIPTOR_BYTES }, (_, at) => {
    const bin = at % BINS;
    const column = Math.floor(at / BINS) % CELLS;
    const row = Math.floor(at / BINS / CELLS);
    const sourceRow = mirrored !== inverted ? CELLS - 1 - row : row;
    const sourceColumn = inverted ? CELLS - 1 - column : column;
    const sourceBin = mirrored ? (BINS - bin) % BINS : bin;
    return (sourceRow * CELLS + sourceColumn) * BINS + sourceBin;
  });
}
