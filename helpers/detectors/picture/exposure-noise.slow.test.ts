import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../../model/ids.ts';
import { noise } from '../images.fake.ts';
import { drawing, half, stimulus } from './drawings.fake.ts';
import { LEAST_SHARE, noiseScores } from './exposure-noise.ts';
import { findPictures } from './find-pictures.ts';
import type { GreyPicture } from './grey-picture.ts';
import { LEAST_Z } from './key-score.ts';
import { noiseFloor } from './noise-floor.ts';
import { buildPictureIndex } from './picture-index.ts';
import { buildPyramid } from './pyramid.ts';
import { viewOf } from './view.ts';

const SCENE = drawing(3, 3);

/** What a sensor sees of the scene: each value a few levels off, differently in each exposure. */
function exposure(number: number, scene: GreyPicture = SCENE): GreyPicture {
  const random = noise(number, scene.values.length);
  return {
    ...scene,
    values: Uint8Array.from(scene.values, (value, at) => value + ((random[at] ?? 0) % 9) - 4),
  };
}

const PHOTO = exposure(1);
const FLOOR = noiseFloor(buildPyramid(PHOTO)) ?? 0;

/** The strongest agreement in which enough of the noise takes part. */
function strongest(picture: GreyPicture): number {
  const scale = PHOTO.width / picture.width;
  const toReference = { a: scale, b: 0, c: 0, d: 0, e: scale, f: 0 };
  const laid = { toReference, mostPlaces: 200_000 };
  const view = viewOf(buildPyramid(picture), buildPyramid(PHOTO), laid);
  const scores = view === undefined ? [] : noiseScores(view, FLOOR);
  return Math.max(0, ...scores.filter(({ share }) => share >= LEAST_SHARE).map(({ z }) => z));
}

function changed(picture: GreyPicture, change: (value: number, at: number) => number): GreyPicture {
  return { ...picture, values: Uint8Array.from(picture.values, change) };
}

describe('the noise of an exposure', () => {
  it('is measured where the photo shows nothing else', () => {
    // Whole numbers from −4 to 4, evenly: (9² − 1) / 12.
    expect(FLOOR).toBeGreaterThan(5);
    expect(FLOOR).toBeLessThan(7);
  });

  it('is not there in a drawing', () => {
    expect(noiseFloor(buildPyramid(SCENE))).toBeUndefined();
  });

  it.each([
    ['as it is', PHOTO],
    ['at half its size', half(PHOTO)],
    ['inverted', changed(PHOTO, (value) => 255 - value)],
    ['with little contrast, in whole levels', changed(PHOTO, (value) => 60 + Math.round(value * 0.4))],
    ['in steps of six levels', changed(PHOTO, (value) => 6 * Math.round(value / 6))],
    ['under noise of its own', exposure(7, PHOTO)],
    ['half covered', changed(PHOTO, (value, at) => (at < PHOTO.values.length / 2 ? 90 : value))],
  ])('is found in a copy %s', (_, picture) => {
    expect(strongest(picture)).toBeGreaterThan(LEAST_Z);
  });

  it.each([
    ['another exposure of the same scene, from the same place', exposure(2)],
    ['that at half its size', half(exposure(2))],
    ['that inverted', changed(exposure(2), (value) => 255 - value)],
    ['the scene without any noise', SCENE],
    ['another scene', exposure(1, drawing(5, 5))],
    ['one plain grey', changed(PHOTO, () => 128)],
  ])('is not found in %s', (_, picture) => {
    expect(strongest(picture)).toBeLessThan(LEAST_Z);
  });

  it('is far from enough when a hundredth of it is in all photos of a sensor', () => {
    const fixed = noise(99, SCENE.values.length);
    const sensor = (number: number): GreyPicture =>
      changed(exposure(number), (value, at) => value + ((fixed[at] ?? 0) % 4 === 0 ? 1 : 0));
    expect(strongest(sensor(3))).toBeLessThan(LEAST_Z);
  });
});

describe('a photo that no key marks', () => {
  const photo = (id: string, image: GreyPicture) => ({ id: parseStimulusId(id), image });
  const index = buildPictureIndex([], [photo('first', PHOTO), photo('second', exposure(2))]);

  it('is told in a copy from another photo of the same scene, with its place and its p-value', () => {
    const { found } = findPictures(index, half(exposure(2)));
    expect(found.map(({ stimulus }) => stimulus)).toEqual(['second']);
    expect(found[0]?.log10P).toBeLessThan(-9);
    expect(found[0]?.share).toBeGreaterThan(LEAST_SHARE);
    expect(found[0]?.toDrawing.a).toBeCloseTo(2, 1);
  });

  it('is not found in a third, which is alike and no more', () => {
    expect(findPictures(index, exposure(3))).toEqual({ found: [], alike: true });
  });

  it('is never found when it shows no noise, as a drawing does not', () => {
    const drawn = buildPictureIndex([], [photo('drawn', SCENE)]);
    expect(findPictures(drawn, half(SCENE))).toEqual({ found: [], alike: true });
  });
});

it('is not looked for in a picture that is like another stimulus: nothing of it counts in the chance', () => {
  const page = stimulus('page', 1, 1);
  const index = buildPictureIndex([page], [{ id: parseStimulusId('photo'), image: PHOTO }]);
  const blind = { ...index, references: index.references.map(({ noise: _, ...reference }) => reference) };
  const [found] = findPictures(index, page.image).found;
  expect(found).toMatchObject({ stimulus: 'page' });
  expect(found?.log10P).toBe(findPictures(blind, page.image).found[0]?.log10P);
});
