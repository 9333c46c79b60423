import { decodePicture } from '../decode/pixels/decode-picture.ts';
import type { StimulusId } from '../model/ids.ts';
import { atOnce, type Steps } from '../model/steps.ts';
import {
  buildPictureIndex,
  type MarkedStimulus,
  type PictureIndex,
  type UnmarkedStimulus,
} from './picture/picture-index.ts';

/** What marks a stimulus that was drawn by us. */
interface Mark {
  readonly key: Uint8Array;
  /** The file of the drawing without its mark. */
  readonly unmarked: Uint8Array;
}

/** The stimuli of a run, ready to be looked for in pictures. */
export interface PictureTarget {
  readonly index: PictureIndex;
  /**
   * Whether every stimulus is marked, and shows it: only then a picture that carries no key is known to be no copy. A copy of a
   * photo that is not marked passes unseen once its noise is gone.
   */
  readonly complete: boolean;
}

export interface MaybeMarked {
  readonly id: StimulusId;
  readonly bytes: Uint8Array;
  readonly mark?: Mark | undefined;
}

/** By what a stimulus is marked, as its canaries tell; `undefined` for one that is not, or whose drawing is missing. */
export function markOf(
  canaries: readonly { readonly kind: string; readonly value: string }[],
  unmarked: Uint8Array | undefined,
): Mark | undefined {
  const key = canaries.find(({ kind }) => kind === 'pattern-key')?.value ?? '';
  // Any other length is no key of this pattern's.
  return unmarked === undefined || !/^[0-9a-f]{32}$/i.test(key)
    ? undefined
    : { key: Buffer.from(key, 'hex'), unmarked };
}

/** Decodes and indexes the stimuli, which takes some 0.5 s for each. */
export function preparePictures(stimuli: readonly MaybeMarked[]): PictureTarget {
  return atOnce(preparingPictures(stimuli));
}

/** The same, one stimulus in a step. */
export function* preparingPictures(stimuli: readonly MaybeMarked[]): Steps<PictureTarget> {
  const marked: MarkedStimulus[] = [];
  const unmarked: UnmarkedStimulus[] = [];
  for (const stimulus of stimuli) {
    marked.push(...markedPicture(stimulus));
    unmarked.push(...unmarkedPicture(stimulus));
    yield;
  }
  const index = buildPictureIndex(marked, unmarked);
  return {
    index,
    complete: marked.length === stimuli.length && index.references.every(({ shown }) => shown),
  };
}

function unmarkedPicture({ id, bytes, mark }: MaybeMarked): readonly UnmarkedStimulus[] {
  const image = mark === undefined ? decodePicture(bytes) : undefined;
  return image?.kind === 'pixels' ? [{ id, image }] : [];
}

function markedPicture({ id, bytes, mark }: MaybeMarked): readonly MarkedStimulus[] {
  if (mark === undefined) return [];
  const image = decodePicture(bytes);
  const unmarked = decodePicture(mark.unmarked);
  if (image?.kind !== 'pixels' || unmarked?.kind !== 'pixels') return [];
  return [{ id, key: mark.key, unmarked, image }];
}
