import type { Sha256 } from '../model/ids.ts';
import type { Steps } from '../model/steps.ts';
import type { ValueIndex } from './derived-values.ts';
import { buildDisguiseIndex, type DisguiseIndex } from './disguise/disguise-index.ts';
import type { PictureReading } from './picture-reading.ts';
import {
  type MaybeMarked,
  type PictureTarget,
  preparePictures,
  preparingPictures,
} from './picture-target.ts';
import { buildWindowIndex, type KnownStimulus, type WindowIndex } from './window-index.ts';

export interface HashedStimulus extends KnownStimulus, MaybeMarked {
  readonly sha256: Sha256;
}

/** What is looked for, in the forms that the detectors need. */
export interface Target {
  readonly stimuli: readonly HashedStimulus[];
  /** May hold more than the stimuli: pictures that show what every picture of this phone shows. */
  readonly index: WindowIndex;
  /** The same under every disguise. Made when it is first asked for: most objects hide nothing. */
  disguises(): DisguiseIndex;
  /** What only they say; absent where values are not looked for. */
  readonly values?: ValueIndex;
  /** Reads pictures; absent where they are not read. */
  readonly reading?: PictureReading;
  /** Those that can be found in pictures. Made when the first picture comes up. */
  pictures(): PictureTarget;
  /** Makes them by steps, for who knows that a picture is about to come up. */
  preparing(): Steps<void>;
}

/** Builds the indexes of stimuli. What a stimulus shares with one of `siblings` counts for neither. */
export function targetOf(
  stimuli: readonly HashedStimulus[],
  siblings: readonly KnownStimulus[] = [],
  values?: ValueIndex,
): Target {
  const known = [...stimuli, ...siblings];
  let disguises: DisguiseIndex | undefined;
  let pictures: PictureTarget | undefined;
  return {
    stimuli,
    index: buildWindowIndex(known),
    ...(values !== undefined && { values }),
    disguises() {
      disguises ??= buildDisguiseIndex(known);
      return disguises;
    },
    pictures() {
      pictures ??= preparePictures(stimuli);
      return pictures;
    },
    *preparing() {
      pictures ??= yield* preparingPictures(stimuli);
    },
  };
}
