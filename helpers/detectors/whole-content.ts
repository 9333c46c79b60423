import type { Sha256, StimulusId } from '../model/ids.ts';

/** The stimulus whose bytes are exactly these, by SHA-256; `undefined` when none is. */
export function detectWholeContent(
  stimuli: readonly { readonly id: StimulusId; readonly sha256: Sha256 }[],
  content: Sha256,
): StimulusId | undefined {
  return stimuli.find(({ sha256 }) => sha256 === content)?.id;
}
