import type { Sha256 } from '../model/ids.ts';
import type { Steps } from '../model/steps.ts';
import type { ValueIndex } from './derived-values.ts';
import {
  buildDisguiseIndex,
  type DisguiseIndex,
  type DisguiseMemory,
  disguiseIndexOf,
} from './disguise/disguise-index.ts';
import type { PictureReading } from './picture-reading.ts';
import {
  type MaybeMarked,
  type PictureTarget,
  preparePictures,
  preparingPictures,
} from './picture-target.ts';
import {
  buildWindowIndex,
  type KnownStimulus,
  type WindowIndex,
  type WindowMemory,
  windowIndexOf,
} from './window-index.ts';

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

/** The indexes of stimuli in memory that threads can share. */
export interface SharedIndexes {
  readonly windows: WindowMemory;
  readonly disguises: DisguiseMemory;
}

/** Makes the indexes for several threads, each of which has a target of the same stimuli. */
export function sharedIndexesOf(stimuli: readonly KnownStimulus[]): SharedIndexes {
  return { windows: buildWindowIndex(stimuli).memory, disguises: buildDisguiseIndex(stimuli).memory };
}

/** The target of stimuli whose indexes another thread has made. */
export function targetWith(
  indexes: SharedIndexes,
  stimuli: readonly HashedStimulus[],
  values?: ValueIndex,
): Target {
  const disguises = disguiseIndexOf(stimuli, indexes.disguises);
  return targetBy(stimuli, windowIndexOf(stimuli, indexes.windows), () => disguises, values);
}

/** Builds the indexes of stimuli. What a stimulus shares with one of `siblings` counts for neither. */
export function targetOf(
  stimuli: readonly HashedStimulus[],
  siblings: readonly KnownStimulus[] = [],
  values?: ValueIndex,
): Target {
  const known = [...stimuli, ...siblings];
  let disguises: DisguiseIndex | undefined;
  const hidden = (): DisguiseIndex => {
    disguises ??= buildDisguiseIndex(known);
    return disguises;
  };
  return targetBy(stimuli, buildWindowIndex(known), hidden, values);
}

function targetBy(
  stimuli: readonly HashedStimulus[],
  index: WindowIndex,
  disguises: Target['disguises'],
  values: ValueIndex | undefined,
): Target {
  let pictures: PictureTarget | undefined;
  return {
    stimuli,
    index,
    ...(values !== undefined && { values }),
    disguises,
    pictures() {
      pictures ??= preparePictures(stimuli);
      return pictures;
    },
    *preparing() {
      pictures ??= yield* preparingPictures(stimuli);
    },
  };
}
