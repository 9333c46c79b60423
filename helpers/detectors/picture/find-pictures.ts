import type { StimulusId } from '../../model/ids.ts';
import { type Affine, composed, scaleOf } from './affine.ts';
import { aligned } from './alignment.ts';
import { featureVariant, VARIANTS, type Variant } from './feature-variants.ts';
import type { GreyPicture } from './grey-picture.ts';
import { cellSums, keyScore } from './key-score.ts';
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
import { residualOf } from './residual.ts';
import { likeness } from './tone.ts';
import { viewOf } from './view.ts';

/** A picture that carries the key of a stimulus. */
interface FoundPicture {
  readonly stimulus: StimulusId;
  /** How strongly it carries the key; negative when it is inverted. */
  readonly z: number;
  /** How likely a picture that does not carry it would come this far by chance, with all that was tried on this one. */
  readonly p: number;
  /** From the picture's pixels to those of the stimulus' drawing. */
  readonly toDrawing: Affine;
}

/** What was seen of a picture. */
export interface PictureSight {
  readonly found: readonly FoundPicture[];
  /** It looks like a drawing of ours and carries no key: the same template, or the same scene. No evidence of anything. */
  readonly alike: boolean;
}

const NOTHING: PictureSight = { found: [], alike: false };
/** In pixels: what is smaller shows nothing of a page. */
const SMALLEST_SIDE = 16;

/** A key counts from here on: by chance, 10⁻¹² with a thousand tests. */
export const LEAST_Z = 8;

/** Places of the grid on which keys are looked for. */
const PLACES = 400_000;
/** To see which reference it looks like, and whether it does. */
const GLANCE_PLACES = 4_000;
const MOST_FRAMES = 4;
/** When so many features agree where the picture lies, it is not looked for elsewhere. */
const SURE_INLIERS = 20;
/** Maps that a few matches agree on by chance lead to pictures that do not look alike at all. */
const LEAST_LIKENESS = 0.35;
/** The longer side at which a picture is taken for a whole image. */
const WHOLE_SIDE = 160;
/** Without any match of features, only what looks like the whole of an image is tried. */
const LEAST_WHOLE_LIKENESS = 0.7;

/** Looks for every stimulus of the index in a picture. */
export function findPictures(index: PictureIndex, picture: GreyPicture): PictureSight {
  if (index.references.length === 0 || Math.min(picture.width, picture.height) < SMALLEST_SIDE)
    return NOTHING;
  const looked = buildPyramid(picture);
  const registered = registeredFrames(index, looked);
  const sight = judged(
    index,
    looked,
    registered.frames.map((frame) => finelyLaid(looked, frame)),
  );
  if (sight.found.length > 0 || registered.sure) return sight;
  const small = buildPyramid(reducedTo(looked, WHOLE_SIDE).picture);
  const whole = judged(index, small, wholeFrames(index, small));
  const grow = scaling(small.width / looked.width, small.height / looked.height);
  return {
    found: whole.found.map((one) => ({ ...one, toDrawing: composed(one.toDrawing, grow) })),
    alike: sight.alike || whole.alike,
  };
}

/** One reference, and where the picture would lie on it. */
interface Frame {
  readonly reference: Reference;
  readonly toReference: Affine;
}

/** By features: any part of a stimulus, of any size, turned in any way. */
function registeredFrames(
  index: PictureIndex,
  picture: Pyramid,
): { readonly frames: readonly Frame[]; readonly sure: boolean } {
  const small = reducedTo(picture, QUERY_SIDE);
  const features = findLocalFeatures(small.picture, QUERY_FEATURES);
  const shrink = scaling(1 / small.across, 1 / small.down);
  const registrations = likely(
    VARIANTS.flatMap((variant) =>
      register(index.features.match(featureVariant(features, variant))).map((one) => ({ ...one, variant })),
    ),
  );
  const frames = registrations.flatMap(({ toFrame, variant }) => {
    const map = composed(unmirrored(toFrame, variant), shrink);
    return likeliest(index, picture, (reference) => composed(fromFrame(reference), map), LEAST_LIKENESS);
  });
  return { frames, sure: frames.length > 0 && (registrations[0]?.inliers.length ?? 0) >= SURE_INLIERS };
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
  const frames = TURNS.flatMap((turn) =>
    likeliest(
      index,
      picture,
      ({ fromWhole }) => (fromWhole === undefined ? undefined : composed(fromWhole, composed(turn, unit))),
      LEAST_WHOLE_LIKENESS,
    ),
  );
  return frames.slice(0, MOST_FRAMES);
}

/** Of each size of drawing the reference that the picture looks most like, when it does at all. */
function likeliest(
  { references }: PictureIndex,
  picture: Pyramid,
  mapTo: (reference: Reference) => Affine | undefined,
  least: number,
): readonly Frame[] {
  const best = new Map<number, Frame & { readonly like: number }>();
  for (const reference of references) {
    const toReference = mapTo(reference);
    if (toReference === undefined) continue;
    const view = viewOf(picture, reference.glance, { toReference, mostPlaces: GLANCE_PLACES });
    const like = view === undefined ? 0 : Math.abs(likeness(view));
    const size = reference.drawing.width;
    if (like >= Math.max(least, best.get(size)?.like ?? 0)) best.set(size, { reference, toReference, like });
  }
  return [...best.values()];
}

/** Every key in every frame: a sibling's drawing is as good to lay a picture over as the right one. */
function judged(index: PictureIndex, picture: Pyramid, frames: readonly Frame[]): PictureSight {
  let tests = 0;
  const scored: { readonly id: StimulusId; readonly z: number; readonly toDrawing: Affine }[] = [];
  for (const { reference, toReference } of frames) {
    const view = viewOf(picture, reference.drawing, { toReference, mostPlaces: PLACES });
    if (view === undefined) continue;
    const scales = cellSums(view, residualOf(view));
    for (const { id, key, drawing } of index.references) {
      if (drawing.width !== reference.drawing.width) continue;
      const score = keyScore(scales, key);
      tests += score.tests;
      scored.push({ id, z: score.z, toDrawing: toReference });
    }
  }
  return { found: strongest(scored, tests), alike: frames.length > 0 };
}

function strongest(
  scored: readonly { readonly id: StimulusId; readonly z: number; readonly toDrawing: Affine }[],
  tests: number,
): readonly FoundPicture[] {
  const best = new Map<StimulusId, FoundPicture>();
  for (const { id, z, toDrawing } of scored) {
    if (Math.abs(z) < LEAST_Z || Math.abs(z) <= Math.abs(best.get(id)?.z ?? 0)) continue;
    best.set(id, { stimulus: id, z, p: chance(z, tests), toDrawing });
  }
  return [...best.values()].sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
}

/** Hoeffding's bound for one test, times the tests (Bonferroni). */
function chance(z: number, tests: number): number {
  return Math.min(1, 2 * tests * Math.exp(-(z * z) / 2));
}

/** In words: how large the picture shows the stimulus, and how it is turned. */
export function mapInWords(map: Affine): string {
  const mirrored = map.a * map.e - map.b * map.d < 0;
  const turn = (Math.atan2(-map.d, mirrored ? -map.a : map.a) * 180) / Math.PI;
  const turned = (Math.round(mirrored ? -turn : turn) + 360) % 360;
  return `scaled ×${(1 / scaleOf(map)).toFixed(2)}, rotated ${turned}°${mirrored ? ', mirrored' : ''}`;
}
