import { type Affine, composed, inverse } from './affine.ts';
import { aligned } from './alignment.ts';
import { featureVariant, VARIANTS, type Variant } from './feature-variants.ts';
import type { GreyPicture } from './grey-picture.ts';
import { type Frame, judgeFrames, type PictureSight } from './judge-frames.ts';
import { findLocalFeatures } from './local-features.ts';
import {
  fromFrame,
  type PictureIndex,
  QUERY_FEATURES,
  QUERY_SIDE,
  type Reference,
  scaling,
} from './picture-index.ts';
import { buildPyramid, type Pyramid, reducedTo } from './pyramid.ts';
import { type Registration, register } from './registration.ts';
import { likeness } from './tone.ts';
import { viewOf } from './view.ts';
import { thumbLikeness, thumbOf } from './whole-thumb.ts';

const NOTHING: PictureSight = { found: [], alike: false };
/** In pixels: what is smaller shows nothing of a page. */
const SMALLEST_SIDE = 16;

/** To see which reference it looks like, and whether it does. */
const GLANCE_PLACES = 4_000;
const MOST_FRAMES = 4;
/** A closer look costs four times as much, and is taken only when the first one was nearly enough. */
const CLOSER_SIDE = 1170;
const CLOSER_FEATURES = 1000;
/** When so many features agree where the picture lies, it is not looked for elsewhere. */
const SURE_INLIERS = 20;
/** Maps that a few matches agree on by chance lead to pictures that do not look alike at all. */
const LEAST_LIKENESS = 0.35;
/** A photo that is less than half as alike as the best is another scene, and its noise need not be looked for: that takes a second. */
const PHOTO_SHARE = 0.5;
/** The longer side at which a picture is taken for a whole image. */
const WHOLE_SIDE = 160;
/** Without any match of features, only what looks like the whole of an image is tried. */
const LEAST_WHOLE_LIKENESS = 0.7;
/** Of a few cells: what is as much alike on closer sight is 0.05 less at most so coarsely (measured: blurred, in mosaic, other digits). */
const LEAST_THUMB_LIKENESS = 0.5;

/** Looks for every stimulus of the index in a picture. */
export function findPictures(index: PictureIndex, picture: GreyPicture): PictureSight {
  if (index.references.length === 0 || Math.min(picture.width, picture.height) < SMALLEST_SIDE)
    return NOTHING;
  const looked = buildPyramid(picture);
  const registered = registeredFrames(index, looked);
  const sight = judgeFrames(
    index,
    looked,
    registered.frames.map((frame) => finelyLaid(looked, frame)),
  );
  if (sight.found.length > 0 || registered.sure) return sight;
  const small = buildPyramid(reducedTo(looked, WHOLE_SIDE).picture);
  const whole = judgeFrames(index, small, wholeFrames(index, small));
  const grow = scaling(small.width / looked.width, small.height / looked.height);
  return {
    found: whole.found.map((one) => ({ ...one, toDrawing: composed(one.toDrawing, grow) })),
    alike: sight.alike || whole.alike,
  };
}

/** By features: any part of a stimulus, of any size, turned in any way. */
function registeredFrames(index: PictureIndex, picture: Pyramid): Registered {
  const first = framesAt(index, picture, { side: QUERY_SIDE, most: QUERY_FEATURES });
  const closer =
    first.frames.length === 0 && first.nearly && Math.max(picture.width, picture.height) > QUERY_SIDE;
  return closer ? framesAt(index, picture, { side: CLOSER_SIDE, most: CLOSER_FEATURES }) : first;
}

interface Registered {
  readonly frames: readonly Frame[];
  /** So many features agree that the picture lies there, and nowhere else. */
  readonly sure: boolean;
  /** A few features agree: in other pictures hardly two do. */
  readonly nearly: boolean;
}

function framesAt(
  index: PictureIndex,
  picture: Pyramid,
  { side, most }: { readonly side: number; readonly most: number },
): Registered {
  const small = reducedTo(picture, side);
  const features = findLocalFeatures(small.picture, most);
  const shrink = scaling(1 / small.across, 1 / small.down);
  const looks = VARIANTS.map((variant) => ({
    variant,
    ...register(index.features.match(featureVariant(features, variant))),
  }));
  const registrations = likely(
    looks.flatMap(({ variant, parts }) => parts.map((part) => ({ ...part, variant }))),
  );
  const frames = registrations.flatMap(({ toFrame, variant, inliers }) => {
    const map = composed(unmirrored(toFrame, variant), shrink);
    // Black corners of a turned picture, say, are unlike anything: many features that agree need no more.
    const least = inliers.length >= SURE_INLIERS ? 0 : LEAST_LIKENESS;
    return likeliest(index, picture, (reference) => composed(fromFrame(reference), map), least);
  });
  return {
    frames,
    sure: frames.length > 0 && (registrations[0]?.inliers.length ?? 0) >= SURE_INLIERS,
    nearly: looks.some((look) => look.nearly),
  };
}

/** The best, and others that come anywhere near it, as the parts of a collage do. */
function likely<One extends Registration>(registrations: readonly One[]): readonly One[] {
  const sorted = [...registrations].sort((a, b) => b.inliers.length - a.inliers.length);
  const least = (sorted[0]?.inliers.length ?? 0) / 5;
  return sorted.filter(({ inliers }) => inliers.length >= least).slice(0, MOST_FRAMES);
}

function unmirrored(map: Affine, { mirrored }: Variant): Affine {
  return mirrored ? composed(map, scaling(-1, 1)) : map;
}

function finelyLaid(picture: Pyramid, { reference, toReference }: Frame): Frame {
  return { reference, toReference: aligned(picture, reference.drawing, toReference) };
}

/** The eight ways to turn a picture over, on the unit square. */
const TURNS: readonly Affine[] = [1, -1].flatMap((mirror) =>
  [0, 1, 2, 3].map((quarter) => {
    const cos = [1, 0, -1, 0][quarter] ?? 1;
    const sin = [0, 1, 0, -1][quarter] ?? 0;
    const [a, b, d, e] = [mirror * cos, -mirror * sin, sin, cos];
    return { a, b, c: 0.5 - (a + b) / 2, d, e, f: 0.5 - (d + e) / 2 };
  }),
);

/**
 * As a whole image made small, or blurred or coarse beyond its features. All are looked at small: what they still show is
 * no finer. A whole needs no finer map either, and what little a small one shows would only mislead about it.
 */
function wholeFrames(index: PictureIndex, picture: Pyramid): readonly Frame[] {
  const unit = scaling(1 / picture.width, 1 / picture.height);
  const frames = TURNS.flatMap((turn) => {
    const turned = thumbOf(picture, composed(scaling(picture.width, picture.height), inverse(turn) ?? turn));
    const mapTo = ({ fromWhole, thumb }: Reference): Affine | undefined =>
      fromWhole === undefined || thumb === undefined || thumbLikeness(turned, thumb) < LEAST_THUMB_LIKENESS
        ? undefined
        : composed(fromWhole, composed(turn, unit));
    return likeliest(index, picture, mapTo, LEAST_WHOLE_LIKENESS);
  });
  return frames.slice(0, MOST_FRAMES);
}

/** Of each size of drawing the reference that the picture looks most like, when it does at all; and each photo that it looks like. */
function likeliest(
  { references }: PictureIndex,
  picture: Pyramid,
  mapTo: (reference: Reference) => Affine | undefined,
  least: number,
): readonly Frame[] {
  const best = new Map<number | string, Frame & { readonly like: number }>();
  for (const reference of references) {
    const toReference = mapTo(reference);
    if (toReference === undefined) continue;
    const view = viewOf(picture, reference.glance, { toReference, mostPlaces: GLANCE_PLACES });
    const like = view === undefined ? 0 : Math.abs(likeness(view));
    const size = reference.key === undefined ? reference.id : reference.drawing.width;
    if (like >= Math.max(least, best.get(size)?.like ?? 0)) best.set(size, { reference, toReference, like });
  }
  const frames = [...best.values()];
  const most = Math.max(0, ...frames.map(({ like }) => like));
  return frames.filter(({ reference, like }) => reference.key !== undefined || like >= PHOTO_SHARE * most);
}
