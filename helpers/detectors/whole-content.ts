import type { Sha256, StimulusId } from '../model/ids.ts';

/** SHA-256 of no bytes at all: every phone is full of empty files, and none of them is a copy of anything. */
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The stimulus whose bytes are exactly these, by SHA-256; `undefined` when none is. */
export function detectWholeContent(
  stimuli: readonly { readonly id: StimulusId; readonly sha256: Sha256 }[],
  content: Sha256,
): StimulusId | undefined {
  if (content === OF_NOTHING) return undefined;
  return stimuli.find(({ sha256 }) => sha256 === content)?.id;
}
