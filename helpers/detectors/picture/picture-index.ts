import type { StimulusId } from '../../model/ids.ts';
import { type Affine, composed, inverse } from './affine.ts';
import { aligned } from './alignment.ts';
import { buildFeatureIndex, type FeatureIndex } from './feature-index.ts';
import type { GreyPicture } from './grey-picture.ts';
import { cellSums, keyScore, LEAST_Z } from './key-score.ts';
import { type KeySigns, keySigns } from './key-signs.ts';
import { findLocalFeatures, type LocalFeatures } from './local-features.ts';
import { noiseFloor } from './noise-floor.ts';
import { buildPyramid, levelFor, type Pyramid, reducedTo } from './pyramid.ts';
import { register } from './registration.ts';
import { residualOf } from './residual.ts';
import { REFERENCE_LEVELS, viewOf } from './view.ts';
import { type Thumb, thumbOf } from './whole-thumb.ts';

/** A stimulus that was drawn by us and marked with a key of its own. */
export interface MarkedStimulus {
  readonly id: StimulusId;
  readonly key: Uint8Array;
  /** As it was drawn, before it was marked. */
  readonly unmarked: GreyPicture;
  /** The image on the phone: the drawing itself, or a screenshot of it. */
  readonly image: GreyPicture;
}

/** A stimulus without a mark, such as a photo that a real camera took. */
export interface UnmarkedStimulus {
  readonly id: StimulusId;
  readonly image: GreyPicture;
}

/** One stimulus, ready to be looked for. */
export interface Reference {
  readonly id: StimulusId;
  /** Absent when nothing was drawn into it. */
  readonly key?: KeySigns;
  /** Of a stimulus without a key, how much of it is its sensor's noise, as `noiseFloor` tells; absent when it shows none. */
  readonly noise?: number;
  /** Of a stimulus without a key, the image itself. */
  readonly drawing: Pyramid;
  /** The drawing again, small enough to be compared with at a glance. */
  readonly glance: Pyramid;
  /** From the drawing's pixels to the frame that all references share. */
  readonly toFrame: Affine;
  /** From the unit square that the whole image fills to its own pixels; absent when it does not show its drawing. */
  readonly fromWhole?: Affine;
  /** What the whole image shows of the drawing; absent likewise. */
  readonly thumb?: Thumb;
  /** From the drawing's pixels to those of the image; absent likewise. */
  readonly toImage?: Affine;
  /** The key is seen in the image itself: the positive control, for what is not seen there is not seen in a copy. */
  readonly shown: boolean;
}

export interface PictureIndex {
  readonly references: readonly Reference[];
  readonly features: FeatureIndex;
}

/** The frame is as wide as a page of the smallest size: drawings of one template coincide in it. */
const FRAME_WIDTH = 1080;
/** A whole page is looked for at a quarter of its size, and a small part of it at its own. */
const REFERENCE_SIDE = 1170;
const REFERENCE_FEATURES = 900;
/** The longer side and the number of features at which a picture is looked at first. */
export const QUERY_SIDE = 585;
export const QUERY_FEATURES = 500;

/** Places of the grid on which the image's own key is looked for: it shows all of it, and plainly. */
const CONTROL_PLACES = 100_000;

/** What a photo has more of shows nothing that a copy would still show. */
const PHOTO_PIXELS = 4_000_000;

/** Takes some 0.4 s for each stimulus. */
export function buildPictureIndex(
  marked: readonly MarkedStimulus[],
  unmarked: readonly UnmarkedStimulus[] = [],
): PictureIndex {
  const drawings = marked.map((one) => ({ one, drawing: buildPyramid(one.unmarked, REFERENCE_LEVELS) }));
  const photos = unmarked.map(({ id, image }) => photoReference(id, buildPyramid(image, REFERENCE_LEVELS)));
  const features = buildFeatureIndex([...drawings, ...photos].map(({ drawing }) => frameFeatures(drawing)));
  return {
    references: [...drawings.map(({ one, drawing }) => referenceTo(one, drawing, features)), ...photos],
    features,
  };
}

/** Its own image serves as its drawing. */
function photoReference(id: StimulusId, image: Pyramid): Reference {
  const halvings = Math.ceil(Math.log2((image.width * image.height) / PHOTO_PIXELS) / 2);
  const level = levelFor(image, 2 ** halvings);
  const drawing = buildPyramid(level, REFERENCE_LEVELS);
  const noise = noiseFloor(drawing);
  const scale = FRAME_WIDTH / drawing.width;
  return {
    id,
    ...(noise !== undefined && { noise }),
    drawing,
    glance: { ...drawing, levels: drawing.levels.slice(-1) },
    toFrame: scaling(scale, scale),
    fromWhole: scaling(drawing.width, drawing.height),
    thumb: thumbOf(drawing, scaling(drawing.width, drawing.height)),
    toImage: scaling(level.pixels, level.pixels),
    shown: false,
  };
}

function referenceTo(
  { id, key, image, unmarked }: MarkedStimulus,
  drawing: Pyramid,
  features: FeatureIndex,
): Reference {
  const signs = keySigns(key, unmarked);
  const looked = buildPyramid(image);
  const toDrawing = registered(looked, drawing, features);
  const scale = FRAME_WIDTH / unmarked.width;
  const known = {
    id,
    key: signs,
    drawing,
    glance: { ...drawing, levels: drawing.levels.slice(-1) },
    toFrame: scaling(scale, scale),
  };
  const toImage = toDrawing === undefined ? undefined : inverse(toDrawing);
  if (toDrawing === undefined || toImage === undefined) return { ...known, shown: false };
  const fromWhole = composed(toDrawing, scaling(image.width, image.height));
  const view = viewOf(looked, drawing, { toReference: toDrawing, mostPlaces: CONTROL_PLACES });
  const z = view === undefined ? 0 : keyScore(cellSums(view, residualOf(view)), signs);
  return { ...known, fromWhole, thumb: thumbOf(drawing, fromWhole), toImage, shown: z >= LEAST_Z };
}

function frameFeatures(drawing: Pyramid): LocalFeatures {
  const { picture, across, down } = reducedTo(drawing, REFERENCE_SIDE);
  const { places, descriptors } = findLocalFeatures(picture, REFERENCE_FEATURES);
  const scale = FRAME_WIDTH / drawing.width;
  return {
    places: places.map((one) => ({
      ...one,
      x: one.x * across * scale,
      y: one.y * down * scale,
      size: one.size * across * scale,
    })),
    descriptors,
  };
}

/** From the image's pixels to those of the drawing: it shows all of it, or between the bars of a browser. */
function registered(image: Pyramid, drawing: Pyramid, features: FeatureIndex): Affine | undefined {
  const small = reducedTo(image, QUERY_SIDE);
  const { parts } = register(features.match(findLocalFeatures(small.picture, QUERY_FEATURES)));
  const [registration] = parts;
  if (registration === undefined) return undefined;
  const scale = drawing.width / FRAME_WIDTH;
  const crude = composed(
    scaling(scale, scale),
    composed(registration.toFrame, scaling(1 / small.across, 1 / small.down)),
  );
  return aligned(image, drawing, crude);
}

export function scaling(x: number, y: number): Affine {
  return { a: x, b: 0, c: 0, d: 0, e: y, f: 0 };
}

/** From the frame to a reference's pixels. */
export function fromFrame({ toFrame }: Reference): Affine {
  return inverse(toFrame) ?? toFrame;
}
