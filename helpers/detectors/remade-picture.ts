import { decodePicture } from '../decode/pixels/decode-picture.ts';
import { readImageHeader } from '../decode/pixels/image-header.ts';
import { mayBeRawPixels, readRawPixels } from '../decode/pixels/raw-pixels.ts';
import type { PictureEvidence } from '../model/finding.ts';
import type { StimulusId } from '../model/ids.ts';
import { composed } from './picture/affine.ts';
import { findPictures } from './picture/find-pictures.ts';
import type { FoundPicture } from './picture/judge-frames.ts';
import { mapInWords } from './picture/map-in-words.ts';
import type { PictureIndex } from './picture/picture-index.ts';
import type { PictureTarget } from './picture-target.ts';

/** A picture that was made of a stimulus. */
interface RemadePicture {
  readonly stimulus: StimulusId;
  readonly evidence: PictureEvidence;
}

/** What was seen of bytes that are a picture. */
export interface PictureLook {
  readonly found: readonly RemadePicture[];
  /** All of it was seen, and it is like none of the run's images: its pixels are no copy. */
  readonly cleared: boolean;
  /** It is larger than what is decoded, and was not looked at. */
  readonly tooLarge: boolean;
}

/** Whether the bytes begin like a picture that can be decoded. */
export function isPictureFile(bytes: Uint8Array): boolean {
  return readImageHeader(bytes) !== undefined;
}

/** Whether the bytes begin like a picture file, or may be the pixels of one without a header. */
export function mayBePicture(bytes: Uint8Array): boolean {
  return isPictureFile(bytes) || mayBeRawPixels(bytes);
}

const UNSEEN: PictureLook = { found: [], cleared: false, tooLarge: false };

/**
 * Looks for the keys of all marked stimuli in a picture, and for the noise of those that are not; sees nothing in bytes that
 * are none.
 */
export function detectRemadePicture({ index, complete }: PictureTarget, bytes: Uint8Array): PictureLook {
  if (index.references.length === 0) return UNSEEN;
  const picture = decodePicture(bytes);
  switch (picture?.kind) {
    case undefined:
      return rawLook(index, bytes);
    case 'too-large':
      return { ...UNSEEN, tooLarge: true };
    case 'unreadable':
      return UNSEEN;
    case 'pixels': {
      const { found, alike } = findPictures(index, picture);
      const form = picture.type.slice('image/'.length).toUpperCase();
      return {
        found: found.map((one) => pictureOf(index, one, { ...picture, form })),
        cleared: complete && found.length === 0 && !alike,
        tooLarge: false,
      };
    }
  }
}

/** What rows of bytes without a header may show. It is never cleared: they may be rows of another form. */
function rawLook(index: PictureIndex, bytes: Uint8Array): PictureLook {
  const forms = readRawPixels(bytes);
  const best = new Map<StimulusId, RemadePicture>();
  for (const raw of forms) {
    const form = `pixels of ${raw.pixelBytes} bytes without a header,`;
    for (const one of findPictures(index, raw).found) {
      // Each form that was tried had its chance.
      const seen = { ...one, log10P: Math.min(0, one.log10P + Math.log10(forms.length)) };
      const other = Math.abs(best.get(one.stimulus)?.evidence.z ?? 0);
      if (Math.abs(one.z) > other) best.set(one.stimulus, pictureOf(index, seen, { ...raw, form }));
    }
  }
  return { ...UNSEEN, found: [...best.values()] };
}

function pictureOf(
  index: PictureIndex,
  found: FoundPicture,
  picture: Parameters<typeof evidenceOf>[1],
): RemadePicture {
  return { stimulus: found.stimulus, evidence: evidenceOf(index, picture, found) };
}

function evidenceOf(
  { references }: PictureIndex,
  { form, width, height }: { readonly form: string; readonly width: number; readonly height: number },
  { stimulus, z, log10P, share, toDrawing }: FoundPicture,
): PictureEvidence {
  const reference = references.find(({ id }) => id === stimulus);
  const toImage = reference?.toImage === undefined ? undefined : composed(reference.toImage, toDrawing);
  const rounded = (value: number): number => Number(value.toPrecision(6));
  return {
    how: `${form} ${width} × ${height}, ${mapInWords(toImage ?? toDrawing)}${z < 0 ? ', inverted' : ''}`,
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
