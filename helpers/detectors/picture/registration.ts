import { type Affine, fitted, scaleOf } from './affine.ts';
import type { FeatureMatch } from './feature-index.ts';

/** Where a picture, or a part of it, would lie in the frame of the references, if it shows one. */
export interface Registration {
  /** From pixels of the picture to the references' frame. */
  readonly toFrame: Affine;
  readonly inliers: readonly FeatureMatch[];
}

/** Matches at so many places must agree: fewer do by chance, on any two pictures with lettering. */
const LEAST_INLIERS = 5;
/** From here on a closer look is worth its time. */
const NEARLY_INLIERS = 3;
/** How far a match may lie off, in units of the frame: first for the crude map of one match, at last for the fitted one. */
const TOLERANCES = [24, 12, 8, 6] as const;
const MOST_PARTS = 3;
/** More matches than these do not make the crude map better. */
const MOST_HYPOTHESES = 300;

/** What the matches of a picture say of where it lies. */
interface Agreement {
  /** The maps that most matches agree on, best first: several, when the picture is a collage. */
  readonly parts: readonly Registration[];
  /** Some agree, whether they are enough or not. */
  readonly nearly: boolean;
}

/**
 * Finds the maps that most matches agree on. One match gives scale, turn and place, as its features have a size and an
 * angle, so that all can be tried without chance.
 */
export function register(matches: readonly FeatureMatch[]): Agreement {
  const parts: Registration[] = [];
  let left = matches;
  let nearly = false;
  while (parts.length < MOST_PARTS) {
    const crude = mostAgreeing(left);
    nearly ||= placesOf(crude) >= NEARLY_INLIERS;
    const one = refined(crude, left);
    if (one === undefined) break;
    parts.push(one);
    const taken = new Set(one.inliers);
    left = left.filter((match) => !taken.has(match));
  }
  return { parts, nearly };
}

function mostAgreeing(matches: readonly FeatureMatch[]): readonly FeatureMatch[] {
  let [best, most]: [Affine | undefined, number] = [undefined, 0];
  const stride = Math.max(1, Math.ceil(matches.length / MOST_HYPOTHESES));
  for (let at = 0; at < matches.length; at += stride) {
    const match = matches[at];
    if (match === undefined) continue;
    const map = similarityOf(match);
    const agreeing = countAgreeing(map, matches);
    if (agreeing > most) [best, most] = [map, agreeing];
  }
  return best === undefined ? [] : inliersOf(best, matches, TOLERANCES[0]);
}

/** How many `inliersOf` would return: hundreds of maps are tried, and most are for nothing. */
function countAgreeing(map: Affine, matches: readonly FeatureMatch[]): number {
  const scale = scaleOf(map);
  let count = 0;
  for (const match of matches) if (agrees(map, match, { scale, tolerance: TOLERANCES[0] })) count += 1;
  return count;
}

function refined(crude: readonly FeatureMatch[], matches: readonly FeatureMatch[]): Registration | undefined {
  let inliers = crude;
  let toFrame: Affine | undefined;
  for (const tolerance of TOLERANCES) {
    if (placesOf(inliers) < LEAST_INLIERS) return undefined;
    toFrame = fitted(inliers.map(({ query, reference }) => ({ from: query, to: reference })));
    if (toFrame === undefined || !isPlausible(toFrame)) return undefined;
    inliers = inliersOf(toFrame, matches, tolerance);
  }
  return toFrame === undefined || placesOf(inliers) < LEAST_INLIERS ? undefined : { toFrame, inliers };
}

/** A feature with two orientations, and two features of one corner, are one place. */
function placesOf(matches: readonly FeatureMatch[]): number {
  return new Set(matches.map(({ reference: { x, y } }) => `${Math.round(x / 6)} ${Math.round(y / 6)}`)).size;
}

/** Squeezed to less than a third in one direction, or hundreds of times smaller, is an accident of few matches. */
function isPlausible(map: Affine): boolean {
  const scale = scaleOf(map);
  const longest = Math.max(Math.hypot(map.a, map.d), Math.hypot(map.b, map.e));
  return scale > 0.02 && scale < 100 && longest < 3 * scale;
}

function similarityOf({ query, reference }: FeatureMatch): Affine {
  const scale = reference.size / query.size;
  const turn = reference.angle - query.angle;
  const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  return {
    a: cos,
    b: -sin,
    c: reference.x - cos * query.x + sin * query.y,
    d: sin,
    e: cos,
    f: reference.y - sin * query.x - cos * query.y,
  };
}

function inliersOf(
  map: Affine,
  matches: readonly FeatureMatch[],
  tolerance: number,
): readonly FeatureMatch[] {
  const scale = scaleOf(map);
  return matches.filter((match) => agrees(map, match, { scale, tolerance }));
}

function agrees(
  { a, b, c, d, e, f }: Affine,
  { query, reference }: FeatureMatch,
  { scale, tolerance }: { readonly scale: number; readonly tolerance: number },
): boolean {
  const x = a * query.x + b * query.y + c - reference.x;
  const y = d * query.x + e * query.y + f - reference.y;
  if (x * x + y * y > tolerance * tolerance) return false;
  const grown = (scale * query.size) / reference.size;
  return grown > 0.5 && grown < 2;
}
