import { type GreyPicture, reduced } from './grey-picture.ts';

/** A picture, and the same ever smaller by half: what is looked at small need not be made small from the whole each time. */
export interface Pyramid {
  readonly width: number;
  readonly height: number;
  /** The first is the picture itself. A last odd column or row is left out of the next one. */
  readonly levels: readonly Level[];
}

export interface Level extends GreyPicture {
  /** So many pixels of the picture make one of this level, in each direction: 1, 2, 4 and so on. */
  readonly pixels: number;
}

const SMALLEST_SIDE = 32;

/** At most so many levels below the first. */
export function buildPyramid(picture: GreyPicture, most = 8): Pyramid {
  const levels: Level[] = [{ ...picture, pixels: 1 }];
  for (let last = levels[0]; last !== undefined && levels.length <= most; last = levels.at(-1)) {
    if (Math.min(last.width, last.height) < 2 * SMALLEST_SIDE) break;
    levels.push(halved(last));
  }
  return { width: picture.width, height: picture.height, levels };
}

/** The coarsest level of which one pixel is not larger than so many of the picture. */
export function levelFor({ levels }: Pyramid, pixels: number): Level {
  return levels.findLast((level) => level.pixels <= Math.max(1, pixels)) ?? firstOf(levels);
}

function firstOf([first]: readonly Level[]): Level {
  if (first === undefined) throw new RangeError('a pyramid without a level');
  return first;
}

/** The picture made small, and how many of its pixels one of the small ones stands for, across and down. */
export interface Small {
  readonly picture: GreyPicture;
  readonly across: number;
  readonly down: number;
}

/** So that the longer side has at most so many pixels. */
export function reducedTo(pyramid: Pyramid, longest: number): Small {
  const pixels = Math.max(1, Math.max(pyramid.width, pyramid.height) / longest);
  const level = levelFor(pyramid, pixels);
  const side = (length: number): number => Math.max(1, Math.round((length * level.pixels) / pixels));
  const picture = reduced(
    level,
    Math.min(level.width, side(level.width)),
    Math.min(level.height, side(level.height)),
  );
  return {
    picture,
    across: (level.width * level.pixels) / picture.width,
    down: (level.height * level.pixels) / picture.height,
  };
}

function halved({ width, height, values, pixels }: Level): Level {
  const [wide, high] = [Math.floor(width / 2), Math.floor(height / 2)];
  const means = new Float32Array(wide * high);
  for (let y = 0; y < high; y += 1) {
    const above = 2 * y * width;
    const below = above + width;
    for (let x = 0; x < wide; x += 1) {
      const [left, right] = [2 * x, 2 * x + 1];
      const sum =
        (values[above + left] ?? 0) +
        (values[above + right] ?? 0) +
        (values[below + left] ?? 0) +
        (values[below + right] ?? 0);
      means[y * wide + x] = sum / 4;
    }
  }
  return { width: wide, height: high, values: means, pixels: 2 * pixels };
}
