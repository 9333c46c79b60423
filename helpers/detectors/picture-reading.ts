import decodeQR from 'qr/decode.js';
import { decodePicture } from '../decode/pixels/decode-picture.ts';
import type { PictureToRead, RecognizeText } from '../model/text-reader.ts';
import { type GreyPicture, reduced } from './picture/grey-picture.ts';

/** The lines that stand in a picture. `all` is false when it was not read, or not closely enough. */
interface ReadPicture {
  readonly lines: readonly string[];
  readonly all: boolean;
}

/** Reads the pictures of one run, within limits for all of them together. */
export interface PictureReading {
  /** `isEnough` is asked of the lines after each look, so that no closer one is taken for nothing. */
  read(bytes: Uint8Array, isEnough: (lines: readonly string[]) => boolean): ReadPicture;
}

/** A look takes a few tenths of a second. */
const MOST_PICTURES = 64;
/** Reading takes as long as there are letters, a second for some 1,500: a page that is black with them must not take minutes. */
const MOST_CHARACTERS = 40_000;
/** Twelve digits that can be told apart take so many pixels. */
const LEAST_WIDTH = 60;
const LEAST_HEIGHT = 10;
/** The longer side of each look: large letters are read off a small picture, small ones off a large one. */
const SIDES = [800, 1600] as const;

/**
 * Limits are of numbers of things, and not of time, so that every machine reads the same. What throws is said to be unread,
 * and so is all that comes after it.
 */
export function readingWith(recognizeText: RecognizeText): PictureReading {
  const known = new WeakMap<Uint8Array, ReadPicture>();
  const left = { pictures: MOST_PICTURES, characters: MOST_CHARACTERS };
  const readOnce = (picture: PictureToRead): string => {
    const text = recognizeText(picture);
    left.characters -= text.length;
    return text;
  };
  return {
    read(bytes, isEnough) {
      const before = known.get(bytes);
      if (before !== undefined) return before;
      const looks = looksAt(bytes);
      if (looks.length > 0) left.pictures -= 1;
      const lines: string[] = [];
      let all = left.pictures >= 0;
      for (const look of all ? looks : []) {
        all = left.characters > 0 && readLook(look, readOnce, lines);
        if (!all || isEnough(lines)) break;
      }
      const read = { lines, all };
      known.set(bytes, read);
      return read;
    },
  };
}

function readLook(
  look: PictureToRead,
  recognizeText: (picture: PictureToRead) => string,
  lines: string[],
): boolean {
  lines.push(...codeIn(look));
  try {
    lines.push(...recognizeText(look).split('\n'));
    return true;
  } catch {
    // It has run out of memory, or broken: what it says from now on is not to be relied on.
    return false;
  }
}

/** The picture in each size in which it is read; none when it is no picture, or too small for a value. */
function looksAt(bytes: Uint8Array): readonly PictureToRead[] {
  const picture = decodePicture(bytes);
  if (picture?.kind !== 'pixels') return [];
  if (picture.width < LEAST_WIDTH || picture.height < LEAST_HEIGHT) return [];
  const longer = Math.max(picture.width, picture.height);
  return SIDES.filter((side, at) => at === 0 || longer > (SIDES[at - 1] ?? side)).map((side) =>
    smaller(picture, Math.min(1, side / longer)),
  );
}

function smaller(picture: GreyPicture, factor: number): PictureToRead {
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, Math.round(side * factor)),
  );
  const { values, ...size } = reduced(picture, width ?? 1, height ?? 1);
  return { ...size, values: Uint8Array.from(values, (value) => Math.round(value)) };
}

/** What a QR code says, of which there may be one. */
function codeIn({ width, height, values }: PictureToRead): readonly string[] {
  const data = new Uint8Array(4 * values.length).fill(255);
  for (const [at, value] of values.entries()) data.fill(value, 4 * at, 4 * at + 3);
  try {
    return [decodeQR({ width, height, data })];
  } catch {
    return []; // It throws for whatever is none.
  }
}
