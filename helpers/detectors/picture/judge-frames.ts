import type { StimulusId } from '../../model/ids.ts';
import type { Affine } from './affine.ts';
import { LEAST_SHARE, noiseScores } from './exposure-noise.ts';
import { cellSums, keyScore, LEAST_Z, MOST_STATISTICS } from './key-score.ts';
import type { PictureIndex, Reference } from './picture-index.ts';
import type { Pyramid } from './pyramid.ts';
import { residualOf } from './residual.ts';
import { viewOf } from './view.ts';

/** A picture that carries what only one stimulus has. */
export interface FoundPicture {
  readonly stimulus: StimulusId;
  /** How strongly it carries the key; negative when it is inverted. Of an unmarked stimulus, its noise. */
  readonly z: number;
  /** How likely a picture that does not carry it would come this far by chance, with all that was tried on this one. */
  readonly log10P: number;
  /** Of an unmarked stimulus: which part of its noise the picture has. */
  readonly share?: number;
  /** From the picture's pixels to those of the stimulus' drawing. */
  readonly toDrawing: Affine;
}

/** What was seen of a picture. */
export interface PictureSight {
  readonly found: readonly FoundPicture[];
  /** It looks like a drawing of ours and carries no key: the same template, or the same scene. No evidence of anything. */
  readonly alike: boolean;
}

/** One reference, and where the picture would lie on it. */
export interface Frame {
  readonly reference: Reference;
  readonly toReference: Affine;
}

/**
 * Places of the grids on which keys are looked for. The one that shows most at once comes first; a finer one costs ten times as
 * much, and on a coarser one it does not matter how far a picture was blurred.
 */
const KEY_GRIDS: readonly number[] = [30_000, 400_000, 4_000];
/** From here on no other grid would say more. */
const PLAIN_Z = 16;
const NOISE_GRIDS: readonly number[] = [400_000, 30_000];
/** A finding is by chance at most once in so many pictures. */
const LEAST_SURE = -9;

/** One of all statistics, before it is known how many there are. */
interface Test {
  readonly id: StimulusId;
  readonly z: number;
  readonly log10P: number;
  readonly share?: number;
  readonly toDrawing: Affine;
}

/** Looks in each frame for what marks a stimulus: a key, or the noise of the one exposure. */
export function judgeFrames(index: PictureIndex, picture: Pyramid, frames: readonly Frame[]): PictureSight {
  const looks = frames.map((frame) =>
    frame.reference.key === undefined ? noiseTests(picture, frame) : keyTests(index, picture, frame),
  );
  const all = looks.reduce((sum, { most }) => sum + most, 0);
  const found = strongest(
    looks.flatMap(({ tests }) => tests),
    all,
  );
  return { found, alike: frames.length > 0 };
}

/** What was looked at in a frame, and how many statistics it might have taken: stopping early makes none of them surer. */
interface Tests {
  readonly tests: readonly Test[];
  readonly most: number;
}

/** Every key in every frame: a sibling's drawing is as good to lay a picture over as the right one. */
function keyTests({ references }: PictureIndex, picture: Pyramid, { reference, toReference }: Frame): Tests {
  const tests: Test[] = [];
  for (const mostPlaces of KEY_GRIDS) {
    const view = viewOf(picture, reference.drawing, { toReference, mostPlaces });
    if (view === undefined) continue;
    const scales = cellSums(view, residualOf(view));
    for (const { id, key, drawing } of references) {
      if (key === undefined || drawing.width !== reference.drawing.width) continue;
      const z = keyScore(scales, key);
      tests.push({ id, z, log10P: chanceOfKey(z), toDrawing: toReference });
    }
    if (tests.some(({ z }) => Math.abs(z) >= PLAIN_Z)) break;
  }
  return { tests, most: KEY_GRIDS.length * references.length * MOST_STATISTICS };
}

/** The noise is the photo's own: no other reference serves. */
function noiseTests(picture: Pyramid, { reference, toReference }: Frame): Tests {
  const { id, noise, drawing } = reference;
  if (noise === undefined) return { tests: [], most: 0 };
  const tests = NOISE_GRIDS.flatMap((mostPlaces) => {
    const view = viewOf(picture, drawing, { toReference, mostPlaces });
    if (view === undefined) return [];
    return noiseScores(view, noise).map((one) => ({ id, ...one, toDrawing: toReference }));
  });
  return { tests, most: tests.length };
}

function strongest(tests: readonly Test[], all: number): readonly FoundPicture[] {
  const best = new Map<StimulusId, FoundPicture>();
  for (const { id, z, log10P, share, toDrawing } of tests) {
    if (Math.abs(z) < LEAST_Z || (share !== undefined && (z < 0 || share < LEAST_SHARE))) continue;
    // Bonferroni; a logarithm, for it is less than numbers can say. Either sign would have been taken.
    const one = {
      stimulus: id,
      z,
      log10P: Math.min(0, Math.log10(2 * all) + log10P),
      ...(share !== undefined && { share }),
      toDrawing,
    };
    if (one.log10P > LEAST_SURE || Math.abs(z) <= Math.abs(best.get(id)?.z ?? 0)) continue;
    best.set(id, one);
  }
  return [...best.values()].sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
}

/** Hoeffding's bound, for one sign of one test. */
function chanceOfKey(z: number): number {
  return -(z * z) / 2 / Math.LN10;
}
