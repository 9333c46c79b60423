import cv from '@techstark/opencv-js';
import sharp from 'sharp';

const SIDE = 640;
const FEATURES = 500;
/** Lowe's: a match counts when the second best is so much worse (IJCV 60, 2004, section 7.1). */
const RATIO = 0.8;
const REPROJECTION_PX = 5;

/** OpenCV's, in its own memory: freed by `forget`. */
export interface OrbFeatures {
  readonly points: readonly (readonly [number, number])[];
  readonly descriptors: InstanceType<typeof cv.Mat>;
  forget(): void;
}

/** Resolves when OpenCV's WebAssembly has started. The module is a thenable of itself: it must not be awaited. */
export function openCvReady(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof cv.Mat === 'function') resolve();
    else cv.onRuntimeInitialized = () => resolve();
  });
}

/** ORB (Rublee and others, ICCV 2011), by OpenCV. */
export async function orbFeatures(image: Buffer): Promise<OrbFeatures> {
  const { data, info } = await sharp(image)
    .flatten()
    .greyscale()
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grey = cv.matFromArray(info.height, info.width, cv.CV_8UC1, [...data]);
  const [mask, found, descriptors] = [new cv.Mat(), new cv.KeyPointVector(), new cv.Mat()];
  const orb = new cv.ORB(FEATURES);
  try {
    orb.detectAndCompute(grey, mask, found, descriptors);
    const points = Array.from({ length: found.size() }, (_, at): readonly [number, number] => {
      const { x, y } = found.get(at).pt;
      return [x, y];
    });
    return { points, descriptors, forget: () => descriptors.delete() };
  } finally {
    for (const one of [grey, mask, found, orb]) one.delete();
  }
}

/** How many matches one homography explains (RANSAC). */
export function orbInliers(one: OrbFeatures, other: OrbFeatures): number {
  if (one.points.length < 4 || other.points.length < 4) return 0;
  const [matcher, matches] = [new cv.BFMatcher(cv.NORM_HAMMING), new cv.DMatchVectorVector()];
  const [from, to]: [number[], number[]] = [[], []];
  try {
    matcher.knnMatch(one.descriptors, other.descriptors, matches, 2);
    for (let at = 0; at < matches.size(); at += 1) {
      const pair = matches.get(at);
      const [best, second] = [pair.get(0), pair.get(1)];
      if (pair.size() === 2 && best.distance < RATIO * second.distance) {
        from.push(...(one.points[best.queryIdx] ?? [0, 0]));
        to.push(...(other.points[best.trainIdx] ?? [0, 0]));
      }
    }
  } finally {
    matcher.delete();
    matches.delete();
  }
  return from.length < 8 ? 0 : explained(from, to);
}

function explained(from: readonly number[], to: readonly number[]): number {
  const [a, b, inliers] = [pointsOf(from), pointsOf(to), new cv.Mat()];
  try {
    cv.findHomography(a, b, cv.RANSAC, REPROJECTION_PX, inliers).delete();
    return inliers.rows === 0 ? 0 : cv.countNonZero(inliers);
  } finally {
    for (const one of [a, b, inliers]) one.delete();
  }
}

function pointsOf(coordinates: readonly number[]): InstanceType<typeof cv.Mat> {
  return cv.matFromArray(coordinates.length / 2, 1, cv.CV_32FC2, [...coordinates]);
}
