import { type Affine, applied, inverse, type Point, scaleOf } from './affine.ts';
import { cut, type GreyPicture, type Rectangle, reduced } from './grey-picture.ts';
import { levelFor, type Pyramid, reducedTo, type Small } from './pyramid.ts';

/** A picture laid over the reference that it may show: both on one grid, as coarse as the coarser of the two. */
export interface View {
  /** Of the reference's pixels, what the grid covers. */
  readonly region: Rectangle;
  readonly width: number;
  readonly height: number;
  /** The picture's grey values; `NaN` where it does not reach. */
  readonly shown: Float32Array;
  /** The reference's, in whole levels. */
  readonly expected: Uint8ClampedArray;
  /** The same, not rounded. */
  readonly exact: GreyPicture['values'];
}

/** Where a view lies, without what it shows. */
export type Grid = Omit<View, 'shown' | 'expected' | 'exact'>;

/** Lays the picture over the reference, with at most so many places; `undefined` when they do not meet. */
export function viewOf(
  picture: Pyramid,
  reference: Pyramid,
  { toReference, mostPlaces }: { readonly toReference: Affine; readonly mostPlaces: number },
): View | undefined {
  const region = regionOf(picture, reference, toReference);
  const fromReference = inverse(toReference);
  if (region === undefined || fromReference === undefined) return undefined;
  const pixelsOfPicture = scaleOf(fromReference);
  const finest = Math.min(1, pixelsOfPicture, Math.sqrt(mostPlaces / (region.width * region.height)));
  const [width, height] = [Math.round(region.width * finest), Math.round(region.height * finest)];
  if (width < 4 || height < 4) return undefined;
  const exact = regionReduced(reference, region, { width, height });
  const shown = sampled(picture, { region, width, height, fromReference });
  return { region, width, height, shown, expected: Uint8ClampedArray.from(exact), exact };
}

/** The place of the reference that the middle of a place of the grid stands for. */
export function referencePoint({ region, width, height }: Grid, at: Point): Point {
  return {
    x: region.left + ((at.x + 0.5) * region.width) / width,
    y: region.top + ((at.y + 0.5) * region.height) / height,
  };
}

/** Levels of a reference are whole halves down to an eighth: regions that begin at multiples of it begin at a pixel there. */
const STEP = 8;
export const REFERENCE_LEVELS = 3;

function regionReduced(
  reference: Pyramid,
  { left, top, width, height }: Rectangle,
  size: { readonly width: number; readonly height: number },
): GreyPicture['values'] {
  const level = levelFor(reference, Math.min(STEP, width / size.width));
  const { pixels } = level;
  const region = { left: left / pixels, top: top / pixels, width: width / pixels, height: height / pixels };
  return reduced(cut(level, region), size.width, size.height).values;
}

function regionOf(picture: Pyramid, reference: Pyramid, map: Affine): Rectangle | undefined {
  const corners = [
    { x: 0, y: 0 },
    { x: picture.width, y: 0 },
    { x: 0, y: picture.height },
    { x: picture.width, y: picture.height },
  ].map((corner) => applied(map, corner));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const before = (value: number): number => Math.max(0, STEP * Math.floor(value / STEP));
  const after = (value: number, end: number): number => Math.min(end, STEP * Math.ceil(value / STEP));
  const left = before(Math.min(...xs));
  const top = before(Math.min(...ys));
  const width = after(Math.max(...xs), reference.width) - left;
  const height = after(Math.max(...ys), reference.height) - top;
  return width >= STEP && height >= STEP ? { left, top, width, height } : undefined;
}

/** The picture at each place of the grid, from the level of which a place is about one pixel. */
function sampled(picture: Pyramid, grid: Grid & { readonly fromReference: Affine }): Float32Array {
  const { fromReference: map, region, width, height } = grid;
  const source = sourceFor(picture, (scaleOf(map) * region.width) / width);
  const shown = new Float32Array(width * height);
  const stepX = ((map.a / source.across) * region.width) / width;
  const stepY = ((map.d / source.down) * region.width) / width;
  for (let y = 0; y < height; y += 1) {
    const start = applied(map, referencePoint(grid, { x: 0, y }));
    let [sourceX, sourceY] = [start.x / source.across - 0.5, start.y / source.down - 0.5];
    for (let x = 0; x < width; x += 1) {
      shown[y * width + x] = interpolated(source.picture, sourceX, sourceY);
      sourceX += stepX;
      sourceY += stepY;
    }
  }
  return shown;
}

/** Sizes at which a picture was looked at: each is made once for all references and maps that ask for it. */
const MADE = new WeakMap<Pyramid, Map<number, Small>>();

function sourceFor(picture: Pyramid, pixels: number): Small {
  const size = Math.round(Math.max(picture.width, picture.height) / Math.max(1, pixels));
  const made = MADE.get(picture) ?? new Map<number, Small>();
  MADE.set(picture, made);
  const source = made.get(size) ?? reducedTo(picture, size);
  made.set(size, source);
  return source;
}

function interpolated({ width, height, values }: GreyPicture, x: number, y: number): number {
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return Number.NaN;
  const left = Math.min(Math.max(Math.floor(x), 0), width - 2);
  const top = Math.min(Math.max(Math.floor(y), 0), height - 2);
  const right = Math.min(Math.max(x - left, 0), 1);
  const below = Math.min(Math.max(y - top, 0), 1);
  const at = top * width + left;
  const one = (values[at] ?? 0) * (1 - right) + (values[at + 1] ?? 0) * right;
  const other = (values[at + width] ?? 0) * (1 - right) + (values[at + width + 1] ?? 0) * right;
  return one * (1 - below) + other * below;
}
