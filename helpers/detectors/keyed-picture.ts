import { type DecodedPicture, decodePicture } from '../decode/pixels/decode-picture.ts';
import { readImageHeader } from '../decode/pixels/image-header.ts';
import type { PictureEvidence } from '../model/finding.ts';
import type { StimulusId } from '../model/ids.ts';
import { composed } from './picture/affine.ts';
import { findPictures } from './picture/find-pictures.ts';
import type { FoundPicture } from './picture/judge-frames.ts';
import { mapInWords } from './picture/map-in-words.ts';
import type { PictureIndex } from './picture/picture-index.ts';
import type { PictureTarget } from './picture-target.ts';

/** A picture that was made of a stimulus. */
interface KeyedPicture {
  readonly stimulus: StimulusId;
  readonly evidence: PictureEvidence;
}

/** What was seen of bytes that are a picture. */
export interface PictureLook {
  readonly found: readonly KeyedPicture[];
  /** All of it was seen, and it is like none of the run's images: its pixels are no copy. */
  readonly cleared: boolean;
  /** It is larger than what is decoded, and was not looked at. */
  readonly tooLarge: boolean;
}

/** Whether the bytes begin like a picture that can be decoded. */
export function isPictureFile(bytes: Uint8Array): boolean {
  return readImageHeader(bytes) !== undefined;
}

const UNSEEN: PictureLook = { found: [], cleared: false, tooLarge: false };

/**
 * Looks for the keys of all marked stimuli in a picture file, and for the noise of those that are not; sees nothing in bytes that
 * are none.
 */
export function detectKeyedPicture({ index, complete }: PictureTarget, bytes: Uint8Array): PictureLook {
  const picture = index.references.length === 0 ? undefined : decodePicture(bytes);
  if (picture === undefined) return UNSEEN;
  switch (picture.kind) {
    case 'too-large':
      return { ...UNSEEN, tooLarge: true };
    case 'unreadable':
      return UNSEEN;
    case 'pixels': {
      const { found, alike } = findPictures(index, picture);
      return {
        found: found.map((one) => ({ stimulus: one.stimulus, evidence: evidenceOf(index, picture, one) })),
        cleared: complete && found.length === 0 && !alike,
        tooLarge: false,
      };
    }
  }
}

function evidenceOf(
  { references }: PictureIndex,
  { type, width, height }: Extract<DecodedPicture, { kind: 'pixels' }>,
  { stimulus, z, log10P, share, toDrawing }: FoundPicture,
): PictureEvidence {
  const reference = references.find(({ id }) => id === stimulus);
  const toImage = reference?.toImage === undefined ? undefined : composed(reference.toImage, toDrawing);
  const format = type.slice('image/'.length).toUpperCase();
  const rounded = (value: number): number => Number(value.toPrecision(6));
  return {
    how: `${format} ${width} × ${height}, ${mapInWords(toImage ?? toDrawing)}${z < 0 ? ', inverted' : ''}`,
    z: Number(z.toFixed(1)),
    log10P: Math.ceil(log10P),
    ...(share !== undefined && { noiseShare: Number(share.toFixed(2)) }),
    ...(toImage === undefined
      ? {}
      : {
          toImage: [
            rounded(toImage.a),
            rounded(toImage.b),
            rounded(toImage.c),
            rounded(toImage.d),
            rounded(toImage.e),
            rounded(toImage.f),
          ],
        }),
  };
}
